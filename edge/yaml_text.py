"""One YAML 1.2 or JSON document into plain values; nothing in it may grow or nest without bound."""

import re
from typing import Any, Final

import yaml

from edge.errors import refuse

MAX_DOCUMENT_BYTES: Final = 65_536
MAX_DEPTH: Final = 16


def load(raw: bytes) -> object:
    """Read one YAML 1.2 (or JSON) document of at most 64 KiB into plain values.

    Raises DocumentError for a document that is too large or too deep, is not UTF-8, or holds
    anchors, tags, repeated keys or a second document.
    """
    if len(raw) > MAX_DOCUMENT_BYTES:
        raise refuse("document", f"larger than {MAX_DOCUMENT_BYTES} bytes")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refuse("document", f"not UTF-8 at byte {error.start}") from error
    try:
        _check_events(text)
        return yaml.load(text, _Loader)  # noqa: S506  a subclass of the safe loader
    except yaml.YAMLError as error:
        raise refuse(_mark(error), _problem(error)) from error


class _Loader(yaml.CSafeLoader):
    """YAML 1.2 core scalars, each key once.

    YAML 1.1 would read 22:00 as 1320, `no` as false and 2026-01-01 as a date.
    """

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  as in PyYAML

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise refuse(_at(key_node.start_mark), "a key must be plain text")
            if key_node.value in mapping:
                raise refuse(_at(key_node.start_mark), f"the key {key_node.value!r} stands twice")
            mapping[key_node.value] = self.construct_object(value_node, deep=True)
        return mapping


for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("bool", r"^(?:true|false)$", ["t", "f"]),
    ("int", r"^[-+]?[0-9]{1,18}$", list("-+0123456789")),
    (
        "float",
        r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$",
        list("-+0123456789."),
    ),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)
_Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
_Loader.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))


def _check_events(text: str) -> None:
    """Refuse what could grow or nest without bound before anything is built from it."""
    depth = documents = 0
    for event in yaml.parse(text, _Loader):
        _check_event(event)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > MAX_DEPTH:
            raise refuse(_at(event.start_mark), f"nested deeper than {MAX_DEPTH} levels")
        if documents > 1:
            raise refuse(_at(event.start_mark), "only one document is allowed")


def _check_event(event: Any) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        raise refuse(_at(event.start_mark), "anchors and aliases are not allowed")
    if getattr(event, "tag", None) is not None:
        raise refuse(_at(event.start_mark), "tags are not allowed")


def _at(mark: Any) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}"


def _mark(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return "document" if mark is None else _at(mark)


def _problem(error: yaml.YAMLError) -> str:
    return getattr(error, "problem", None) or getattr(error, "reason", None) or "not valid YAML"
