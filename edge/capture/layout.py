"""How a picture lies in a buffer that a driver filled: format, strides, offsets."""

from dataclasses import dataclass
from typing import Final, Literal, Self, get_args

from edge.perception.planes import Picture, Pixels, Planes

# As GStreamer calls them. BGR: blue comes first in memory (which libcamera calls RGB888).
Format = Literal["NV12", "I420", "BGR"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One picture of width x height px.

    strides: bytes from row to row of each plane. offsets: where each plane begins, in bytes,
    ascending. full_range: of planes, whether black is 0 and white 255.
    """

    format: Format
    width: int
    height: int
    strides: tuple[int, ...]
    offsets: tuple[int, ...]
    full_range: bool = False

    @classmethod
    def packed(
        cls, format: Format, *, width: int, height: int, stride: int, full_range: bool = False
    ) -> Self:
        """Planes straight after one another, of one stride or of half of it, as libcamera's are."""
        luma, half = stride * height, stride // 2
        strides, offsets = {
            "NV12": ((stride, stride), (0, luma)),
            "I420": ((stride, half, half), (0, luma, luma + half * -(-height // 2))),
            "BGR": ((stride,), (0,)),
        }[format]
        return cls(
            format=format,
            width=width,
            height=height,
            strides=strides,
            offsets=offsets,
            full_range=full_range,
        )

    def picture(self, buffer: Pixels) -> Picture:
        """The picture as views of a buffer, (bytes,) uint8: nothing is copied.

        What lies between two planes belongs to the first, so that masks fill it as padding. Raises
        ValueError for a buffer that is too small.
        """
        ends = [*self.offsets[1:], len(buffer)]
        if self.format == "BGR":
            return self._bgr(buffer)
        luma, *chroma = (
            _rows(buffer[start:end], stride)
            for start, end, stride in zip(self.offsets, ends, self.strides, strict=True)
        )
        if self.format == "NV12":
            (pairs,) = chroma
            chroma = [pairs.reshape(len(pairs), -1, 2)]
        size = {"width": self.width, "height": self.height}
        return Planes(luma, tuple(chroma), **size, full_range=self.full_range)

    def _bgr(self, buffer: Pixels) -> Pixels:
        rows = _rows(buffer[self.offsets[0] :], self.strides[0])
        if len(rows) < self.height or self.strides[0] < 3 * self.width:
            raise ValueError(f"{len(buffer)} bytes are no {self.width}x{self.height} px of BGR")
        # To part the last axis of a view copies nothing, whatever its rows are apart.
        return rows[: self.height, : 3 * self.width].reshape(self.height, self.width, 3)


def _rows(plane: Pixels, stride: int) -> Pixels:
    """All whole rows of a plane, as (rows, stride)."""
    return plane[: len(plane) // stride * stride].reshape(-1, stride)
