"""The units that H.264 is made of (ITU-T H.264, 7.3.1 and annex B)."""

from collections.abc import Iterable
from typing import Final

_START: Final = b"\0\0\1"
_SLICES: Final = frozenset({1, 5})
SPS: Final = 7
PPS: Final = 8


def units(stream: bytes) -> list[bytes]:
    """Split a byte stream at its start codes; the units come without them."""
    return [unit for part in stream.split(_START)[1:] if (unit := part.rstrip(b"\0"))]


def kind(unit: bytes) -> int:
    return unit[0] & 0x1F


def picture(stream: bytes) -> bytes:
    """The slices alone, each behind its length in 4 bytes: no text of the encoder's, no times."""
    return _joined(unit for unit in units(stream) if kind(unit) in _SLICES)


def _joined(parts: Iterable[bytes]) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
