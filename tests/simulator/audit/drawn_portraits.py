"""Portraits of people who do not exist, in a folder with a table."""

from pathlib import Path

import cv2

from simulator.people.body import FACE, HEAD
from simulator.scenario.schema import CameraAt
from tests.simulator.picture.scenes import body, studio

_CLOSE = CameraAt(width_px=320, height_px=320, height_m=1.6, pitch_deg=0.0, fov_deg=50.0)


def write_portraits(folder: Path, groups: dict[str, str], *, look: str = "ada") -> None:
    """One picture for each person, whose group is given."""
    picture = studio(body("a", 0.0, 0.9, look=look), camera=_CLOSE).picture(0.0)
    (sight,) = picture.sights
    assert sight.face is not None
    assert ((picture.part == HEAD) | (picture.part == FACE)).any()
    x, y = sight.face.x_min * 320, sight.face.y_min * 320
    wide, high = sight.face.x_max * 320 - x, sight.face.y_max * 320 - y
    table = "file,person,group,face_x,face_y,face_width,face_height\n"
    for person, group in groups.items():
        cv2.imwrite(str(folder / f"{person}.png"), picture.pixels)
        table += f"{person}.png,{person},{group},{x:.1f},{y:.1f},{wide:.1f},{high:.1f}\n"
    (folder / "people.csv").write_text(table)
