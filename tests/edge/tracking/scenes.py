"""What a detector says of people who stand and walk, and a tracker that is told."""

import numpy as np

from edge.label import LABELS
from edge.perception.detector import Detections
from edge.tracking.track import Track
from edge.tracking.tracker import Tracker

WIDTH, HEIGHT = 0.06, 0.2


def person(x: float, y: float = 0.6, *, score: float = 0.7, size: float = 1.0) -> tuple[float, ...]:
    """A standing person whose box is centred at x, y: four edges, clipped, and a score."""
    w, h = WIDTH * size / 2, HEIGHT * size / 2
    return (*np.clip([x - w, y - h, x + w, y + h], 0, 1).tolist(), score)


def seen(*boxes: tuple[float, ...], label: str = "person") -> Detections:
    """Detections, best score first."""
    rows = sorted(boxes, key=lambda box: -box[4])
    array = np.array(rows, np.float32).reshape(-1, 5)
    labels = np.full(len(rows), LABELS.index(label), np.int64)
    return Detections(boxes=array[:, :4], scores=array[:, 4], labels=labels)


def run(
    tracker: Tracker, detections_at, until_s: float, *, fps: float = 10, start_s: float = 0.0
) -> list[tuple[Track, ...]]:
    moments = [start_s + i / fps for i in range(round((until_s - start_s) * fps) + 1)]
    return [tracker.update(detections_at(t), mono_s=t) for t in moments]


def numbers(history) -> set[int]:
    return {track.id for tracks in history for track in tracks}
