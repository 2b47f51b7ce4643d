"""`simulator fleet`: very many cameras, and whether all that they said has arrived."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from edge.errors import BadInputError, NotNowError
from edge.stop import Stop
from simulator.fleet.brokers import EMBEDDED, MOSQUITTO, opened
from simulator.fleet.limits import allow_files
from simulator.fleet.outcome import table
from simulator.fleet.run import run_fleet
from simulator.fleet.settings import Access, Load

EXIT_FAILED: Final = 1
EXIT_BAD_INPUT: Final = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run a fleet. Returns 0 when all has arrived, 1 when not or not now, 2 for bad input."""
    args = _parser().parse_args(argv)
    try:
        return _run(args)
    except BadInputError as error:
        print(f"simulator fleet: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    except (NotNowError, OSError) as error:
        print(f"simulator fleet: {error}", file=sys.stderr)
        return EXIT_FAILED


def _run(args: argparse.Namespace) -> int:
    load = _load(args)
    allow_files(load.cameras)
    stop = Stop()
    with opened(args.broker) as url:
        outcome = run_fleet(load, _access(args, url), show=_show(), stop=stop)
    if args.json:
        print(msgspec.json.encode(outcome).decode())
    else:
        print(*table(outcome), sep="\n")
    return 0 if outcome.good else EXIT_FAILED


def _show() -> Callable[[str], None]:
    """One line that is written over on a terminal; in a log, a line every ten seconds."""
    if sys.stderr.isatty():
        return lambda line: print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
    calls = iter(range(2**31))
    return lambda line: None if next(calls) % 10 else print(line, file=sys.stderr, flush=True)


def _load(args: argparse.Namespace) -> Load:
    return Load(
        cameras=args.cameras,
        seconds=args.seconds,
        ramp_per_s=args.ramp,
        episodes_per_hour=args.episodes_per_hour,
        hour=args.hour,
        storm_every_s=args.storm,
        storm_share=args.storm_share,
        push_every_s=args.push,
        push_share=args.push_share,
        faulty_share=args.faulty,
        seed=args.seed,
    )


def _access(args: argparse.Namespace, url: str) -> Access:
    return Access(
        broker=url,
        operators=args.operators or url,
        prefix=args.prefix,
        ca=args.ca,
        certs=args.certs,
        cert=args.cert,
        key=args.key,
        allow_plaintext=args.allow_plaintext,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="simulator fleet",
        description="Very many cameras from one process; exit code 1 when anything was lost.",
    )
    add = parser.add_argument
    add("--cameras", type=int, default=100, metavar="N")
    add("--seconds", type=float, default=60.0, metavar="S", help="from when all are connected")
    add("--ramp", type=float, default=500.0, metavar="PER_S", help="new connections a second")
    add("--episodes-per-hour", type=float, default=30.0, metavar="N", help="of one camera")
    add("--hour", type=float, default=17.0, help="of the day it starts in (default: the busiest)")
    add("--storm", type=float, metavar="EVERY_S", help="cut connections without goodbye")
    add("--storm-share", type=float, default=0.3, metavar="SHARE", help="how many of them")
    add("--push", type=float, metavar="EVERY_S", help="publish a new configuration")
    add("--push-share", type=float, default=1.0, metavar="SHARE", help="to how many cameras")
    add("--faulty", type=float, default=0.0, metavar="SHARE", help="that bear no configuration")
    add("--seed", type=int, default=1)
    add("--json", action="store_true", help="one object instead of a table")
    _add_access(parser)
    return parser


def _add_access(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("broker").add_argument
    add("--broker", default=EMBEDDED, metavar="URL", help=f"or {EMBEDDED} (default), {MOSQUITTO}")
    add("--operators", metavar="URL", help="where the observer connects, if elsewhere")
    add("--prefix", default="fleet", help="cameras are called PREFIX-00001 and so on")
    add("--ca", type=Path, metavar="FILE", help="authority that signed the broker")
    add("--certs", type=Path, metavar="FOLDER", help="<camera>.pem, .key; operator.pem, .key")
    add("--cert", type=Path, metavar="FILE", help="one certificate for all cameras")
    add("--key", type=Path, metavar="FILE", help="its private key")
    add("--allow-plaintext", action="store_true", help="mqtt:// to another machine")


if __name__ == "__main__":
    sys.exit(main())
