"""Types as JSON Schema of draft 7, which every editor understands; AsyncAPI 3 takes it as well."""

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from msgspec import Struct

_PYTHON_END: Final = r"\Z"
_WORD: Final = re.compile(r"\s+")


def definitions(types: Iterable[type[Struct]], *, ref: str) -> dict[str, dict[str, Any]]:
    """Schemas of types and of all that they hold, by name.

    ref: how one names another, such as #/definitions/{name}.
    """
    _, found = msgspec.json.schema_components(tuple(types), ref_template=ref)
    described = {type_.__name__: type_ for type_ in _structs(types)}
    for name, schema in found.items():
        if name in described and "properties" in schema:
            _describe(schema, described[name])
    return {name: _plain(schema) for name, schema in found.items()}


def _structs(types: Iterable[Any]) -> set[type[Struct]]:
    """Those types, and all structs inside them."""
    seen: set[type[Struct]] = set()
    waiting = [*types]
    while waiting:
        type_ = waiting.pop()
        inner = getattr(type_, "__args__", ())
        if isinstance(type_, type) and issubclass(type_, Struct) and type_ not in seen:
            seen.add(type_)
            inner = [field.type for field in msgspec.structs.fields(type_)]
        waiting += inner
    return seen


def _describe(schema: dict[str, Any], type_: type[Struct]) -> None:
    """Give each property the words that the docstrings have for it: `name: words`."""
    names = {field.name: field.encode_name for field in msgspec.structs.fields(type_)}
    for ancestor in reversed(type_.__mro__):
        text = _WORD.sub(" ", (ancestor.__dict__.get("__doc__") or "")).strip()
        if ancestor in (object, Struct) or not text:
            continue
        # re.split with one group gives: what stands first, name, words, name, words, ...
        first, *parts = re.split(rf"(?:^|(?<=[.;] ))({'|'.join(names)}|{_lists(names)}): ", text)
        if ancestor is type_:
            schema["description"] = first.strip() or text
        for heads, words in zip(parts[::2], parts[1::2], strict=True):
            for name in heads.split(", "):
                _property(schema, names[name])["description"] = words.strip().rstrip(";")


def _lists(names: Iterable[str]) -> str:
    one = f"(?:{'|'.join(names)})"
    return f"{one}(?:, {one})+"


def _property(schema: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = schema["properties"][name]
    if "$ref" in found:
        # Draft 7 does not look at anything beside a reference.
        found["allOf"] = [{"$ref": found.pop("$ref")}]
    return found


def _plain(schema: Any) -> Any:
    """In words that draft 7 and ECMAScript know."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _plain(value) for key, value in schema.items()}
    if isinstance(plain.get("pattern"), str):
        plain["pattern"] = plain["pattern"].replace(_PYTHON_END, "$")
    if "prefixItems" in plain:
        # All of our pairs are of one kind.
        (plain["items"], *_) = plain.pop("prefixItems")
    if isinstance(plain.get("discriminator"), dict):
        plain["discriminator"] = plain["discriminator"]["propertyName"]
    return plain
