"""Many verdicts as figures: precision, recall and latency of each rule, with their uncertainty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from simulator.score import interval
from simulator.score.verdict import Verdict

# 95 % of a normal distribution, two-sided.
_Z: Final = 1.959964


@dataclass(slots=True)
class _Tally:
    hits: int = 0
    missed: int = 0
    false: int = 0
    latencies_s: list[float] = field(default_factory=list)


def wilson(hits: int, trials: float) -> tuple[float, float] | None:
    """95 % interval of a share (Wilson 1927); None without trials.

    F1 is the share of hits among the mean of what was said and what was due.
    """
    if not trials:
        return None
    low, high = interval.wilson(hits / trials, trials, z=_Z)
    return round(low, 4), round(high, 4)


def verdicts_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """One plain object: `rules.<rule>`, `scenarios`, and totals. Shares are None without trials."""
    return {
        "passed": sum(verdict.passed for verdict in verdicts),
        "failed": sum(not verdict.passed for verdict in verdicts),
        "rules": {rule: _figures(tally) for rule, tally in sorted(_tallies(verdicts).items())},
        "events_lost": sum(verdict.delivery.lost for verdict in verdicts),
        "events_repeated": sum(verdict.delivery.repeated for verdict in verdicts),
        "scenarios": [_scenario(verdict) for verdict in verdicts],
    }


def verdict_lines(verdicts: Sequence[Verdict]) -> list[str]:
    """The same for people: a line a scenario, its failures below it, then a table of the rules."""
    lines = []
    for verdict in verdicts:
        record = verdict.record
        state = "passed" if verdict.passed else "FAILED"
        events = f"{verdict.matched.right_count} of {len(verdict.due)} due"
        lines.append(f"{state}  {record.scenario.name}  ({events}, {record.wall_s:.1f} s)")
        lines += [f"        {failure}" for failure in verdict.failures]
    head = "rule              precision  recall     F1  (95 %)         latency p95  events"
    lines += ["", head]
    for rule, tally in sorted(_tallies(verdicts).items()):
        figures = _figures(tally)
        shares = [_percent(figures[key]) for key in ("precision", "recall", "f1")]
        p95 = "-" if figures["latency_s_p95"] is None else f"{figures['latency_s_p95']:.2f} s"
        low, high = figures["f1_95"] or (0.0, 1.0)
        sure = f"{100 * low:.1f} to {100 * high:.1f}"
        lines.append(
            f"{rule:16}  {shares[0]:>9}  {shares[1]:>6}  {shares[2]:>5}  {sure:14}"
            f" {p95:>11}  {tally.hits:>6}"
        )
    return lines


def _tallies(verdicts: Iterable[Verdict]) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = {}
    for verdict in verdicts:
        for wanted, event in verdict.matched.hits:
            tally = tallies.setdefault(wanted.rule, _Tally())
            tally.hits += 1
            if wanted.must:
                tally.latencies_s.append(event.open_s - wanted.due_s)
        for wanted in verdict.matched.summed:
            tallies.setdefault(wanted.rule, _Tally()).hits += 1
        for one in verdict.matched.surplus:
            tallies.setdefault(one.rule, _Tally()).false += one.count
        for wanted in verdict.matched.missed:
            tallies.setdefault(wanted.rule, _Tally()).missed += 1
        for event in verdict.matched.false:
            tallies.setdefault(event.rule, _Tally()).false += 1
    return tallies


def _figures(tally: _Tally) -> dict[str, Any]:
    said, due = tally.hits + tally.false, tally.hits + tally.missed
    late = tally.latencies_s
    return {
        "precision": tally.hits / said if said else None,
        "precision_95": wilson(tally.hits, said),
        "recall": tally.hits / due if due else None,
        "recall_95": wilson(tally.hits, due),
        "f1": 2 * tally.hits / (said + due) if said + due else None,
        "f1_95": wilson(tally.hits, (said + due) / 2),
        "latency_s_p50": round(float(np.percentile(late, 50)), 3) if late else None,
        "latency_s_p95": round(float(np.percentile(late, 95)), 3) if late else None,
        "hits": tally.hits,
        "missed": tally.missed,
        "false": tally.false,
    }


def _scenario(verdict: Verdict) -> dict[str, Any]:
    record = verdict.record
    return {
        "name": record.scenario.name,
        "theme": record.scenario.theme,
        "level": record.level,
        "broker": record.broker,
        "seed": record.seed,
        "passed": verdict.passed,
        "failures": list(verdict.failures),
        "frames": record.frames,
        "times_real": round(record.scenario.duration_s / max(record.wall_s, 1e-9), 1),
    }


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"
