import json

from edge.bench.figure import Figure, MissingError, missing
from edge.bench.report import as_json, table

LOOP = Figure(name="loop_over_models", value=1.23456, raw={"loop_cpu_ms_a_frame": 4.56789})
KEPT = Figure(name="fps_over_every_frame", value=3.5, raw={}, beside={"faces_lost": 2})
ABSENT = missing("fps_over_deface", MissingError("deface is not installed"))


def test_the_object_has_each_figure_at_its_top_and_its_origin_under_raw() -> None:
    answer = json.loads(as_json([LOOP]))
    assert answer["loop_over_models"] == 1.2346
    assert answer["raw"]["loop_over_models"] == {"loop_cpu_ms_a_frame": 4.5679}


def test_what_stands_beside_a_figure_is_at_the_top_too() -> None:
    assert json.loads(as_json([KEPT]))["faces_lost"] == 2


def test_a_figure_that_could_not_be_taken_is_null_and_says_why() -> None:
    answer = json.loads(as_json([ABSENT]))
    assert answer["fps_over_deface"] is None
    assert answer["raw"]["fps_over_deface"] == {"reason": "deface is not installed"}
    assert table([ABSENT])[-1] == "fps_over_deface: deface is not installed"


def test_the_object_names_the_machine() -> None:
    assert set(json.loads(as_json([]))["machine"]) == {"architecture", "cores", "python"}


def test_the_table_says_what_holds_and_what_does_not() -> None:
    lines = [" ".join(line.split()) for line in table([LOOP, KEPT])]
    assert lines[1].startswith("loop_over_models 1.23 <= 1.1 DOES NOT HOLD ")
    assert lines[2].startswith("fps_over_every_frame 3.5 >= 3 holds ")
    assert lines[3] == "faces_lost: 2"
