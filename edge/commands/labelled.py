"""Crossings that somebody labelled by hand in a recording, and how the counted ones compare."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from edge.errors import BadInputError
from edge.strict import read_file
from edge.terms import Direction, PlaceId

# A label says when the middle of somebody is over the line. He is counted when his feet are clear
# of it and he is believed to be somebody, which takes a second and a half at the slowest rates.
EARLY_S: Final = 1.0
LATE_S: Final = 2.5


class Labelled(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Somebody passed a line. at_s: since the recording began."""

    line: PlaceId
    at_s: Annotated[float, Meta(ge=0.0)]
    direction: Direction


class Labels(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All who passed the lines of a recording. recording: its name, for people to read."""

    recording: str
    crossings: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One crossing as it was counted."""

    line: str
    at_s: float
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One direction of one line. missed_s, extra_s: when, labelled alone and counted alone."""

    line: str
    direction: Direction
    labelled: int
    counted: int
    missed_s: tuple[float, ...]
    extra_s: tuple[float, ...]

    @property
    def right(self) -> int:
        return self.labelled - len(self.missed_s)


def read_labels(path: Path, *, lines: Iterable[str]) -> Labels:
    """Read them. Raises BadInputError, also for a line that the configuration does not have."""
    labels = read_file(path, Labels)
    unknown = {one.line for one in labels.crossings} - set(lines)
    if unknown:
        raise BadInputError(f"{path}: the configuration has no line {', '.join(sorted(unknown))}")
    return labels


def compared(labels: Labels, passed: Sequence[Passed]) -> Iterator[Compared]:
    """Pair labels and counts of every line and direction that either has, in order of time."""
    wanted, found = _by_way(labels.crossings), _by_way(passed)
    for line, direction in sorted(wanted.keys() | found.keys()):
        due_s, counted_s = wanted[line, direction], found[line, direction]
        missed, extra = _unpaired(due_s, counted_s)
        yield Compared(
            line=line,
            direction=direction,
            labelled=len(due_s),
            counted=len(counted_s),
            missed_s=tuple(missed),
            extra_s=tuple(extra),
        )


def compared_lines(rows: Iterable[Compared]) -> Iterator[str]:
    """The same for people."""
    for row in rows:
        yield (
            f"{row.line} {row.direction}: {row.labelled} labelled, {row.counted} counted, "
            f"{row.right} right"
        )
        if row.missed_s:
            yield f"  missed at {_times(row.missed_s)}"
        if row.extra_s:
            yield f"  nobody at {_times(row.extra_s)}"


def compared_json(rows: Iterable[Compared]) -> list[dict[str, Any]]:
    """The same as plain objects; a share of nothing is None."""
    return [
        {
            "line": row.line,
            "direction": row.direction,
            "labelled": row.labelled,
            "counted": row.counted,
            "right": row.right,
            "precision": row.right / row.counted if row.counted else None,
            "recall": row.right / row.labelled if row.labelled else None,
            "missed_s": row.missed_s,
            "extra_s": row.extra_s,
        }
        for row in rows
    ]


def _by_way(crossings: Sequence[Labelled | Passed]) -> dict[tuple[str, Direction], list[float]]:
    """Their times, in order."""
    times: dict[tuple[str, Direction], list[float]] = defaultdict(list)
    for one in sorted(crossings, key=lambda one: one.at_s):
        times[one.line, one.direction].append(one.at_s)
    return times


def _unpaired(wanted: Sequence[float], found: Sequence[float]) -> tuple[list[float], list[float]]:
    missed, free = [], list(found)
    for at_s in wanted:
        near = next((f for f in free if at_s - EARLY_S <= f <= at_s + LATE_S), None)
        if near is None:
            missed.append(at_s)
        else:
            free.remove(near)
    return missed, free


def _times(times_s: Sequence[float]) -> str:
    return ", ".join(f"{at_s:.1f} s" for at_s in times_s)
