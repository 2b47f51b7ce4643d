"""A kill while originals are sealed; the raw disk is searched by `tests.faults.sealed_kills`."""

import io
from pathlib import Path

from edge.clock import ManualClock
from edge.oversight.sealed.file import Plain, key_of, pieces, read_header
from edge.oversight.sealed.store import SealedStore
from tests.edge.oversight.sealed.originals import KEYS, LIMITS, START_UTC_S
from tests.faults.sealed_kills import life_until_killed, plain_in


def test_a_kill_leaves_no_plain_byte_and_two_holders_open_what_was_written(tmp_path: Path) -> None:
    folder = tmp_path / "sealed"
    told = life_until_killed(folder, for_s=0.3)
    assert told
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert plain_in(left, told) == []
    # The search finds what is there.
    assert plain_in(left + told[0], told)
    store = SealedStore(
        folder,
        clock=ManualClock(mono_s=1.0, utc_s=START_UTC_S),
        boot="next",
        epoch=LIMITS.epoch,
        holders=[key.holder for key in KEYS],
    )
    store.mend()
    assert not list(folder.glob("*.part"))
    opened = [piece for path in folder.glob("*.sealed") for piece in _pieces(path)]
    assert set(opened) <= set(told)
    assert len(opened) >= len(told) - 1


def _pieces(path: Path) -> list[bytes]:
    file = io.BytesIO(path.read_bytes())
    header, raw_header = read_header(file)
    return list(pieces(file, raw_header, key_of(header, KEYS[1:]), Plain()))
