"""`passerby fleet enrol`: a new camera's certificate, for a key that it has made itself."""

import argparse
from pathlib import Path
from typing import Any


def register(verbs: Any) -> None:
    """Add the verb to an argparse subparsers object."""
    enrol = verbs.add_parser("enrol", help="give a new camera its certificate")
    steps = enrol.add_subparsers(dest="step", metavar="STEP", required=True)
    invite = steps.add_parser("invite", help="the operator: print a code that works once")
    invite.add_argument("camera", metavar="CAMERA")
    invite.add_argument("--register", type=Path, required=True, metavar="FILE")
    invite.set_defaults(func=_invite)
    request = steps.add_parser("request", help="the camera: make its key and ask")
    request.add_argument("camera", metavar="CAMERA")
    request.add_argument("--code-file", type=Path, required=True, help="holds the code")
    request.add_argument("--into", type=Path, required=True, metavar="FOLDER")
    request.set_defaults(func=_request)
    approve = steps.add_parser("approve", help="the operator: sign what was invited")
    approve.add_argument("request", type=Path, metavar="FILE")
    approve.add_argument("--register", type=Path, required=True, metavar="FILE")
    approve.add_argument("--ca", type=Path, required=True, help="PEM file of the authority")
    approve.add_argument("--ca-key", type=Path, required=True, help="PEM file of its private key")
    approve.add_argument("--days", type=int, default=365, help="how long it is good")
    approve.add_argument("-o", "--out", type=Path, required=True, metavar="FILE")
    approve.set_defaults(func=_approve)


def _invite(args: argparse.Namespace) -> int:
    from edge.fleet import enrol

    print(enrol.invite(args.register, args.camera))
    return 0


def _request(args: argparse.Namespace) -> int:
    from edge.errors import BadInputError
    from edge.fleet import enrol

    try:
        code = args.code_file.read_text().strip()
    except (OSError, UnicodeError) as error:
        raise BadInputError(f"{args.code_file}: {error}") from error
    print(enrol.request(args.into, args.camera, code))
    return 0


def _approve(args: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from edge.fleet import enrol

    certificate = enrol.approve(
        args.request,
        register=args.register,
        ca=args.ca,
        ca_key=args.ca_key,
        days=args.days,
        now=datetime.now(UTC),
    )
    args.out.write_bytes(certificate)
    return 0
