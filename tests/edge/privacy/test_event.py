"""The closed schema, attacked field by field."""

from typing import Any, get_args

import msgspec
import pytest

from edge.privacy.event import (
    BoxPercent,
    CrossingCount,
    Event,
    LineCrossingEvent,
    LoiteringEvent,
    NoisyCrossingCount,
    OccupancyCount,
    OccupancyEvent,
    SchemaError,
    Total,
    VisitCount,
    count_bytes,
    event_bytes,
)

ID = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
GOOD = LoiteringEvent(
    v=1,
    id=ID,
    episode=ID,
    session="0123abcd",
    seq=1,
    t=1_780_000_020,
    phase="open",
    severity="warning",
    label="person",
    zone="yard",
    dwell="1-5min",
    after_s=60,
    cell=63,
    box=BoxPercent(x=1, y=2, w=3, h=4),
)
COUNT = CrossingCount(
    v=1, line="door", label="person", t=None, window_s=60, count_in=None, count_out=3
)


OCCUPANCY = OccupancyCount(
    v=1, zone="yard", label="person", t=None, window_s=60, peak=None, total_s=3
)


def altered(**fields: Any) -> LoiteringEvent:
    """The good event with fields that its constructor does not check."""
    values = {name: getattr(GOOD, name) for name in GOOD.__struct_fields__}
    return LoiteringEvent(**{**values, **fields})


def test_a_good_event_passes_in_few_bytes():
    assert len(event_bytes(GOOD)) < 320


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 2),
        ("id", "17"),
        ("id", ID.replace("-7", "-4")),
        ("id", ID + "\n"),
        ("episode", 17),
        ("session", "a man in red"),
        ("session", "0123abcd\n"),
        ("seq", -1),
        ("seq", 1.5),
        ("t", 1.25),
        ("t", -60),
        ("t", "noon"),
        ("phase", "seen"),
        ("severity", "huge"),
        ("label", "Anna"),
        ("zone", "the yard"),
        ("zone", "yard\n"),
        ("zone", "x" * 33),
        ("zone", b"yard"),
        ("after_s", 0.5),
        ("after_s", -1),
        ("dwell", 61.25),
        ("dwell", "61 s"),
        ("cell", 64),
        ("cell", [1, 2]),
        ("box", [0.1, 0.2, 0.3, 0.4]),
        ("box", BoxPercent(x=101, y=0, w=0, h=0)),
        ("box", BoxPercent(x=0.123, y=0, w=0, h=0)),  # type: ignore[arg-type]
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_value_that_is_not_of_the_schema_is_refused(field, value):
    with pytest.raises(SchemaError):
        event_bytes(altered(**{field: value}))


@pytest.mark.parametrize("event_type", [*get_args(Event), *get_args(Total)])
def test_no_field_can_hold_a_list_bytes_a_float_or_free_text(event_type):
    schema = msgspec.json.schema(event_type)
    for definition in schema["$defs"].values():
        for name, field in definition["properties"].items():
            for kind in field.get("anyOf", [field]):
                assert kind.get("type") not in ("array", "number"), name
                closed = "pattern" in kind or "enum" in kind
                assert kind.get("type") != "string" or closed, name


@pytest.mark.parametrize("event_type", get_args(Event))
def test_an_unknown_field_is_refused(event_type):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(
            b'{"rule":"%s","track":7}' % event_type.__struct_config__.tag.encode(), type=event_type
        )


def test_another_struct_is_no_event():
    with pytest.raises(SchemaError):
        event_bytes(COUNT)  # type: ignore[arg-type]


def test_a_line_crossing_needs_its_direction():
    values = {
        n: getattr(GOOD, n) for n in GOOD.__struct_fields__ if n not in ("zone", "dwell", "after_s")
    }
    with pytest.raises(SchemaError):
        event_bytes(LineCrossingEvent(**values, line="door", direction="up"))


@pytest.mark.parametrize(
    "fields", [{"limit": 0}, {"limit": 2.5}, {"count": "6"}, {"count": 6}, {"dwell": "12 s"}]
)
def test_a_crowd_is_told_as_a_limit_and_a_span(fields):
    values = {name: getattr(GOOD, name) for name in GOOD.__struct_fields__}
    good = {**values, "limit": 5, "count": "5-9"}
    assert len(event_bytes(OccupancyEvent(**good))) < 350
    with pytest.raises(SchemaError):
        event_bytes(OccupancyEvent(**{**good, **fields}))


@pytest.mark.parametrize("fields", [{"peak": -1}, {"peak": 1.5}, {"total_s": -1}, {"zone": "a b"}])
def test_a_total_of_a_zone_that_is_not_of_the_schema_is_refused(fields):
    assert msgspec.json.decode(count_bytes(OCCUPANCY))["peak"] is None
    values = {name: getattr(OCCUPANCY, name) for name in OCCUPANCY.__struct_fields__}
    with pytest.raises(SchemaError):
        count_bytes(OccupancyCount(**{**values, **fields}))


NOISY = NoisyCrossingCount(
    v=1,
    line="door",
    label="person",
    t=1_780_002_000,
    window_s=3_600,
    count_in=-2,
    count_out=None,
    epsilon_milli=1_000,
)


def test_a_count_with_noise_may_be_below_zero_and_says_its_epsilon():
    said = msgspec.json.decode(count_bytes(NOISY))
    assert (said["count_in"], said["count_out"], said["epsilon_milli"]) == (-2, None, 1_000)


@pytest.mark.parametrize(
    "fields",
    [
        {"count_in": 0.5},
        {"count_in": 1_000_001},
        {"epsilon_milli": None},
        {"epsilon_milli": 0},
        {"epsilon_milli": 0.5},
        {"withheld": "nobody came"},
        {"t": -1},
        {"line": "a b"},
    ],
)
def test_a_count_with_noise_that_is_not_of_the_schema_is_refused(fields):
    values = {name: getattr(NOISY, name) for name in NOISY.__struct_fields__}
    with pytest.raises(SchemaError):
        count_bytes(NoisyCrossingCount(**{**values, **fields}))


def test_what_was_counted_itself_is_no_number_with_noise():
    values = {"v": 1, "zone": "yard", "label": "person", "t": None, "window_s": 3_600}
    with pytest.raises(SchemaError):
        count_bytes(VisitCount(**values, visits=1.25, epsilon_milli=1_000))


def test_an_event_is_no_total():
    with pytest.raises(SchemaError):
        count_bytes(GOOD)  # type: ignore[arg-type]


def test_an_unknown_count_is_null_not_left_out_and_not_zero():
    assert msgspec.json.decode(count_bytes(COUNT))["count_in"] is None


@pytest.mark.parametrize(
    "fields", [{"count_in": -1}, {"count_in": 1.5}, {"window_s": 0}, {"line": "a b"}]
)
def test_a_count_that_is_not_of_the_schema_is_refused(fields):
    values = {name: getattr(COUNT, name) for name in COUNT.__struct_fields__}
    with pytest.raises(SchemaError):
        count_bytes(CrossingCount(**{**values, **fields}))
