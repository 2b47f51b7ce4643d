"""A configuration as text, one line a zone, line and rule."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from edge.config import Config
from edge.errors import refuse
from edge.yaml_text import MAX_DEPTH

_ONE_LINE_EACH: Final = ("zones", "lines")
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_/-]*")
_NOT_TEXT: Final = ("true", "false", "null")


def written(document: Mapping[str, Any]) -> str:
    """Write plain values as YAML that a camera reads as the same values.

    Raises DocumentError for what is nested deeper than a camera reads.
    """
    return "".join(f"{line}\n" for key, value in document.items() for line in _lines(key, value))


def write_config(config: Config) -> str:
    """Write a configuration: all that is not so by default, and what everybody asks about."""
    asked = {
        "version": config.version,
        "timezone": config.timezone,
        "privacy": {"level": config.privacy.level},
        "counts": {"window_s": config.counts.window_s},
    }
    document = {**asked, **_own(config)}
    return written({key: value for key, value in document.items() if value not in ({}, [])})


def _own(value: object) -> Any:
    """Plain values, without those that a section has by default."""
    if isinstance(value, tuple):
        return [_own(item) for item in value]
    if isinstance(value, dict):
        return {key: _own(item) for key, item in value.items()}
    if not isinstance(value, Struct):
        return value
    tag = value.__struct_config__
    own = {str(tag.tag_field): tag.tag} if tag.tag_field else {}
    for field in msgspec.structs.fields(value):
        item = getattr(value, field.name)
        usual = field.default
        if field.default_factory is not msgspec.NODEFAULT:
            usual = field.default_factory()
        if item != usual:
            own[field.encode_name] = _own(item)
    return own


def _lines(key: str, value: object) -> list[str]:
    if key in _ONE_LINE_EACH and value and isinstance(value, dict):
        return [
            f"{key}:",
            *(f"  {_scalar(name)}: {_flow(place, 2)}" for name, place in value.items()),
        ]
    if key == "rules" and value and isinstance(value, list):
        return ["rules:", *(f"  - {_flow(rule, 2)}" for rule in value)]
    return [f"{_scalar(key)}: {_flow(value, 1)}"]


def _flow(value: object, depth: int) -> str:
    if depth > MAX_DEPTH:
        raise refuse("document", f"nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, dict):
        inner = (f"{_scalar(key)}: {_flow(item, depth + 1)}" for key, item in value.items())
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item, depth + 1) for item in value) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in _NOT_TEXT:
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value)
