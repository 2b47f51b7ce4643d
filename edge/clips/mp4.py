"""Fragmented MP4: playable up to its last whole fragment, however it ended.

Boxes as in ISO/IEC 14496-12 and -15. All dates in them are 0, which means unset.
"""

import struct
from collections.abc import Sequence
from typing import BinaryIO, Final

from edge.clips.packet import Packet, Stream

# Units of time a second.
SCALE: Final = 1000
# ISO/IEC 14496-12, 8.8.3.1: a key picture depends on no other; any other is no place to start.
_KEY: Final = 0x02000000
_NO_KEY: Final = 0x01010000
_UNITY: Final = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
# Profiles whose record says that pictures are 4:2:0 with 8 bits.
_HIGH: Final = frozenset({100, 110, 122, 144})
# More than any moof of ours: a damaged length must not be read into memory.
_MAX_MOOF: Final = 1_000_000


def header(stream: Stream) -> bytes:
    """What a file begins with."""
    return _box(b"ftyp", b"iso5", _u32(512), b"iso5iso6avc1mp41") + _box(
        b"moov",
        _full(
            b"mvhd", 0, _u32(0, 0, SCALE, 0, 0x10000, 0x1000000, 0, 0), _UNITY, bytes(24), _u32(2)
        ),
        _track(stream),
        _box(b"mvex", _full(b"trex", 0, _u32(1, 1, 0, 0, 0))),
    )


def fragment(number: int, packets: Sequence[Packet], *, start_s: float, end_s: float) -> bytes:
    """Pictures that follow one another, the first a key picture.

    number: counts from 1 in a file. start_s: mono_s of the file's first picture. end_s: that of
    the picture that follows, until which the last one is shown.
    """
    times = [round((time_s - start_s) * SCALE) for time_s in _times_s(packets, end_s)]
    rows = [
        _u32(max(after - at, 1), len(packet.data), _KEY if packet.key else _NO_KEY)
        for packet, at, after in zip(packets, times, times[1:], strict=False)
    ]
    # The pictures' place in the file is told from the start of the moof, whose length is known.
    empty = _moof(number, times[0], rows, data_at=0)
    moof = _moof(number, times[0], rows, data_at=len(empty) + 8)
    return moof + _box(b"mdat", *(packet.data for packet in packets))


def whole_part(file: BinaryIO) -> tuple[int, float]:
    """How many bytes of a file that was cut off can be played, and for how many seconds.

    (0, 0.0) where there is no whole fragment.
    """
    size = file.seek(0, 2)
    at = end = shown = 0
    pending = 0
    while at + 8 <= size:
        file.seek(at)
        length, kind = struct.unpack(">I4s", file.read(8))
        if length < 8 or at + length > size:
            break
        if kind == b"moof" and length <= _MAX_MOOF:
            pending = _shown(file.read(length - 8))
        at += length
        if kind == b"mdat":
            end, shown = at, shown + pending
    return end, shown / SCALE


def _shown(moof: bytes) -> int:
    """Sum of the durations that a moof of ours tells."""
    place = moof.find(b"trun")
    if place < 0:
        return 0
    (rows,) = struct.unpack_from(">I", moof, place + 8)
    table = moof[place + 16 : place + 16 + 12 * rows]
    return sum(duration for duration, _, _ in struct.iter_unpack(">3I", table))


def _times_s(packets: Sequence[Packet], end_s: float) -> list[float]:
    return [*(packet.mono_s for packet in packets), end_s]


def _moof(number: int, time: int, rows: Sequence[bytes], *, data_at: int) -> bytes:
    # 0x20000: offsets count from this moof. 0x701: offset, then duration, size, flags of each.
    return _box(
        b"moof",
        _full(b"mfhd", 0, _u32(number)),
        _box(
            b"traf",
            _full(b"tfhd", 0x20000, _u32(1)),
            _full(b"tfdt", 0x1000000, struct.pack(">Q", time)),
            _full(b"trun", 0x701, _u32(len(rows), data_at), *rows),
        ),
    )


def _track(stream: Stream) -> bytes:
    size = _u32(stream.width << 16, stream.height << 16)
    # Flags 3: enabled, part of the movie. 0x55C4: language "und".
    head = _full(b"tkhd", 3, _u32(0, 0, 1, 0, 0, 0, 0, 0, 0), _UNITY, size)
    tables = [_full(name, 0, _u32(0)) for name in (b"stts", b"stsc", b"stco")]
    media = _box(
        b"minf",
        _full(b"vmhd", 1, bytes(8)),
        _box(b"dinf", _full(b"dref", 0, _u32(1), _full(b"url ", 1))),
        _box(
            b"stbl",
            _full(b"stsd", 0, _u32(1), _avc1(stream)),
            *tables,
            _full(b"stsz", 0, _u32(0, 0)),
        ),
    )
    return _box(
        b"trak",
        head,
        _box(
            b"mdia",
            _full(b"mdhd", 0, _u32(0, 0, SCALE, 0, 0x55C40000)),
            _full(b"hdlr", 0, _u32(0), b"vide", bytes(12), b"\0"),
            media,
        ),
    )


def _avc1(stream: Stream) -> bytes:
    # 72 dpi, one picture a sample, no name, 24 bits a pixel.
    looks = struct.pack(">HHIIIH", stream.width, stream.height, 0x480000, 0x480000, 0, 1)
    return _box(
        b"avc1",
        bytes(6) + struct.pack(">H", 1) + bytes(16),
        looks + bytes(32) + struct.pack(">Hh", 24, -1),
        _box(b"avcC", _decoder_record(stream)),
    )


def _decoder_record(stream: Stream) -> bytes:
    sps, pps = stream.sps, stream.pps
    # Version 1, lengths of 4 bytes, one parameter set of each kind.
    record = b"\1" + sps[1:4] + b"\xff\xe1" + struct.pack(">H", len(sps)) + sps
    record += b"\1" + struct.pack(">H", len(pps)) + pps
    return record + b"\xfd\xf8\xf8\0" if sps[1] in _HIGH else record


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def _full(kind: bytes, version_and_flags: int, *parts: bytes) -> bytes:
    return _box(kind, _u32(version_and_flags), *parts)


def _u32(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)
