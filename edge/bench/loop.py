"""loop_over_models: the whole loop over the bare models that it ran, in a crowd."""

from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

from edge.assemble import threads_live
from edge.bench.bare import BareModels
from edge.bench.figure import Figure, Raw, mean_ms, ratio
from edge.bench.rig import Rig
from edge.bench.scenes import Scenes
from edge.perception.frame import Frame

NAME: Final = "loop_over_models"
_FRAMES: Final = 250
# Looks at every frame cost four times as much; fewer tell as much.
_FRAMES_ALWAYS: Final = 80
_WARM_UP: Final = 5


def measure(scenes: Scenes, folder: Path) -> Figure:
    """CPU time of the loop's thread over that of bare invocations on the same pictures.

    After each step of the loop the models that it ran are invoked once more, alone.
    """
    bare = BareModels(threads=threads_live())
    with closing(Rig(folder / "loop", threads=threads_live())) as ours:
        raw = _compare(scenes, ours, bare, _FRAMES)
    with closing(Rig(folder / "always", threads=threads_live(), every_frame=True)) as always:
        raw["both_models_on_every_frame"] = _compare(scenes, always, bare, _FRAMES_ALWAYS)
    value = raw["loop_over_models"]
    return Figure(name=NAME, value=value if isinstance(value, float) else None, raw=raw)


def _compare(scenes: Scenes, rig: Rig, bare: BareModels, frames: int) -> Raw:
    whole_s = bare_s = 0.0
    times = {"objects": 0, "faces": 0}
    measured = 0
    size_px = (0, 0)
    for index, frame in enumerate(islice(scenes.pictures(), frames)):
        size_px = frame.width, frame.height
        # A look fills its picture in: the bare models get another.
        again = Frame(frame.pixels.copy(), mono_s=frame.mono_s)
        spent_s, look = rig.step(frame.pixels, mono_s=frame.mono_s)
        before_s = bare.spent_s
        if look.effort.objects:
            bare.objects.detect(again)
        if look.effort.faces:
            bare.faces.detect(again)
        if index < _WARM_UP:
            continue
        measured += 1
        whole_s += spent_s
        bare_s += bare.spent_s - before_s
        times["objects"] += look.effort.objects
        times["faces"] += look.effort.faces
    return {
        "loop_over_models": ratio(whole_s, bare_s),
        "loop_cpu_ms_a_frame": mean_ms(whole_s, measured),
        "models_cpu_ms_a_frame": mean_ms(bare_s, measured),
        "rest_cpu_ms_a_frame": mean_ms(whole_s - bare_s, measured),
        "object_looks": times["objects"],
        "face_looks": times["faces"],
        "frames": measured,
        "size_px": size_px,
        "threads": threads_live(),
    }
