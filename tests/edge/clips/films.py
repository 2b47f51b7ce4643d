"""Masked pictures for clips, and clips read back with a decoder that is not ours."""

import io
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from edge.clips.packet import Packet, Stream
from edge.clips.store import Store
from edge.clock import ManualClock
from edge.geometry import no_boxes
from edge.perception.detector import NOTHING
from edge.perception.frame import Frame
from edge.privacy.mask import MaskedFrame, Masker

FPS = 10
SIZE_PX = (320, 240)
START_UTC_S = 1_800_000_000.0


def masked(mono_s: float, *, grey: int = 60, size: tuple[int, int] = SIZE_PX) -> MaskedFrame:
    """A picture of one grey in which nobody is, through the real masker."""
    return masked_pixels(np.full((size[1], size[0], 3), grey, np.uint8), mono_s)


def masked_pixels(pixels: np.ndarray, mono_s: float) -> MaskedFrame:
    masker: Masker[None] = Masker()
    frame = Frame(pixels, mono_s=mono_s)
    masker.mask(frame, None, tracks=(), detections=NOTHING, faces=no_boxes())
    ((picture, _),) = masker.ready()
    return picture


def store_in(folder: Path, *, clock: ManualClock | None = None, **changes: object) -> Store:
    clock = clock or ManualClock(mono_s=50.0, utc_s=START_UTC_S)
    return Store(folder, **{"clock": clock, "boot": "this", **changes})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a player shows. times_s: of each picture. ends_s: when the last one goes.

    greys: what the middle of each is.
    """

    times_s: list[float]
    ends_s: float
    pictures: list[np.ndarray]
    metadata: dict[str, str]

    @property
    def greys(self) -> list[int]:
        return [int(p[p.shape[0] // 2, p.shape[1] // 2].mean()) for p in self.pictures]

    @property
    def length_s(self) -> float:
        return self.times_s[-1] - self.times_s[0]


def played(film: Path | bytes) -> Shown:
    raw = film if isinstance(film, bytes) else film.read_bytes()
    with av.open(io.BytesIO(raw)) as container:
        frames, ends_s = [], 0.0
        for packet in container.demux(video=0):
            frames += packet.decode()
            # The one that flushes the decoder has no time.
            if packet.pts is not None:
                ends_s = float((packet.pts + packet.duration) * packet.time_base)
        return Shown(
            times_s=[float(frame.pts * frame.time_base) for frame in frames],
            ends_s=ends_s,
            pictures=[frame.to_ndarray(format="bgr24") for frame in frames],
            metadata={**container.metadata, **container.streams.video[0].metadata},
        )


def coded(
    count: int, *, start_s: float = 100.0, key_every: int = 20
) -> tuple[Stream, list[Packet]]:
    """Real H.264 of a picture that becomes brighter by 2 each turn."""
    from edge.clips.encoder import open_encoder
    from edge.clips.planes import i420

    encoder = open_encoder(width=SIZE_PX[0], height=SIZE_PX[1])
    packets = []
    for number in range(count):
        pixels = np.full((SIZE_PX[1], SIZE_PX[0], 3), 40 + 2 * number, np.uint8)
        packets += encoder.encode(
            i420(pixels, SIZE_PX), mono_s=start_s + number / FPS, key=number % key_every == 0
        )
    assert encoder.stream is not None
    return encoder.stream, packets
