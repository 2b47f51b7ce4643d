"""Faces drawn at random, for tests: people who differ in skin, hair, eyes and shape."""

from pathlib import Path

import cv2
import numpy as np

from edge.geometry import Box
from simulator.attack.people import Person
from simulator.attack.scenes import Shot
from simulator.audit.head import Cut, cut

SIDE_PX = 160
FACE = Box(x_min=50.0, y_min=40.0, x_max=110.0, y_max=120.0)


def face(number: int, shot: int) -> np.ndarray:
    """(H, W, 3) of one person; another shot differs in light, a little in place, and in noise."""
    own = np.random.default_rng([number, 7])
    rng = np.random.default_rng([number, shot, 9])
    pixels = np.full((SIDE_PX, SIDE_PX, 3), 205, np.uint8)
    tone = own.uniform(0.25, 1.0)
    skin = tuple((np.array([175, 200, 240]) * tone).tolist())
    hair = tuple(own.uniform(10, 210, 3).tolist())
    wide = int(own.integers(24, 31))
    cv2.ellipse(pixels, (80, 72), (wide + int(own.integers(4, 10)), 48), 0, 0, 360, hair, -1)
    cv2.ellipse(pixels, (80, 82), (wide, 38), 0, 0, 360, skin, -1)
    apart, up = int(own.integers(9, 15)), int(own.integers(70, 80))
    eyes = tuple(own.uniform(0, 120, 3).tolist())
    for side in (-1, 1):
        cv2.circle(pixels, (80 + side * apart, up), int(own.integers(3, 6)), eyes, -1)
    mouth = tuple(own.uniform([60, 40, 120], [120, 110, 230]).tolist())
    cv2.ellipse(pixels, (80, 104), (int(own.integers(6, 16)), 3 + shot % 2), 0, 0, 180, mouth, -1)
    moved = np.roll(pixels, tuple(rng.integers(-1, 2, 2)), axis=(0, 1))
    lit = moved * rng.uniform(0.95, 1.05) + rng.normal(0, 2, moved.shape)
    return np.clip(lit, 0, 255).astype(np.uint8)


def drawn_cut(number: int, shot: int) -> Cut:
    return cut(face(number, shot), FACE)


def drawn_people(count: int) -> list[Person]:
    return [
        Person(known=(drawn_cut(number, 0),), met=drawn_cut(number, 1)) for number in range(count)
    ]


def write_portraits(folder: Path, people: int, *, shots: int = 2, name: str = "p{}_{}.png") -> None:
    for number in range(people):
        for shot in range(shots):
            path = folder / name.format(number, shot)
            path.parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(path), face(number, shot))


def bare_place(head: Cut, *, seed: int, number: int) -> tuple[Shot, ...]:
    """A head before an even wall in two small pictures: quickly drawn, face 26 to 34 px wide."""
    rng = np.random.default_rng([seed, number])
    scale = rng.uniform(0.43, 0.57)
    turn = np.array([[scale, 0, 80 - 80 * scale], [0, scale, 80 - 80 * scale]])
    turn[:, 2] += rng.uniform(-10, 10, 2)
    wall = np.full((SIDE_PX, SIDE_PX, 3), rng.integers(60, 200), np.uint8)
    pixels, coverage = (
        cv2.warpAffine(part, turn, (SIDE_PX, SIDE_PX)) for part in (head.pixels, head.coverage)
    )
    share = coverage[..., None] / 255
    corners = np.array([[FACE.x_min, FACE.y_min], [FACE.x_max, FACE.y_max]])
    (x_min, y_min), (x_max, y_max) = (corners @ turn[:, :2].T + turn[:, 2]).tolist()
    visible = np.zeros((SIDE_PX, SIDE_PX), np.bool_)
    visible[round(y_min) : round(y_max), round(x_min) : round(x_max)] = True
    shot = Shot(
        pixels=(pixels * share + wall * (1 - share)).astype(np.uint8),
        face=Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max),
        visible=visible,
    )
    return shot, shot
