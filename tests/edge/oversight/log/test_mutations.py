"""Whatever is done to a log is found; 10,000 times in `tests.benchmarks.log_mutations`."""

import random

import pytest

from tests.edge.oversight.log.mutations import MUTATIONS, Copy, head_of, history, mutated


def test_every_one_of_many_random_mutations_is_found_and_no_honest_log_is_blamed() -> None:
    chance = random.Random(9)
    missed = []
    for _ in range(300):
        name, true, made = mutated(chance)
        assert not true.judged().findings
        if not made.judged().findings:
            missed.append(name)
    assert missed == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_each_way_to_change_a_log_is_found(mutation) -> None:
    chance = random.Random(4)
    lines = history(12, chance)
    head = head_of(lines)
    copy = Copy(lines=list(lines), head=head, others={"broker": head})
    mutation(copy, chance)
    assert copy.judged().findings


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("truncate", "truncated"),
        ("fork", "fork"),
        ("roll_back", "rollback"),
        ("forge_head", "checkpoint"),
        ("reorder_and_renumber", "entries"),
    ],
)
def test_what_is_found_is_called_by_its_name(name: str, kind: str) -> None:
    chance = random.Random(4)
    lines = history(12, chance)
    head = head_of(lines)
    copy = Copy(lines=list(lines), head=head, others={"broker": head})
    next(m for m in MUTATIONS if m.__name__ == name)(copy, chance)
    assert copy.judged().findings[0].kind == kind


def test_a_key_that_rewrites_its_own_log_is_found_by_nobody_who_has_no_older_head() -> None:
    chance = random.Random(4)
    lines = history(12, chance)
    copy = Copy(lines=lines[:5], head=head_of(lines[:5]))
    assert not copy.judged().findings


def test_what_nobody_has_signed_yet_is_said_and_proves_nothing() -> None:
    lines = history(12, random.Random(4))
    verdict = Copy(lines=lines, head=head_of(lines[:9])).judged()
    assert (verdict.findings, len(verdict.entries), verdict.uncovered) == ((), 9, 3)
