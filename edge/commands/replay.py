"""`passerby replay`: would this configuration have fired on that recording?"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from edge.errors import BadInputError

if TYPE_CHECKING:
    from edge.capture.camera import Camera
    from edge.pipeline import Pipeline
    from edge.privacy.event import CrossingCount, Event

# Event ids of a replay are drawn from this seed: the same recording gives the same bytes.
_SEED: Final = 0

Writer = Callable[[float, "Event"], None]


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser("replay", help="what a configuration makes of a recording")
    parser.add_argument("video", metavar="VIDEO", help="video file or folder of pictures")
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument(
        "--events", type=Path, metavar="OUT.jsonl", help="one event a line, at_s in the recording"
    )
    parser.add_argument(
        "--start", metavar="TIME", help="when it was recorded: 2026-05-01T22:00:00Z"
    )
    parser.add_argument("--objects", metavar="MODEL", help="object detector (passerby models list)")
    parser.add_argument("--faces", metavar="MODEL", help="face detector")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
    parser.set_defaults(func=_replay)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a replay came to."""

    frames: int = 0
    failed_closed_frames: int = 0
    duration_s: float = 0.0
    seen_bytes: int = 0
    events: Counter[str] = field(default_factory=Counter)
    counts: list["CrossingCount"] = field(default_factory=list)


def _replay(args: argparse.Namespace) -> int:
    from edge.assemble import Bench, open_pipeline
    from edge.capture.sources import open_camera
    from edge.clock import ManualClock
    from edge.config import read_config

    config = read_config(args.config)
    start_utc_s = _start_utc_s(args.start)
    if start_utc_s is None and any(getattr(rule, "schedule", None) for rule in config.rules):
        print("replay: rules with a schedule stay silent without --start", file=sys.stderr)
    camera = open_camera(
        args.video, clock=ManualClock(), pace="recording", loop=False, start_utc_s=start_utc_s
    )
    pipeline = open_pipeline(
        config,
        objects=args.objects,
        faces=args.faces,
        bench=Bench(random_bytes=random.Random(_SEED).randbytes),  # noqa: S311  repeatable, no secret
    )
    with ExitStack() as stack:
        stack.callback(camera.close)
        writers: list[Writer] = [] if args.json else [_print_event]
        if args.events is not None:
            writers.append(_line_writer(args.events, stack))
        tally = play(camera, pipeline, writers=writers)
    _print_tally(tally, as_json=args.json)
    return 0


def play(camera: "Camera", pipeline: "Pipeline", *, writers: list[Writer]) -> Tally:
    """Send a whole recording through a pipeline; each writer gets (at_s, event) in order."""
    from edge.capture.camera import EndOfRecording

    tally = Tally()
    number = 0
    while True:
        try:
            frame = camera.read(timeout_s=1.0)
        except EndOfRecording:
            return tally
        if frame is None:
            continue
        tally.frames += 1
        tally.duration_s = frame.mono_s
        tally.seen_bytes += frame.pixels.nbytes
        look = pipeline.look(frame)
        tally.failed_closed_frames += look.failure is not None
        tally.counts += look.counts
        for event in look.events:
            number += 1
            stamped = msgspec.structs.replace(event, seq=number)
            tally.events[f"{_rule(event)} {event.phase}"] += 1
            for write in writers:
                write(frame.mono_s, stamped)


def _line_writer(path: Path, stack: ExitStack) -> Writer:
    from edge.privacy.event import event_bytes

    try:
        file = stack.enter_context(path.open("wb"))
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error

    def write(at_s: float, event: "Event") -> None:
        file.write(b'{"at_s":%.3f,' % at_s + event_bytes(event)[1:] + b"\n")

    return write


def _print_event(at_s: float, event: "Event") -> None:
    fields = msgspec.to_builtins(event)
    place = fields.get("zone") or fields.get("line")
    detail = fields.get("dwell") or fields.get("direction")
    print(f"{at_s:9.1f} s  {_rule(event):16} {event.phase:7} {place:16} {event.label} {detail}")


def _rule(event: "Event") -> str:
    return str(event.__struct_config__.tag)


def _start_utc_s(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f"--start {text}: not a time such as 2026-05-01T22:00:00Z") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _print_tally(tally: Tally, *, as_json: bool) -> None:
    if as_json:
        answer = {
            "frames": tally.frames,
            "duration_s": round(tally.duration_s, 3),
            "failed_closed_frames": tally.failed_closed_frames,
            "seen_bytes": tally.seen_bytes,
            "events": dict(sorted(tally.events.items())),
            "counts": msgspec.to_builtins(tally.counts),
        }
        print(msgspec.json.encode(answer).decode())
        return
    print(f"{tally.frames} frames, {tally.duration_s:.1f} s, {sum(tally.events.values())} events")
