"""What a campaign came to: leaks, and what safety costs, fault by fault."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

from simulator.injection.outcome import Handed, Outcome

NONE: Final = "none"
_TOLD_LEAKS: Final = 20


@dataclass(slots=True, kw_only=True)
class Row:
    """One fault. frames: handed out while it was at work; leaks: of its episodes, pairs included.

    alone, alone_whole: frames of episodes where nothing else went wrong, and how many of them were
    masked whole. recoveries_s: of those episodes, from its end to the first picture that shows
    anything; unrecovered: of how many there was none until the episode's end.
    """

    frames: int = 0
    leaks: int = 0
    alone: int = 0
    alone_whole: int = 0
    recoveries_s: list[float] = field(default_factory=list)
    unrecovered: int = 0

    @property
    def whole_share(self) -> float | None:
        return self.alone_whole / self.alone if self.alone else None


@dataclass(slots=True, kw_only=True)
class Report:
    """Figures of many episodes. calm: frames before anything went wrong in them."""

    episodes: int = 0
    frames: int = 0
    handed: int = 0
    deaths: int = 0
    person_px: int = 0
    window_px: int = 0
    scene_px: int = 0
    whole: int = 0
    grey: float = 0.0
    calm: int = 0
    calm_whole: int = 0
    leaks: list[tuple[Outcome, Handed]] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        self.episodes += 1
        self.frames += outcome.frames
        self.deaths += outcome.deaths
        begins_s = min((spell.start_s for spell in outcome.spells), default=0.0)
        for one in outcome.handed:
            self._count(one, calm=bool(begins_s) and _STARTED_S <= one.t_s < begins_s)
        leaks = outcome.leaks
        self.leaks += [(outcome, one) for one in leaks]
        for name in outcome.case.faults or (NONE,):
            row = self.rows.setdefault(name, Row())
            row.leaks += len(leaks)
            row.frames += sum(name in one.at_work for one in outcome.handed)
        if len(outcome.case.faults) == 1:
            self._add_alone(self.rows[outcome.case.faults[0]], outcome)

    def as_plain(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "episodes": self.episodes,
            "frames": self.frames,
            "handed_out": self.handed,
            "process_deaths": self.deaths,
            "leaking_frames": len(self.leaks),
            "person_px": self.person_px,
            "window_px": self.window_px,
            "scene_px": self.scene_px,
            "whole_share": _share(self.whole, self.handed),
            "whole_share_before_faults": _share(self.calm_whole, self.calm),
            "grey_share_of_shown": _share(self.grey, self.handed - self.whole),
            "faults": {name: _plain(row) for name, row in sorted(self.rows.items())},
            "leaks": [_leak(*one) for one in self.leaks[:_TOLD_LEAKS]],
        }

    def _count(self, one: Handed, *, calm: bool) -> None:
        self.handed += 1
        self.whole += one.whole
        self.calm += calm
        self.calm_whole += calm and one.whole
        self.grey += 0.0 if one.whole else one.grey
        self.person_px += one.leak.person_px
        self.window_px += one.leak.window_px
        self.scene_px += one.leak.scene_px

    def _add_alone(self, row: Row, outcome: Outcome) -> None:
        during = [one for one in outcome.handed if one.at_work]
        row.alone += len(during)
        row.alone_whole += sum(one.whole for one in during)
        recovery_s = outcome.recovery_s
        if recovery_s is None:
            row.unrecovered += 1
        else:
            row.recoveries_s.append(recovery_s)


def lines(report: Report) -> Iterable[str]:
    """The report for people."""
    yield f"{'fault':28} {'frames':>7} {'leaks':>6} {'whole':>6} {'over after':>11} {'worst':>6}"
    for name, row in sorted(report.rows.items()):
        share = "-" if row.whole_share is None else f"{row.whole_share:.0%}"
        yield (
            f"{name:28} {row.frames:7} {row.leaks:6} {share:>6}"
            f" {_seconds(row, median):>11} {_seconds(row, max):>6}"
            + (f"  {row.unrecovered} never" if row.unrecovered else "")
        )
    yield (
        f"{report.frames} frames in {report.episodes} episodes, {report.handed} pictures handed"
        f" out, {_share(report.whole, report.handed):.1%} of them masked whole"
        f" ({_share(report.calm_whole, report.calm):.1%} before anything went wrong),"
        f" {_share(report.grey, report.handed - report.whole):.1%} of the others' area grey"
    )
    for outcome, one in report.leaks[:_TOLD_LEAKS]:
        told = _leak(outcome, one)
        yield "leak: " + ", ".join(f"{key} {value}" for key, value in told.items())
    yield (
        f"{len(report.leaks)} pictures with something that must not be seen:"
        f" {report.person_px} pixels of people, {report.window_px} of a private window,"
        f" {report.scene_px} in pictures masked whole"
    )


def _seconds(row: Row, of: Any) -> str:
    return f"{of(row.recoveries_s):.1f} s" if row.recoveries_s else "-"


def _plain(row: Row) -> dict[str, Any]:
    times_s = row.recoveries_s
    return {
        "frames": row.frames,
        "leaking_frames": row.leaks,
        "whole_share_alone": row.whole_share,
        "recovery_s_median": round(median(times_s), 2) if times_s else None,
        "recovery_s_worst": round(max(times_s), 2) if times_s else None,
        "unrecovered": row.unrecovered,
    }


def _leak(outcome: Outcome, one: Handed) -> dict[str, Any]:
    return {
        "faults": list(outcome.case.faults),
        "seed": outcome.case.seed,
        "t_s": round(one.t_s, 2),
        "at_work": list(one.at_work),
        "person_px": one.leak.person_px,
        "window_px": one.leak.window_px,
        "scene_px": one.leak.scene_px,
    }


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


# A camera that starts shows grey for so long by design.
_STARTED_S: Final = 2.0
