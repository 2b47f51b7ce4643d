"""What belongs in a zone and is gone."""

from itertools import count

import pytest

from edge.config import ObjectRemoved, Zone
from edge.geometry import Box
from edge.perception.thing import Change, Over, Thing, ThingId
from edge.rules.object_removed import ObjectRemovedRule
from edge.rules.rule import Scene

ZONE = Zone(polygon=((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)))
AFTER_S = 15.0


def scene(
    mono_s: float,
    *,
    x: float = 0.5,
    seen_s: float | None = None,
    change: Change = "gone",
    over: Over | None = None,
) -> Scene:
    gone = Thing(
        id=ThingId(1),
        change=change,
        box=Box(x_min=x - 0.02, y_min=0.46, x_max=x + 0.02, y_max=0.54),
        since_mono_s=0.0,
        seen_mono_s=mono_s if seen_s is None else seen_s,
        over=over,
    )
    return Scene(tracks=(), mono_s=mono_s, utc_s=None, things=(gone,))


def watch(scenes: list[Scene]) -> list[tuple[str, float, str | None]]:
    rule = ObjectRemovedRule(
        ObjectRemoved(zone="wall", after_s=AFTER_S), zone=ZONE, episodes=count(1)
    )
    return [(f.phase, f.mono_s, f.ended) for each in scenes for f in rule.observe(each)]


def test_what_is_gone_is_told_after_its_time_and_once():
    assert watch([scene(float(t)) for t in range(60)]) == [("open", AFTER_S, None)]


@pytest.mark.parametrize(("over", "ended"), [("undone", "reclaimed"), ("usual", "settled")])
def test_it_ends_when_it_is_back_or_when_its_place_is_empty_for_good(over, ended):
    scenes = [scene(float(t), over=over if t > 30 else None) for t in range(33)]
    assert watch(scenes)[1:] == [("close", 31.0, ended)]


def test_what_is_hidden_is_not_known_to_be_gone():
    assert watch([scene(float(t), seen_s=10.0) for t in range(60)]) == []


def test_what_has_appeared_or_is_gone_beside_the_zone_is_not_told():
    assert watch([scene(float(t), change="appeared") for t in range(60)]) == []
    assert watch([scene(float(t), x=0.7) for t in range(60)]) == []
