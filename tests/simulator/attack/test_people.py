"""Folders of portraits, and what is said of those that will not do."""

import numpy as np
import pytest

from edge.errors import BadInputError
from simulator.attack.people import portraits, read_people
from tests.simulator.attack.drawn_faces import SIDE_PX, write_portraits


class AlwaysFinds:
    def detect(self, frame):
        return np.array([[0.3, 0.25, 0.7, 0.75]], np.float32)


class NeverFinds:
    def detect(self, frame):
        return np.empty((0, 4), np.float32)


def test_a_subfolder_is_a_person(tmp_path):
    write_portraits(tmp_path, 4, name="person {}/{}.png")
    named = portraits(tmp_path)
    assert list(named) == [f"person {number}" for number in range(4)]
    assert [path.name for path in named["person 0"]] == ["0.png", "1.png"]


def test_a_file_name_is_a_person_up_to_its_last_underscore(tmp_path):
    write_portraits(tmp_path, 4, name="a_b{}_{}.png")
    assert list(portraits(tmp_path)) == [f"a_b{number}" for number in range(4)]


def test_a_table_says_who_is_who(tmp_path):
    write_portraits(tmp_path, 5, name="x{}_{}.png")
    rows = [f"x{n}_{s}.png,somebody {n % 4}" for n in range(5) for s in range(2)]
    (tmp_path / "people.csv").write_text("\n".join(["file,person", *rows]))
    assert sorted(portraits(tmp_path)) == [f"somebody {number}" for number in range(4)]


def test_the_last_portrait_is_met_and_the_others_are_known(tmp_path):
    write_portraits(tmp_path, 4, shots=3)
    people = read_people(tmp_path, AlwaysFinds())
    assert [len(person.known) for person in people] == [2, 2, 2, 2]


@pytest.mark.parametrize(
    ("people", "shots", "reason"),
    [(3, 2, "portraits of 3 people, expected 4 or more"), (4, 1, "one portrait alone of p0")],
)
def test_too_few_are_refused(tmp_path, people, shots, reason):
    write_portraits(tmp_path, people, shots=shots)
    with pytest.raises(BadInputError, match=reason):
        portraits(tmp_path)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(BadInputError, match="nowhere: there is no such folder"):
        portraits(tmp_path / "nowhere")


def test_a_picture_that_cannot_be_read_is_named(tmp_path):
    write_portraits(tmp_path, 4)
    (tmp_path / "p2_1.png").write_bytes(b"no picture")
    with pytest.raises(BadInputError, match=r"p2_1\.png: cannot be read as a picture"):
        read_people(tmp_path, AlwaysFinds())


def test_a_face_that_is_not_found_is_taken_to_be_where_portraits_have_it(tmp_path):
    write_portraits(tmp_path, 4)
    face = read_people(tmp_path, NeverFinds())[0].met.face
    assert 0.3 * SIDE_PX < face.x_min < face.x_max < 0.7 * SIDE_PX
