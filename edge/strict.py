"""Text into typed values: every error at once, each with the path of the place it names."""

from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

import msgspec

from edge.errors import DocumentError, Fault, refuse
from edge.yaml_text import MAX_DOCUMENT_BYTES, load

T = TypeVar("T")


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
