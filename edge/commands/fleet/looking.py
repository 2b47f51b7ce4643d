"""`passerby fleet watch`, `drift` and `diff`: how cameras are, and what is wanted of them."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from edge.commands.fleet.broker import LISTEN_S, add_broker, connected

_EVERY_S: Final = 1.0
_ROWS: Final = 30


def register(verbs: Any) -> None:
    """Add the verbs to an argparse subparsers object."""
    watch = verbs.add_parser("watch", help="a live table of all cameras")
    add_broker(watch)
    watch.add_argument("--once", action="store_true", help="one look, not a live table")
    watch.set_defaults(func=_watch)
    drift = verbs.add_parser("drift", help="who is not what was desired; exit 1 for any")
    add_broker(drift)
    drift.set_defaults(func=_drift)
    diff = verbs.add_parser("diff", help="what a file would change at one camera; exit 1 for any")
    diff.add_argument("document", type=Path, metavar="FILE")
    diff.add_argument("--camera", required=True)
    add_broker(diff)
    diff.set_defaults(func=_diff)


def _watch(args: argparse.Namespace) -> int:
    from edge.fleet.table import fleet_lines, snapshot

    wire = connected(args)
    cameras = wire.known.cameras
    if args.once or args.json:
        wire.listen(LISTEN_S)
        wire.close()
    if args.json:
        print(json.dumps([snapshot(cameras[name]) for name in sorted(cameras)]))
        return 0
    while True:
        if not args.once and sys.stdout.isatty():
            print("\x1b[H\x1b[2J", end="")
        print("\n".join(fleet_lines(cameras.values(), rows=_ROWS)), flush=True)
        if args.once:
            return 0
        wire.step(_EVERY_S)


def _drift(args: argparse.Namespace) -> int:
    wire = connected(args)
    wire.listen(0.0)
    wire.close()
    cameras = wire.known.cameras
    drifted = {name: why for name in sorted(cameras) if (why := cameras[name].drift())}
    if args.json:
        print(json.dumps(drifted))
    else:
        print("\n".join(f"{name}: {why}" for name, why in drifted.items()) or "nothing has drifted")
    return 1 if drifted else 0


def _diff(args: argparse.Namespace) -> int:
    from edge.errors import BadInputError
    from edge.fleet.sign import checked_body, difference

    body = checked_body(args.document, "config")
    wire = connected(args)
    wire.listen(0.0)
    wire.close()
    camera = wire.known.cameras.get(args.camera)
    if camera is None:
        raise BadInputError(f"camera: {args.camera} was never heard of")
    lines = list(difference(camera.desired_body or "", body))
    print(json.dumps(lines) if args.json else "\n".join(lines))
    return 1 if lines else 0
