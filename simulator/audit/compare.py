"""Every group with all others: the gap, its interval, the chance that it is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from simulator.audit.answers import Answer, Outcome, People, attributes, people
from simulator.audit.intervals import difference, holm, needed, newcombe, quantile
from simulator.audit.shuffled import chance
from simulator.score.interval import Interval, wilson

ALPHA: Final = 0.05
POWER: Final = 0.8
# Missed this much more often than the rest is what we would still call the same.
MARGIN: Final = 0.02
EVERYTHING: Final = "all conditions"
STRATIFIED: Final = "all sources"
# Of one person nothing can be said without saying it of them.
LEAST_PEOPLE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One group against the rest of the same source or sources.

    source: a name, or STRATIFIED. missed, rest_missed: shares. gap: missed more often than the
    rest by, stratified; interval: its 90 % interval, with pictures of a person as a cluster. bound:
    one-sided 95 % bound of the gap where everybody counts once, however many pictures there are:
    of whom a model never finds, a few people may hold none. p: one-sided, that so large a gap comes
    by chance; adjusted: after Holm. needed_people: in each of two groups, for POWER to bring the
    bound within the margin.
    """

    outcome: Outcome
    attribute: str
    group: str
    source: str
    factor: str
    condition: str
    people: int
    pictures: int
    missed: float
    missed_interval: Interval
    rest_people: int
    rest_missed: float
    gap: float
    interval: Interval
    bound: float
    p: float
    adjusted: float
    needed_people: int

    @property
    def proven(self) -> bool:
        """A gap that is not chance, whatever its size."""
        return self.adjusted < ALPHA

    def within(self, margin: float) -> bool:
        """Shown to be missed no more often than the rest by the margin (non-inferiority)."""
        return self.bound < margin


def compare(
    answers: Sequence[Answer], outcome: Outcome, *, margin: float = MARGIN, seed: int = 1
) -> list[Comparison]:
    """All comparisons of one outcome, which share one Holm correction.

    Over all conditions together, stratified by source and in each source; and under each condition
    stratified by source. A condition counts where it was shown to all sources compared.
    """
    found: list[Comparison] = []
    for attribute in attributes(answers):
        named = [answer for answer in answers if attribute in answer.groups]
        for factor, condition, part in _parts(named):
            strata = people(part, outcome, attribute)
            place = (outcome, attribute, factor, condition)
            found += _groups(strata, STRATIFIED, place, margin, seed)
            if condition == EVERYTHING:
                for source, own in strata.items():
                    alone = _groups({source: own}, source, place, margin, seed)
                    found += [one for one in alone if one.group in _shared(strata)]
    adjusted = holm([one.p for one in found])
    return [replace(one, adjusted=value) for one, value in zip(found, adjusted, strict=True)]


def too_few(answers: Sequence[Answer]) -> list[tuple[str, str, int]]:
    """Groups that were not compared: attribute, group, and how many people."""
    members: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for answer in answers:
        for attribute, group in answer.groups.items():
            members.setdefault((attribute, group), set()).add((answer.source, answer.person))
    return [(*key, len(who)) for key, who in members.items() if len(who) < LEAST_PEOPLE]


def _parts(answers: Sequence[Answer]) -> Iterator[tuple[str, str, Sequence[Answer]]]:
    yield "", EVERYTHING, answers
    keys = list(dict.fromkeys((answer.factor, answer.condition) for answer in answers))
    if len(keys) > 1:
        for key in keys:
            yield *key, [answer for answer in answers if (answer.factor, answer.condition) == key]


def _shared(strata: dict[str, People]) -> set[str]:
    """Groups that more than one source compares: in one alone, all sources are that one."""
    members = [label for own in strata.values() for label in set(own.label.tolist())]
    return {label for label in members if members.count(label) > 1}


def _groups(
    strata: dict[str, People],
    source: str,
    place: tuple[Outcome, str, str, str],
    margin: float,
    seed: int,
) -> Iterator[Comparison]:
    groups = sorted({str(label) for own in strata.values() for label in own.label})
    for group in groups:
        with_both = [
            own for own in strata.values() if 0 < (own.label == group).sum() < len(own.label)
        ]
        members = sum(int((own.label == group).sum()) for own in with_both)
        if members >= LEAST_PEOPLE:
            yield _one(with_both, group, members, source, place, margin, seed)


def _one(
    strata: list[People],
    group: str,
    members: int,
    source: str,
    place: tuple[Outcome, str, str, str],
    margin: float,
    seed: int,
) -> Comparison:
    inside = [own.label == group for own in strata]
    pairs = [
        (own.within(mine), own.within(~mine)) for own, mine in zip(strata, inside, strict=True)
    ]
    own, rest = ([pair[side] for pair in pairs] for side in (0, 1))
    hits, shown = sum(p.hits for p in own), sum(p.trials for p in own)
    rest_hits, rest_shown = sum(p.hits for p in rest), sum(p.trials for p in rest)
    z = quantile(1 - ALPHA)
    effective = sum(p.effective for p in own)
    # Without a single miss the share is not known to be 0 (Laplace's rule).
    share = (hits + rest_hits + 1) / (shown + rest_shown + 2)
    outcome, attribute, factor, condition = place
    return Comparison(
        outcome=outcome,
        attribute=attribute,
        group=group,
        source=source,
        factor=factor,
        condition=condition,
        people=members,
        pictures=shown,
        missed=hits / shown,
        missed_interval=wilson(hits / shown, effective, z=z),
        rest_people=sum(len(one.label) for one in strata) - members,
        rest_missed=rest_hits / rest_shown,
        gap=difference(pairs),
        interval=newcombe(pairs, z=z),
        bound=newcombe([(a.each_once(), b.each_once()) for a, b in pairs], z=z)[1],
        p=chance(strata, inside, alpha=ALPHA, seed=seed),
        adjusted=1.0,
        needed_people=needed(share, margin, alpha=ALPHA, power=POWER),
    )
