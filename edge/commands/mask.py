"""`passerby mask`: an anonymised copy of a recording, and a report of how it was made."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, Any, Final

import msgspec

from edge.errors import BadInputError
from edge.terms import Cause

if TYPE_CHECKING:
    from edge.capture.camera import Camera
    from edge.loop.pipeline import Pipeline, View
    from edge.masked_video import MaskedVideo

# So many frames show a rate exactly enough to neither repeat nor leave out one for minutes.
_RATE_FRAMES: Final = 150
# Containers round times to milliseconds: this much more or less is the same distance.
_SAME_DISTANCE: Final = 0.25
# A measured rate this near to a usual one (n, or n * 1000 / 1001) is that.
_SAME_RATE: Final = 0.0003
_USUAL_FPS: Final = 10.0


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser("mask", help="make an anonymised copy of a recording")
    parser.add_argument("video", metavar="VIDEO", help="video file or folder of pictures")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT")
    parser.add_argument("--objects", metavar="MODEL", help="object detector (passerby models list)")
    parser.add_argument("--faces", metavar="MODEL", help="face detector")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    parser.set_defaults(func=_mask)


class MaskReport(msgspec.Struct, frozen=True, kw_only=True):
    """How an anonymised copy came about.

    duration_s: from the first frame to the last. filled_share: mean share of the picture that
    is fill, 0 to 1. frames_masked_whole: those of which nothing may be seen, masked_whole the
    same by cause. truncated: the recording ends before the end that it promises.
    """

    output: str
    frames: int
    duration_s: float
    frames_with_people: int
    frames_masked_whole: int
    masked_whole: dict[Cause, int]
    filled_share: float
    truncated: bool
    sound: str = "left out"


def _mask(args: argparse.Namespace) -> int:
    from edge.assemble import Bench, open_pipeline, threads_offline
    from edge.capture.sources import open_camera
    from edge.clock import ManualClock
    from edge.config import Config
    from edge.masked_video import masked_video
    from edge.whole_file import is_same_file

    if is_same_file(args.output, Path(args.video)):
        raise BadInputError(f"{args.output}: would overwrite the recording itself")
    camera = open_camera(args.video, clock=ManualClock(), pace="recording")
    fps = _usual_fps(camera)
    camera = open_camera(args.video, clock=ManualClock(), pace="recording")
    with masked_video(args.output, fps=fps) as video:
        pipeline = open_pipeline(
            Config(version=1),
            objects=args.objects,
            faces=args.faces,
            threads=threads_offline(),
            bench=Bench(random_bytes=os.urandom),
            # Nobody waits for a copy that is to be handed on.
            every_frame=True,
        )
        report = _copy(camera, pipeline, video, output=args.output)
    camera.close()
    _print(report, as_json=args.json)
    return 0


def _usual_fps(camera: "Camera") -> float:
    """Measure the rate of a recording on its first frames, and close it."""
    from edge.capture.camera import next_frame
    from edge.perception.frame import Frame

    times_s: list[float] = []
    while len(times_s) < _RATE_FRAMES and isinstance(frame := next_frame(camera), Frame):
        times_s.append(frame.mono_s)
    camera.close()
    return rate_of(times_s)


def rate_of(times_s: list[float]) -> float:
    """Frames a second of times that strictly increase; pauses among them do not count."""
    distances_s = [later - earlier for earlier, later in pairwise(times_s)]
    if not distances_s:
        return _USUAL_FPS
    usual_s = median(distances_s)
    fps = 1 / fmean(d for d in distances_s if abs(d - usual_s) <= _SAME_DISTANCE * usual_s)
    usual = (round(fps), round(fps * 1.001) / 1.001)
    nearest = min(usual, key=lambda known: abs(known - fps))
    return nearest if abs(nearest - fps) <= _SAME_RATE * fps else fps


def _copy(
    camera: "Camera", pipeline: "Pipeline", video: "MaskedVideo", *, output: Path
) -> MaskReport:
    from edge.capture.camera import next_frame
    from edge.perception.frame import Frame

    copied = _Copied(video)
    while isinstance(frame := next_frame(camera), Frame):
        copied.add(pipeline.look(frame).views)
    copied.add(pipeline.finish())
    if frame.truncated:
        print(f"passerby: {frame}", file=sys.stderr)
    return MaskReport(
        output=os.fsencode(output).decode(errors="backslashreplace"),
        frames=copied.frames,
        duration_s=round(copied.duration_s, 3),
        frames_with_people=copied.people,
        frames_masked_whole=copied.whole.total(),
        masked_whole=dict(copied.whole),
        filled_share=round(copied.filled / max(copied.frames, 1), 4),
        truncated=frame.truncated,
    )


class _Copied:
    """Writes pictures into a video, and counts."""

    def __init__(self, video: "MaskedVideo") -> None:
        self._video = video
        self.frames = self.people = 0
        self.whole: Counter[Cause] = Counter()
        self.filled = self.duration_s = 0.0

    def add(self, views: "Iterable[View]") -> None:
        for view in views:
            self._video.write(view.masked)
            self.frames += 1
            self.people += any(track.label == "person" for track in view.tracks)
            if view.cause is not None:
                self.whole[view.cause] += 1
            self.filled += self._video.filled_share(view.masked)
            self.duration_s = view.masked.mono_s


def _print(report: MaskReport, *, as_json: bool) -> None:
    from edge.commands.tally import whole_lines

    if as_json:
        print(msgspec.json.encode(report).decode())
        return
    print(f"{report.output}: {report.frames} frames, {report.duration_s:.1f} s, sound left out")
    print(
        f"people in {report.frames_with_people} frames, {report.frames_masked_whole} masked whole, "
        f"{100 * report.filled_share:.1f} % of the picture filled"
    )
    for line in whole_lines(report.masked_whole):
        print(line)
