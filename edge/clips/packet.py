"""One coded picture."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One picture as H.264 has it.

    data: NAL units, each behind its length in 4 bytes (ISO/IEC 14496-15). key: it needs no other
    picture. mono_s: when the picture was taken.
    """

    data: bytes
    mono_s: float
    key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What a player must know before the first picture.

    sps, pps: parameter sets of H.264, without start code. width, height: in px.
    """

    sps: bytes
    pps: bytes
    width: int
    height: int
