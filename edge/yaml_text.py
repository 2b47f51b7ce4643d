"""One YAML 1.2 or JSON document into plain values; nothing in it may grow or nest without bound."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import yaml

from edge.errors import refuse

MAX_DOCUMENT_BYTES: Final = 65_536
MAX_DEPTH: Final = 16
# Twice the values of a configuration with 32 zones of eight corners and 64 rules with schedules;
# each costs 1 to 2 microseconds here, and 10 on a small device.
MAX_VALUES: Final = 8_192


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
        return _Document(yaml.parse(text, yaml.CSafeLoader)).read()
    except yaml.YAMLError as error:
        raise refuse(_mark(error), _problem(error)) from error


class _Document:
    """Builds values out of a parser's events, in one pass and without recursion beyond MAX_DEPTH.

    PyYAML's own constructor takes two passes more, and would read 22:00 as 1320, `no` as false and
    2026-01-01 as a date, as YAML 1.1 has it.
    """

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._left = MAX_VALUES

    def read(self) -> object:
        """The one document there may be; None for none."""
        value: object = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise refuse(_at(event.start_mark), "only one document is allowed")
            elif isinstance(event, (yaml.NodeEvent)):
                value = self._value(event, depth=0)
        return value

    def _value(self, event: Any, *, depth: int) -> object:
        self._check(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(depth + 1)
        return self._mapping(depth + 1)

    def _check(self, event: Any, depth: int) -> None:
        """Refuse what could grow or nest without bound before anything is built from it."""
        if event.anchor is not None:
            raise refuse(_at(event.start_mark), "anchors and aliases are not allowed")
        if event.tag is not None:
            raise refuse(_at(event.start_mark), "tags are not allowed")
        if depth >= MAX_DEPTH and not isinstance(event, yaml.ScalarEvent):
            raise refuse(_at(event.start_mark), f"nested deeper than {MAX_DEPTH} levels")
        self._left -= 1
        if self._left < 0:
            raise refuse(_at(event.start_mark), f"more than {MAX_VALUES} values")

    def _sequence(self, depth: int) -> list[object]:
        values = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            values.append(self._value(event, depth=depth))
        return values

    def _mapping(self, depth: int) -> dict[str, object]:
        values: dict[str, object] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            self._check(event, depth)
            if not isinstance(event, yaml.ScalarEvent):
                raise refuse(_at(event.start_mark), "a key must be plain text")
            if event.value in values:
                raise refuse(_at(event.start_mark), f"the key {event.value!r} stands twice")
            values[event.value] = self._value(next(self._events), depth=depth)
        return values


# The core schema of YAML 1.2 (section 10.3.2) without octal, hexadecimal and infinite numbers.
_SCALARS: Final[tuple[tuple[re.Pattern[str], Callable[[str], object]], ...]] = (
    (re.compile(r"[-+]?[0-9]{1,18}"), int),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"), float),
)
_WORDS: Final[dict[str, object]] = {"": None, "~": None, "null": None, "true": True, "false": False}
_NUMBER_STARTS: Final = frozenset("-+.0123456789")


def _scalar(text: str) -> object:
    """What an unquoted text says."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMBER_STARTS:
        for pattern, make in _SCALARS:
            if pattern.fullmatch(text):
                return make(text)
    return text


def _at(mark: Any) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}"


def _mark(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return "document" if mark is None else _at(mark)


def _problem(error: yaml.YAMLError) -> str:
    return getattr(error, "problem", None) or getattr(error, "reason", None) or "not valid YAML"
