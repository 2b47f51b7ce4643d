"""One run judged: what was due and came, what else was promised, and why it fails if it does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from simulator.lab.record import Record
from simulator.scenario.read import start_utc_s
from simulator.scenario.schema import Expect, ExpectedCount, Span
from simulator.score.due import Due
from simulator.score.match import Came, Matched, Summed, covered, match
from simulator.score.oracle import due_events
from simulator.score.outcome import Delivery, delivery, episodes, healths, reports, summed_up
from simulator.score.windows import window_failures
from simulator.world.world import World

# A picture under way when a fault begins or ends is neither here nor there.
_EDGE_S: Final = 1.0
# Health comes every ten seconds; one message late is not a lie yet.
_HEALTH_S: Final = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """failures: in words, none when the scenario passed. due, came: for the timeline."""

    record: Record
    due: tuple[Due, ...]
    came: tuple[Came, ...]
    matched: Matched
    delivery: Delivery
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.failures


def score(record: Record) -> Verdict:
    """Judge a run against what its scenario expects, or where it is silent, against the truth."""
    scenario = record.scenario
    world = World(scenario, seed=record.seed)
    due = due_events(scenario, world, record.config, start_utc_s=start_utc_s(scenario))
    came = episodes(record)
    summed = summed_up(record)
    matched = covered(match(due, came), due, summed)
    arrived = delivery(record)
    return Verdict(
        record=record,
        due=tuple(due),
        came=tuple(came),
        matched=matched,
        delivery=arrived,
        failures=(
            *_event_failures(matched, scenario.expect),
            *_count_failures(scenario.expect.counts, came, summed),
            *window_failures(record, world),
            *_delivery_failures(arrived, lost=scenario.expect.lost),
            *_promise_failures(record),
        ),
    )


def _event_failures(matched: Matched, expect: Expect) -> Iterator[str]:
    if expect.f1 < 1.0:
        yield from _rate_failures(matched, least=expect.f1)
        return
    for wanted in matched.missed:
        yield f"missed: {named(wanted)}, due at {wanted.due_s:.1f} s"
    for wanted, event in matched.wrong_closes:
        when = "never" if event.close_s is None else f"at {event.close_s:.1f} s"
        span = wanted.close_s or (0.0, 0.0)
        yield f"{named(event)} of {event.open_s:.1f} s closed {when}, not in {_said(span)}"
    if matched.false_count > expect.extra:
        for event in matched.false:
            yield f"false: {named(event)} at {event.open_s:.1f} s"
        for one in matched.surplus:
            way = f" {one.direction}" if one.direction else ""
            what = f"{one.count} of {one.rule} {one.place}{way}"
            yield f"false: {what} summed up at {one.span_s[1]:.1f} s"


def _rate_failures(matched: Matched, *, least: float) -> Iterator[str]:
    hits, missed, false = matched.right_count, len(matched.missed), matched.false_count
    f1 = 2 * hits / max(2 * hits + missed + false, 1)
    if f1 < least:
        yield f"F1 {f1:.3f}, not {least:g}: {hits} right, {missed} missed, {false} false"


def _count_failures(
    counts: dict[str, ExpectedCount], came: Iterable[Came], summed: Sequence[Summed]
) -> Iterator[str]:
    events = list(came)
    for line, wanted in counts.items():
        for direction, right in (("in", wanted.count_in), ("out", wanted.count_out)):
            found = sum(e.place == line and e.direction == direction for e in events)
            found += sum(s.count for s in summed if (s.place, s.direction) == (line, direction))
            if abs(found - right) > wanted.within:
                yield f"{line}: {found} {direction}, {right} passed"


def _delivery_failures(arrived: Delivery, *, lost: int) -> Iterator[str]:
    if arrived.lost > lost:
        yield f"{arrived.lost} events lost on the way"
    if arrived.disordered:
        yield f"{arrived.disordered} events out of order"
    if arrived.foreign:
        yield f"{arrived.foreign} messages that are not of the contract"


def _promise_failures(record: Record) -> Iterator[str]:
    expect = record.scenario.expect
    for span in expect.failed_closed:
        inner = span[0] + _EDGE_S, span[1] - _EDGE_S
        bare = sum(not p.whole for p in record.shown if inner[0] <= p.t_s <= inner[1])
        if bare:
            yield f"{bare} pictures not masked whole in {_said(span)}"
    for span in expect.camera_lost:
        if not any(
            span[0] <= t_s <= span[1] + _HEALTH_S
            and health.vision
            and health.vision.camera == "lost"
            for t_s, health in healths(record)
        ):
            yield f"health never said that the camera is lost in {_said(span)}"
    states = [report.state for _, report in reports(record)]
    if expect.config is not None and (not states or states[-1] != expect.config):
        yield f"configuration {states[-1] if states else 'not answered'}, not {expect.config}"


def named(event: Due | Came) -> str:
    """An event in words: rule, place, label, direction."""
    way = f" {event.direction}" if event.direction else ""
    return f"{event.rule} {event.place} {event.label}{way}"


def _said(span: Span) -> str:
    return f"{span[0]:.1f} to {span[1]:.1f} s"
