"""A run judged: deliveries, promises, figures and the page."""

import json

import pytest

from simulator.score import score, verdict_lines, verdicts_json, write_html
from simulator.score.outcome import delivery, episodes
from simulator.score.summary import wilson
from tests.simulator.score.scenes import event, record, scene, walks

EVENT = "event/restricted_zone"
ZONE = {
    "zones": {"yard": {"ground": [[-1.5, 8], [1.5, 8], [1.5, 11], [-1.5, 11]]}},
    "rules": [{"rule": "restricted_zone", "zone": "yard"}],
}
WALK = scene(actors=[walks((-6, 9), (6, 9))], config=ZONE)
EMPTY = scene(config=ZONE)
OPEN, CLOSE = (5.4, event(1)), (10.6, event(2, phase="close", of=1))


def arrived(*parts: tuple[float, bytes]) -> list[tuple[float, str, bytes]]:
    return [(t_s + 1, EVENT, raw) for t_s, raw in parts]


def test_a_run_that_tells_what_is_true_passes():
    verdict = score(record(WALK, happened=[OPEN, CLOSE], heard=arrived(OPEN, CLOSE)))
    assert verdict.failures == ()
    assert verdict.passed


def test_episodes_are_timed_by_vision_where_that_is_known():
    (one,) = episodes(record(WALK, happened=[OPEN, CLOSE], heard=arrived(OPEN, CLOSE)))
    assert (one.open_s, one.close_s) == (5.4, 10.6)
    (one,) = episodes(record(WALK, heard=arrived(OPEN, CLOSE)))
    assert (one.open_s, one.close_s) == (6.4, 11.6)


def test_silence_where_an_event_was_due_fails():
    (failure,) = score(record(WALK)).failures
    assert failure.startswith("missed: restricted_zone yard person, due at 5.")


def test_an_event_out_of_nothing_fails():
    (failure,) = score(record(EMPTY, happened=[OPEN], heard=arrived(OPEN))).failures
    assert failure == "false: restricted_zone yard person at 5.4 s"


def test_extra_events_can_be_forgiven():
    lenient = scene(config=ZONE, expect={"extra": 1})
    assert score(record(lenient, happened=[OPEN], heard=arrived(OPEN))).passed


def test_a_scene_that_asks_the_truth_may_pass_with_most_of_it():
    most = scene(actors=[walks((-6, 9), (6, 9))], config=ZONE, expect={"f1": 0.6})
    assert score(record(most, happened=[OPEN, CLOSE], heard=arrived(OPEN, CLOSE))).passed
    assert score(record(most)).failures == ("F1 0.000, not 0.6: 0 right, 1 missed, 0 false",)


def test_an_event_that_was_judged_and_never_arrived_is_lost():
    found = delivery(record(WALK, happened=[OPEN, CLOSE], heard=arrived(OPEN)))
    assert found.lost == 1


def test_what_waits_in_the_door_is_not_lost():
    found = delivery(record(WALK, happened=[OPEN, CLOSE], heard=arrived(OPEN), waiting=1))
    assert found.lost == 0


def test_without_vision_a_gap_in_the_numbers_is_a_loss():
    third = (12.0, event(3))
    assert delivery(record(WALK, heard=arrived(OPEN, third))).lost == 1


def test_repetitions_are_counted_and_harmless():
    found = delivery(record(WALK, happened=[OPEN], heard=arrived(OPEN, OPEN)))
    assert (found.repeated, found.lost, found.disordered) == (1, 0, 0)


def test_a_lower_number_after_a_higher_one_is_disorder():
    assert delivery(record(WALK, heard=arrived(CLOSE, OPEN))).disordered == 1


@pytest.mark.parametrize(
    ("topic", "payload"),
    [(EVENT, b"\xff\xd8\xff\xe0 a picture"), (EVENT, b'{"name": "Ana"}'), ("photo", b"{}")],
)
def test_a_message_that_is_not_of_the_contract_fails(topic, payload):
    verdict = score(record(EMPTY, heard=[(1.0, topic, payload)]))
    assert verdict.failures == ("1 messages that are not of the contract",)


def test_a_picture_with_people_shown_while_blind_fails():
    dark = scene(config=ZONE, expect={"failed_closed": [[10, 20]]})
    assert score(record(dark, shown=[(9, False), (15, True), (21, False)])).passed
    assert not score(record(dark, shown=[(9, False), (15, False)])).passed


def test_counts_are_those_of_the_crossings():
    gate = {
        "lines": {"gate": {"ground": [[0, 7], [0, 12]]}},
        "rules": [{"rule": "line_crossing", "line": "gate"}],
    }
    crossing = event(1, rule="line_crossing", direction="in")
    passing = scene(
        actors=[walks((5, 9), (-5, 9))],
        config=gate,
        expect={"counts": {"gate": {"in": 1}}, "extra": 9},
    )
    right = record(
        passing, happened=[(5.2, crossing)], heard=[(6, "event/line_crossing", crossing)]
    )
    assert not [f for f in score(right).failures if f.startswith("gate")]
    assert "gate: 0 in, 1 passed" in score(record(passing)).failures


def test_figures_have_the_uncertainty_of_their_number():
    assert wilson(0, 0) is None
    assert wilson(10, 10) == (0.7225, 1.0)
    low, high = wilson(980, 1000) or (0, 0)
    assert 0.969 < low < 0.98 < high < 0.988


def test_a_summary_says_each_rule_and_each_scenario():
    good = score(record(WALK, happened=[OPEN, CLOSE], heard=arrived(OPEN, CLOSE)))
    bad = score(record(WALK))
    found = verdicts_json([good, bad])
    zone = found["rules"]["restricted_zone"]
    assert (found["passed"], found["failed"]) == (1, 1)
    assert (zone["precision"], zone["recall"]) == (1.0, 0.5)
    assert zone["latency_s_p95"] == pytest.approx(0.4, abs=0.2)
    assert json.dumps(found)
    assert any("FAILED" in line for line in verdict_lines([good, bad]))


def test_the_page_is_one_file_that_loads_nothing(tmp_path):
    path = tmp_path / "scores.html"
    write_html(path, [score(record(WALK, happened=[OPEN, CLOSE])), score(record(WALK))])
    text = path.read_text("utf-8")
    assert text.count("<section>") == 2
    assert "http" not in text.replace("http-equiv", "")
    assert 'class="missed"' in text


@pytest.mark.parametrize(("total_s", "fails"), [(0, False), (60, False), (66, True), (None, False)])
def test_a_window_of_a_zone_that_is_more_than_one_off_fails(total_s, fails):
    counting = {
        "counts": {"window_s": 60},
        "zones": ZONE["zones"],
        "rules": [{"rule": "occupancy", "zone": "yard"}],
    }
    walk = scene(actors=[walks((-6, 9), (6, 9))], config=counting)
    told = {"v": 1, "zone": "yard", "label": "person", "t": 1777896000, "window_s": 60}
    raw = json.dumps({**told, "peak": None if total_s is None else 2, "total_s": total_s}).encode()
    verdict = score(record(walk, heard=[(60.5, "count/yard", raw)]))
    assert bool(verdict.failures) is fails
