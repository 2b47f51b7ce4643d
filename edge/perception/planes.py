"""Pictures as cameras hand them out: brightness in one plane, colour in others of half the size."""

from typing import Final, Self, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

# Rec. ITU-R BT.601-7, 2.5.3: of limited range, brightness is 16 to 235 and colour 16 to 240.
_LOW: Final = 16
_LUMA_STEPS: Final = 219
_CHROMA_STEPS: Final = 224
_NEUTRAL: Final = 128
_ALL: Final = np.arange(256)
_LUMA: Final = np.clip(np.rint((_ALL - _LOW) * (255 / _LUMA_STEPS)), 0, 255).astype(np.uint8)
_CHROMA: Final = np.clip(
    np.rint((_ALL - _NEUTRAL) * (255 / _CHROMA_STEPS) + _NEUTRAL), 0, 255
).astype(np.uint8)


class Planes:
    """One picture of NV12 or YUV420, each sample of colour for 2 x 2 px.

    luma: (rows, columns) uint8, at least height x width: what is more is padding. chroma: one
    (rows, columns, 2) of NV12, or two (rows, columns) of YUV420, at least half as large, rounded
    up. full_range: whether black is 0 and white 255, as in JPEG, or 16 and 235, as in video.
    All are views of memory that belongs to this picture alone. Raises ValueError for other shapes.
    """

    __slots__ = ("chroma", "full_range", "height", "luma", "width")

    def __init__(
        self,
        luma: Pixels,
        chroma: tuple[Pixels, ...],
        *,
        width: int,
        height: int,
        full_range: bool = False,
    ) -> None:
        half = (height + 1) // 2, (width + 1) // 2
        shapes = [plane.shape[2:] for plane in chroma]
        room = [(luma, (height, width)), *((plane, half) for plane in chroma)]
        if (
            min(width, height) < 1
            or luma.ndim != 2
            or shapes not in ([(2,)], [(), ()])
            or any(plane.dtype != np.uint8 for plane, _ in room)
            or any(plane.shape[0] < high or plane.shape[1] < wide for plane, (high, wide) in room)
        ):
            raise ValueError(
                f"expected planes of {width}x{height} px, got {[plane.shape for plane, _ in room]}"
            )
        self.luma = luma
        self.chroma = chroma
        self.width, self.height = width, height
        self.full_range = full_range

    @classmethod
    def nv12(cls, buffer: Pixels, *, width: int, height: int, full_range: bool = False) -> Self:
        """Of one contiguous buffer, (rows, stride): brightness, then colour in half as many rows.

        Raises ValueError for a buffer that is too small or of an odd stride.
        """
        luma, colours = _halved(buffer)
        chroma = (colours.reshape(len(colours), -1, 2),)
        return cls(luma, chroma, width=width, height=height, full_range=full_range)

    @classmethod
    def yuv420(cls, buffer: Pixels, *, width: int, height: int, full_range: bool = False) -> Self:
        """As nv12, but the two colours after one another, in rows of half the stride."""
        luma, colours = _halved(buffer)
        u, v = colours.reshape(2, len(colours), -1)
        return cls(luma, (u, v), width=width, height=height, full_range=full_range)

    def level(self, grey: int) -> int:
        """Return the brightness that is shown as this grey, 0 to 255."""
        return grey if self.full_range else round(_LOW + grey * _LUMA_STEPS / 255)

    def bgr(self, size_px: tuple[int, int] | None = None) -> Pixels:
        """Return a copy as (height, width, 3) BGR, or scaled to a size, (width, height).

        The matrix is that of BT.601 whatever the camera's: greys are exact, colours nearly.
        """
        luma, u, v = self._seen()
        if size_px is None:
            doubled = 2 * u.shape[1], 2 * u.shape[0]
            u, v = (_resized(plane, doubled, cv2.INTER_NEAREST) for plane in (u, v))
            u, v = u[: self.height, : self.width], v[: self.height, : self.width]
        else:
            luma, u, v = (_resized(plane, size_px, cv2.INTER_LINEAR) for plane in (luma, u, v))
        merged = cv2.merge([luma, v, u])
        return np.asarray(cv2.cvtColor(merged, cv2.COLOR_YCrCb2BGR), np.uint8)

    def _seen(self) -> tuple[Pixels, Pixels, Pixels]:
        """Brightness and both colours, of full range, without what pads them."""
        high, wide = (self.height + 1) // 2, (self.width + 1) // 2
        luma = self.luma[: self.height, : self.width]
        chroma = [plane[:high, :wide] for plane in self.chroma]
        u, v = chroma if len(chroma) == 2 else (chroma[0][..., 0], chroma[0][..., 1])
        if self.full_range:
            return luma, u, v
        return _looked_up(luma, _LUMA), _looked_up(u, _CHROMA), _looked_up(v, _CHROMA)


# (H, W, 3) uint8 BGR, or planes.
Picture: TypeAlias = Pixels | Planes


def size_px(picture: Picture) -> tuple[int, int]:
    """Return width and height."""
    if isinstance(picture, Planes):
        return picture.width, picture.height
    return picture.shape[1], picture.shape[0]


def bytes_of(picture: Picture) -> int:
    """Return how many bytes a picture is, its padding left out."""
    width, height = size_px(picture)
    if isinstance(picture, Planes):
        return width * height + 2 * ((width + 1) // 2) * ((height + 1) // 2)
    return 3 * width * height


def bgr_of(picture: Picture) -> Pixels:
    """Return (H, W, 3) BGR: of pixels themselves, of planes a copy."""
    return picture.bgr() if isinstance(picture, Planes) else picture


def _halved(buffer: Pixels) -> tuple[Pixels, Pixels]:
    """Part a buffer into the rows of brightness and those of colour."""
    if buffer.ndim != 2 or buffer.shape[1] % 2 or not buffer.flags.c_contiguous:
        raise ValueError(f"expected (rows, stride) of an even stride, got {buffer.shape}")
    rows = len(buffer) * 2 // 3
    return buffer[:rows], buffer[rows:]


def _resized(plane: Pixels, size_px: tuple[int, int], how: int) -> Pixels:
    return np.asarray(cv2.resize(plane, size_px, interpolation=how), np.uint8)


def _looked_up(plane: Pixels, table: Pixels) -> Pixels:
    return np.asarray(cv2.LUT(plane, table), np.uint8)
