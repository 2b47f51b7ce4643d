"""`passerby uplink`: the process that speaks, and has no camera."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edge.uplink.settings import UplinkSettings


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser("uplink", help="the process that speaks: network, no camera")
    add_arguments(parser)
    parser.add_argument("--door", type=Path, required=True, metavar="FILE", help="the shared queue")
    parser.add_argument("--stop-with-parent", type=int, metavar="PID", help=argparse.SUPPRESS)
    parser.set_defaults(func=_uplink)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `uplink` and `run` both take."""
    parser.add_argument("--camera", required=True, help="id of this camera, e.g. gate-3")
    parser.add_argument(
        "--broker", required=True, metavar="URL", help="mqtts://host:8883 or mqtt://"
    )
    parser.add_argument("--ca", type=Path, help="PEM file of the authority that signed the broker")
    parser.add_argument("--cert", type=Path, help="PEM file of this camera's certificate")
    parser.add_argument("--key", type=Path, help="PEM file of its private key")
    parser.add_argument("--user", help="user name, where the broker has no client certificates")
    parser.add_argument("--password-file", type=Path, help="file whose first line is the password")
    parser.add_argument(
        "--allow-plaintext", action="store_true", help="mqtt:// to a broker on another machine"
    )
    parser.add_argument(
        "--home-assistant", action="store_true", help="tell Home Assistant what it can show"
    )


def checked_settings(args: argparse.Namespace) -> "UplinkSettings":
    """Read what add_arguments asked for. Raises BadInputError for what cannot work."""
    from edge.uplink.settings import UplinkSettings, password, tls_context

    settings = UplinkSettings(
        camera=args.camera,
        broker=args.broker,
        ca=args.ca,
        cert=args.cert,
        key=args.key,
        user=args.user,
        password_file=args.password_file,
        allow_plaintext=args.allow_plaintext,
        home_assistant=args.home_assistant,
    )
    tls_context(settings)
    password(settings)
    return settings


def _uplink(args: argparse.Namespace) -> int:
    from edge.clock import SystemClock
    from edge.stop import Stop
    from edge.uplink.uplink import run_uplink

    stop = Stop(with_parent=args.stop_with_parent)
    return run_uplink(checked_settings(args), args.door, SystemClock(), stop)
