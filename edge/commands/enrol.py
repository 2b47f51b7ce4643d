"""`passerby enrol`: on the camera, before the uplink: ask with a claim for its certificate."""

import argparse
from pathlib import Path
from typing import Any, Final

# EX_TEMPFAIL of sysexits.h: nobody has decided yet.
EXIT_NOT_YET: Final = 75


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser(
        "enrol",
        help="ask with a claim for this camera's certificate; exit 1 when denied, 75 when stopped",
    )
    parser.add_argument("--camera", required=True, help="id of this camera, e.g. gate-3")
    parser.add_argument("--broker", required=True, metavar="URL", help="mqtts://host:8885")
    parser.add_argument("--ca", type=Path, help="PEM file of the authority that signed the broker")
    parser.add_argument("--claim", type=Path, required=True, help="PEM file of the claim")
    parser.add_argument("--claim-key", type=Path, required=True, help="PEM file of its private key")
    parser.add_argument(
        "--into", type=Path, required=True, metavar="FOLDER", help="has the camera's key"
    )
    parser.set_defaults(func=_enrol)


def _enrol(args: argparse.Namespace) -> int:
    import secrets
    import time

    from edge.stop import Stop
    from edge.uplink.enrolment import run_enrolment
    from edge.uplink.settings import UplinkSettings

    stop = Stop()
    if (args.into / f"{args.camera}.pem").exists():
        return 0
    settings = UplinkSettings(
        camera=args.camera, broker=args.broker, ca=args.ca, cert=args.claim, key=args.claim_key
    )
    admitted = run_enrolment(
        settings,
        args.into,
        stop=stop,
        wait=time.sleep,
        random=secrets.SystemRandom().random,
    )
    if admitted is None:
        return EXIT_NOT_YET
    print(f"{args.camera}: {'has its certificate' if admitted else 'was denied'}")
    return 0 if admitted else 1
