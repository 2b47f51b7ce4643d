"""fps_over_every_frame: our loop against both default models on every frame, and what it misses."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

from edge.assemble import threads_live, threads_offline
from edge.bench.bare import BareModels
from edge.bench.figure import Figure, Raw, mean_ms, ratio
from edge.bench.misses import Misses, Reference
from edge.bench.offline import offline_pipeline
from edge.bench.scenes import Scenes, frames
from edge.loop.pipeline import Pipeline, View
from edge.perception.frame import Frame

NAME: Final = "fps_over_every_frame"
_FRAMES: Final = 800
_TURN: Final = 10

T = TypeVar("T")


def measure(scenes: Scenes) -> Figure:
    """Wall time from file to masked picture against decoding and both models' boxes alone.

    Three runs over the recording take turns: ours, the bare models, and our own pipeline with
    both models on every frame. Whatever the bare models find is looked for in our masks and tracks.
    With the threads of a camera at work, which leaves a core free; in raw also on all cores.
    """
    path, misses = scenes.recording(), Misses()
    raw = _compare(path, threads_live(), misses)
    value = raw[NAME]
    raw |= misses.raw()
    if threads_offline() != threads_live():
        raw["on_all_cores"] = _compare(path, threads_offline(), Misses())
    return Figure(
        name=NAME,
        value=value if isinstance(value, float) else None,
        raw=raw,
        beside={
            "person_boxes_kept": misses.kept_share(),
            "faces_lost": misses.faces_lost,
        },
    )


def _compare(path: str, threads: int, misses: Misses) -> Raw:
    ours = _Run(offline_pipeline(threads=threads), frames(path))
    always = _Run(offline_pipeline(every_frame=True, threads=threads), frames(path))
    bare = _Bare(frames(path), threads=threads)
    for _ in range(_FRAMES // _TURN):
        for mono_s, reference in bare.turn():
            misses.expect(reference, mono_s=mono_s)
        for view in ours.turn():
            misses.compare(view)
        always.turn()
    for view in ours.finish():
        misses.compare(view)
    return {
        NAME: ratio(ours.fps, bare.fps),
        "our_fps": ours.fps,
        "every_frame_bare_fps": bare.fps,
        "every_frame_whole_loop_fps": always.fps,
        "fps_over_every_frame_whole_loop": ratio(ours.fps, always.fps),
        "our_cpu_ms_a_frame": ours.cpu_ms,
        "every_frame_bare_cpu_ms_a_frame": bare.cpu_ms,
        "frames": ours.count,
        "object_looks": ours.object_looks,
        "face_looks": ours.face_looks,
        "threads": threads,
    }


class _Timed:
    """What it took so far: by the wall, and of all threads' CPU."""

    def __init__(self, pictures: Iterator[Frame]) -> None:
        self._pictures = pictures
        self._wall_s = self._cpu_s = 0.0
        self.count = 0

    @property
    def fps(self) -> float:
        return self.count / self._wall_s if self._wall_s else 0.0

    @property
    def cpu_ms(self) -> float:
        return mean_ms(self._cpu_s, self.count)

    def take(self, look: Callable[[Frame], T]) -> list[T]:
        start_s, start_cpu_s = time.perf_counter(), time.process_time()
        found = [look(frame) for frame in islice(self._pictures, _TURN)]
        self._wall_s += time.perf_counter() - start_s
        self._cpu_s += time.process_time() - start_cpu_s
        self.count += len(found)
        return found


class _Run(_Timed):
    """A pipeline on its way through a recording."""

    def __init__(self, pipeline: Pipeline, pictures: Iterator[Frame]) -> None:
        super().__init__(pictures)
        self._pipeline = pipeline
        self.object_looks = self.face_looks = 0

    def turn(self) -> list[View]:
        looks = self.take(self._pipeline.look)
        self.object_looks += _times(look.effort.objects for look in looks)
        self.face_looks += _times(look.effort.faces for look in looks)
        return [view for look in looks for view in look.views]

    def finish(self) -> tuple[View, ...]:
        return self._pipeline.finish()


class _Bare(_Timed):
    """Decode, letterbox, both models, and their boxes; nothing else."""

    def __init__(self, pictures: Iterator[Frame], *, threads: int) -> None:
        super().__init__(pictures)
        self._models = BareModels(threads=threads)

    def turn(self) -> list[tuple[float, Reference]]:
        return self.take(self._look)

    def _look(self, frame: Frame) -> tuple[float, Reference]:
        objects, faces = self._models.objects.detect(frame), self._models.faces.faces(frame)
        return frame.mono_s, Reference(objects=objects, faces=faces)


def _times(happened: Iterable[bool]) -> int:
    return sum(happened)
