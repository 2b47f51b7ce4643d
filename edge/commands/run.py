"""`passerby run`: vision and uplink side by side on a desk, each restarted when it dies."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edge.commands import uplink, vision


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser("run", help="a whole camera on this desk: vision and uplink")
    vision.add_arguments(parser)
    uplink.add_arguments(parser)
    parser.add_argument("--stop-with-parent", type=int, metavar="PID", help=argparse.SUPPRESS)
    parser.set_defaults(func=_run)


def _run(args: argparse.Namespace) -> int:
    from edge.clips.available import check_clips
    from edge.commands.state_folder import held
    from edge.config import read_config
    from edge.stop import Stop
    from edge.supervise import Child, supervise

    # A typo is answered before anything starts.
    check_clips(read_config(args.config))
    uplink.checked_settings(args)
    _check_trust(args)
    stop = Stop(with_parent=args.stop_with_parent)
    door = args.state / "door.sqlite"
    children = [
        Child("vision", _command("vision", args, vision.add_arguments, door)),
        Child("uplink", _command("uplink", args, uplink.add_arguments, door)),
    ]
    with held(args.state, by="run"):
        return supervise(children, stop=stop, drained=lambda: _is_drained(door))


def _check_trust(args: argparse.Namespace) -> None:
    """Raises BadInputError for a trust file or a policy that this camera could not use."""
    from edge.errors import BadInputError
    from edge.governance.authority import read_signed_policy
    from edge.governance.trust import NOBODY, TRUST_FILE, read_trust

    path = args.trust or args.state / TRUST_FILE
    trust = read_trust(path) if args.trust or path.exists() else NOBODY
    if trust.camera not in (None, args.camera):
        raise BadInputError(f"{path}: camera: it is of {trust.camera}, not of {args.camera}")
    if args.policy is not None:
        read_signed_policy(args.policy, trust)


def _command(
    name: str,
    args: argparse.Namespace,
    add_arguments: Callable[[argparse.ArgumentParser], None],
    door: Path,
) -> list[str]:
    """Spell out for one child the arguments it shares with `run`."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    words = [sys.executable, "-m", "edge", name, f"--door={door}"]
    words.append(f"--stop-with-parent={os.getpid()}")
    for action in parser._actions:
        value = getattr(args, action.dest, None)
        if value is True:
            words.append(action.option_strings[0])
        elif value is not None and value is not False:
            words.append(f"{action.option_strings[0]}={value}")  # the value may begin with a dash
    return words


def _is_drained(door: Path) -> bool:
    from edge.door.door import Door, DoorError

    try:
        with Door(door) as reader:
            return reader.depth() == 0
    except DoorError:
        return False  # busy or full now; asked again until the patience ends
