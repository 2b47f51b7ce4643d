"""`passerby exposure`: how often a face gets through the mask, and what masking costs."""

import argparse
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from edge.errors import BadInputError, DocumentError
from simulator.command.within import within

if TYPE_CHECKING:
    from simulator.exposure.watch import Watched

BAD_INPUT: Final = 2
INTERRUPTED: Final = 130
_MAX_PASSES: Final = 100_000
_MAX_JOBS: Final = 64
_MAX_SEED: Final = 2**31 - 1
_EPILOG: Final = """Without SCENE, --passes or --video: the library's ordinary scenes, the first
minute of each. What is told, and how a truth file is written: simulator/exposure/README.md."""


def main(argv: Sequence[str]) -> int:
    """Returns 0, or 2 for bad input, named on stderr. That a face got through is no error."""
    parser = _parser()
    args = parser.parse_args(argv)
    if (args.video is None) != (args.truth is None):
        parser.error("--video and --truth belong together")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # File names may hold what a terminal cannot show.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        _expose(args)
    except BadInputError as error:
        lines = error.lines if isinstance(error, DocumentError) else (str(error),)
        for line in lines:
            print(f"passerby exposure: {line}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="passerby exposure",
        description="How often does a face get through, and what does masking cost? Scenes whose "
        "truth is known go through the camera's own pipeline.",
        epilog=_EPILOG,
    )
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help="of the library, or a file")
    parser.add_argument(
        "--passes",
        type=within(1, _MAX_PASSES),
        default=0,
        metavar="N",
        help="busy places by chance, until so many people have passed (a second or less for each)",
    )
    parser.add_argument("--video", type=Path, metavar="FILE", help="a recording, with --truth")
    parser.add_argument("--truth", type=Path, metavar="FILE.json", help="where its faces are")
    parser.add_argument(
        "--every-frame", action="store_true", help="let both models look at each frame"
    )
    parser.add_argument(
        "--seed", type=within(0, _MAX_SEED), default=1, help="of the busy places (default 1)"
    )
    parser.add_argument(
        "--jobs", type=within(1, _MAX_JOBS), default=1, help="scenes at a time (default 1)"
    )
    parser.add_argument("--html", type=Path, metavar="FILE", help="a page with plots and the worst")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _expose(args: argparse.Namespace) -> None:
    from simulator.exposure.figures import figures
    from simulator.exposure.page import lines, write_page

    if args.html is not None and not args.html.resolve().parent.is_dir():
        raise BadInputError(f"{args.html}: there is no folder {args.html.parent}")
    watched = list(_followed(_watched(args)))
    told = {**figures(watched), "seed": args.seed, "every_frame": args.every_frame}
    if args.html is not None:
        write_page(args.html, told, watched)
    print(json.dumps(told) if args.json else "\n".join(lines(told)))


def _watched(args: argparse.Namespace) -> "Iterator[Watched]":
    """Everything that was asked for. What cannot be read is refused before anything is watched."""
    from simulator.exposure.recording import watch_recording
    from simulator.exposure.scenes import ordinary, read_drawn
    from simulator.exposure.truth_file import read_truth
    from simulator.exposure.work import Work
    from simulator.scenario.library import find

    by_default = not (args.scenes or args.passes or args.video)
    paths = ordinary() if by_default else [find(name) for name in args.scenes]
    scenarios = [read_drawn(path) for path in dict.fromkeys(paths)]
    labels = None if args.truth is None else read_truth(args.truth)
    if labels is not None:
        yield watch_recording(args.video, labels, every_frame=args.every_frame)
    with ExitStack() as stack:
        work = stack.enter_context(Work(jobs=args.jobs, every_frame=args.every_frame))
        yield from work.scenes(scenarios)
        yield from work.streets(seed=args.seed, passes=args.passes)


def _followed(watched: "Iterable[Watched]") -> "Iterator[Watched]":
    """Say on stderr how far it has come, where somebody looks."""
    shown, passes = sys.stderr.isatty(), 0
    for number, one in enumerate(watched, start=1):
        passes += one.passes
        if shown:
            print(f"\r{number} scenes, {passes} passes ", end="", file=sys.stderr, flush=True)
        yield one
    if shown:
        print(file=sys.stderr)
