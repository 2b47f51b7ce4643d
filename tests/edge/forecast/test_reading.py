"""What may be forecast from: places, hours, counts, epsilons, and nothing of anybody."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge.errors import DocumentError
from edge.forecast.reading import read_series
from edge.forecast.series import HourCount

HOUR = 1_767_225_600


def written(tmp_path: Path, text: str, name: str = "counts.csv") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_only_place_hour_count_and_epsilon_can_be_told_at_all():
    fields = {field.name: field for field in msgspec.structs.fields(HourCount)}
    assert [*fields] == ["place", "hour", "count", "epsilon_milli"]
    schema = msgspec.json.schema(HourCount)["$defs"]["HourCount"]
    assert schema["additionalProperties"] is False
    for name, field in schema["properties"].items():
        kinds = {kind["type"] for kind in field.get("anyOf", [field])}
        assert kinds <= ({"string"} if name == "place" else {"integer", "null"})
    assert "pattern" in schema["properties"]["place"]


@pytest.mark.parametrize(
    "column", ["name", "person", "track", "face", "plate", "mac", "age", "gender", "suspect", "x"]
)
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_column_that_could_tell_of_a_person_is_refused(tmp_path, column, kind):
    text = f"place,hour,count,{column}\ndoor,{HOUR},3,7\n"
    if kind == "jsonl":
        text = f'{{"place": "door", "hour": {HOUR}, "count": 3, "{column}": 7}}\n'
    with pytest.raises(DocumentError, match=f"row 1.{column}: unknown key"):
        read_series(written(tmp_path, text, f"counts.{kind}"))


@pytest.mark.parametrize(
    "row",
    [
        f"Anna Smith,{HOUR},3",
        f"a man in red,{HOUR},3",
        f"door,{HOUR + 60},3",
        f"door,{HOUR},3.5",
        f"door,{HOUR},-1",
        f"door,{HOUR},many",
        "door,,3",
        f"door,{HOUR},3,extra",
        f"door,{HOUR},3\ndoor,{HOUR},4",
        f"door,{HOUR},3\ndoor,{HOUR + 3_600 * 24 * 366 * 11},4",
    ],
)
def test_a_row_that_is_no_count_of_a_place_and_a_whole_hour_is_refused(tmp_path, row):
    with pytest.raises(DocumentError):
        read_series(written(tmp_path, f"place,hour,count\n{row}\n"))


def test_an_hour_without_a_count_and_one_that_is_missing_are_outages(tmp_path):
    rows = f"gate-3/door,{HOUR},3,\ngate-3/door,{HOUR + 3_600},,\ngate-3/door,{HOUR + 10_800},0,\n"
    (one,) = read_series(written(tmp_path, f"place,hour,count,epsilon_milli\n{rows}"))
    assert one.place == "gate-3/door"
    np.testing.assert_array_equal(one.counts, [3, np.nan, np.nan, 0])
    assert one.noise == 0.0


def test_counts_with_noise_may_be_below_zero_and_say_how_much_there_is(tmp_path):
    text = f'{{"place": "door", "hour": {HOUR}, "count": -2, "epsilon_milli": 500}}\n'
    (one,) = read_series(written(tmp_path, text, "counts.jsonl"))
    assert (one.counts[0], one.noise) == (-2, 2.0)


def test_hours_of_the_week_begin_on_monday(tmp_path):
    monday = 1_767_571_200  # 5 January 2026
    (one,) = read_series(written(tmp_path, f"place,hour,count\ndoor,{monday},1\n"))
    assert one.hours_of_week.tolist() == [0]


@pytest.mark.parametrize("text", ["", "place,hour,count\n", "\xff\xfe", "[1, 2]"])
@pytest.mark.parametrize("name", ["counts.csv", "counts.jsonl"])
def test_what_is_no_table_of_counts_is_refused(tmp_path, text, name):
    with pytest.raises(DocumentError):
        read_series(written(tmp_path, text, name))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DocumentError, match="missing"):
        read_series(tmp_path / "missing.csv")
