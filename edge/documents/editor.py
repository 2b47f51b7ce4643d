"""The JSON Schema of a document that people write, for the editors in which they write it."""

from typing import Any, Final

from msgspec import Struct

from edge.documents.schema import definitions

_DRAFT: Final = "http://json-schema.org/draft-07/schema#"


def editor_schema(type_: type[Struct], *, title: str) -> dict[str, Any]:
    """What an editor needs to complete and check a file of that type.

    What a schema cannot say (places that exist, edges that do not cross) `passerby check` finds.
    """
    found = definitions([type_], ref="#/definitions/{name}")
    top = found.pop(type_.__name__)
    for schema in (top, *found.values()):
        _without_discriminators(schema)
    return {"$schema": _DRAFT, **top, "title": title, "definitions": dict(sorted(found.items()))}


def _without_discriminators(schema: object) -> None:
    if isinstance(schema, dict):
        schema.pop("discriminator", None)
        for value in schema.values():
            _without_discriminators(value)
    elif isinstance(schema, list):
        for item in schema:
            _without_discriminators(item)
