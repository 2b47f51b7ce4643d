"""What may be called fair: nothing that was not shown of enough real people."""

from datetime import date

from simulator.audit.verdict import judge, manifest_entry
from tests.simulator.audit.crowds import crowd

FAIR = {"a": 0.02, "b": 0.02}


def test_many_photographed_people_without_a_gap_pass():
    verdict = judge(crowd(FAIR, each=800, seed=1), "faces", margin=0.02)
    assert (verdict.word, verdict.why) == ("pass", ())


def test_too_few_are_insufficient_and_told_how_many_it_takes():
    verdict = judge(crowd(FAIR, each=20, seed=1), "faces", margin=0.02)
    assert verdict.word == "insufficient"
    assert verdict.needed_people > 100
    assert "needed" in verdict.why[0]


def test_a_planted_gap_fails():
    verdict = judge(crowd({"a": 0.04, "b": 0.12}, each=150, seed=1), "faces", margin=0.02)
    assert verdict.word == "fail"
    assert "group b, all conditions: missed +" in verdict.why[0]


def test_a_proven_gap_within_the_margin_is_no_failure():
    answers = crowd({"a": 0.001, "b": 0.009}, each=800, seed=1, pictures=3)
    verdict = judge(answers, "faces", margin=0.02)
    assert any(one.proven for one in verdict.comparisons)
    assert verdict.word == "pass"


def test_generated_people_alone_never_pass():
    verdict = judge(crowd(FAIR, each=800, seed=1, kind="generated"), "faces", margin=0.02)
    assert verdict.word == "insufficient"
    assert "nobody photographed" in verdict.why[-1]


def test_generated_people_can_fail_a_model():
    answers = crowd({"a": 0.04, "b": 0.2}, each=150, seed=1, kind="generated")
    assert judge(answers, "faces", margin=0.02).word == "fail"


def test_generated_people_do_not_make_up_for_photographed_ones():
    answers = crowd(FAIR, each=20, seed=1)
    answers += crowd(FAIR, each=800, seed=2, source="invented", kind="generated")
    assert judge(answers, "faces", margin=0.02).word == "insufficient"


def test_somebody_who_is_the_only_one_of_a_group_prevents_a_pass():
    answers = crowd(FAIR, each=800, seed=1) + crowd({"c": 0.0}, each=1, seed=2)
    verdict = judge(answers, "faces", margin=0.02)
    assert verdict.word == "insufficient"
    assert verdict.why == ("not compared: group c: 1 person",)


def test_nobody_shown_is_no_pass():
    assert judge([], "mask", margin=0.02).word == "insufficient"


def test_the_manifests_entry_names_verdict_data_and_hashes():
    answers = crowd(FAIR, each=20, seed=1)
    verdict = judge(answers, "faces", margin=0.02)
    entry = manifest_entry(verdict, answers, margin=0.02, models=["b" * 64], on=date(2026, 1, 2))
    assert entry["verdict"] == "insufficient"
    assert entry["data"] == ["town"]
    assert entry["on"] == "2026-01-02"
    assert len(entry["report"]) == 64
    again = manifest_entry(verdict, answers, margin=0.02, models=["c" * 64], on=date(2026, 1, 2))
    assert again["report"] != entry["report"]
