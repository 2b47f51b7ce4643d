"""`passerby fleet enrol`: a new camera's certificate, for a key that it has made itself."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge.commands.fleet.broker import add_broker, connected

if TYPE_CHECKING:
    from edge.fleet.admit import Waiting
    from edge.fleet.wire import Wire


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
    _add_claimed(steps)


def _add_claimed(steps: Any) -> None:
    """Add what is done at the broker, with cards that have a claim."""
    waiting = steps.add_parser("waiting", help="the operator: who asks with a claim")
    waiting.set_defaults(func=_waiting)
    admit = steps.add_parser("admit", help="the operator: give one of them its certificate")
    admit.add_argument("camera", metavar="CAMERA")
    admit.add_argument("--fingerprint", required=True, help="of its key, as the camera shows it")
    admit.add_argument("--issuer", type=Path, required=True, help="PEM file of the authority")
    admit.add_argument("--issuer-key", type=Path, required=True, help="PEM file of its private key")
    admit.add_argument("--days", type=int, default=365, help="how long it is good")
    admit.set_defaults(func=_admit)
    deny = steps.add_parser("deny", help="the operator: send one of them away, its claim is over")
    deny.add_argument("camera", metavar="CAMERA")
    deny.set_defaults(func=_deny)
    for one in (waiting, admit, deny):
        one.add_argument("--register", type=Path, required=True, metavar="FILE")
        add_broker(one)


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


def _waiting(args: argparse.Namespace) -> int:
    wire, found = _heard(args)
    wire.close()
    good = {name: asked.fingerprint for name, asked in found.good.items()}
    if args.json:
        print(json.dumps({"waiting": good, "refused": found.bad}))
        return 0
    for name, fingerprint in good.items():
        print(f"{name:<24} {fingerprint}")
    for why in found.bad.values():
        print(f"refused: {why}")
    return 0


def _admit(args: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from edge.fleet.admit import admit
    from edge.fleet.issue import Authority

    authority = Authority.read(args.issuer, args.issuer_key)
    wire, found = _heard(args)
    admit(
        wire,
        found.asked(args.camera, args.fingerprint),
        register=args.register,
        authority=authority,
        days=args.days,
        now=datetime.now(UTC),
    )
    wire.close()
    return 0


def _deny(args: argparse.Namespace) -> int:
    from edge.fleet.admit import deny

    wire, found = _heard(args)
    deny(wire, args.camera, found.good.get(args.camera), register=args.register)
    wire.close()
    return 0


def _heard(args: argparse.Namespace) -> "tuple[Wire, Waiting]":
    """The broker, and who asks there."""
    from datetime import UTC, datetime

    from edge.claim import ASKED
    from edge.fleet import register
    from edge.fleet.admit import waiting

    wire = connected(args, also=ASKED)
    wire.listen(0.0)
    return wire, waiting(wire, known=register.read(args.register), now=datetime.now(UTC))
