"""`passerby fleet keys` and `sign`: who says it."""

import argparse
import time
from pathlib import Path
from typing import Any, Final

_DAY_S: Final = 86_400


def register(verbs: Any) -> None:
    """Add the verbs to an argparse subparsers object."""
    keys = verbs.add_parser("keys", help="make or show a signing key")
    keys.add_argument("do", choices=("create", "show"))
    keys.add_argument("key", type=Path, metavar="FILE")
    keys.add_argument("--passphrase-file", type=Path, help="its first line encrypts the key")
    keys.set_defaults(func=_keys)
    sign = verbs.add_parser("sign", help="check a document and put a signature to it")
    sign.add_argument("purpose", choices=("config", "policy"))
    sign.add_argument("document", type=Path, metavar="FILE")
    sign.add_argument("--key", type=Path, action="append", required=True, metavar="FILE")
    sign.add_argument("--passphrase-file", type=Path, help="its first line opens the keys")
    sign.add_argument(
        "--for", dest="audience", action="append", required=True, metavar="CAMERA|fleet:NAME"
    )
    sign.add_argument("--days", type=float, help="how long it may be taken (default: for ever)")
    sign.add_argument("-o", "--out", type=Path, required=True, metavar="FILE")
    sign.set_defaults(func=_sign)


def _keys(args: argparse.Namespace) -> int:
    from edge.fleet import keyfile
    from edge.governance.signing import key_id, public_text

    secret = passphrase(args.passphrase_file)
    make = keyfile.create if args.do == "create" else keyfile.read
    key = make(args.key, passphrase=secret).public_key()
    print(f"{key_id(key)} {public_text(key)}")
    return 0


def _sign(args: argparse.Namespace) -> int:
    from edge.fleet import keyfile
    from edge.fleet.sign import checked_body
    from edge.governance.signing import seal

    secret = passphrase(args.passphrase_file)
    body = checked_body(args.document, args.purpose)
    expires = None if args.days is None else int(time.time() + args.days * _DAY_S)
    raw = seal(
        body,
        purpose=args.purpose,
        audience=args.audience,
        by=[keyfile.read(path, passphrase=secret) for path in args.key],
        expires=expires,
    )
    args.out.write_bytes(raw)
    return 0


def passphrase(path: Path | None) -> str | None:
    """The first line of a file. Raises BadInputError naming it."""
    from edge.errors import BadInputError

    if path is None:
        return None
    try:
        return path.read_text().splitlines()[0]
    except (OSError, IndexError, UnicodeError) as error:
        raise BadInputError(f"{path}: no passphrase in its first line") from error
