"""`passerby attack`: can somebody who knows the method tell who is behind our mask?"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from edge.errors import BadInputError
from simulator.command.within import within

if TYPE_CHECKING:
    from simulator.attack.sight import Sight

BAD_INPUT: Final = 2
INTERRUPTED: Final = 130
_LEAST_SCENES: Final = 2
_MOST_SCENES: Final = 1000
_MAX_SEED: Final = 2**31


def main(argv: Sequence[str]) -> int:
    """Returns 0, or 2 for bad input, named on stderr."""
    args = _parser().parse_args(argv)
    try:
        _attack(args)
    except BadInputError as error:
        print(f"passerby attack: {error}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="passerby attack",
        description="Re-identification against our own masks: portraits of people are put into "
        "scenes, go through the camera's pipeline, and attackers say who each of them was.",
        epilog="FOLDER holds two or more portraits of each person: a subfolder for each, a table "
        "people.csv, or files <person>_<anything>.jpg. The last one by name is what the camera "
        "sees, the others are what the attacker has.",
    )
    parser.add_argument("--people", type=Path, required=True, metavar="FOLDER")
    parser.add_argument(
        "--scenes",
        type=within(_LEAST_SCENES, _MOST_SCENES),
        default=40,
        metavar="N",
        help="of each person behind our mask; fewer leave the upper bound high (default 40)",
    )
    parser.add_argument(
        "--trained-only",
        action="store_true",
        help="without the face recogniser: faster, and needs no passerby[attack]",
    )
    parser.add_argument(
        "--seed", type=within(0, _MAX_SEED), default=1, help="of all that is chance (default 1)"
    )
    parser.add_argument("--html", type=Path, metavar="FILE", help="a page with plots")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _attack(args: argparse.Namespace) -> None:
    from edge.assemble import open_detectors, threads_offline
    from simulator.attack.attack import Effort, judge, take
    from simulator.attack.camera import PipelineCamera
    from simulator.attack.figures import figures, lines
    from simulator.attack.people import portraits, read_people
    from simulator.attack.report import write_report

    if args.html is not None and not args.html.resolve().parent.is_dir():
        raise BadInputError(f"{args.html}: there is no folder {args.html.parent}")
    portraits(args.people)
    sights = _sights(trained_only=args.trained_only)
    objects, faces = open_detectors(objects=None, faces=None, threads=threads_offline())
    people = read_people(args.people, faces)
    camera = PipelineCamera(objects, faces)
    effort = Effort.of(args.scenes)
    taken = take(people, camera, sights, effort=effort, seed=args.seed, said=_say)
    told = figures(taken, judge(taken, seed=args.seed), people=len(people), seed=args.seed)
    if args.html is not None:
        write_report(args.html, told, examples=taken.examples, camera=camera, seed=args.seed)
    print(json.dumps(told) if args.json else "\n".join(lines(told)))


def _sights(*, trained_only: bool) -> "dict[str, Sight]":
    from simulator.attack.recogniser import recogniser
    from simulator.attack.sight import learning_sights

    learning = learning_sights()
    return learning if trained_only else {**learning, "recogniser": recogniser()}


def _say(done: int, total: int) -> None:
    """How far it has come, where somebody looks."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\rround {done} of {total} ", end=end, file=sys.stderr, flush=True)
