"""`python -m simulator.injection`: does any fault, or any two, let a pixel of somebody out?"""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from typing import Final

import cv2

from simulator.injection.campaign import run
from simulator.injection.report import Report, lines

LEAKED: Final = 1
_MOST_FRAMES: Final = 100_000_000


def main(argv: Sequence[str] | None = None) -> int:
    """Returns 0, or 1 if anything leaked."""
    args = _parser().parse_args(argv)
    # As edge.assemble does.
    cv2.setNumThreads(1)
    # The device reports every fault that is done to it.
    logging.getLogger("edge").addHandler(logging.NullHandler())
    report = Report()
    for outcome in run(frames=args.frames, seed=args.seed):
        report.add(outcome)
        _say(report.frames, args.frames, len(report.leaks))
    print(json.dumps(report.as_plain()) if args.json else "\n".join(lines(report)))
    return LEAKED if report.leaks else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator.injection",
        description="Fault injection: the device's own pipeline, every fault alone and in pairs, "
        "and every pixel of every picture that it hands out.",
    )
    parser.add_argument("--frames", type=_frames, default=100_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, help="of all that is chance (default 1)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _frames(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_FRAMES:
        raise argparse.ArgumentTypeError(f"expected 1 to {_MOST_FRAMES}, got {text}")
    return int(text)


def _say(done: int, total: int, leaks: int) -> None:
    """How far it has come, where somebody looks."""
    if sys.stderr.isatty():
        end = "\n" if done >= total else ""
        print(f"\r{done} of {total} frames, {leaks} leak ", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
