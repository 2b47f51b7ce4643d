"""The log's schema: closed, canonical, and without a place for a person's name."""

import typing

import msgspec
import pytest

from edge.errors import DocumentError
from edge.oversight.log.entry import (
    KINDS,
    MAX_ENTRY_BYTES,
    Commanded,
    Configured,
    Masked,
    encoded,
    minute_of,
    parse_entry,
)

LARGEST = Commanded(
    n=2**53,
    t=2**40,
    skipped=2**31,
    name="export-list",
    state="refused",
    reason="unavailable",
    keys=("f" * 16,) * 8,
)


@pytest.mark.parametrize("kind", KINDS)
def test_no_field_holds_free_text_or_anything_without_a_limit(kind: type[msgspec.Struct]) -> None:
    for field in msgspec.structs.fields(kind):
        for part in leaves(field.type):
            assert part is not str, f"{kind.__name__}.{field.name} takes any text"
            assert part is not float, f"{kind.__name__}.{field.name} takes any number"
            assert part not in (list, dict, object, typing.Any)


def leaves(type_: typing.Any) -> list[typing.Any]:
    """Types that stand in it alone: a literal, or text with a pattern, is not among them."""
    if typing.get_origin(type_) is typing.Annotated:
        inner, *notes = typing.get_args(type_)
        if inner is str and any(note.pattern and note.pattern.endswith(r"\Z") for note in notes):
            return []
        return leaves(inner)
    if typing.get_origin(type_) is typing.Literal:
        return []
    arguments = typing.get_args(type_)
    return [leaf for one in arguments for leaf in leaves(one)] if arguments else [type_]


def test_an_entry_is_read_as_it_was_written_and_the_largest_fits() -> None:
    assert parse_entry(encoded(LARGEST)) == LARGEST
    assert len(encoded(LARGEST)) < MAX_ENTRY_BYTES / 2


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b'{"kind":"mask"}',
        b'{"kind":"mask","whole":"somebody"}',
        b'{"kind":"mask", "whole":null}',
        b'{"whole":null,"kind":"mask"}',
        b'{"kind":"mask","n":0,"whole":null}',
        b'{"kind":"mask","whole":null,"whole":null}',
        b'{"kind":"mask","whole":null,"who":"x"}',
        b'{"kind":"note","text":"x"}',
        b"[" * 5000,
        b"\xff",
    ],
)
def test_what_is_not_written_in_the_one_way_is_refused(raw: bytes) -> None:
    with pytest.raises(DocumentError):
        parse_entry(raw)


def test_times_are_whole_minutes() -> None:
    assert (minute_of(1_800_000_059.9), minute_of(None)) == (1_800_000_000, None)


def test_what_has_its_default_is_not_written() -> None:
    assert encoded(Masked(whole=None)) == b'{"kind":"mask","whole":null}'
    assert encoded(Configured(state="applied")) == b'{"kind":"config","state":"applied"}'
