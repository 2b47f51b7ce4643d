"""quiet_over_always: CPU where nothing moves, over that of both models on every frame."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import fmean
from typing import Final

import numpy as np

from edge.assemble import threads_live
from edge.bench.bare import BareModels
from edge.bench.figure import Figure, Raw
from edge.bench.misses import is_hidden
from edge.bench.rig import Rig
from edge.bench.scenes import FPS, Scenes
from edge.geometry import Boxes, iou_matrix
from edge.label import LABELS, PERSON
from edge.loop.pipeline import View
from edge.perception.evaluation import CONFIDENT, MATCH_IOU
from edge.perception.frame import Frame, Pixels
from edge.tracking.track import boxes_of

NAME: Final = "quiet_over_always"
QUIET_S: Final = 180.0
STANDING_S: Final = 600.0
# Both models on every frame cost the same each time: one in ten tells the mean.
_SAMPLED: Final = 10
# A track is confirmed after some looks.
_SETTLE_S: Final = 2.0
# A head is an eighth of who stands (the neck included), and a third of the width.
_HEAD_HIGH: Final = 1 / 8
_HEAD_SIDE: Final = 1 / 3


def measure(scenes: Scenes, folder: Path) -> Figure:
    """CPU time of the loop's thread over three minutes, the first picture's looks included."""
    scene, pictures = scenes.still(person=False)
    spent_s: list[float] = []
    always_s: list[float] = []
    looks = np.zeros(2, np.int64)
    with (
        closing(Rig(folder / "quiet", threads=threads_live())) as ours,
        closing(Rig(folder / "always", threads=threads_live(), every_frame=True)) as always,
    ):
        for index, picture in enumerate(_shown(pictures, QUIET_S)):
            now_s = index / FPS
            if index % _SAMPLED == 0:
                always_s.append(always.step(picture.copy(), mono_s=now_s)[0])
            one_s, look = ours.step(picture, mono_s=now_s)
            spent_s.append(one_s)
            looks += (look.effort.objects, look.effort.faces)
    return Figure(
        name=NAME,
        value=fmean(spent_s) / fmean(always_s),
        raw={
            "scene": scene,
            "scene_s": QUIET_S,
            "quiet_cpu_ms_a_frame": 1000 * fmean(spent_s),
            "always_cpu_ms_a_frame": 1000 * fmean(always_s),
            "frames": len(spent_s),
            "frames_always": len(always_s),
            "object_looks": int(looks[0]),
            "face_looks": int(looks[1]),
            "standing_person": standing(scenes, folder),
        },
    )


def standing(scenes: Scenes, folder: Path) -> Raw:
    """Ten minutes of people who stand still: in how many frames each is tracked and masked.

    Who is there is what the object model alone is confident of in the first picture.
    """
    scene, pictures = scenes.still(person=True)
    people = _people(pictures[0])
    frames = tracked = masked = object_looks = 0
    names: set[int] = set()
    with closing(Rig(folder / "standing", threads=threads_live())) as rig:
        for index, picture in enumerate(_shown(pictures, STANDING_S)):
            _, look = rig.step(picture, mono_s=index / FPS)
            object_looks += look.effort.objects
            for view in (view for view in look.views if view.masked.mono_s >= _SETTLE_S):
                frames += 1
                tracked += _all_followed(people, view)
                masked += _heads_hidden(people, view.masked.pixels)
                names |= {track.id for track in view.tracks if track.label == LABELS[PERSON]}
    return {
        "scene": scene,
        "scene_s": STANDING_S,
        "people": len(people),
        "frames": frames,
        "frames_tracked": tracked,
        "frames_masked": masked,
        "track_ids": len(names),
        "object_looks": object_looks,
    }


def _shown(pictures: list[Pixels], for_s: float) -> Iterator[Pixels]:
    """A copy of one picture after the other at random, never the same twice in a row."""
    random = np.random.default_rng(0)
    chosen = 0
    for _ in range(round(for_s * FPS)):
        chosen = (chosen + int(random.integers(1, len(pictures)))) % len(pictures)
        yield pictures[chosen].copy()


def _people(picture: Pixels) -> Boxes:
    found = BareModels(threads=threads_live()).objects.detect(Frame(picture, mono_s=0.0))
    people: Boxes = found.boxes[(found.labels == PERSON) & (found.scores >= CONFIDENT)]
    return people


def _all_followed(people: Boxes, view: View) -> bool:
    tracks = boxes_of([track for track in view.tracks if track.confirmed])
    iou = iou_matrix(people, tracks).max(axis=1, initial=0.0)
    return bool((iou >= MATCH_IOU).all())


def _heads_hidden(people: Boxes, picture: Pixels) -> bool:
    height, width = picture.shape[:2]
    boxes = people * np.array([width, height] * 2, np.float32)
    side = (boxes[:, 2] - boxes[:, 0]) * _HEAD_SIDE
    heads = boxes + np.stack([side, 0 * side, -side, 0 * side], axis=1)
    heads[:, 3] = heads[:, 1] + (boxes[:, 3] - boxes[:, 1]) * _HEAD_HIGH
    return all(is_hidden(picture, head) for head in heads)
