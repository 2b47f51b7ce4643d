"""The technical annex of a data protection impact assessment (GDPR Art. 35(7)).

What a camera can say of itself, in the order in which the article asks for it. The assessment
itself, above all necessity and proportionality, is the controller's.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from edge.oversight.public import english
from edge.oversight.public.kept import keeps
from edge.oversight.public.outline import Part, Row, as_markdown
from edge.oversight.public.statement import Facts, Model, Statement, missing

_NOTE: Final = (
    "Made by the camera's own software from what is at work in it. It is no assessment and no "
    "legal advice: it states facts that an assessment needs, and names what only the controller "
    "can say."
)
# Measured on drawn scenes whose truth is known to the pixel; how, and all figures: README.md.
_RISKS: Final = (
    Row(
        name="A person is not found and so not covered",
        text="On dense drawn streets 4 of 2,479 passes had a face of 16 px or more open for at "
        "least a frame (95 % confidence: at most 0.37 %). Whenever people could not be found at "
        "all (too dark, blown out, out of focus, a model that fails), the picture is covered "
        "whole. Real scenes may be harder than drawn ones.",
    ),
    Row(
        name="A covered person is recognised all the same",
        text="The fill does not depend on the picture. Of 51 masked people a recogniser that "
        "knows the method named 2.4 to 2.6 % where chance is 2.0 %. Gait, stature and clothes "
        "below the cover stay visible unless whole people are covered.",
    ),
    Row(
        name="Some groups of people are missed more often",
        text="See the verdict of each model below. Where it says insufficient, unfairness is "
        "neither proven nor ruled out.",
    ),
    Row(
        name="Messages are linked to follow a person",
        text="No message holds an identity, a lasting number, a picture or an exact time. A "
        "person who is alone at a place can still be linked by whoever sees him there.",
    ),
    Row(
        name="The use grows beyond its purpose",
        text="A configuration beyond the policy is refused or narrowed; to loosen the policy "
        "takes the keys of the oversight, which the operator does not hold.",
    ),
)


def annex(statement: Statement) -> str:
    """The annex as Markdown."""
    facts = statement.facts
    parts = (
        Part(title="What this is about", rows=_subject(statement)),
        Part(title="Description of the processing: Art. 35(7)(a)", rows=_description(facts)),
        Part(title="What is kept: Art. 5(1)(e)", rows=_storage(facts)),
        Part(title="Necessity and proportionality: Art. 35(7)(b)", rows=_necessity(facts)),
        Part(title="Risks, as far as they were measured: Art. 35(7)(c)", rows=_RISKS),
        Part(title="Measures: Art. 35(7)(d)", rows=_measures(facts)),
        Part(title="Models", rows=tuple(_model(one) for one in facts.models)),
        Part(title="What only the controller can say", rows=_open(facts)),
    )
    return as_markdown("Technical annex for a DPIA", _NOTE, parts)


def _subject(statement: Statement) -> tuple[Row, ...]:
    facts = statement.facts
    controller = facts.words.controller
    return (
        Row(name="Controller", text=english.MISSING if controller is None else controller.name),
        Row(name="Place", text=facts.words.place or english.MISSING),
        Row(name="Camera", text=facts.camera or "unnamed"),
        Row(name="Firmware", text=facts.firmware),
        Row(name="Configuration, policy", text=_versions(statement)),
        Row(name="Statement (sha256)", text=statement.hash),
    )


def _versions(statement: Statement) -> str:
    return f"{statement.config_version}, {statement.policy_version}"


def _description(facts: Facts) -> tuple[Row, ...]:
    level = facts.privacy["level"]
    rows = [
        Row(name="Source of pictures", text=english.SOURCES[facts.source]),
        Row(name=f"Privacy level {level}", text=english.LEVELS[level]),
        Row(name="Totals cover", text=english.span(facts.counts["window_s"])),
        *(
            Row(
                name=f"Rule {w.rule} at {w.place}",
                text=_rule(w.settings, english.rule(w, level=level)),
            )
            for w in facts.rules
        ),
    ]
    noise = english.noise(facts.counts)
    if noise is not None:
        rows.append(Row(name="Noise", text=f"{noise} {settings(facts.counts['noise'])}"))
    rows += [Row(name=f"Also configured: {key}", text=settings(v)) for key, v in facts.more.items()]
    return tuple(rows)


def _rule(values: Mapping[str, Any], sentence: str) -> str:
    return f"{sentence} {settings(values)}" if values else sentence


def settings(value: object) -> str:
    """Settings as a configuration would write them."""
    return msgspec.json.encode(value, order="sorted").decode()


def _storage(facts: Facts) -> tuple[Row, ...]:
    rows = [english.kept(one) for one in keeps(facts)]
    shown = [Row(name=what, text=how_long) for what, how_long in rows]
    if facts.clips is not None:
        shown.append(Row(name="Clips as configured", text=settings(facts.clips)))
    return tuple(shown)


def _necessity(facts: Facts) -> tuple[Row, ...]:
    rows = [
        Row(
            name=f"Purpose {name}",
            text=english.MISSING if words is None else words.text,
        )
        for name, words in facts.purposes.items()
    ]
    rows.append(Row(name="Legal basis", text=facts.words.legal_basis or english.MISSING))
    rows.append(Row(name="What less would do", text="For the controller to say."))
    return tuple(rows)


def _measures(facts: Facts) -> tuple[Row, ...]:
    ceiling = facts.ceiling
    return (
        Row(
            name="Covering of people",
            text=f"mask {facts.privacy['mask']}, whole people: {facts.privacy['strict']}; before "
            "anything else may look, with failure to a picture that is covered whole",
        ),
        Row(name="Areas no model sees", text=str(len(facts.private))),
        Row(
            name="Ceiling",
            text=("A policy" if ceiling.by_policy else "No policy, so the strictest")
            + f": {settings(ceiling.settings)}",
        ),
        Row(
            name="Who may configure",
            text=f"{facts.operators.at_least} of {facts.operators.keys} operators' keys",
        ),
        Row(
            name="Who may loosen the policy",
            text=f"{facts.oversight.at_least} of {facts.oversight.keys} oversight keys",
        ),
        Row(
            name="Separation",
            text="The process that sees has no network, the process with the network no camera",
        ),
        Row(name="Evidence", text="edge/oversight/README.md of this software: each with its test"),
    )


def _model(one: Model) -> Row:
    text = f"{english.TASKS[one.task]}; {one.licence}; {one.origin}; sha256 {one.sha256}. "
    text += english.model(one)
    if one.audit is not None and one.audit.despite is not None:
        text += f" In use all the same: {one.audit.despite}"
    return Row(name=one.name, text=text)


def _open(facts: Facts) -> tuple[Row, ...]:
    silent = missing(facts)
    if not silent:
        return (Row(name="statement", text="All that a statement needs was said."),)
    return tuple(Row(name=key, text=english.MISSING) for key in silent)
