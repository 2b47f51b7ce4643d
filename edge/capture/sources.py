"""What a person writes for a camera becomes a camera. A new kind is a file and a row in CAMERAS."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from edge.capture.camera import Camera, CameraError, Pace
from edge.capture.gstreamer import GstReel, open_gstreamer, open_gstreamer_network
from edge.capture.picamera import open_picamera
from edge.capture.pictures import PictureReel
from edge.capture.playback import Playback, Playing
from edge.capture.streams import open_network, open_usb
from edge.capture.video import VideoReel
from edge.clock import Clock

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

PLUGINS: Final = "passerby.cameras"
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def open_camera(
    source: str,
    *,
    clock: Clock,
    pace: Pace = "live",
    loop: bool = False,
    start_utc_s: float | None = None,
) -> Camera:
    """Open what a source names: a file, a folder of pictures, or SCHEME:REST of CAMERAS.

    An installed plugin may add schemes. Raises CameraError naming the source, never a password.
    """
    playing = Playing(clock=clock, pace=pace, loop=loop, start_utc_s=start_utc_s)
    match = _SCHEME.match(source)
    if match is None or _exists(source):
        return _open_path(source, playing)
    scheme, rest = match[1].lower(), source[match.end() :]
    if scheme in CAMERAS:
        return CAMERAS[scheme](rest, playing)
    return _open_plugin(scheme, rest, playing)


def _open_path(source: str, playing: Playing) -> Camera:
    if source.startswith("/dev/video"):
        return _open_usb(source, playing)
    path = Path(source)
    reel = PictureReel(path) if path.is_dir() else VideoReel(path)
    return Playback(reel, playing)


def _open_usb(rest: str, playing: Playing) -> Camera:
    _require_live(f"usb:{rest}", playing)
    return open_usb(rest, clock=playing.clock)


def _open_network(scheme: str) -> Callable[[str, Playing], Camera]:
    def open_address(rest: str, playing: Playing) -> Camera:
        _require_live(f"{scheme}:", playing)
        return open_network(f"{scheme}:{rest}", clock=playing.clock)

    return open_address


def _open_picamera(rest: str, playing: Playing) -> Camera:
    _require_live(f"picamera:{rest}", playing)
    return open_picamera(rest, clock=playing.clock)


def _open_gstreamer(rest: str, playing: Playing) -> Camera:
    if rest.startswith("file:"):
        return Playback(GstReel(Path(rest.removeprefix("file:"))), playing)
    _require_live(f"gst:{rest}", playing)
    return open_gstreamer(rest, clock=playing.clock)


def _open_gstreamer_network(scheme: str) -> Callable[[str, Playing], Camera]:
    def open_address(rest: str, playing: Playing) -> Camera:
        _require_live(f"{scheme}+gst:", playing)
        return open_gstreamer_network(f"{scheme}:{rest}", clock=playing.clock)

    return open_address


CAMERAS: Final[dict[str, Callable[[str, Playing], Camera]]] = {
    "file": _open_path,
    "picamera": _open_picamera,
    "usb": _open_usb,
    "gst": _open_gstreamer,
    "rtsp+gst": _open_gstreamer_network("rtsp"),
    "rtsps+gst": _open_gstreamer_network("rtsps"),
    "rtsp": _open_network("rtsp"),
    "rtsps": _open_network("rtsps"),
    "http": _open_network("http"),
    "https": _open_network("https"),
}


def _require_live(name: str, playing: Playing) -> None:
    if playing.pace != "live":
        raise CameraError(f"{name}: a live camera cannot be replayed")


def _open_plugin(scheme: str, rest: str, playing: Playing) -> Camera:
    # A slow import, for the desk alone.
    from importlib.metadata import entry_points

    plugins = {plugin.name: plugin for plugin in entry_points(group=PLUGINS)}
    if scheme not in plugins:
        known = ", ".join([*CAMERAS, *sorted(plugins)])
        raise CameraError(f"{scheme}: no such kind of source, known are {known}, files and folders")
    opens = _load(plugins[scheme])
    return cast(Camera, opens(rest, clock=playing.clock, pace=playing.pace))


def _load(plugin: "EntryPoint") -> Callable[..., object]:
    try:
        return cast(Callable[..., object], plugin.load())
    except (ImportError, AttributeError) as error:
        raise CameraError(f"{plugin.name}: the plugin {plugin.value} is broken: {error}") from error


def _exists(source: str) -> bool:
    try:
        return Path(source).exists()
    except (OSError, ValueError):
        return False
