"""What a camera has committed against what a receiver has got: lost, told twice, out of order."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from edge.privacy.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """committed: events that the door has numbered. repeated: arrivals of what was there already,
    which a receiver drops by id. The wire tells at least once; by id, once."""

    committed: int
    repeated: int
    lost: tuple[int, ...]
    duplicates: int
    reordered: int

    @property
    def is_clean(self) -> bool:
        return not self.lost and not self.duplicates and not self.reordered


def judge(arrived: Sequence[bytes], *, committed: int) -> Verdict:
    """Judge the payloads of one session's events, in the order of arrival."""
    events = [msgspec.json.decode(raw, type=Event) for raw in arrived]
    first: dict[int, Event] = {}
    highest = reordered = repeated = duplicates = 0
    ids: set[str] = set()
    for event in events:
        if event.seq in first:
            repeated += 1
            duplicates += not _is_same(event, first[event.seq])
            continue
        reordered += event.seq < highest
        duplicates += event.id in ids
        highest = max(highest, event.seq)
        first[event.seq] = event
        ids.add(event.id)
    lost = tuple(sorted(set(range(1, committed + 1)) - first.keys()))
    return Verdict(
        committed=committed,
        repeated=repeated,
        lost=lost,
        duplicates=duplicates,
        reordered=reordered,
    )


def last_seq(door: Path) -> int:
    """The number of the last event that was ever committed to this door."""
    with closing(sqlite3.connect(f"file:{door}?mode=ro", uri=True)) as database:
        (seq,) = database.execute("SELECT seq FROM meta").fetchone()
    return int(seq)


def _is_same(event: Event, other: Event) -> bool:
    """But for the mark of what is told late: that is of the telling, not of the event."""
    alike = msgspec.structs.replace(event, replayed=False)
    return alike == msgspec.structs.replace(other, replayed=False)
