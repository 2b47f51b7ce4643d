"""Counts with noise: each thing once a window, paid for before it is told, else null."""

import random
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from edge.config import (
    Config,
    Counts,
    Line,
    LineCrossing,
    Noise,
    Occupancy,
    Privacy,
    Zone,
    parse_config,
)
from edge.errors import DocumentError
from edge.geometry import Box
from edge.loop.judges import Bench
from edge.privacy.counts import WindowCounter
from edge.privacy.event import NoisyCrossingCount, VisitCount, count_bytes
from edge.privacy.ledger import Ledger
from edge.privacy.passes import Noisy, spend_nothing
from edge.rules.finding import Crossing, Finding, Headcount
from edge.tracking.track import TrackId

START = 1_780_002_000  # a whole hour
NOISE = Noise(epsilon_milli=1_000, total_milli=100_000, days=1)
DOOR = LineCrossing(line="door", labels=("person", "bicycle"))
YARD = Occupancy(zone="yard", labels=("person", "bicycle"))
BOX = Box(x_min=0.4, y_min=0.4, x_max=0.5, y_max=0.6)


def crosses(thing: int, direction="in", label="person") -> Crossing:
    return Crossing(
        episode=thing, severity="info", line="door", thing=TrackId(thing), label=label,
        direction=direction, box=BOX, mono_s=0.0, utc_s=None,
    )  # fmt: skip


def there(*things: set[int], label="person") -> Headcount:
    numbers = tuple(frozenset(map(TrackId, thing)) for thing in things)
    return Headcount(zone="yard", label=label, things=numbers)


def no_noise(limit: int) -> int:
    """Chance that draws zero: no step, then the sign above zero."""
    return limit - 1


def grant_all(noise: Noise, t: int, places: tuple[str, ...]) -> frozenset[str]:
    return frozenset(places)


def hour(
    findings: Iterable[Finding], *, spend=grant_all, utc_s: float | None = START, dark_s=0, hours=1
):
    """What is told of an hour in which all this was found in its tenth second."""
    noisy = Noisy(noise=NOISE, spend=spend, below=no_noise)
    counter = WindowCounter((DOOR, YARD), window_s=3_600, noisy=noisy)
    told = []
    for s in range(3_600 * hours + 1):
        if not 100 < s < 100 + dark_s:
            found = findings if s == 10 else ()
            utc = None if utc_s is None else utc_s + s
            told += counter.looked(found, mono_s=50.0 + s, utc_s=utc)
    return told


def crossings(told) -> dict[str, tuple[int | None, int | None]]:
    return {c.label: (c.count_in, c.count_out) for c in told if isinstance(c, NoisyCrossingCount)}


def visits(told) -> dict[str, int | None]:
    return {c.label: c.visits for c in told if isinstance(c, VisitCount)}


def test_each_thing_counts_once_a_line_and_hour_the_way_it_went_first():
    to_and_fro = [crosses(1), crosses(1, "out"), crosses(1), crosses(2, "out"), crosses(3)]
    assert crossings(hour(to_and_fro)) == {"person": (2, 1), "bicycle": (0, 0)}


def test_who_is_taken_for_something_else_later_counts_as_what_he_was_first():
    told = hour([crosses(1), crosses(1, "in", "bicycle"), there({4}), there({4}, label="bicycle")])
    assert crossings(told) == {"person": (1, 0), "bicycle": (0, 0)}
    assert visits(told) == {"person": 1, "bicycle": 0}


def test_who_stays_in_a_zone_is_one_visit_under_whatever_number_he_is_followed():
    assert visits(hour([there({1}, {2}), there({1, 7}, {2}), there({7}, {2})]))["person"] == 2


def test_a_line_and_a_zone_count_the_same_thing_each():
    told = hour([crosses(1), there({1})])
    assert (crossings(told)["person"], visits(told)["person"]) == ((1, 0), 1)


def test_the_next_hour_counts_who_is_still_there_again():
    noisy = Noisy(noise=NOISE, spend=grant_all, below=no_noise)
    counter = WindowCounter((YARD,), window_s=3_600, noisy=noisy)
    told = []
    for s in range(7_201):
        told += counter.looked([there({1})], mono_s=float(s), utc_s=START + s)
    assert [count.visits for count in told if count.label == "person"] == [1, 1]


def test_an_hour_that_was_not_watched_is_null_and_costs_nothing():
    asked = []
    told = hour([crosses(1)], dark_s=400, spend=lambda *args: asked.append(args) or frozenset())
    assert crossings(told)["person"] == (None, None)
    assert {count.withheld for count in told} == {"unwatched"}
    assert asked == []


def test_without_a_clock_nothing_is_told():
    assert {count.withheld for count in hour([crosses(1)], utc_s=None)} == {"unwatched"}


def test_what_the_budget_does_not_pay_for_is_null_and_says_so():
    told = hour([crosses(1), there({1})], spend=lambda noise, t, places: frozenset({"yard"}))
    assert (crossings(told)["person"], visits(told)["person"]) == ((None, None), 1)
    assert [count.withheld for count in told] == ["budget", "budget", None, None]


def test_where_nobody_keeps_account_nothing_is_told():
    assert {count.withheld for count in hour([], spend=spend_nothing)} == {"budget"}


def test_an_hour_costs_each_place_once_however_many_numbers_it_has():
    asked = []
    hour([], spend=lambda *args: asked.append(args) or frozenset())
    assert asked == [(NOISE, START, ("door", "yard"))]


def test_every_number_says_its_epsilon_and_stays_within_a_small_message():
    for count in hour([crosses(1), there({1})]):
        raw = count_bytes(count)
        assert msgspec.json.decode(raw)["epsilon_milli"] == 1_000
        assert len(raw) < 200


@pytest.fixture
def camera(tmp_path: Path):
    """A camera that is started anew, with its state folder as it is."""
    config = Config(
        version=1,
        privacy=Privacy(level="P0"),
        counts=Counts(window_s=3_600, noise=NOISE),
        zones={"yard": Zone(polygon=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)))},
        lines={"door": Line(start=(0.0, 0.5), end=(1.0, 0.5))},
        rules=(DOOR, YARD),
    )
    chance = random.Random(7)

    def started():
        bench = Bench(random_bytes=chance.randbytes, spend=Ledger(tmp_path / "noise.db").spend)
        return bench.build(config).counter

    return started


def test_a_camera_tells_of_empty_hours_too_and_below_zero(camera):
    counter, told = camera(), []
    for s in range(0, 3_600 * 40 + 2, 2):
        told += counter.looked([], mono_s=float(s), utc_s=START + s)
    numbers = [count.visits for count in told if isinstance(count, VisitCount)]
    assert len(numbers) == 40 * 2
    assert min(n for n in numbers if n is not None) < 0 < max(n for n in numbers if n is not None)


def test_a_restart_brings_no_budget_back(camera):
    told = []
    for start_h in (0, 20, 20, 40):
        counter = camera()
        for s in range(0, 3_600 * 22 + 2, 2):
            told += counter.looked([], mono_s=float(s), utc_s=START + start_h * 3_600 + s)
    doors = [count for count in told if isinstance(count, NoisyCrossingCount)]
    paid = [count.t for count in doors if count.withheld is None and count.label == "person"]
    assert len(paid) == len(set(paid)) == 62
    assert {count.t for count in doors if count.withheld == "budget"} <= set(paid)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("counts: {noise: {epsilon_milli: 1000, total_milli: 5000, days: 7}}", "counts.window_s"),
        (
            "privacy: {level: P1}\n"
            "counts: {window_s: 3600, noise: {epsilon_milli: 1000, total_milli: 5000, days: 7}}",
            "counts.noise",
        ),
        (
            "privacy: {level: P0}\n"
            "counts: {window_s: 3600, noise: {epsilon_milli: 1000, total_milli: 999, days: 7}}",
            "counts.noise.total_milli",
        ),
        ("counts: {window_s: 3600, noise: {epsilon_milli: 1.5}}", "counts.noise.epsilon_milli"),
    ],
)
def test_a_configuration_whose_noise_would_be_worth_nothing_is_refused(text, fault):
    with pytest.raises(DocumentError) as refused:
        parse_config(f"version: 1\n{text}".encode())
    assert fault in [one.path for one in refused.value.faults]
