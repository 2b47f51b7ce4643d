"""The statement as a record of the UK Algorithmic Transparency Recording Standard (ATRS).

Fields and their numbers: Algorithmic Transparency Recording Standard v2.1 (gov.uk, CDDO and CDEI);
v3.0 asks the same in its template. The live template could not be compared from here. Fields that
only a public body can fill say so.
"""

from typing import Final

from edge.oversight.public import english
from edge.oversight.public.annex import settings
from edge.oversight.public.kept import keeps
from edge.oversight.public.outline import Part, Row, as_markdown
from edge.oversight.public.statement import Facts, Model, Statement
from edge.oversight.public.words import Contact

_NOTE: Final = (
    "Made by the camera's own software from what is at work in it, in the fields of ATRS v2.1. "
    "Not submitted and not checked by anybody; field numbers as published in the standard, the "
    "live template was not at hand."
)
_ASK: Final = "For the organisation to say."
_HUMAN: Final = (
    "The camera decides nothing about anybody: it tells what happens at a place. Whoever receives "
    "a message decides whether to look and what to do."
)


def atrs(statement: Statement) -> str:
    """The record as Markdown."""
    facts = statement.facts
    parts = (
        Part(title="Tier 1: Overview", rows=_overview(facts)),
        Part(title="Tier 2: Owner and responsibility", rows=_owner(facts)),
        Part(title="Tier 2: Description and rationale", rows=_rationale(statement)),
        Part(title="Tier 2: Decision-making process", rows=_decisions(facts)),
        Part(title="Tier 2: Tool specification", rows=_tool(facts)),
        *(Part(title=f"Tier 2: Model {one.name}", rows=_model(one)) for one in facts.models),
        Part(title="Tier 2: Data", rows=_data(facts)),
        Part(title="Tier 2: Risks, mitigations and impact assessments", rows=_risks()),
    )
    return as_markdown("Algorithmic transparency record", _NOTE, parts)


def _overview(facts: Facts) -> tuple[Row, ...]:
    return (
        Row(number="1.1", name="Name", text=facts.words.place or facts.camera or english.MISSING),
        Row(number="1.2", name="Description", text=_what_for(facts)),
        Row(number="1.3", name="URL of the website", text=facts.words.url or english.MISSING),
        Row(number="1.4", name="Contact email", text=_email(facts.words.controller)),
    )


def _what_for(facts: Facts) -> str:
    purposes = [
        f"{name}: {english.MISSING if words is None else words.text}"
        for name, words in facts.purposes.items()
    ]
    return " ".join([*purposes, english.LEVELS[facts.privacy["level"]]])


def _email(contact: Contact | None) -> str:
    return english.MISSING if contact is None or contact.email is None else contact.email


def _owner(facts: Facts) -> tuple[Row, ...]:
    controller = facts.words.controller
    name = english.MISSING if controller is None else controller.name
    return (
        Row(number="2.1.1", name="Organisation or department", text=name),
        Row(number="2.1.2", name="Team", text=_ASK),
        Row(number="2.1.3", name="Senior responsible owner", text=_ASK),
        Row(number="2.1.4", name="External supplier involvement", text=_ASK),
        Row(number="2.1.4.1", name="External supplier", text=_ASK),
        Row(number="2.1.4.2", name="Companies House number", text=_ASK),
        Row(number="2.1.4.3", name="External supplier role", text=_ASK),
        Row(number="2.1.4.4", name="Procurement procedure type", text=_ASK),
        Row(
            number="2.1.4.5",
            name="Data access terms",
            text="Whoever makes this firmware receives no data. For suppliers: " + _ASK,
        ),
    )


def _rationale(statement: Statement) -> tuple[Row, ...]:
    facts = statement.facts
    level = facts.privacy["level"]
    rules = " ".join(english.rule(watch, level=level) for watch in facts.rules)
    scope = f"Policy: {settings(facts.ceiling.settings)}. It recognises nobody and hears nothing."
    return (
        Row(number="2.2.1", name="Detailed description", text=rules or "No rule is at work."),
        Row(number="2.2.2", name="Scope", text=scope),
        Row(number="2.2.3", name="Benefit", text=_ASK),
        Row(number="2.2.4", name="Previous process", text=_ASK),
        Row(number="2.2.5", name="Alternatives considered", text=_ASK),
    )


def _decisions(facts: Facts) -> tuple[Row, ...]:
    told = english.LEVELS[facts.privacy["level"]]
    window = english.span(facts.counts["window_s"])
    return (
        Row(number="2.3.1", name="Process integration", text=_ASK),
        Row(number="2.3.2", name="Provided information", text=told),
        Row(
            number="2.3.3",
            name="Frequency and scale of usage",
            text=f"All the time, unless paused; totals every {window}. Scale: {_ASK}",
        ),
        Row(number="2.3.4", name="Human decisions and review", text=_HUMAN),
        Row(number="2.3.5", name="Required training", text=_ASK),
        Row(
            number="2.3.6",
            name="Appeals and review",
            text=facts.words.rights or english.MISSING,
        ),
    )


def _tool(facts: Facts) -> tuple[Row, ...]:
    models = ", ".join(one.name for one in facts.models)
    return (
        Row(
            number="2.4.1.1",
            name="System architecture",
            text="Networks on the device find people and things, people are covered, rules turn "
            "tracks into messages of a closed schema, which alone leave over MQTT. The process "
            "that sees has no network.",
        ),
        Row(number="2.4.1.2", name="Phase", text=_ASK),
        Row(number="2.4.1.3", name="Maintenance", text=f"Firmware {facts.firmware}. {_ASK}"),
        Row(number="2.4.1.4", name="Models", text=models),
    )


def _model(one: Model) -> tuple[Row, ...]:
    return (
        Row(number="2.4.2.1", name="Model name", text=one.name),
        Row(number="2.4.2.2", name="Model version", text=f"sha256 {one.sha256}"),
        Row(number="2.4.2.3", name="Model task", text=english.TASKS[one.task]),
        Row(number="2.4.2.4", name="Model input", text="One frame of the camera"),
        Row(number="2.4.2.5", name="Model output", text="Boxes, and how certain each of them is"),
        Row(number="2.4.2.6", name="Model architecture", text=f"Quantised network: {one.origin}"),
        Row(number="2.4.2.7", name="Model performance", text=english.model(one)),
        Row(number="2.4.2.8", name="Datasets", text=f"Those of {one.origin} ({one.licence})"),
        Row(number="2.4.2.9", name="Dataset purposes", text="Training and testing, by its makers"),
    )


def _data(facts: Facts) -> tuple[Row, ...]:
    kept = "; ".join(": ".join(english.kept(one)) for one in keeps(facts))
    return (
        Row(number="2.4.3.1", name="Source data name", text="The camera's own view"),
        Row(number="2.4.3.2", name="Data modality", text="Video without sound"),
        Row(number="2.4.3.3", name="Data description", text=english.SOURCES[facts.source]),
        Row(number="2.4.3.4", name="Data quantities", text=_ASK),
        Row(
            number="2.4.3.5",
            name="Sensitive attributes",
            text="None are inferred. Pictures show people until they are covered, in memory.",
        ),
        Row(
            number="2.4.3.6",
            name="Data completeness and representativeness",
            text="An outage is told as null, never as zero.",
        ),
        Row(number="2.4.3.7", name="Source data URL", text="Not published"),
        Row(number="2.4.3.8", name="Data collection", text="By the camera, at its place"),
        Row(number="2.4.3.9", name="Data cleaning", text="People are covered first"),
        Row(
            number="2.4.3.10",
            name="Data sharing agreements",
            text=facts.words.recipients or english.MISSING,
        ),
        Row(number="2.4.3.11", name="Data access and storage", text=kept),
    )


def _risks() -> tuple[Row, ...]:
    return (
        Row(
            number="2.5.1",
            name="Impact assessment",
            text="Technical annex: dpia-annex.md, made with this record. The assessment: " + _ASK,
        ),
        Row(
            number="2.5.2",
            name="Risks and mitigations",
            text="As in the annex: missed people, recognition of covered people, unfairness, "
            "linking of messages, function creep; each with what was measured and what is done.",
        ),
    )
