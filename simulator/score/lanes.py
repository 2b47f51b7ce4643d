"""What a timeline shows: for each rule and place what was due, and below it what came."""

from dataclasses import dataclass
from typing import Final, Literal

from simulator.score.due import Due
from simulator.score.match import Came
from simulator.score.verdict import Verdict, named

BarKind = Literal["due", "maybe", "missed", "summed", "came", "false"]

# A moment is drawn as long as this share of the scene.
_MOMENT: Final = 0.004


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """said: what a pointer that rests on it is told."""

    kind: BarKind
    start_s: float
    end_s: float
    said: str

    @property
    def is_truth(self) -> bool:
        return self.kind in ("due", "maybe", "missed", "summed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    name: str
    bars: tuple[Bar, ...]


def lanes(verdict: Verdict) -> list[Lane]:
    """One lane for each rule at each place that anything was due at, or came from."""
    end_s = verdict.record.scenario.duration_s
    bars: dict[str, list[Bar]] = {}
    for wanted in verdict.due:
        bars.setdefault(f"{wanted.rule} {wanted.place}", []).append(
            _due_bar(wanted, verdict, end_s)
        )
    for event in verdict.came:
        bars.setdefault(f"{event.rule} {event.place}", []).append(_came_bar(event, verdict, end_s))
    return [Lane(name=name, bars=tuple(found)) for name, found in sorted(bars.items())]


def _due_bar(wanted: Due, verdict: Verdict, end_s: float) -> Bar:
    kind: BarKind = "due" if wanted.must else "maybe"
    if wanted in verdict.matched.missed:
        kind = "missed"
    elif any(wanted is due for due in verdict.matched.summed):
        kind = "summed"
    end = sum(wanted.close_s) / 2 if wanted.close_s else end_s
    if wanted.direction is not None:
        end = wanted.due_s + _MOMENT * end_s
    return Bar(
        kind=kind,
        start_s=wanted.due_s,
        end_s=end,
        said=f"{named(wanted)}, due {wanted.due_s:.1f} s",
    )


def _came_bar(event: Came, verdict: Verdict, end_s: float) -> Bar:
    end = end_s if event.close_s is None else max(event.close_s, event.open_s + _MOMENT * end_s)
    return Bar(
        kind="false" if event in verdict.matched.false else "came",
        start_s=event.open_s,
        end_s=end,
        said=f"{named(event)}, opened {event.open_s:.1f} s",
    )
