"""`passerby scenario run`: what a camera makes of a scene."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from edge.errors import BadInputError
from simulator.command.within import within
from simulator.scenario.library import find, library

if TYPE_CHECKING:
    from simulator.lab.record import Level, Record
    from simulator.scenario.schema import Scenario
    from simulator.score import Verdict

T = TypeVar("T")

EVERYTHING: Final = "all"
MEMORY: Final = "memory"
EMBEDDED: Final = "embedded"
BY_LOT: Final = "lot:"
_MAX_JOBS: Final = 64
_MAX_SEED: Final = 2**31
_MAX_SEEDS: Final = 10_000
# What --rough adds to a usual detector's errors: a fifth of all meetings swap two numbers (crowds
# are worse, pavements are not), and a tenth of the frames is lost.
_ID_SWITCHES: Final = 0.2
_DROPS: Final = 0.1
_LINE: Final = 78


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One scene to run. source: a file, or lot:RULE. seed: None for the scene's own."""

    source: str
    seed: int | None

    def scenario(self) -> "Scenario":
        """Read it, or draw it. Raises BadInputError."""
        import msgspec

        from simulator.scenario.lot import drawn
        from simulator.scenario.read import read_scenario

        if self.source.startswith(BY_LOT):
            return drawn(self.source.removeprefix(BY_LOT), seed=self.seed or 0)
        scenario = read_scenario(Path(self.source))
        return scenario if self.seed is None else msgspec.structs.replace(scenario, seed=self.seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How scenes are run. broker: memory, embedded or a URL."""

    level: "Level"
    broker: str
    trace: Path | None
    rough: bool


def register(actions: Any) -> None:
    """Add the action to an argparse subparsers object."""
    parser = actions.add_parser("run", help="let a camera see scenes, and judge what it tells")
    parser.add_argument(
        "names", nargs="+", metavar="NAME", help="of the library, a file, lot:RULE, or all"
    )
    parser.add_argument(
        "--level", choices=("truth", "pixels"), help="pixels: drawn, for models (default: truth)"
    )
    parser.add_argument("--seed", type=within(0, _MAX_SEED), help="instead of the scenes' own")
    parser.add_argument(
        "--seeds", type=within(1, _MAX_SEEDS), metavar="N", help="N runs of each, from that seed on"
    )
    parser.add_argument(
        "--rough", action="store_true", help="a tenth of the frames lost, tracks' numbers mixed up"
    )
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

    turns = _turns(args)
    _check(args, turns)
    # Real processes look at pixels.
    level: Level = args.level or ("truth" if args.broker == MEMORY else "pixels")
    way = Way(level=level, broker=args.broker, trace=args.trace, rough=args.rough)
    if args.score:
        verdicts = _each(partial(_verdict, way), turns, jobs=args.jobs)
        return tell_verdicts(verdicts, as_json=args.json, page=args.html)
    return tell(_each(partial(_record, way), turns, jobs=args.jobs), as_json=args.json)


def _turns(args: argparse.Namespace) -> list[Turn]:
    """Every scene asked for, as often as asked for."""
    turns = [Turn(source=source, seed=args.seed) for source in _sources(args.names)]
    if args.seeds is None:
        return turns
    return [
        replace(turn, seed=first + number)
        for turn in turns
        for first in (turn.scenario().seed,)
        for number in range(args.seeds)
    ]


def _sources(names: Sequence[str]) -> list[str]:
    every = [str(path) for path in library().values()]
    chosen = [
        source for name in names for source in (every if name == EVERYTHING else [_one(name)])
    ]
    return list(dict.fromkeys(chosen))


def _one(name: str) -> str:
    return name if name.startswith(BY_LOT) else str(find(name))


def _check(args: argparse.Namespace, turns: Sequence[Turn]) -> None:
    """Refuse what cannot work before an hour of running."""
    if args.html is not None and not args.score:
        raise BadInputError("--html: shows a judgement, so it needs --score")
    if args.trace is not None and (len(turns) > 1 or args.broker != MEMORY):
        raise BadInputError("--trace: keeps one scene, run with the broker in memory")
    if args.rough and args.broker != MEMORY:
        raise BadInputError("--rough: mixes up what only the broker in memory lets it reach")
    for path in (args.html, args.trace):
        if path is not None and not path.resolve().parent.is_dir():
            raise BadInputError(f"{path}: there is no folder {path.parent}")
    for source in dict.fromkeys(turn.source for turn in turns):
        Turn(source=source, seed=None).scenario()


def _each(work: Callable[[Turn], T], turns: Sequence[Turn], *, jobs: int) -> list[T]:
    if jobs == 1 or len(turns) == 1:
        return list(_followed(map(work, turns), turns))
    with ProcessPoolExecutor(min(jobs, len(turns))) as pool:
        return list(_followed(pool.map(work, turns), turns))


def _record(way: Way, turn: Turn) -> "Record":
    if way.broker == MEMORY:
        from simulator.lab.run import run_scenario

        return run_scenario(
            turn.scenario(),
            level=way.level,
            trace=way.trace,
            id_switches=_ID_SWITCHES if way.rough else 0.0,
            drop_share=_DROPS if way.rough else 0.0,
        )
    from simulator.lab.real import run_real

    url = None if way.broker == EMBEDDED else way.broker
    return run_real(turn.scenario(), level=way.level, broker_url=url)


def _verdict(way: Way, turn: Turn) -> "Verdict":
    from simulator.score import score

    return score(_record(way, turn))


def _followed(results: Iterable[T], turns: Sequence[Turn]) -> Iterator[T]:
    """Say on stderr how far it has come, where that takes a while and somebody looks."""
    shown = len(turns) > 1 and sys.stderr.isatty()
    for number, (turn, result) in enumerate(zip(turns, results, strict=True), start=1):
        if shown:
            line = f"{number:4} of {len(turns)}  {Path(turn.source).stem}"
            print(f"\r{line:{_LINE}.{_LINE}}", end="", file=sys.stderr, flush=True)
        yield result
    if shown:
        print(f"\r{'':{_LINE}}\r", end="", file=sys.stderr, flush=True)
