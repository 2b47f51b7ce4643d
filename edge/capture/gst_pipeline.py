"""A GStreamer pipeline that ends in our hands, through PyGObject.

What a picture costs: one copy, out of the pipeline's buffer into memory of its own, 1.4 MB at
1280x720 px of NV12 or I420; the buffer is free again at once. On a Jetson nvvidconv makes one more
before that, in hardware, out of NVIDIA's own memory.
"""

import ctypes
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy as np

from edge.capture.camera import CameraError
from edge.capture.layout import FORMATS, Layout
from edge.perception.planes import Picture

# Debian's package for each element that is named here; NVIDIA's come with a Jetson's system.
_CORE: Final = "libgstreamer1.0-0"
_BASE: Final = "gstreamer1.0-plugins-base"
_GOOD: Final = "gstreamer1.0-plugins-good"
_NVIDIA: Final = "nvidia-l4t-gstreamer"
PACKAGES: Final = {
    "filesrc": _CORE,
    "queue": _CORE,
    "appsink": _BASE,
    "decodebin": _BASE,
    "videoconvert": _BASE,
    "videotestsrc": _BASE,
    "rtspsrc": _GOOD,
    "v4l2src": _GOOD,
    "nvarguscamerasrc": _NVIDIA,
    "nvvidconv": _NVIDIA,
}
BINDINGS: Final = "python3-gi, gir1.2-gstreamer-1.0 and gir1.2-gst-plugins-base-1.0"
# An error on the bus, or the end, is noticed this soon.
_SLICE_S: Final = 0.1


class PipelineError(Exception):
    """It has stopped by itself; the message is GStreamer's own."""


class Pipeline:
    """Elements in a row, the last of them an appsink. Used by one thread."""

    def __init__(
        self,
        elements: Sequence[str],
        *,
        name: str,
        drop: bool,
        properties: Mapping[str, object] | None = None,
        secret: bool = False,
    ) -> None:
        """Build it and start.

        elements: as gst-launch writes them, caps among them. properties: of the first one; what a
        person wrote goes there, and never into a description. drop: keep the newest picture
        alone. secret: its errors show no address. Raises CameraError for an element that is
        missing, PipelineError.
        """
        self._gst, self._video, self._glib = _bindings()
        self._secret = secret
        for element in elements:
            self._require(name, element.split()[0])
        sink = (
            f"appsink name=sink sync=false max-buffers={1 if drop else 4} drop={str(drop).lower()}"
        )
        try:
            self._pipeline = self._gst.parse_launch(" ! ".join([*elements, sink]))
        except self._glib.Error as error:
            raise CameraError(f"{name}: {error.message}") from error
        self._left: str | None = None
        source = self._pipeline.iterate_sources().next()[1]
        for key, value in (properties or {}).items():
            source.set_property(key, value)
        if elements[0].startswith("rtspsrc"):
            source.connect("before-send", self._may_send, source.get_property("location"))
        self._sink = self._pipeline.get_by_name("sink")
        self._bus = self._pipeline.get_bus()
        self._caps: Any = None
        self._info: Any = None

    def start(self) -> None:
        """Raises PipelineError."""
        change = self._pipeline.set_state(self._gst.State.PLAYING)
        if change == self._gst.StateChangeReturn.FAILURE:
            self._check()
            raise PipelineError("it cannot be started")

    def pull(self, timeout_s: float) -> Any | None:
        """The next sample, None at the end. Raises PipelineError, TimeoutError."""
        for _ in range(max(1, round(timeout_s / _SLICE_S))):
            sample = self._sink.try_pull_sample(int(_SLICE_S * self._gst.SECOND))
            if sample is not None:
                return sample
            self._check()
            if self._sink.is_eos():
                return None
        raise TimeoutError

    def picture(self, sample: Any) -> Picture:
        """A copy of a sample's picture. Raises ValueError for one that is none."""
        buffer = sample.get_buffer()
        own = np.empty(buffer.get_size(), np.uint8)
        # The address of what a PyGObject wraps is its hash; its own map() would copy once more.
        copied = _libgst().gst_buffer_extract(hash(buffer), 0, own.ctypes.data, own.nbytes)
        return self._layout(sample.get_caps(), buffer).picture(own[:copied])

    def time_s(self, sample: Any) -> float | None:
        """When a sample is to be shown, in seconds since the beginning, None if nobody knows."""
        pts = sample.get_buffer().pts
        return None if pts == self._gst.CLOCK_TIME_NONE else pts / self._gst.SECOND

    def age_s(self, sample: Any) -> float | None:
        """How long ago a live source took a sample, None if nobody knows."""
        time_s, clock = self.time_s(sample), self._pipeline.get_clock()
        if time_s is None or clock is None:
            return None
        since_s = (clock.get_time() - self._pipeline.get_base_time()) / self._gst.SECOND
        return float(since_s - time_s)

    def close(self) -> None:
        self._pipeline.set_state(self._gst.State.NULL)

    def _layout(self, caps: Any, buffer: Any) -> Layout:
        if self._caps is None or not caps.is_equal(self._caps):
            self._caps, self._info = caps, self._video.VideoInfo.new_from_caps(caps)
        info = self._info
        if info is None or info.finfo.name not in FORMATS:
            raise ValueError(f"{caps.to_string()}: not one of {', '.join(FORMATS)}")
        # Where hardware has put it elsewhere than its caps would have it.
        placed = self._video.buffer_get_video_meta(buffer) or info
        planes = info.finfo.n_planes
        return Layout(
            format=info.finfo.name,
            width=info.width,
            height=info.height,
            strides=tuple(placed.stride[:planes]),
            offsets=tuple(placed.offset[:planes]),
            full_range=info.colorimetry.range == self._video.VideoColorRange(1),
        )

    def _require(self, name: str, element: str) -> None:
        if "/" in element or self._gst.ElementFactory.find(element) is not None:
            return
        raise CameraError(f"{name}: GStreamer has no {element}: install {PACKAGES[element]}")

    def _may_send(self, source: Any, _message: Any, place: str) -> bool:
        """Not where a camera sends us to: rtspsrc cannot be told not to follow."""
        if source.get_property("location") != place:
            self._left = "it sends us elsewhere"
        return self._left is None

    def _check(self) -> None:
        """Raise PipelineError for what went wrong since it was last asked."""
        gst = self._gst
        if self._left is not None:
            raise PipelineError(self._left)
        missing: list[str] = []
        while message := self._bus.pop_filtered(gst.MessageType.ERROR | gst.MessageType.ELEMENT):
            if message.type == gst.MessageType.ERROR:
                error, _ = message.parse_error()
                reason = error.domain if self._secret else error.message
                raise PipelineError(", ".join([reason, *missing]))
            told = message.get_structure()
            if told is not None and told.get_name() == "missing-plugin":
                missing.append(f"no {told.get_string('name')}")


@cache
def _bindings() -> tuple[Any, Any, Any]:
    """Gst, GstVideo and GLib, started. Raises CameraError where they are not installed."""
    try:
        import gi

        gi.require_version("Gst", "1.0")
        gi.require_version("GstApp", "1.0")
        gi.require_version("GstVideo", "1.0")
        from gi.repository import GLib, Gst, GstApp, GstVideo  # noqa: F401  for appsink's methods
    except (ImportError, ValueError) as error:
        raise CameraError(f"GStreamer needs the Debian packages {BINDINGS}: {error}") from error
    Gst.init(None)
    _stay_here(Gst)
    return Gst, GstVideo, GLib


def _stay_here(gst: Any) -> None:
    """Nothing that is played may lead to an address: no playlists, no descriptions of streams."""
    kinds = gst.ELEMENT_FACTORY_TYPE_DEMUXER
    for factory in gst.ElementFactory.list_get_elements(kinds, gst.Rank.MARGINAL):
        if {"Adaptive", "Network"} & {*factory.get_metadata("klass").split("/")}:
            factory.set_rank(gst.Rank.NONE)


@cache
def _libgst() -> ctypes.CDLL:
    library = ctypes.CDLL("libgstreamer-1.0.so.0")
    size, address = ctypes.c_size_t, ctypes.c_void_p
    library.gst_buffer_extract.argtypes = [address, size, address, size]
    library.gst_buffer_extract.restype = size
    return library
