"""One audit as a whole: verdicts, drawn figures beside them, and all of it as plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
import yaml

from edge.perception.manifest import ModelCard
from simulator.audit.answers import OUTCOMES, Answer, Outcome, by_condition
from simulator.audit.compare import ALPHA, EVERYTHING, MARGIN, POWER, Comparison, compare
from simulator.audit.measure import FACE_IOU, LEFT_SHARE, PERSON_IOU
from simulator.audit.verdict import Verdict, Word, judge, manifest_entry

# The worse of two verdicts is the later one.
_ORDER: Final[tuple[Word, ...]] = ("pass", "insufficient", "fail")
FOR_THE_MANIFEST: Final = (
    "For models/manifest.yaml, by hand; a default without a pass says in `despite` why it is one:"
)
CRITERIA: Final[dict[Outcome, str]] = {
    "faces": f"the face model gives no box with an IoU of {FACE_IOU:g} or more with the face",
    "objects": f"the object model gives no person box with an IoU of {PERSON_IOU:g} or more",
    "mask": f"more than {100 * LEFT_SHARE:g} % of the face's ellipse are left in the final picture",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """answers: of portraits. drawn: of drawn figures, which give no verdict."""

    objects: ModelCard
    faces: ModelCard
    answers: tuple[Answer, ...]
    verdicts: dict[Outcome, Verdict]
    drawn_answers: tuple[Answer, ...]
    drawn: tuple[Comparison, ...]
    margin: float
    on: date

    @property
    def word(self) -> Word:
        """The worst of all verdicts."""
        return worst(verdict.word for verdict in self.verdicts.values())


def findings(
    answers: Sequence[Answer],
    drawn: Sequence[Answer],
    *,
    objects: ModelCard,
    faces: ModelCard,
    margin: float = MARGIN,
    seed: int,
    on: date,
) -> Findings:
    """Compare and judge all that was measured."""
    return Findings(
        objects=objects,
        faces=faces,
        answers=tuple(answers),
        verdicts={
            outcome: judge(answers, outcome, margin=margin, seed=seed) for outcome in OUTCOMES
        },
        drawn_answers=tuple(drawn),
        drawn=tuple(
            one for outcome in OUTCOMES for one in compare(drawn, outcome, margin=margin, seed=seed)
        ),
        margin=margin,
        on=on,
    )


def worst(words: Iterable[Word]) -> Word:
    return max(words, key=_ORDER.index)


def manifest_rows(found: Findings) -> dict[str, dict[str, Any]]:
    """The `audit` field by model: the worse of what it finds itself and what the mask covers."""
    rows = {}
    for card in (found.objects, found.faces):
        verdicts = [found.verdicts[card.task], found.verdicts["mask"]]
        rows[card.name] = manifest_entry(
            max(verdicts, key=lambda verdict: _ORDER.index(verdict.word)),
            found.answers,
            margin=found.margin,
            models=(found.objects.sha256, found.faces.sha256),
            on=found.on,
        )
    return rows


def manifest_text(found: Findings) -> str:
    """The same rows as YAML, to be put below their models in models/manifest.yaml."""
    rows = {name: {"audit": row} for name, row in manifest_rows(found).items()}
    return yaml.safe_dump(rows, sort_keys=False, default_flow_style=None, width=100)


def as_json(found: Findings) -> dict[str, Any]:
    """One plain object; shares in [0, 1]."""
    return {
        "verdict": found.word,
        "margin": found.margin,
        "alpha": ALPHA,
        "power": POWER,
        "criteria": CRITERIA,
        "models": {card.name: card.sha256 for card in (found.objects, found.faces)},
        "data": data(found.answers),
        "verdicts": {
            outcome: {
                "verdict": verdict.word,
                "why": verdict.why,
                "needed_people_a_group": verdict.needed_people,
                "failed_closed_share": _whole(found.answers),
                "missed": _missed(found.answers, outcome),
            }
            for outcome, verdict in found.verdicts.items()
        },
        "manifest": manifest_rows(found),
        "conditions": msgspec.to_builtins(by_condition(found.answers)),
        "comparisons": [
            _plain(one) for verdict in found.verdicts.values() for one in verdict.comparisons
        ],
        "drawn": {
            "data": data(found.drawn_answers),
            "conditions": msgspec.to_builtins(by_condition(found.drawn_answers)),
            "comparisons": [_plain(one) for one in found.drawn],
        },
    }


def lines(found: Findings) -> list[str]:
    """The same for people: verdicts with their reasons, and every group over all conditions."""
    said = []
    for outcome, verdict in found.verdicts.items():
        said.append(f"{outcome:8} {verdict.word.upper()}: missed {CRITERIA[outcome]}")
        said += [f"           {reason}" for reason in verdict.why]
    said += ["", f"{'':8} {'group':36} people   missed     rest   gap in points [90 %]     p"]
    every = [one for verdict in found.verdicts.values() for one in verdict.comparisons]
    said += [_line(one) for one in (*every, *found.drawn) if one.condition == EVERYTHING]
    said += ["", FOR_THE_MANIFEST, "", *manifest_text(found).splitlines()]
    return said


def data(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """What each source holds: people, pictures shown, and how many people each group has."""
    sources = dict.fromkeys((answer.source, answer.kind) for answer in answers)
    return [
        {
            "source": source,
            "kind": kind,
            "people": len({one.person for one in answers if one.source == source}),
            "pictures": sum(one.source == source for one in answers),
            "groups": _sizes([one for one in answers if one.source == source]),
        }
        for source, kind in sources
    ]


def _sizes(answers: Sequence[Answer]) -> dict[str, dict[str, int]]:
    members: dict[str, dict[str, set[str]]] = {}
    for answer in answers:
        for attribute, group in answer.groups.items():
            members.setdefault(attribute, {}).setdefault(group, set()).add(answer.person)
    return {
        attribute: {group: len(who) for group, who in sorted(groups.items())}
        for attribute, groups in members.items()
    }


def _whole(answers: Sequence[Answer]) -> float | None:
    return sum(answer.whole for answer in answers) / len(answers) if answers else None


def _missed(answers: Sequence[Answer], outcome: Outcome) -> float | None:
    return sum(one.missed[outcome] for one in answers) / len(answers) if answers else None


def _plain(one: Comparison) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(one)
    return plain | {"proven": one.proven}


def _line(one: Comparison) -> str:
    low, high = (100 * end for end in one.interval)
    group = f"{one.attribute} {one.group}, {one.source}"
    return (
        f"{one.outcome:8} {group:36} {one.people:6} {100 * one.missed:7.1f}% "
        f"{100 * one.rest_missed:7.1f}%  {100 * one.gap:+6.1f} [{low:+6.1f}, {high:+6.1f}]  "
        f"{one.p:.4f} ({one.adjusted:.3f})"
    )
