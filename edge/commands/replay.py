"""`passerby replay`: would this configuration have fired on that recording?"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from edge.errors import BadInputError

if TYPE_CHECKING:
    from edge.capture.camera import Camera
    from edge.commands.tally import Tally
    from edge.loop.pipeline import Pipeline
    from edge.privacy.event import Event

# Event ids of a replay are drawn from this seed: the same recording gives the same bytes.
_SEED: Final = 0
# The schema knows no time before 1970 and none of five digits; an offset may cost a day.
_FIRST_YEAR: Final = 1971
_LAST_YEAR: Final = 2999

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
        "--start", metavar="TIME", help="when it began: 2026-05-01T22:00:00Z; UTC without an offset"
    )
    parser.add_argument("--objects", metavar="MODEL", help="object detector (passerby models list)")
    parser.add_argument("--faces", metavar="MODEL", help="face detector")
    parser.add_argument(
        "--labels", type=Path, metavar="FILE", help="crossings labelled by hand, to compare with"
    )
    parser.add_argument(
        "--explain", action="store_true", help="say of each event which rule told it, and why"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
    parser.set_defaults(func=_replay)


def _replay(args: argparse.Namespace) -> int:
    from edge.assemble import Bench, open_pipeline, threads_offline
    from edge.capture.sources import open_camera
    from edge.clock import ManualClock
    from edge.commands.labelled import compared, read_labels
    from edge.commands.tally import tally_json, tally_lines
    from edge.config import read_config

    config = read_config(args.config)
    labels = None if args.labels is None else read_labels(args.labels, lines=config.lines)
    _refuse_to_overwrite(args)
    if args.explain and args.json:
        raise BadInputError("--explain: is for people to read, so it goes without --json")
    start_utc_s = _start_utc_s(args.start)
    if start_utc_s is None and any(getattr(rule, "schedule", None) for rule in config.rules):
        print("passerby: rules with a schedule stay silent without --start", file=sys.stderr)
    camera = open_camera(
        args.video, clock=ManualClock(), pace="recording", loop=False, start_utc_s=start_utc_s
    )
    with ExitStack() as stack:
        stack.callback(camera.close)
        told = _explain_event if args.explain else _print_event
        writers: list[Writer] = [] if args.json else [told]
        if args.events is not None:
            writers.append(stack.enter_context(_line_writer(args.events)))
        pipeline = open_pipeline(
            config,
            objects=args.objects,
            faces=args.faces,
            threads=threads_offline(),
            bench=Bench(random_bytes=random.Random(_SEED).randbytes),  # noqa: S311  no secret
        )
        tally = play(camera, pipeline, writers=writers)
    if labels is not None:
        tally.compared = tuple(compared(labels, tally.passed))
    if tally.truncated:
        print(f"passerby: {tally.truncated}", file=sys.stderr)
    print(tally_json(tally) if args.json else "\n".join(tally_lines(tally)))
    return 0


def _refuse_to_overwrite(args: argparse.Namespace) -> None:
    from edge.whole_file import is_same_file

    for given in (Path(args.video), args.config):
        if args.events is not None and is_same_file(args.events, given):
            raise BadInputError(f"{args.events}: would overwrite {given}")


def play(camera: "Camera", pipeline: "Pipeline", *, writers: list[Writer]) -> "Tally":
    """Send a whole recording through a pipeline; each writer gets (at_s, event) in order."""
    from edge.capture.camera import next_frame
    from edge.commands.tally import OpenCounter, Tally
    from edge.perception.frame import Frame

    tally = Tally()
    number = 0
    judges = pipeline.judges
    pipeline.reconfigure(replace(judges, counter=OpenCounter(judges.config, tally)))
    while isinstance(frame := next_frame(camera), Frame):
        tally.frames += 1
        tally.duration_s = frame.mono_s
        tally.seen_bytes += frame.raw_bytes
        look = pipeline.look(frame)
        if look.cause is not None:
            tally.masked_whole[look.cause] += 1
        tally.counts += look.counts
        for event in look.events:
            number += 1
            stamped = msgspec.structs.replace(event, seq=number)
            tally.count(stamped)
            for write in writers:
                write(frame.mono_s, stamped)
    tally.truncated = str(frame) if frame.truncated else None
    return tally


@contextmanager
def _line_writer(path: Path) -> Iterator[Writer]:
    from edge.privacy.event import event_bytes
    from edge.whole_file import whole_file

    def write(at_s: float, event: "Event") -> None:
        line = b'{"at_s":%.3f,' % at_s + event_bytes(event)[1:] + b"\n"
        try:
            written = file.write(line)
        except OSError as error:
            raise BadInputError(f"{path}: {error.strerror}") from error
        if written < len(line):
            raise BadInputError(f"{path}: no space left for all events")

    # Without a buffer: a full disk shows at the line that does not fit, not at the end.
    with whole_file(path) as place, _opened(place, path) as file:
        yield write


def _opened(place: Path, path: Path) -> FileIO:
    try:
        return FileIO(place, "w")
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error


def _print_event(at_s: float, event: "Event") -> None:
    from edge.privacy.event import rule_of

    fields = msgspec.to_builtins(event)
    place = fields.get("zone") or fields.get("line") or fields.get("place") or "camera"
    detail = fields.get("dwell") or fields.get("direction") or fields.get("count")
    what = fields.get("label") or fields.get("kind")
    line = f"{rule_of(event):16} {event.phase:7} {place:16} {what} {detail}"
    print(f"{at_s:9.1f} s  {line}", flush=True)


def _explain_event(at_s: float, event: "Event") -> None:
    from edge.commands.reason import reason

    print(f"{at_s:9.1f} s  {event.phase:7} {reason(event)}", flush=True)


def _start_utc_s(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f"--start {text}: not a time such as 2026-05-01T22:00:00Z") from error
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise BadInputError(f"--start {text}: not from {_FIRST_YEAR} to {_LAST_YEAR}")
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
