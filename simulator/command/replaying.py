"""`passerby scenario replay`: a run once more, from what its detectors answered."""

import argparse
from pathlib import Path
from typing import Any


def register(actions: Any) -> None:
    """Add the action to an argparse subparsers object."""
    parser = actions.add_parser("replay", help="run a trace again, without any detector")
    parser.add_argument("trace", type=Path, metavar="TRACE", help="what run --trace wrote")
    parser.add_argument("--score", action="store_true", help="judge it against the truth")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(func=_replay)


def _replay(args: argparse.Namespace) -> int:
    from simulator.command.outcome import tell, tell_verdicts
    from simulator.lab.replay import replay
    from simulator.score import score

    record = replay(args.trace)
    if args.score:
        return tell_verdicts([score(record)], as_json=args.json)
    return tell([record], as_json=args.json)
