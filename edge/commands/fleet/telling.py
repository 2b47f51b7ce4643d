"""`passerby fleet push`, `rollout` and `audit`: what cameras are told, and who told them."""

import argparse
import json
import time
from pathlib import Path
from typing import Any, Final

from edge.commands.fleet.broker import LISTEN_S, add_broker, add_targets, connected, targets_of

# A configuration proves itself in seconds; a bundle has to come first, over a phone network.
_ANSWER_S: Final = 180.0
_FETCH_S: Final = 3_600.0


def register(verbs: Any) -> None:
    """Add the verbs to an argparse subparsers object."""
    push = verbs.add_parser("push", help="give a signed document to cameras, all at once")
    push.add_argument("paper", choices=("config", "policy", "update"))
    push.add_argument("sealed", type=Path, metavar="FILE", help="from `passerby fleet sign`")
    add_targets(push)
    add_broker(push)
    push.set_defaults(func=_push)
    rollout = verbs.add_parser(
        "rollout",
        help="give a signed configuration or update to 1 %%, 10 %%, then all; exit 1 if it stops",
    )
    rollout.add_argument("sealed", type=Path, metavar="FILE", help="from `passerby fleet sign`")
    add_targets(rollout)
    rollout.add_argument("--tolerate", type=float, default=0.01, help="share that may fail")
    rollout.add_argument(
        "--answer-s", type=float, help="how long one may take (default: 180, of an update 3600)"
    )
    rollout.add_argument("--soak-s", type=float, default=60.0, help="how long a stage is watched")
    add_broker(rollout)
    rollout.set_defaults(func=_rollout)
    audit = verbs.add_parser("audit", help="who pushed what, and whether the list is whole")
    audit.add_argument("log", type=Path, metavar="FILE")
    audit.set_defaults(func=_audit)


def _push(args: argparse.Namespace) -> int:
    from edge.fleet.push import push, read_sealed

    sealed = read_sealed(args.sealed)
    wire = connected(args)
    wire.listen(0.0)
    names = targets_of(wire, args.only)
    told = push(wire, sealed, args.paper, names, log=args.log, utc_s=time.time())
    while not all(wire.is_told(number) for number in told):
        wire.step()
    wire.close()
    print(json.dumps(names) if args.json else f"{len(names):,} cameras are told")
    return 0


def _rollout(args: argparse.Namespace) -> int:
    import msgspec

    from edge.errors import BadInputError
    from edge.fleet.push import read_sealed, roll_out
    from edge.fleet.rollout import Outcome, Terms
    from edge.fleet.table import outcome_line, outcome_lines

    sealed = read_sealed(args.sealed)
    if sealed.version is None:
        raise BadInputError(
            f"{args.sealed}: neither a configuration nor an update: it has no version"
        )
    usual_s = _ANSWER_S if sealed.update is None else _FETCH_S
    terms = Terms(
        version=sealed.version,
        update=sealed.update,
        tolerate=args.tolerate,
        answer_s=usual_s if args.answer_s is None else args.answer_s,
        soak_s=args.soak_s,
    )
    wire = connected(args)
    wire.listen(LISTEN_S)

    def show(outcome: Outcome) -> None:
        if not args.json:
            print(outcome_line(outcome), flush=True)

    outcome = roll_out(wire, sealed, terms, targets_of(wire, args.only), log=args.log, show=show)
    wire.close()
    if args.json:
        print(msgspec.json.encode(outcome).decode())
    else:
        print("\n".join(outcome_lines(outcome)))
    return 0 if outcome.state == "done" else 1


def _audit(args: argparse.Namespace) -> int:
    from edge.fleet import audit

    for found in audit.read(args.log):
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(found.t))
        version = "" if found.version is None else f" version {found.version}"
        names = ", ".join(found.cameras[:3]) + (", ..." if len(found.cameras) > 3 else "")
        by = ", ".join(found.by)
        print(f"{when} {found.topic}{version} by {by} to {len(found.cameras):,}: {names}")
    return 0
