"""Masked pictures into H.264, by what this machine has for it. Needs PyAV."""

import logging
import platform
from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast

import av
import numpy as np
from av.codec.context import Flags
from av.video.frame import PictureType
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from edge.clips import nal
from edge.clips.packet import Packet, Stream

if TYPE_CHECKING:
    from av.video.codeccontext import VideoCodecContext

log = logging.getLogger(__name__)

Planes = NDArray[np.uint8]

# Of these the first that works. The Pi 4 has an encoder of its own; the Pi 5 has none.
_HARDWARE: Final = "h264_v4l2m2m"
_SOFTWARE: Final = ("libx264", "libopenh264")
# A ceiling, reached where much moves: what a clip can cost the disk, and the ring memory.
MAX_BITS_PER_S: Final = 2_000_000
_X264: Final = {
    # The least work a picture, each coded as it comes, and a wish for a key picture is heard.
    "preset": "ultrafast",
    "tune": "zerolatency",
    "forced-idr": "1",
    "crf": "27",
    "maxrate": str(MAX_BITS_PER_S),
    "bufsize": str(2 * MAX_BITS_PER_S),
}
_OTHER: Final = {"b": str(MAX_BITS_PER_S)}
# Key pictures come by time: never by the encoder's own count.
_NEVER: Final = "1000000"
_FPS: Final = 10
_MS: Final = Fraction(1, 1000)
_GREY: Final = 128


class EncoderError(RuntimeError):
    """No encoder works here, or one stopped working."""


class Encoder:
    """One size of pictures into H.264. Raises EncoderError.

    name: of one of FFmpeg's encoders. width, height: in px, both even.
    """

    def __init__(self, name: str, *, width: int, height: int) -> None:
        self.name, self.width, self.height = name, width, height
        self.stream: Stream | None = None
        options = _X264 if name == "libx264" else _OTHER
        try:
            codec = cast("VideoCodecContext", av.CodecContext.create(name, "w"))
            codec.width, codec.height, codec.pix_fmt = width, height, "yuv420p"
            # What cv2 makes of BGR; players take it for that of television otherwise.
            codec.colorspace, codec.color_range = Colorspace.SMPTE170M, ColorRange.MPEG
            codec.time_base, codec.framerate = _MS, Fraction(_FPS)
            # The masks have the other cores.
            codec.thread_count = 1
            codec.options = {**options, "g": _NEVER}
            codec.flags |= Flags.global_header
            codec.open()
        except (av.error.FFmpegError, ValueError) as error:
            raise EncoderError(f"{name}: {error}") from error
        self._codec = codec
        self._learn(codec.extradata or b"")

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height

    def encode(self, planes: Planes, *, mono_s: float, key: bool) -> list[Packet]:
        """Code one picture, (height * 3 / 2, width) I420; return what is ready by now.

        mono_s: later than that of the picture before. key: it must be one to begin at.
        """
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = round(mono_s * 1000), _MS
        frame.pict_type = PictureType.I if key else PictureType.NONE
        return self._packets(frame)

    def finish(self) -> list[Packet]:
        """Return what the encoder still holds; it takes no more."""
        return self._packets(None)

    def _packets(self, frame: av.VideoFrame | None) -> list[Packet]:
        try:
            coded = [
                (bytes(packet), packet.pts or 0, packet.is_keyframe)
                for packet in self._codec.encode(frame)
            ]
        except av.error.FFmpegError as error:
            raise EncoderError(f"{self.name}: {error}") from error
        for raw, _, _ in coded:
            self._learn(raw)
        return [
            Packet(data=nal.picture(raw), mono_s=pts / 1000, key=key) for raw, pts, key in coded
        ]

    def _learn(self, raw: bytes) -> None:
        """Take the parameter sets where they stand: before all pictures, or in the first."""
        if self.stream is not None:
            return
        found = {nal.kind(unit): unit for unit in nal.units(raw)}
        if nal.SPS in found and nal.PPS in found:
            self.stream = Stream(
                sps=found[nal.SPS], pps=found[nal.PPS], width=self.width, height=self.height
            )


def open_encoder(*, width: int, height: int) -> Encoder:
    """The first encoder that is here and codes a grey picture. Raises EncoderError.

    The Pi's own was never tried on one: it is taken only where its proof succeeds.
    """
    names = (_HARDWARE, *_SOFTWARE) if platform.machine() in ("aarch64", "armv7l") else _SOFTWARE
    reasons = []
    for name in names:
        try:
            _prove(Encoder(name, width=width, height=height))
            encoder = Encoder(name, width=width, height=height)
        except EncoderError as error:
            reasons.append(str(error))
        else:
            log.info("clips are coded by %s", name)
            return encoder
    raise EncoderError("; ".join(reasons))


def _prove(encoder: Encoder) -> None:
    grey = np.full((encoder.height * 3 // 2, encoder.width), _GREY, np.uint8)
    packets = [
        packet
        for number in range(3)
        for packet in encoder.encode(grey, mono_s=number / _FPS, key=number == 0)
    ]
    packets += encoder.finish()
    if encoder.stream is None or len(packets) != 3 or not packets[0].key:
        raise EncoderError(f"{encoder.name}: codes nothing that could be played")
