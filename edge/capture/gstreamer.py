"""Cameras and files through GStreamer: for Jetsons, and for whatever decodes in hardware.

`gst:csi:0`, `gst:v4l2:0` and `gst:test`, each with `?size=1280x720&fps=10`, `gst:file:PATH` and
`rtsp+gst://HOST/PATH`. Only the head of the pipeline differs; decodebin takes a decoder in hardware
where there is one. A network camera has a scheme of its own: whoever refuses sources that begin
with rtsp refuses it too. What a picture costs: edge/capture/gst_pipeline.py.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from edge.capture.camera import CameraError, EndOfRecording
from edge.capture.gst_pipeline import Pipeline, PipelineError
from edge.capture.live import SILENCE_S, AwayError, LiveCamera
from edge.capture.options import USUAL_FPS, USUAL_SIZE_PX, fps, read_options, size_px
from edge.capture.stamps import Stamps
from edge.capture.streams import public_name
from edge.capture.video import require_content
from edge.clock import Clock
from edge.perception.frame import Frame
from edge.perception.planes import Picture
from edge.terms import SourceKind

_RAW: Final = "video/x-raw,format=(string){NV12,I420}"
# GStreamer chooses what it needs, hardware first.
_DECODED: Final = ("decodebin", "videoconvert", _RAW)
_OPENING_S: Final = 20.0
# The clock of a recording never stands still.
_STEP_S: Final = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a pipeline begins with. properties: of its first element, as a person wrote them."""

    elements: tuple[str, ...]
    kind: SourceKind
    properties: dict[str, object] = field(default_factory=dict)


def _csi(what: str, size: tuple[int, int], rate: str) -> Head:
    caps = f"width={size[0]},height={size[1]},framerate={rate},format=NV12"
    camera = ("nvarguscamerasrc", f"video/x-raw(memory:NVMM),{caps}", "nvvidconv", _RAW)
    return Head(elements=camera, kind="picamera", properties={"sensor-id": _index(what)})


def _v4l2(what: str, size: tuple[int, int], rate: str) -> Head:
    # Which rates a camera has depends on its format: the next best is taken.
    caps = f"width={size[0]},height={size[1]}"
    camera = ("v4l2src", f"image/jpeg,{caps};video/x-h264,{caps};video/x-raw,{caps}")
    properties: dict[str, object] = {"device": f"/dev/video{_index(what)}"}
    return Head(elements=(*camera, *_DECODED), kind="usb", properties=properties)


def _test(what: str, size: tuple[int, int], rate: str) -> Head:
    caps = f"video/x-raw,format=NV12,width={size[0]},height={size[1]},framerate={rate}"
    elements = ("videotestsrc is-live=true pattern=ball", caps)
    return Head(elements=elements, kind="simulator")


HEADS: Final[dict[str, Callable[[str, tuple[int, int], str], Head]]] = {
    "csi": _csi,
    "v4l2": _v4l2,
    "test": _test,
}


def open_gstreamer(rest: str, *, clock: Clock) -> LiveCamera:
    """Open `csi:0?size=1280x720&fps=10`. Raises CameraError, for a missing element by its name."""
    match = re.fullmatch(r"([a-z0-9]+)(?::(\d{0,2}))?(?:\?(.*))?", rest)
    if match is None or match[1] not in HEADS:
        raise CameraError(f"gst:{rest}: expected gst:file:PATH or gst: and {', '.join(HEADS)}")
    name = f"gst:{match[1]}:{match[2] or 0}"
    options = read_options(name, match[3] or "", {"size": size_px, "fps": fps})
    rate = f"{round(options.get('fps', USUAL_FPS) * 1000)}/1000"
    head = HEADS[match[1]](match[2] or "0", options.get("size", USUAL_SIZE_PX), rate)
    return _live(head, name=name, clock=clock)


def open_gstreamer_network(address: str, *, clock: Clock) -> LiveCamera:
    """Open rtsp://... . Raises CameraError; no message ever shows user or password.

    TCP alone. Where a camera sends us elsewhere, not a byte is said there.
    """
    name = public_name(address)
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    place = parts._replace(netloc=f"{host}:{parts.port}" if parts.port else str(host))
    properties: dict[str, object] = {
        "location": place.geturl(),
        "user-id": unquote(parts.username or ""),
        "user-pw": unquote(parts.password or ""),
        "tcp-timeout": int(SILENCE_S * 1e6),
        # The pictures are looked at as they come.
        "latency": 0,
    }
    head = Head(
        elements=("rtspsrc protocols=tcp", *_DECODED), kind="network", properties=properties
    )
    return _live(head, name=name, clock=clock, secret=True)


class GstFeed:
    """A live source at work."""

    def __init__(self, pipeline: Pipeline, *, clock: Clock) -> None:
        """Start it. Raises AwayError."""
        self._pipeline = pipeline
        self._stamps = Stamps(clock)
        try:
            pipeline.start()
        except PipelineError as error:
            pipeline.close()
            raise AwayError(str(error)) from error

    def next(self) -> Frame:
        try:
            sample = self._pipeline.pull(SILENCE_S)
            if sample is None:
                raise AwayError("the stream has ended")
            mono_s, utc_s = self._stamps.of(self._pipeline.age_s(sample))
            return Frame(self._pipeline.picture(sample), mono_s=mono_s, utc_s=utc_s)
        except TimeoutError as error:
            raise AwayError("no picture comes") from error
        except (PipelineError, ValueError) as error:
            raise AwayError(str(error)) from error

    def close(self) -> None:
        self._pipeline.close()


class GstReel:
    """One video file; every picture of it, on its own clock."""

    kind: SourceKind = "file"

    def __init__(self, path: Path) -> None:
        """Open a file and look at its first picture. Raises CameraError naming the file."""
        require_content(path)
        self.name = str(path)
        self._path = path
        self._sample: Any = None
        self._error: str | None = None
        self._first_s: float | None = None
        self._time_s = 0.0
        self._pipeline = self._started()
        if self.advance() is None:
            self.close()
            raise CameraError(f"{path}: {self._error or 'holds no picture that can be read'}")
        self.rewind()

    def advance(self) -> float | None:
        try:
            self._sample = self._pipeline.pull(_OPENING_S)
        except (PipelineError, TimeoutError) as error:
            self._error, self._sample = str(error) or "no picture comes", None
        if self._sample is None:
            return None
        time_s = self._pipeline.time_s(self._sample)
        if self._first_s is None:
            self._first_s, self._time_s = time_s or 0.0, 0.0
        else:
            since_s = 0.0 if time_s is None else time_s - self._first_s
            self._time_s = max(since_s, self._time_s + _STEP_S)
        return self._time_s

    def picture(self) -> Picture | None:
        try:
            return self._pipeline.picture(self._sample)
        except ValueError as error:
            raise CameraError(f"{self.name}: {error}") from error

    def end(self) -> EndOfRecording:
        if self._error is not None:
            return EndOfRecording(f"{self.name}: {self._error}", truncated=True)
        return EndOfRecording(f"{self.name}: the recording has ended")

    def rewind(self) -> None:
        self.close()
        self._sample = self._error = self._first_s = None
        self._pipeline = self._started()

    def close(self) -> None:
        self._pipeline.close()

    def _started(self) -> Pipeline:
        pipeline = Pipeline(
            ("filesrc", *_DECODED),
            name=self.name,
            drop=False,
            properties={"location": str(self._path.absolute())},
        )
        try:
            pipeline.start()
        except PipelineError as error:
            pipeline.close()
            raise CameraError(f"{self.name}: {error}") from error
        return pipeline


def _live(head: Head, *, name: str, clock: Clock, secret: bool = False) -> LiveCamera:
    def build() -> Pipeline:
        return Pipeline(
            head.elements, name=name, drop=True, properties=head.properties, secret=secret
        )

    # What is missing here is missing for ever, and is told at once.
    build().close()
    return LiveCamera(lambda: GstFeed(build(), clock=clock), kind=head.kind, name=name)


def _index(text: str) -> int:
    return int(text or 0)
