"""How well the tracker keeps who is who, and what it costs.

    python -m tests.benchmarks.tracking [--fps 2 5 10 30] [--seconds 60] [--json]

Truth level: the scenes below as a usual detector reports them, against who really is where. A
frame's tracks are matched with the people, bicycles and vehicles in view (label, IoU of half or
more, first those matched before; Bernardin and Stiefelhagen 2008). Then, of all scenes together:

    switches    somebody's number is another one than before, a minute of somebody in view
    breaks      somebody is lost and found again, a minute of somebody in view
    found       share of somebody's time with a matched track (confirmed or not)
    idf1        the best one-to-one naming of people by numbers (Ristani et al. 2016)
    assa        association accuracy (HOTA, Luiten et al. 2021, at IoU 0.5 alone)
    ghosts      confirmed tracks of nobody, a minute of somebody in view

`3-5 Hz` looks at irregular times and carries between them at 15 fps, with `stir` known from the
truth. Times are this process's own, of warm calls; a ratio of two trackers means more.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace

import numpy as np

from edge.geometry import Boxes
from edge.label import LABELS
from edge.perception.detector import Detections
from edge.tracking.track import Track
from edge.tracking.tracker import Tracker
from simulator.scenario.schema import Scenario
from simulator.truth.detector import TruthDetector
from simulator.world.world import World
from tests.benchmarks.tracking_scenes import Sights, TruthStir, scenes
from tests.benchmarks.tracking_score import Tally

CARRIED = "3-5 Hz"
_FRAME_S = 1 / 15
_NO_SHAKE: Boxes = np.zeros(4, np.float32)


@dataclass(slots=True)
class Clock:
    """Seconds of this process spent in update and carry, and how often each was called."""

    spent_s: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    calls: Counter[str] = field(default_factory=Counter)

    def ms(self, call: str) -> float:
        return 1000 * self.spent_s[call] / max(self.calls[call], 1)


def times_of(seconds: float, fps: float | None) -> Iterator[tuple[float, bool]]:
    """The times of a scene's frames from its first second on, and which are looks."""
    if fps is not None:
        yield from ((1 + i / fps, True) for i in range(round(seconds * fps)))
        return
    rng = np.random.default_rng(1)
    due_s = 1.0
    for frame in range(round(seconds / _FRAME_S)):
        now_s = 1 + frame * _FRAME_S
        look = now_s >= due_s
        due_s = now_s + rng.uniform(0.2, 0.33) if look else due_s
        yield now_s, look


def shaken(detections: Detections, shift: Boxes) -> Detections:
    boxes = np.clip(detections.boxes + shift, 0.0, 1.0)
    return replace(detections, boxes=boxes.astype(np.float32))


def shake(t_s: float) -> Boxes:
    """By how much the picture of a camera in the wind is off, (4,); it is bumped now and then."""
    sway = 0.015 * np.sin(2 * np.pi * 0.7 * t_s)
    bumped = 0.08 * (int(t_s / 7) % 2)
    return np.array([sway + bumped, 0.3 * sway, sway + bumped, 0.3 * sway], np.float32)


def play(
    scenario: Scenario,
    *,
    fps: float | None,
    seconds: float,
    tally: Tally,
    clock: Clock,
    steady: bool,
) -> None:
    """Follow one scene for so long. fps: None for irregular looks, and carrying between them."""
    world = World(scenario)
    detector = TruthDetector(scenario, world, seed=scenario.seed, fps=fps or 1 / _FRAME_S)
    moments = list(times_of(min(seconds, scenario.duration_s - 1), fps))
    sights = Sights.of(detector.truth, np.array([t_s for t_s, _ in moments]))
    stir = TruthStir() if fps is None and steady else None
    tracker = Tracker()
    for frame, (t_s, look) in enumerate(moments):
        if stir is not None:
            stir.take(sights.all_boxes(frame), t_s)
        detections = detector.detections(t_s) if look else None
        offset = _NO_SHAKE if steady else shake(t_s)
        if detections is not None and not steady:
            detections = shaken(detections, offset)
        asked_s = stir.asked_s if stir else 0.0
        start_s = time.process_time()
        tracks = _step(tracker, detections, t_s, stir)
        spent_s = time.process_time() - start_s - ((stir.asked_s if stir else 0.0) - asked_s)
        clock.spent_s["update" if look else "carry"] += spent_s
        clock.calls["update" if look else "carry"] += 1
        tally.take(sights.at(frame, offset), tracks)
    tally.finish(seconds_a_frame=_FRAME_S if fps is None else 1 / fps)


def _step(
    tracker: Tracker, detections: Detections | None, t_s: float, stir: TruthStir | None
) -> tuple[Track, ...]:
    if stir is None and detections is not None:
        return tracker.update(detections, mono_s=t_s)
    if detections is None:
        return tracker.carry(mono_s=t_s, stir=stir)
    return tracker.update(detections, mono_s=t_s, stir=stir)


def of_size(count: int, *, rounds: int = 300) -> dict[str, float]:
    """Milliseconds of one update and one carry with so many people who walk about."""
    rng, tracker, fps = np.random.default_rng(count), Tracker(), 10
    place, speed = rng.uniform(0.1, 0.9, (count, 2)), rng.normal(0.0, 0.05, (count, 2))
    spent = defaultdict[str, float](float)
    for frame in range(rounds):
        place += speed / fps
        speed = np.where((place < 0.1) | (place > 0.9), -speed, speed)
        half = np.array([0.02, 0.06]) + rng.normal(0.0, 0.001, (count, 2))
        detections = Detections(
            boxes=np.concatenate([place - half, place + half], axis=1).astype(np.float32),
            scores=np.sort(rng.uniform(0.3, 0.9, count).astype(np.float32))[::-1],
            labels=np.full(count, LABELS.index("person"), np.int64),
        )
        for call, at_s in (("update", frame / fps), ("carry", (frame + 0.5) / fps)):
            start_s = time.process_time()
            if call == "update":
                tracker.update(detections, mono_s=at_s)
            else:
                tracker.carry(mono_s=at_s)
            spent[call] += time.process_time() - start_s
    return {call: 1000 * spent_s / rounds for call, spent_s in spent.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fps", type=float, nargs="*", default=[2.0, 5.0, 10.0, 30.0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--shake", action="store_true", help="a camera in the wind, and bumped")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rates: list[float | None] = [*args.fps, None]
    rows = []
    for fps in rates:
        tally, clock = Tally(), Clock()
        for scenario in scenes():
            play(
                scenario,
                fps=fps,
                seconds=args.seconds,
                tally=tally,
                clock=clock,
                steady=not args.shake,
            )
        row = {"rate": f"{fps:g} fps" if fps else CARRIED, **asdict(tally.figures())}
        row |= {"update_ms": clock.ms("update"), "carry_ms": clock.ms("carry")}
        rows.append(row)
        if not args.json:
            print(
                "  ".join(
                    f"{k} {v}" if isinstance(v, str) else f"{k} {v:.3f}" for k, v in row.items()
                ),
                flush=True,
            )
    sizes = {count: of_size(count) for count in (5, 20, 40)}
    if args.json:
        print(json.dumps({"scenes": rows, "ms_by_tracks": sizes}))
    for count, ms in sizes.items() if not args.json else ():
        print(f"{count} tracks: update {ms['update']:.3f} ms, carry {ms['carry']:.3f} ms")


if __name__ == "__main__":
    main()
