"""`passerby fleet claim`: cards that may ask for a certificate, once."""

import argparse
from pathlib import Path
from typing import Any


def register(verbs: Any) -> None:
    """Add the verb to an argparse subparsers object."""
    claim = verbs.add_parser("claim", help="let a card ask for its camera's certificate, once")
    dos = claim.add_subparsers(dest="do", metavar="DO", required=True)
    make = dos.add_parser("make", help="a claim for each card, in a folder named like its camera")
    make.add_argument("camera", nargs="+", metavar="CAMERA")
    make.add_argument("--days", type=int, default=30, help="how long it may be used (30)")
    make.add_argument("--into", type=Path, required=True, metavar="FOLDER")
    make.set_defaults(func=_make)
    spent = dos.add_parser("spent", help="the broker's list of claims that are over")
    spent.add_argument("-o", "--out", type=Path, required=True, metavar="claims-ca.crl")
    spent.set_defaults(func=_spent)
    for one in (make, spent):
        one.add_argument("--register", type=Path, required=True, metavar="FILE")
        one.add_argument("--ca", type=Path, required=True, help="PEM file of the claims' authority")
        one.add_argument("--ca-key", type=Path, required=True, help="PEM file of its private key")


def _make(args: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from edge.fleet import claims
    from edge.fleet.issue import Authority

    authority, now = Authority.read(args.ca, args.ca_key), datetime.now(UTC)
    for camera in args.camera:
        into = args.into / camera
        claims.make(args.register, camera, authority=authority, days=args.days, now=now, into=into)
        print(into)
    return 0


def _spent(args: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from edge.fleet import claims
    from edge.fleet.issue import Authority

    serials = claims.spent(args.register)
    authority = Authority.read(args.ca, args.ca_key)
    args.out.write_bytes(authority.revocations(serials, now=datetime.now(UTC)))
    print(f"{len(serials):,} claims are over; Mosquitto reads the list at a SIGHUP")
    return 0
