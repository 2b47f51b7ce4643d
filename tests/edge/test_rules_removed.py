"""What a rule had opened when a new configuration takes it away."""

import os

import numpy as np
import pytest

from edge.assemble import Bench
from edge.config import parse_config
from edge.loop.pipeline import Pipeline
from edge.perception.frame import Frame
from edge.privacy.event import Event
from edge.privacy.mask import Masker
from tests.edge.white_people import NoFaces, WhitePeople

START = """
version: {version}
privacy: {{level: {level}}}
zones: {{all: {{polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}}}
rules: [{rules}]
"""
RULES = [
    "{rule: restricted_zone, zone: all}",
    "{rule: loitering, zone: all, after_s: 1}",
    "{rule: occupancy, zone: all, limits: [1], after_s: 0}",
]


def text(version: int, *rules: str, level: str = "P2") -> bytes:
    return START.format(version=version, level=level, rules=", ".join(rules)).encode()


def frame(at_s: float) -> Frame:
    pixels = np.full((240, 320, 3), 40, np.uint8)
    pixels[80:200, 96:136] = 255
    return Frame(pixels, mono_s=at_s, utc_s=1_800_000_000 + at_s)


def opened(bench: Bench, *rules: str) -> tuple[Pipeline, list[Event]]:
    """A pipeline in which somebody has stood in the zone for three seconds."""
    judges = bench.build(parse_config(text(1, *rules)))
    pipeline = Pipeline(objects=WhitePeople(), faces=NoFaces(), masker=Masker(), judges=judges)
    return pipeline, [e for i in range(30) for e in pipeline.look(frame(i / 10)).events]


def renewed(bench: Bench, pipeline: Pipeline, *rules: str, level: str = "P2") -> list[Event]:
    judges = bench.build(parse_config(text(2, *rules, level=level)), pipeline.judges)
    return [value for value in pipeline.reconfigure(judges) if isinstance(value, Event)]


@pytest.mark.parametrize("rule", RULES)
def test_an_open_episode_gets_its_close(rule):
    bench = Bench(random_bytes=os.urandom)
    pipeline, events = opened(bench, rule)
    (closed,) = renewed(bench, pipeline)
    assert [event.phase for event in events] == ["open"]
    assert (closed.phase, closed.episode) == ("close", events[0].id)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_stays_goes_on(rule):
    bench = Bench(random_bytes=os.urandom)
    pipeline, _ = opened(bench, rule)
    assert renewed(bench, pipeline, rule) == []


def test_a_rule_that_has_another_limit_ends_and_begins_anew():
    bench = Bench(random_bytes=os.urandom)
    pipeline, (first,) = opened(bench, RULES[1])
    (closed,) = renewed(bench, pipeline, RULES[1].replace("1", "2"))
    assert (closed.phase, closed.episode) == ("close", first.id)
    events = [e for i in range(30, 70) for e in pipeline.look(frame(i / 10)).events]
    assert [event.phase for event in events] == ["open"]


def test_the_end_tells_no_more_than_the_new_configuration_allows():
    bench = Bench(random_bytes=os.urandom)
    pipeline, (first,) = opened(bench, RULES[0])
    assert first.cell is not None
    (closed,) = renewed(bench, pipeline, level="P1")
    assert (closed.episode, closed.cell) == (first.id, None)
    pipeline, _ = opened(bench, RULES[0])
    assert renewed(bench, pipeline, level="P0") == []


def test_an_episode_keeps_its_name_at_another_level():
    bench = Bench(random_bytes=os.urandom)
    pipeline, (first,) = opened(bench, RULES[0])
    renewed(bench, pipeline, RULES[0], level="P1")
    empty = [Frame(np.full((240, 320, 3), 40, np.uint8), mono_s=3 + i / 10) for i in range(80)]
    (closed,) = [event for one in empty for event in pipeline.look(one).events]
    assert (closed.phase, closed.episode) == ("close", first.id)


def test_before_the_first_look_there_is_nothing_to_end():
    bench = Bench(random_bytes=os.urandom)
    judges = bench.build(parse_config(text(1, *RULES)))
    pipeline = Pipeline(objects=WhitePeople(), faces=NoFaces(), masker=Masker(), judges=judges)
    assert renewed(bench, pipeline) == []
