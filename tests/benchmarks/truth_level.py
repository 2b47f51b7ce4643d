"""How much faster than real time the truth level is: python -m tests.benchmarks.truth_level.

An hour of a street at 10 fps with some 20 people in the picture on average: the world laid out,
sights with all that hides them, errors, and the detections and faces of every frame. Prints
seconds of this process's own time, what one sight cost, and the ratio to real time.
"""

import time

from simulator.scenario.schema import Occluder, Scenario, Scene, Traffic
from simulator.truth.detector import TruthDetector
from simulator.world.world import World

HOUR_S = 3600.0
FPS = 10
ROUNDS = 3
ACROSS = (((-8.0, 9.0), (8.0, 9.5)), ((8.0, 12.0), (-8.0, 11.0)), ((-12.0, 20.0), (12.0, 18.0)))
ALONG = (((-2.0, 25.0), (1.0, 5.0)), ((3.0, 5.0), (3.0, 20.0)))
STREET = Scenario(
    name="an hour of a street",
    about="some twenty people in the picture on average, and now and then a bicycle",
    theme="objects",
    kind="normal",
    duration_s=HOUR_S,
    scene=Scene(
        occluders=(Occluder(kind="pillar", at=(1.0, 7.0)), Occluder(kind="kiosk", at=(-4.0, 15.0)))
    ),
    traffic=(
        Traffic(per_minute=112.0, ways=(*ACROSS, *ALONG), pause=0.1, carrying=0.2),
        Traffic(kind="bicycle", per_minute=3.0, ways=(((-15.0, 14.0), (15.0, 14.0)),)),
    ),
)


def hour() -> tuple[TruthDetector, float, int]:
    """The detector after an hour, the seconds it took, and how many boxes it found."""
    start_s = time.process_time()
    detector = TruthDetector(STREET, World(STREET), seed=1)
    boxes = 0
    for frame in range(int(HOUR_S) * FPS):
        boxes += len(detector.detections(frame / FPS))
        boxes += len(detector.faces(frame / FPS))
    return detector, time.process_time() - start_s, boxes


def people_in_view(detector: TruthDetector) -> float:
    """On average, every ten seconds."""
    every = range(0, int(HOUR_S), 10)
    labels = [one.label for t_s in every for one in detector.truth.sights(float(t_s))]
    return labels.count("person") / len(every)


def main() -> None:
    for number in range(ROUNDS):
        detector, spent_s, boxes = hour()
        people = people_in_view(detector)
        each_us = spent_s / (people * HOUR_S * FPS) * 1e6
        first = " (bodies posed for the first time)" if number == 0 else ""
        print(
            f"{spent_s:6.2f} s, {people:4.1f} people in view, {boxes} boxes, {each_us:.2f} us a "
            f"person and frame: {HOUR_S / spent_s:.0f} times real time{first}"
        )


if __name__ == "__main__":
    main()
