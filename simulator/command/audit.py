"""`passerby audit`: is somebody missed more often because of who they are?"""

import argparse
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from edge.errors import BadInputError

if TYPE_CHECKING:
    from simulator.audit.answers import Answer
    from simulator.audit.findings import Findings
    from simulator.audit.measure import Eyes

T = TypeVar("T")
N = TypeVar("N", int, float)

FAILED: Final = 1
BAD_INPUT: Final = 2
INTERRUPTED: Final = 130
# Everybody of the cast, twice.
_DRAWN_PEOPLE: Final = 24
_MAX_SEED: Final = 2**31 - 1
_EPILOG: Final = """FOLDER holds pictures and people.csv: `person` and a column for each group,
pictures named <person>.jpg or <person>_*.jpg; or `file`, `person` and groups, a line a picture.
Exit code 1: a gap is proven. An insufficient verdict is no error, and no pass."""


def main(argv: Sequence[str]) -> int:
    """Run the audit. Returns 0, 1 when a gap is proven, 2 for bad input, named on stderr."""
    parser = _parser()
    args = parser.parse_args(argv)
    if not args.folders and not args.drawn:
        parser.error("name a FOLDER of portraits, or --drawn")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # File names may hold what a terminal cannot show.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return _audit(args)
    except BadInputError as error:
        print(f"passerby audit: {error}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="passerby audit", description=__doc__.partition(": ")[2], epilog=_EPILOG
    )
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="of portraits")
    parser.add_argument("--drawn", action="store_true", help="drawn figures in six skin tones too")
    parser.add_argument("--objects", metavar="MODEL", help="object detector (default: the default)")
    parser.add_argument("--faces", metavar="MODEL", help="face detector")
    parser.add_argument(
        "--margin", type=_points, default=2.0, metavar="POINTS", help="still the same (default 2)"
    )
    parser.add_argument("--seed", type=_seed, default=1)
    parser.add_argument("--html", type=Path, metavar="FILE", help="a page with all comparisons")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _points(text: str) -> float:
    return _number(text, float, 0.01, 99.99)


def _seed(text: str) -> int:
    return _number(text, int, 0, _MAX_SEED)


def _number(text: str, kind: Callable[[str], N], low: N, high: N) -> N:
    try:
        value = kind(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from error
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"expected {low} to {high}, got {text}")
    return value


def _audit(args: argparse.Namespace) -> int:
    from edge.assemble import open_detectors, threads_offline
    from edge.perception.manifest import models_folder, read_manifest
    from simulator.audit.findings import as_json, findings, lines
    from simulator.audit.measure import Eyes
    from simulator.audit.page import write_page

    manifest = read_manifest(models_folder())
    objects = manifest.card(args.objects) if args.objects else manifest.default("objects")
    faces = manifest.card(args.faces) if args.faces else manifest.default("faces")
    eyes = Eyes(*open_detectors(objects=objects.name, faces=faces.name, threads=threads_offline()))
    found = findings(
        _portraits(args, eyes),
        _drawn(args, eyes),
        objects=objects,
        faces=faces,
        margin=args.margin / 100,
        seed=args.seed,
        on=datetime.now(UTC).date(),
    )
    if args.html is not None:
        write_page(args.html, found)
    print(json.dumps(as_json(found)) if args.json else "\n".join(lines(found)))
    return _code(found)


def _portraits(args: argparse.Namespace, eyes: "Eyes") -> list["Answer"]:
    from simulator.audit.conditions import PORTRAIT_CONDITIONS
    from simulator.audit.portraits import read_portraits
    from simulator.audit.sitting import located, sit

    portraits = [portrait for folder in args.folders for portrait in read_portraits(folder)]
    shown = sit(located(portraits, eyes), eyes, PORTRAIT_CONDITIONS, seed=args.seed)
    return list(_counted(shown, len(portraits) * len(PORTRAIT_CONDITIONS), "portraits"))


def _drawn(args: argparse.Namespace, eyes: "Eyes") -> list["Answer"]:
    from simulator.audit.conditions import DRAWN_CONDITIONS
    from simulator.audit.drawn import sit_drawn
    from simulator.people.tone import TONES

    if not args.drawn:
        return []
    shown = sit_drawn(eyes, DRAWN_CONDITIONS, seed=args.seed, people=_DRAWN_PEOPLE)
    return list(_counted(shown, _DRAWN_PEOPLE * len(TONES) * len(DRAWN_CONDITIONS), "drawn"))


def _counted(items: Iterable[T], total: int, name: str) -> Iterator[T]:
    """Tell a person how far it is; nothing where nobody watches."""
    watched = sys.stderr.isatty()
    for number, item in enumerate(items, start=1):
        if watched and (number % 20 == 0 or number == total):
            print(f"\r{name}: {number} of {total} pictures", end="", file=sys.stderr, flush=True)
        yield item
    if watched and total:
        print(file=sys.stderr)


def _code(found: "Findings") -> int:
    return FAILED if found.word == "fail" else 0
