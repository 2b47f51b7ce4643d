"""What a pipeline needs of whatever follows things through its pictures."""

from typing import Protocol

from edge.geometry import Boxes
from edge.label import PERSON
from edge.perception.detector import Detections
from edge.perception.stir import Stir
from edge.tracking.track import Expected, Track


class Following(Protocol):
    def update(
        self, detections: Detections, *, mono_s: float, stir: Stir | None = None
    ) -> tuple[Track, ...]:
        """Take in one look's boxes and return what is followed, as edge.tracking.Tracker does."""
        ...

    def carry(self, *, mono_s: float, stir: Stir | None = None) -> tuple[Track, ...]:
        """Return where all that is followed is expected, when nobody looks."""
        ...

    def expected(self, until_s: float) -> Expected:
        """Return where all that is followed is now and may be until then."""
        ...


def untracked(detections: Detections, tracks: tuple[Track, ...]) -> Boxes:
    """Boxes of people that no track has taken up, (N, 4): one seen now has the very box."""
    people = detections.boxes[detections.labels == PERSON]
    taken = {(track.box.x_min, track.box.y_min) for track in tracks}
    rows = [row for row, corner in enumerate(people[:, :2].tolist()) if tuple(corner) not in taken]
    left: Boxes = people[rows]
    return left
