"""What the pixel level costs by number of people: python -m tests.benchmarks.pixel_level.

Prints for each number the median of drawing a picture whose figures have been drawn before, of
looking at it with the default detectors, one thread each, and the pictures a second that both
leave. The aim is 5 a second with 20 people. The first look at a scene costs more: every figure in
it is drawn once. With --plot FILE the table becomes a picture.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from edge.perception.frame import Frame
from edge.perception.heads import open_face_detector, open_object_detector
from edge.perception.manifest import models_folder, read_manifest
from simulator.picture.studio import Studio
from simulator.scenario.schema import Crowd, Scenario, Scene
from simulator.world.world import World

PEOPLE = (0, 1, 2, 4, 8, 12, 16, 20, 30, 40)
AREA_M = (-6.0, 4.0, 6.0, 24.0)
FIRST_S = 10.0
PICTURES = 20
FPS = 10.0


@dataclass(frozen=True)
class Row:
    people: int
    seen: float
    first_ms: float
    drawing_ms: float
    looking_ms: float

    @property
    def fps(self) -> float:
        return 1000 / (self.drawing_ms + self.looking_ms)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--plot", type=Path, help="draw the table into a file")
    plot = parser.parse_args().plot
    print("people seen  first ms  drawing ms  detectors ms   drawing/s  both/s")
    rows = []
    for people in PEOPLE:
        row = measure(people)
        print(
            f"{row.people:6} {row.seen:4.0f} {row.first_ms:9.1f} {row.drawing_ms:11.1f}"
            f" {row.looking_ms:13.1f} {1000 / row.drawing_ms:11.1f} {row.fps:7.1f}",
            flush=True,
        )
        rows.append(row)
    if plot is not None:
        draw(rows, plot)


def measure(people: int) -> Row:
    """A crowd on the street at 768x576: the same pictures twice, the second time measured."""
    crowds = (Crowd(count=people, area=AREA_M),) if people else ()
    scenario = Scenario(
        name="a crowd",
        about="what the pixel level costs",
        theme="camera",
        kind="normal",
        duration_s=60,
        scene=Scene(place="street"),
        crowds=crowds,
    )
    studio = Studio(scenario, World(scenario))
    times_s = [FIRST_S + number / FPS for number in range(PICTURES)]
    studio.picture(0.0)
    first_ms = [_ms(lambda t=t: studio.picture(t)) for t in times_s]
    drawing_ms = [_ms(lambda t=t: studio.picture(t)) for t in times_s]
    pictures = [studio.picture(t) for t in times_s]
    look = detectors()
    look(pictures[0].pixels)
    return Row(
        people=people,
        seen=float(np.mean([len(picture.sights) for picture in pictures])),
        first_ms=median(first_ms),
        drawing_ms=median(drawing_ms),
        looking_ms=median(_ms(lambda p=p: look(p.pixels)) for p in pictures),
    )


def detectors() -> Any:
    """Both default detectors, one after the other."""
    cards = read_manifest(models_folder()).models
    objects = next(card for card in cards if card.task == "objects")
    faces = next(card for card in cards if card.task == "faces")
    one, other = open_object_detector(objects, threads=1), open_face_detector(faces, threads=1)

    def look(pixels: Any) -> None:
        frame = Frame(pixels.copy(), mono_s=0.0)
        one.detect(frame)
        other.detect(frame)

    return look


def draw(rows: list[Row], path: Path) -> None:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.2), layout="constrained")
    people = [row.people for row in rows]
    axes.plot(people, [1000 / row.drawing_ms for row in rows], "o-", label="drawing alone")
    axes.plot(people, [row.fps for row in rows], "o-", label="drawing and both detectors")
    axes.axhline(5, color="grey", linestyle=":", label="aim with 20 people")
    axes.set(
        xlabel="people in the scene", ylabel="pictures a second", yscale="log",
        title="The pixel level at 768x576, one thread for each model",
    )  # fmt: skip
    axes.grid(alpha=0.3, which="both")
    axes.legend()
    figure.savefig(path, dpi=120)


def _ms(call: Any) -> float:
    started_s = time.perf_counter()
    call()
    return (time.perf_counter() - started_s) * 1000


if __name__ == "__main__":
    main()
