"""The statement as a record of Digital Trust for Places and Routines (DTPR), its device taxonomy.

Identifiers of categories and elements: https://dtpr.io/api/dtpr/v1/elements/device and
.../categories/device of 2025-08-29, as kept in github.com/Helpful-Places/dtpr (api/legacy). How an
instance is put together: DatachainInstance of api/src/schema in the same place. That schema is
published for the ai taxonomy alone; `unchecked` in the record says what follows from that.
"""

from collections.abc import Iterator
from typing import Any, Final

from edge.oversight.public import english
from edge.oversight.public.kept import keeps, keeps_pictures
from edge.oversight.public.statement import Facts, Statement
from edge.oversight.public.words import Contact

TAXONOMY: Final = "https://dtpr.io/api/dtpr/v1/elements/device"
ELEMENTS_VERSION: Final = "2025-08-29T00:00:00Z"
_UNCHECKED: Final = (
    "No validator of DTPR was asked: it is a service on the internet.",
    "schema_version: versions are published for the ai taxonomy; this one names the device "
    "elements by their own version.",
    "variables: the device elements declare none, though the title of data_retained has a "
    "{{duration}}; it is given here as one.",
    "available_to_3rd_parties: not given; who receives what the camera sends, only the operator's "
    "words on recipients say.",
    "actions: of the instance schema of the ai taxonomy.",
)

Element = dict[str, Any]


def record(statement: Statement, *, made_utc: str) -> dict[str, Any]:
    """The record as JSON holds it. made_utc: ISO 8601."""
    facts = statement.facts
    place = facts.words.place or facts.camera or "camera"
    return {
        "id": f"passerby-{facts.camera or 'unnamed'}-{statement.hash[:16]}",
        "title": [_text(facts, place)],
        "description": [_in_english(english.LEVELS[facts.privacy["level"]])],
        "schema_version": f"device@{ELEMENTS_VERSION[:10]}",
        "taxonomy": TAXONOMY,
        "created_at": made_utc,
        "instance_version": statement.hash,
        "elements": list(_elements(facts)),
        "missing": [name for name, words in facts.purposes.items() if not (words and words.dtpr)],
        "unchecked": list(_UNCHECKED),
    }


def _elements(facts: Facts) -> Iterator[Element]:
    yield from _accountable(facts)
    yield from _purposes(facts)
    yield from _technology(facts)
    yield from _data(facts)
    yield from _access(facts)
    yield from _storage(facts)


def _accountable(facts: Facts) -> Iterator[Element]:
    controller = facts.words.controller
    if controller is not None:
        named = {"id": "name", "value": [_text(facts, controller.name)]}
        element = _element("device__accountable", "organization", variables=[named])
        yield element | {"actions": _actions(controller)}


def _purposes(facts: Facts) -> Iterator[Element]:
    for words in facts.purposes.values():
        if words is not None and words.dtpr is not None:
            said = {"id": "description", "value": [_text(facts, words.text)]}
            yield _element("device__purpose", words.dtpr, variables=[said])


def _technology(facts: Facts) -> Iterator[Element]:
    yield _element("device__tech", "de_identified_video")
    yield _element("device__tech", "person_detection")
    if facts.source == "network":
        # Its pictures travel before anybody in them is covered.
        yield _element("device__tech", "identifiable_video")


def _data(facts: Facts) -> Iterator[Element]:
    yield _element("device__data", "values_time")
    if facts.privacy["level"] in ("P2", "P3"):
        yield _element("device__data", "spatial")
    if keeps_pictures(facts):
        yield _element("device__data", "pixel_based_image")
    for process in ("computer_vision", "ai_system", "bitmap_manipulation", "aggregated"):
        yield _element("device__process", process)
    if facts.counts.get("noise") is not None:
        yield _element("device__process", "differential_privacy")
    if any(one.what == "sealed" for one in keeps(facts)):
        yield _element("device__process", "encrypted_at_rest")


def _access(facts: Facts) -> Iterator[Element]:
    yield _element("device__access", "available_to_the_accountable_organization")
    # Whoever makes this firmware receives nothing of it.
    yield _element("device__access", "not_available_to_vendor")


def _storage(facts: Facts) -> Iterator[Element]:
    kept = [one for one in keeps(facts) if one.what in ("clips", "sealed", "received")]
    timed = [one for one in kept if one.hours]
    for one in timed:
        what, how_long = english.kept(one)
        duration = {"id": "duration", "value": [_in_english(f"{what}: {how_long}")]}
        yield _element("device__retention", "data_retained", variables=[duration])
    if not timed and all(one.hours == 0 for one in kept):
        yield _element("device__retention", "no_data_retained")


def _element(category: str, element: str, *, variables: list[Any] | None = None) -> Element:
    return {"category_id": category, "element_id": element, "variables": variables or []}


def _actions(contact: Contact) -> list[Any]:
    ways = (("email", contact.email), ("phone", contact.phone), ("postal", contact.address))
    return [
        {"type": way, "label": [_in_english(contact.name)], "target": target}
        for way, target in ways
        if target is not None
    ]


def _text(facts: Facts, words: str) -> dict[str, str]:
    return {"locale": facts.words.language, "value": words}


def _in_english(words: str) -> dict[str, str]:
    return {"locale": english.CODE, "value": words}
