"""Text into typed values: strict, bounded, and every error with its path."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from edge import strict, yaml_text
from edge.errors import MAX_FAULTS, DocumentError
from edge.yaml_text import MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_VALUES


class Inner(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    count: int = 1


class Outer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    share: float = 0.5
    on: bool = False
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    by_name: dict[str, Inner] = {}


def paths(raw: bytes, type_=Outer) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        strict.parse(raw, type_)
    return [fault.path for fault in caught.value.faults]


def reason(raw: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        yaml_text.load(raw)
    (fault,) = caught.value.faults
    return fault.reason


@pytest.mark.parametrize(
    "text",
    [
        "22:00",
        "yes",
        "no",
        "on",
        "off",
        "2026-01-01",
        "0x1f",
        "0o17",
        "1_000",
        ".nan",
        ".inf",
        "=",
        "<<",
    ],
)
def test_what_yaml_once_turned_into_something_else_stays_text(text):
    assert yaml_text.load(f"name: {text}".encode()) == {"name": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("false", False), ("null", None), ("~", None), ("-12", -12), ("1e-3", 0.001)],
)
def test_scalars_of_yaml_1_2_have_their_types(text, value):
    assert yaml_text.load(f"key: {text}".encode()) == {"key": value}


def test_quoted_numbers_are_text():
    assert yaml_text.load(b'key: "12"') == {"key": "12"}


def test_every_fault_is_told_at_once_with_its_path():
    raw = b"share: wide\non: 1\ninner: {cuont: 2}\nmany: [{count: a}]\nby_name: {x: {count: b}}"
    expected = ["name", "share", "on", "inner.cuont", "many[0].count", "by_name.x.count"]
    assert sorted(paths(raw)) == sorted(expected)


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"[]", "document"),
        (b"", "document"),
        (b"42", "document"),
        (b"name: n\ninner: 3", "inner"),
        (b"name: n\nmany: {}", "many"),
        (b"name: n\nby_name: []", "by_name"),
        (b"name: [n]", "name"),
    ],
)
def test_a_value_of_another_shape_is_refused_with_its_path(raw, path):
    assert paths(raw) == [path]


def test_faults_beyond_twenty_are_not_listed():
    assert len(paths(b"\n".join(b"key%d: 1" % i for i in range(1000)))) == MAX_FAULTS


def test_a_document_of_a_megabyte_is_refused_unread():
    assert "larger" in reason(b"a" * 1_048_576)
    assert "larger" in reason(b"#" * (MAX_DOCUMENT_BYTES + 1))


def test_what_is_not_utf8_is_refused_with_its_place():
    assert reason(b"name: \xff") == "not UTF-8 at byte 6"


@pytest.mark.parametrize("raw", [b"a: &x 1", b"a: &x [1]\nb: *x", b"a: &x {b: 1}"])
def test_anchors_are_refused(raw):
    assert "anchors" in reason(raw)


def test_a_billion_laughs_are_refused():
    lines = ["a0: &a0 [ha, ha]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40)]
    assert "anchors" in reason("\n".join(lines).encode())


@pytest.mark.parametrize(
    "raw", [b"!!python/object:os.system x", b"a: !!str 1", b"a: !mine {}", b"a: !!binary aGE="]
)
def test_tags_are_refused(raw):
    assert "tags" in reason(raw)


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 1_000, 30_000])
def test_deep_nesting_is_refused_whatever_its_depth(depth):
    # From a depth of 1000 on it is libyaml, since 0.2.6, that refuses first, in its own words.
    assert "nest" in reason(b"[" * depth)
    assert "nest" in reason(b"".join(b"{a: " for _ in range(min(depth, 16_000))))
    assert "nest" in reason(b"- " * depth)


def test_nesting_as_deep_as_allowed_is_read():
    yaml_text.load(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


@pytest.mark.parametrize("raw", [b"[]," * 20_000, b"1," * 30_000, b"a, " * 20_000])
def test_more_values_than_any_configuration_has_are_refused(raw):
    assert reason(b"a: [" + raw + b"]") == f"more than {MAX_VALUES} values"


@pytest.mark.parametrize("raw", [b"a: 1\na: 2", b"{a: 1, a: 2}", b'{"a": 1, "\\u0061": 2}'])
def test_a_key_that_stands_twice_is_refused(raw):
    assert "twice" in reason(raw)


@pytest.mark.parametrize("raw", [b"? [a]\n: 1", b"? {a: 1}\n: 1"])
def test_a_key_that_is_no_text_is_refused(raw):
    assert "plain text" in reason(raw)


def test_a_second_document_is_refused():
    assert "one document" in reason(b"a: 1\n---\nb: 2")


@pytest.mark.parametrize(
    "raw", [b"a: [", b"a: b: c", b"\ta: 1", b"a: 'open", b"\x00", b"%BAD\n---"]
)
def test_what_is_no_yaml_is_refused_and_not_a_crash(raw):
    assert reason(raw)


def test_a_reason_is_short_and_printable_whatever_it_quotes():
    with pytest.raises(DocumentError) as caught:
        strict.parse(('"' + "k\\u202e\\n" * 500 + '": 1').encode(), Outer)
    for fault in caught.value.faults:
        assert len(fault.path) <= 160
        assert fault.path.isprintable()
        assert fault.path.isascii()


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(DocumentError, match=r"none\.yaml"):
        strict.read_file(tmp_path / "none.yaml", Outer)


def test_a_file_is_read_as_its_text(tmp_path):
    file = tmp_path / "outer.yaml"
    file.write_text("name: n\ninner: {count: 3}\n")
    assert strict.read_file(file, Outer) == Outer(name="n", inner=Inner(count=3))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    try:
        yaml_text.load(raw)
    except DocumentError as error:
        assert error.faults


printable = st.characters(categories=("L", "N", "P", "Zs"), max_codepoint=0xFFFF)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(printable, max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(printable, max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(plain)
def test_json_is_read_as_what_it_says(value):
    assert yaml_text.load(json.dumps(value).encode()) == value


@given(st.dictionaries(st.sampled_from(["name", "share", "on", "inner", "many", "x"]), plain))
def test_any_document_becomes_a_value_or_named_faults(document):
    try:
        strict.convert(document, Outer)
    except DocumentError as error:
        assert all(fault.path and fault.reason for fault in error.faults)
