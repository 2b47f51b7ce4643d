"""What a replay came to, and how it is told."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from edge.commands.labelled import Compared, Passed, compared_json, compared_lines
from edge.config import Config, LineCrossing
from edge.privacy.counts import WindowCounter
from edge.privacy.event import Event, Total, rule_of
from edge.privacy.guard import in_words
from edge.privacy.totals import counts
from edge.rules.finding import Crossing, Finding
from edge.terms import Cause


@dataclass(slots=True, kw_only=True)
class Tally:
    """Running sums over a recording.

    crossings: by (line, label, direction), whatever the privacy level tells; passed: each of them,
    and compared: with labels, where there are any. counts: of the
    windows that ended, as a broker would get them but for noise: whoever replays has the recording.
    masked_whole: frames by the cause. truncated:
    how much of it is missing.
    """

    frames: int = 0
    masked_whole: Counter[Cause] = field(default_factory=Counter)
    duration_s: float = 0.0
    seen_bytes: int = 0
    events: Counter[str] = field(default_factory=Counter)
    crossings: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    passed: list[Passed] = field(default_factory=list)
    compared: tuple[Compared, ...] = ()
    counts: list[Total] = field(default_factory=list)
    truncated: str | None = None

    def count(self, event: Event) -> None:
        self.events[f"{rule_of(event)} {event.phase}"] += 1


class OpenCounter(WindowCounter):
    """Counts into a tally too: a window that the recording's end cuts off has no total."""

    def __init__(self, config: Config, tally: Tally) -> None:
        super().__init__(filter(counts, config.rules), window_s=config.counts.window_s)
        self._tally = tally
        for rule in (rule for rule in config.rules if isinstance(rule, LineCrossing)):
            for label in rule.labels:
                tally.crossings.update({(rule.line, label, way): 0 for way in ("in", "out")})

    def looked(
        self, findings: Iterable[Finding], *, mono_s: float, utc_s: float | None
    ) -> tuple[Total, ...]:
        known = tuple(findings)
        self._tally.crossings.update(
            (f.line, f.label, f.direction) for f in known if isinstance(f, Crossing)
        )
        self._tally.passed += [
            Passed(line=f.line, at_s=mono_s, direction=f.direction)
            for f in known
            if isinstance(f, Crossing)
        ]
        return super().looked(known, mono_s=mono_s, utc_s=utc_s)


def tally_lines(tally: Tally) -> list[str]:
    """The tally as an operator reads it."""
    events = sum(tally.events.values())
    lines = [f"{tally.frames} frames, {tally.duration_s:.1f} s, {events} events"]
    lines += [
        f"{row['line']}: {row['label']} {row['in']} in, {row['out']} out"
        for row in _crossings(tally)
    ]
    lines += compared_lines(tally.compared)
    lines += whole_lines(tally.masked_whole)
    return lines


def whole_lines(masked_whole: Mapping[Cause, int]) -> list[str]:
    """Why pictures were masked whole, a line each."""
    return [
        f"{frames} frames masked whole: {in_words(cause)}"
        for cause, frames in sorted(masked_whole.items())
    ]


def tally_json(tally: Tally) -> str:
    """The tally as one JSON object."""
    answer: dict[str, Any] = {
        "frames": tally.frames,
        "duration_s": round(tally.duration_s, 3),
        "failed_closed_frames": tally.masked_whole.total(),
        "masked_whole": dict(sorted(tally.masked_whole.items())),
        "seen_bytes": tally.seen_bytes,
        "truncated": tally.truncated is not None,
        "events": dict(sorted(tally.events.items())),
        "crossings": _crossings(tally),
        "counts": tally.counts,
    }
    if tally.compared:
        answer["labels"] = compared_json(tally.compared)
    return msgspec.json.encode(answer).decode()


def _crossings(tally: Tally) -> list[dict[str, str | int]]:
    passed = tally.crossings
    return [
        {
            "line": line,
            "label": label,
            "in": passed[line, label, "in"],
            "out": passed[line, label, "out"],
        }
        for line, label in sorted({(line, label) for line, label, _ in passed})
    ]
