"""What all comparisons come to, and the row of it that the model manifest carries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Literal

import msgspec

from simulator.audit.answers import Answer, Outcome
from simulator.audit.compare import EVERYTHING, STRATIFIED, Comparison, compare, too_few

Word = Literal["pass", "fail", "insufficient"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One outcome judged. why: a sentence for each reason. needed_people: in the smallest group."""

    outcome: Outcome
    word: Word
    why: tuple[str, ...]
    needed_people: int
    comparisons: tuple[Comparison, ...]


def judge(answers: Sequence[Answer], outcome: Outcome, *, margin: float, seed: int = 1) -> Verdict:
    """Fail: some gap is proven (Holm) and not shown to be within the margin. Pass: no such gap, and

    over all conditions every group of every photographed source is shown to be within it.
    All must be: each is tested at full alpha (intersection-union test, Berger 1982). Insufficient:
    neither; nothing is known to be wrong, nor right.
    """
    found = compare(answers, outcome, margin=margin, seed=seed)
    failing = [one for one in found if one.proven and not one.within(margin)]
    due = _due(answers, found)
    open_ = [one for one in due if not one.within(margin)]
    few = [f"{attribute} {group}: {who} person" for attribute, group, who in too_few(answers)]
    if failing:
        word: Word = "fail"
        why = [_said(one) for one in sorted(failing, key=lambda one: -one.gap)]
    elif open_ or not due or few:
        word = "insufficient"
        why = [_said(one) for one in sorted(open_, key=lambda one: -one.bound)]
        why += [f"not compared: {one}" for one in few]
        why += [] if due else ["nobody photographed was compared: no claim about real people"]
    else:
        word, why = "pass", []
    return Verdict(
        outcome=outcome,
        word=word,
        why=tuple(why),
        needed_people=max((one.needed_people for one in open_), default=0),
        comparisons=tuple(found),
    )


def manifest_entry(
    verdict: Verdict, answers: Sequence[Answer], *, margin: float, models: Sequence[str], on: date
) -> dict[str, Any]:
    """The `audit` field of a model's row. report: hash of all that was compared; models: sha256 of

    those that were run, so that a verdict cannot outlive them. people: photographed ones.
    """
    photographed = {(one.source, one.person) for one in answers if one.kind == "photographed"}
    told = msgspec.json.encode([verdict.comparisons, sorted(models)])
    return {
        "verdict": verdict.word,
        "on": on.isoformat(),
        "margin": margin,
        "data": sorted({answer.source for answer in answers}),
        "people": len(photographed),
        "needed_people_a_group": verdict.needed_people,
        "models": sorted(models),
        "report": sha256(told).hexdigest(),
    }


def _due(answers: Sequence[Answer], found: Sequence[Comparison]) -> list[Comparison]:
    photographed = {answer.source for answer in answers if answer.kind == "photographed"}
    sources: dict[tuple[str, str], set[str]] = {}
    for answer in answers:
        for labelled in answer.groups.items():
            sources.setdefault(labelled, set()).add(answer.source)
    return [
        one
        for one in found
        if one.condition == EVERYTHING
        and (
            one.source in photographed
            or (one.source == STRATIFIED and sources[one.attribute, one.group] <= photographed)
        )
    ]


def _said(one: Comparison) -> str:
    where = "" if one.source == STRATIFIED else f" in {one.source}"
    low, high = (100 * end for end in one.interval)
    return (
        f"{one.attribute} {one.group}{where}, {one.condition}: missed {100 * one.gap:+.1f} points "
        f"against the rest [{low:+.1f}, {high:+.1f}], bound {100 * one.bound:+.1f}; "
        f"{one.people} people, {one.needed_people} needed"
    )
