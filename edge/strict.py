"""Text into typed values: every error at once, each with the path of the place it names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, TypeVar, Union, cast, get_args, get_origin

import msgspec
import yaml

from edge.errors import BadInputError

MAX_DOCUMENT_BYTES: Final = 65_536
MAX_DEPTH: Final = 16
MAX_FAULTS: Final = 20
_MAX_REASON_CHARS: Final = 160

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong in a document, and where."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class DocumentError(BadInputError):
    """A document that is refused whole; carries the faults that were found, 20 at most.

    lines: one a fault, each naming the file where the document is one.
    """

    def __init__(self, faults: Iterable[Fault], *, file: Path | None = None) -> None:
        self.faults = tuple(_short(fault) for fault in faults)[:MAX_FAULTS]
        where = "" if file is None else f"{_printable(str(file))}: "
        self.lines = tuple(f"{where}{fault}" for fault in self.faults)
        super().__init__("; ".join(str(fault) for fault in self.faults))


def refuse(path: str, reason: str) -> DocumentError:
    """Make the error for a document with a single fault."""
    return DocumentError([Fault(path=path, reason=reason)])


def read_file(path: Path, type_: type[T]) -> T:
    """Read one YAML or JSON file as a value of type_. Raises DocumentError naming the file."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_DOCUMENT_BYTES + 1)
    except OSError as error:
        raise refuse(str(path), error.strerror or "cannot be read") from error
    try:
        return parse(raw, type_)
    except DocumentError as error:
        raise DocumentError(error.faults, file=path) from error


def parse(raw: bytes, type_: type[T]) -> T:
    """Read YAML or JSON text as a value of type_: a msgspec struct, its fields to any depth.

    Raises DocumentError with every unknown, missing, mistyped or out-of-range place.
    """
    return convert(load(raw), type_)


def convert(value: object, type_: type[T]) -> T:
    """Turn plain lists, mappings and scalars into a value of type_, strictly.

    Raises DocumentError as parse does.
    """
    faults: list[Fault] = []
    result = _convert(value, type_, "", faults)
    if faults:
        raise DocumentError(faults)
    return cast(T, result)


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


def _convert(value: object, type_: Any, path: str, faults: list[Fault]) -> object:
    origin = get_origin(type_)
    if origin is Annotated:
        return _convert_annotated(value, type_, path, faults)
    if origin in (Union, UnionType):
        return _convert_union(value, type_, path, faults)
    if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        return _convert_struct(value, type_, path, faults)
    if origin is dict:
        return _convert_dict(value, get_args(type_), path, faults)
    if origin is tuple and get_args(type_)[1:] == (...,):
        return _convert_list(value, get_args(type_)[0], path, faults)
    return _convert_leaf(value, type_, path, faults)


def _convert_annotated(value: object, type_: Any, path: str, faults: list[Fault]) -> object:
    inner, *notes = get_args(type_)
    if not isinstance(value, (list, dict)):
        return _convert_leaf(value, type_, path, faults)
    for note in notes:
        low, high = note.min_length or 0, note.max_length
        if len(value) < low or (high is not None and len(value) > high):
            limit = f"at least {low}" if len(value) < low else f"at most {high}"
            faults.append(Fault(path=path or "document", reason=f"expected {limit} entries"))
            return None
    return _convert(value, inner, path, faults)


def _convert_union(value: object, type_: Any, path: str, faults: list[Fault]) -> object:
    options = [option for option in get_args(type_) if option is not type(None)]
    if value is None and len(options) < len(get_args(type_)):
        return None
    if len(options) == 1:
        return _convert(value, options[0], path, faults)
    if not all(isinstance(o, type) and issubclass(o, msgspec.Struct) for o in options):
        return _convert_leaf(value, type_, path, faults)
    by_tag = {o.__struct_config__.tag: o for o in options}
    tag_field = str(options[0].__struct_config__.tag_field)
    tag = value.get(tag_field) if isinstance(value, dict) else None
    if not isinstance(tag, str) or tag not in by_tag:
        expected = ", ".join(sorted(str(known) for known in by_tag))
        faults.append(Fault(path=_join(path, tag_field), reason=f"expected one of {expected}"))
        return None
    return _convert_struct(value, by_tag[tag], path, faults)


def _convert_struct(
    value: object, type_: type[msgspec.Struct], path: str, faults: list[Fault]
) -> object:
    if not isinstance(value, dict):
        faults.append(Fault(path=path or "document", reason="expected a mapping of keys"))
        return None
    before = len(faults)
    values = _field_values(value, type_, path, faults)
    if len(faults) > before:
        return None
    try:
        return type_(**values)
    except DocumentError as error:
        faults.extend(Fault(path=_join(path, f.path), reason=f.reason) for f in error.faults)
    return None


def _field_values(
    value: dict[Any, Any], type_: type[msgspec.Struct], path: str, faults: list[Fault]
) -> dict[str, object]:
    fields = {field.encode_name: field for field in _fields(type_)}
    known = {*fields, type_.__struct_config__.tag_field}
    faults.extend(Fault(path=_join(path, k), reason="unknown key") for k in value if k not in known)
    values: dict[str, object] = {}
    for key, field in fields.items():
        if key in value:
            values[field.name] = _convert(value[key], field.type, _join(path, key), faults)
        elif field.required:
            faults.append(Fault(path=_join(path, key), reason="missing"))
    return values


@cache
def _fields(type_: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(type_)


def _convert_dict(value: object, types: tuple[Any, ...], path: str, faults: list[Fault]) -> object:
    if not isinstance(value, dict):
        faults.append(Fault(path=path or "document", reason="expected a mapping of keys"))
        return None
    key_type, value_type = types
    return {
        _convert_leaf(key, key_type, _join(path, key), faults): _convert(
            inner, value_type, _join(path, key), faults
        )
        for key, inner in value.items()
    }


def _convert_list(value: object, item_type: Any, path: str, faults: list[Fault]) -> object:
    if not isinstance(value, list):
        faults.append(Fault(path=path or "document", reason="expected a list"))
        return None
    return tuple(
        _convert(item, item_type, f"{path}[{index}]", faults) for index, item in enumerate(value)
    )


def _convert_leaf(value: object, type_: Any, path: str, faults: list[Fault]) -> object:
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        reason, _, inside = str(error).partition(" - at `$")
        faults.append(Fault(path=(path + inside.rstrip("`")) or "document", reason=reason))
    return None


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def _short(fault: Fault) -> Fault:
    return Fault(path=_printable(fault.path), reason=_printable(fault.reason))


def _printable(text: str) -> str:
    """Cut a text that may quote its input to something safe to log and to publish."""
    clean = "".join(c if c.isprintable() and c.isascii() else "?" for c in text)
    return clean if len(clean) <= _MAX_REASON_CHARS else clean[: _MAX_REASON_CHARS - 3] + "..."
