"""Tables of portraits: read as they come, or refused by line."""

import pytest

from edge.errors import BadInputError
from edge.geometry import Box
from simulator.audit.portraits import read_portraits


@pytest.fixture
def folder(tmp_path):
    for name in ("002_neutral.jpg", "002_smiling.jpg", "003.jpg", "0021_neutral.jpg"):
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def test_a_line_a_person_finds_all_their_pictures_and_nobody_elses(folder):
    (folder / "people.csv").write_text("person,age,gender,ethnicity\n002,24,female,white\n")
    found = read_portraits(folder)
    assert [one.path.name for one in found] == ["002_neutral.jpg", "002_smiling.jpg"]
    assert found[0].groups == {"age": "18 to 29", "gender": "female", "ethnicity": "white"}
    assert {(one.kind, one.person, one.face) for one in found} == {("photographed", "002", None)}


def test_a_line_a_picture_may_tell_where_the_face_is(folder):
    (folder / "labels.csv").write_text(
        "file,person,skin,face_x,face_y,face_width,face_height\n003.jpg,c,dark,10,20,30,40\n"
    )
    (one,) = read_portraits(folder)
    assert one.face == Box(x_min=10, y_min=20, x_max=40, y_max=60)
    assert one.groups == {"skin": "dark"}


def test_what_is_not_labelled_is_left_out(folder):
    (folder / "people.csv").write_text("person,age,gender\n002,NA,\n003,17,male\n")
    groups = {one.person: one.groups for one in read_portraits(folder)}
    assert groups == {"002": {}, "003": {"age": "under 18", "gender": "male"}}


def test_a_country_tells_a_generated_set_and_too_many_values_make_no_groups(tmp_path):
    for number in range(20):
        (tmp_path / f"p{number}.jpg").write_bytes(b"")
    rows = "".join(f"p{number},female,land{number}\n" for number in range(20))
    (tmp_path / "people.csv").write_text(f"person,gender,country\n{rows}")
    found = read_portraits(tmp_path)
    assert {one.kind for one in found} == {"generated"}
    assert {tuple(one.groups) for one in found} == {("gender",)}


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("who,gender\n002,female\n", "no column person"),
        ("person,gender\n", "names nobody"),
        ("person,gender\n999,female\n", r"people\.csv:2: no picture of '999'"),
        ("file,person\nnone.jpg,a\n", r"no picture of 'none\.jpg'"),
        ("file,person,kind\n003.jpg,a,painted\n", "kind: expected one of photographed"),
        ("file,person,face_x\n003.jpg,a,10\n", "expected four numbers"),
        ("person,gender\n002,female,more,than,heads\n", "cannot be read as a table"),
    ],
)
def test_a_table_that_is_wrong_is_refused_by_place(folder, table, reason):
    (folder / "people.csv").write_text(table)
    with pytest.raises(BadInputError, match=reason):
        read_portraits(folder)


def test_a_folder_without_a_table_is_refused(tmp_path):
    with pytest.raises(BadInputError, match=r"no people\.csv or labels\.csv"):
        read_portraits(tmp_path)
