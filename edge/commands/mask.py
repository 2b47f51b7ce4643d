"""`passerby mask`: an anonymised copy of a recording, and a report of how it was made."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from edge.errors import BadInputError

if TYPE_CHECKING:
    from edge.capture.camera import Camera
    from edge.masked_video import MaskedVideo
    from edge.pipeline import Pipeline


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

    filled_share: mean share of the picture that is fill, 0 to 1. frames_masked_whole: those in
    which a detector failed. truncated: the recording ends before the end that it promises.
    """

    output: str
    frames: int
    duration_s: float
    frames_with_people: int
    frames_masked_whole: int
    filled_share: float
    truncated: bool
    sound: str = "left out"


def _mask(args: argparse.Namespace) -> int:
    from edge.assemble import Bench, open_pipeline
    from edge.capture.sources import open_camera
    from edge.clock import ManualClock
    from edge.config import Config
    from edge.masked_video import MaskedVideo

    if args.output.exists() and Path(args.video).exists() and args.output.samefile(args.video):
        raise BadInputError(f"{args.output}: would overwrite the recording itself")
    camera = open_camera(args.video, clock=ManualClock(), pace="recording")
    pipeline = open_pipeline(
        Config(version=1),
        objects=args.objects,
        faces=args.faces,
        bench=Bench(random_bytes=os.urandom),
    )
    with MaskedVideo(args.output) as video:
        report = _copy(camera, pipeline, video)
    camera.close()
    _print(report, as_json=args.json)
    return 0


def _copy(camera: "Camera", pipeline: "Pipeline", video: "MaskedVideo") -> MaskReport:
    from edge.capture.camera import EndOfRecording

    frames = people = whole = 0
    filled = duration_s = 0.0
    while True:
        try:
            frame = camera.read(timeout_s=1.0)
        except EndOfRecording as end:
            return MaskReport(
                output=str(video.path),
                frames=frames,
                duration_s=round(duration_s, 3),
                frames_with_people=people,
                frames_masked_whole=whole,
                filled_share=round(filled / max(frames, 1), 4),
                truncated=end.truncated,
            )
        if frame is None:
            continue
        look = pipeline.look(frame)
        video.write(look.masked)
        frames += 1
        people += any(track.label == "person" for track in look.tracks)
        whole += look.masked.whole
        filled += video.filled_share(look.masked)
        duration_s = look.masked.mono_s


def _print(report: MaskReport, *, as_json: bool) -> None:
    if as_json:
        print(msgspec.json.encode(report).decode())
        return
    print(f"{report.output}: {report.frames} frames, {report.duration_s:.1f} s, sound left out")
    print(
        f"people in {report.frames_with_people} frames, {report.frames_masked_whole} masked whole, "
        f"{100 * report.filled_share:.1f} % of the picture filled"
    )
