"""What masking costs beside the bare models, at 1280x720 with ten people and a privacy area.

    python -m tests.benchmarks.mask_path [--frames N] [--json]

Frame by frame, in one run: the whole way of the mask (privacy areas burnt in, regions, holding,
looking ahead, filling), then bare invocations of the models that looked at this frame. Prints the
ratio of the sums, in CPU time of the thread, with both models on every frame, and with the models
where a camera's look: what is in between is masked too, and no model runs beside it. Not counted is
what finds out where people are or may be: detecting, tracking, motion, what moves unknown.
"""

import argparse
import json
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from edge.assemble import AHEAD_S, threads_live
from edge.bench.bare import BareModels
from edge.bench.scenes import frames
from edge.perception.attention import EVERYTHING, LOOK_S, Attention
from edge.perception.frame import Frame
from edge.perception.motion import Motion
from edge.privacy.areas import Areas
from edge.privacy.mask import Masker
from edge.tracking.tracker import Tracker

_WARM_UP = 10
_PEOPLE = 10
_AREA = ((0.60, 0.05), (0.80, 0.05), (0.80, 0.30), (0.55, 0.30))
_SCENARIO = f"""
name: Ten people
about: They stand about and walk to and fro on a square, all of them in view.
theme: restricted_zone
kind: normal
duration_s: 600
camera: {{width_px: 1280, height_px: 720, fps: 10, height_m: 4.5, pitch_deg: 16, fov_deg: 70}}
scene: {{place: plain}}
crowds: [{{count: {_PEOPLE}, area: [-6, 10, 6, 17]}}]
expect: {{f1: 0.0}}
"""


def measure(count: int, *, every_frame: bool) -> dict[str, Any]:
    """Return the ratio, and the mean microseconds a frame that it was made of."""
    way = _Way(every_frame=every_frame)
    for number, frame in enumerate(_drawn(count + _WARM_UP)):
        if number == _WARM_UP:
            way.forget()
        way.take(frame)
    return {
        "mask_over_models": round(way.mask_s / way.models_s, 4),
        "mask_us": round(1e6 * way.mask_s / count),
        "models_us": round(1e6 * way.models_s / count),
        "invocations": way.invocations,
        "people_followed": round(way.followed / count, 1),
        "frames": count,
    }


class _Way:
    """One camera's: what masks need is found out beside, and not counted."""

    def __init__(self, *, every_frame: bool) -> None:
        self._attention = None if every_frame else Attention()
        self._models = BareModels(threads=threads_live())
        self._tracker, self._motion = Tracker(), Motion()
        self._areas, self._masker = Areas([_AREA]), Masker[None](ahead_s=AHEAD_S)
        self.forget()

    def forget(self) -> None:
        self.mask_s = self.models_s = 0.0
        self.invocations = self.followed = 0

    def take(self, frame: Frame) -> None:
        self._spend(lambda: self._areas.burn(frame))
        stir = self._motion.look(frame.lores, mono_s=frame.mono_s)
        effort = self._attention.plan(stir) if self._attention else EVERYTHING
        before_s = self._models.spent_s
        found = self._models.objects.detect(frame) if effort.objects else None
        faces = self._models.faces.faces(frame) if effort.faces else None
        self.models_s += self._models.spent_s - before_s
        self.invocations += effort.objects + effort.faces
        if found is None:
            tracks = self._tracker.carry(mono_s=frame.mono_s, stir=stir)
        else:
            tracks = self._tracker.update(found, mono_s=frame.mono_s, stir=stir)
            if self._attention:
                self._attention.saw(self._tracker.expected(frame.mono_s + LOOK_S).boxes)
        self.followed += sum(track.label == "person" for track in tracks)

        def mask() -> None:
            self._masker.mask(frame, None, tracks=tracks, detections=found, faces=faces, stir=stir)
            self._masker.ready()

        self._spend(mask)

    def _spend(self, part: Any) -> None:
        start_s = time.thread_time()
        part()
        self.mask_s += time.thread_time() - start_s


def _drawn(count: int) -> list[Frame]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ten.yaml"
        path.write_text(_SCENARIO)
        return list(islice(frames(f"sim:{path}"), count))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=150)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    for every_frame in (True, False):
        told = measure(args.frames, every_frame=every_frame)
        looks = "models on every frame" if every_frame else "looking where it matters"
        if args.json:
            print(json.dumps({"every_frame": every_frame, **told}), flush=True)
        else:
            print(f"{looks}: " + ", ".join(f"{k} {v}" for k, v in told.items()), flush=True)


if __name__ == "__main__":
    main()
