"""`passerby sealed`: keys for unmasked originals, and opening them with two of three."""

import argparse
from pathlib import Path
from typing import Any


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser("sealed", help="unmasked originals, which two holders can open")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    keygen = actions.add_parser("keygen", help="make a holder's key for one epoch; prints its half")
    keygen.add_argument("-o", "--out", type=Path, required=True, metavar="FILE")
    keygen.add_argument("--passphrase-file", type=Path, help="its first line encrypts the key")
    keygen.set_defaults(func=_keygen)
    destroy = actions.add_parser("destroy", help="end an epoch: nothing sealed for it opens again")
    destroy.add_argument("key", type=Path, metavar="FILE")
    destroy.set_defaults(func=_destroy)
    listing = actions.add_parser("list", help="what a camera has sealed")
    listing.add_argument("--state", type=Path, required=True, metavar="DIR", help="as of `run`")
    listing.add_argument("--json", action="store_true", help="print one JSON object")
    listing.set_defaults(func=_list)
    opening = actions.add_parser("open", help="open one: two keys, and an entry in the log first")
    opening.add_argument("file", type=Path, metavar="FILE")
    opening.add_argument("--key", type=Path, action="append", required=True, metavar="FILE")
    opening.add_argument("--passphrase-file", type=Path, action="append", default=[])
    opening.add_argument("--log", type=Path, required=True, metavar="DIR", help="of the holders")
    opening.add_argument("--case", required=True, help="the number under which it was ordered")
    opening.add_argument("-o", "--out", type=Path, required=True, metavar="FILE")
    opening.set_defaults(func=_open)


def _keygen(args: argparse.Namespace) -> int:
    from edge.commands.fleet.signing import passphrase
    from edge.oversight.sealed.keys import make_key, write_key

    key = make_key()
    write_key(args.out, key, passphrase=passphrase(args.passphrase_file))
    print(key.holder)
    return 0


def _destroy(args: argparse.Namespace) -> int:
    from edge.oversight.sealed.opening import destroy

    destroy(args.key)
    return 0


def _list(args: argparse.Namespace) -> int:
    import json

    from edge.oversight.sealed.file import read_header
    from edge.oversight.sealed.store import FOLDER

    rows = []
    for path in sorted((args.state / FOLDER).glob("*.sealed")):
        with path.open("rb") as file:
            header, _ = read_header(file)
        rows.append({"id": header.id, "epoch": header.epoch, "bytes": path.stat().st_size})
    if args.json:
        print(json.dumps({"sealed": rows}))
        return 0
    for row in rows:
        print(f"{row['id']}  {row['epoch']:12}  {row['bytes'] / 1e6:6.1f} MB")
    if not rows:
        print("nothing is sealed here")
    return 0


def _open(args: argparse.Namespace) -> int:
    import sys

    import msgspec

    from edge.clock import SystemClock
    from edge.errors import BadInputError
    from edge.oversight.device import device_key
    from edge.oversight.log.entry import CaseNumber
    from edge.oversight.log.log import Log
    from edge.oversight.sealed.keys import OpeningError
    from edge.oversight.sealed.opening import open_sealed
    from edge.whole_file import whole_file

    try:
        case = msgspec.convert(args.case, CaseNumber)
    except msgspec.ValidationError as error:
        raise BadInputError("--case: letters, digits, points, dashes; 32 at most") from error
    args.log.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = Log(args.log, device_key(args.log))
    with args.file.open("rb") as sealed, whole_file(args.out) as part, part.open("wb") as out:
        part.chmod(0o600)
        try:
            keys, utc_s = _keys(args), SystemClock().utc_s()
            whole = open_sealed(sealed, out, keys=keys, log=log, case=case, utc_s=utc_s)
        except OpeningError as error:
            raise BadInputError(f"{args.file}: {error}") from error
    if not whole:
        print(f"passerby: {args.file}: its end is missing: cut off", file=sys.stderr)
    return 0


def _keys(args: argparse.Namespace) -> list[Any]:
    from edge.commands.fleet.signing import passphrase
    from edge.oversight.sealed.keys import read_key

    secrets = [passphrase(path) for path in args.passphrase_file]
    secrets += [None] * (len(args.key) - len(secrets))
    return [
        read_key(path, passphrase=secret) for path, secret in zip(args.key, secrets, strict=False)
    ]
