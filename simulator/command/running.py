"""`passerby scenario run`: what a camera makes of a scene."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from edge.errors import BadInputError
from simulator.command.within import within
from simulator.scenario.library import find, library

if TYPE_CHECKING:
    from simulator.lab.record import Level, Record
    from simulator.score import Verdict

T = TypeVar("T")

EVERYTHING: Final = "all"
MEMORY: Final = "memory"
EMBEDDED: Final = "embedded"
_MAX_JOBS: Final = 64
_MAX_SEED: Final = 2**31
_LINE: Final = 78


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How scenes are run. seed: None for each scene's own. broker: memory, embedded or a URL."""

    level: "Level"
    seed: int | None
    broker: str
    trace: Path | None


def register(actions: Any) -> None:
    """Add the action to an argparse subparsers object."""
    parser = actions.add_parser("run", help="let a camera see scenes, and judge what it tells")
    parser.add_argument("names", nargs="+", metavar="NAME", help="of the library, a file, or all")
    parser.add_argument(
        "--level", choices=("truth", "pixels"), help="pixels: drawn, for models (default: truth)"
    )
    parser.add_argument("--seed", type=within(0, _MAX_SEED), help="instead of the scenes' own")
    parser.add_argument(
        "--broker", default=MEMORY, metavar="BROKER", help="memory, embedded, or mqtt://host:1883"
    )
    parser.add_argument("--trace", type=Path, metavar="FILE", help="keep what the detectors answer")
    parser.add_argument(
        "--jobs", type=within(1, _MAX_JOBS), default=1, help="scenes at the same time (default 1)"
    )
    parser.add_argument("--score", action="store_true", help="judge it; exit 1 if one fails")
    parser.add_argument("--html", type=Path, metavar="FILE", help="with --score: a page about it")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(func=_run)


def _run(args: argparse.Namespace) -> int:
    from simulator.command.outcome import tell, tell_verdicts

    paths = _paths(args.names)
    _check(args, paths)
    # Real processes look at pixels.
    level: Level = args.level or ("truth" if args.broker == MEMORY else "pixels")
    way = Way(level=level, seed=args.seed, broker=args.broker, trace=args.trace)
    if args.score:
        verdicts = _each(partial(_verdict, way), paths, jobs=args.jobs)
        return tell_verdicts(verdicts, as_json=args.json, page=args.html)
    return tell(_each(partial(_record, way), paths, jobs=args.jobs), as_json=args.json)


def _paths(names: Sequence[str]) -> list[Path]:
    every = list(library().values())
    chosen = [path for name in names for path in (every if name == EVERYTHING else [find(name)])]
    return list(dict.fromkeys(chosen))


def _check(args: argparse.Namespace, paths: Sequence[Path]) -> None:
    """Refuse what cannot work before an hour of running."""
    from simulator.scenario.read import read_scenario

    if args.html is not None and not args.score:
        raise BadInputError("--html: shows a judgement, so it needs --score")
    if args.trace is not None and (len(paths) > 1 or args.broker != MEMORY):
        raise BadInputError("--trace: keeps one scene, run with the broker in memory")
    for path in (args.html, args.trace):
        if path is not None and not path.resolve().parent.is_dir():
            raise BadInputError(f"{path}: there is no folder {path.parent}")
    for path in paths:
        read_scenario(path)


def _each(work: Callable[[Path], T], paths: Sequence[Path], *, jobs: int) -> list[T]:
    if jobs == 1 or len(paths) == 1:
        return list(_followed(map(work, paths), paths))
    with ProcessPoolExecutor(min(jobs, len(paths))) as pool:
        return list(_followed(pool.map(work, paths), paths))


def _record(way: Way, path: Path) -> "Record":
    import msgspec

    from simulator.scenario.read import read_scenario

    scenario = read_scenario(path)
    if way.seed is not None:
        scenario = msgspec.structs.replace(scenario, seed=way.seed)
    if way.broker == MEMORY:
        from simulator.lab.run import run_scenario

        return run_scenario(scenario, level=way.level, trace=way.trace)
    from simulator.lab.real import run_real

    url = None if way.broker == EMBEDDED else way.broker
    return run_real(scenario, level=way.level, broker_url=url)


def _verdict(way: Way, path: Path) -> "Verdict":
    from simulator.score import score

    return score(_record(way, path))


def _followed(results: Iterable[T], paths: Sequence[Path]) -> Iterator[T]:
    """Say on stderr how far it has come, where that takes a while and somebody looks."""
    shown = len(paths) > 1 and sys.stderr.isatty()
    for number, (path, result) in enumerate(zip(paths, results, strict=True), start=1):
        if shown:
            line = f"{number:4} of {len(paths)}  {path.stem}"
            print(f"\r{line:{_LINE}.{_LINE}}", end="", file=sys.stderr, flush=True)
        yield result
    if shown:
        print(f"\r{'':{_LINE}}\r", end="", file=sys.stderr, flush=True)
