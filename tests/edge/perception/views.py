"""A street drawn for what a picture tells of itself, and what can be wrong with a view of it."""

import cv2
import numpy as np

from tests.edge.perception.walking import BACKDROP, HEIGHT, WIDTH

# A street has walls and kerbs; where it is plain, grain.
EDGES = np.zeros((HEIGHT, WIDTH), np.float32)
for number, (x, y) in enumerate(np.random.default_rng(3).integers(0, (WIDTH, HEIGHT), (60, 2))):
    EDGES[y : y + 50, x : x + 40] = (-1) ** number * 45
STREET = np.clip(BACKDROP * 0.4 + 60 + EDGES, 8, 240).astype(np.float32)
ELSEWHERE = np.ascontiguousarray(STREET[::-1, ::-1])
WINDOW = ((0.7, 0.1), (0.9, 0.1), (0.9, 0.4), (0.7, 0.4))


def lit(light: np.ndarray, exposure: float) -> np.ndarray:
    return np.clip(light * exposure, 0, 255)


def out_of_focus(light: np.ndarray, size_px: float) -> np.ndarray:
    return cv2.GaussianBlur(light, (0, 0), size_px)
