"""`passerby fleet keys`, `sign` and `countersign`: who says it."""

import argparse
import time
from pathlib import Path
from typing import Any, Final

_DAY_S: Final = 86_400


def register(verbs: Any) -> None:
    """Add the verbs to an argparse subparsers object."""
    keys = verbs.add_parser("keys", help="make, show or exchange signing keys")
    dos = keys.add_subparsers(dest="do", metavar="DO", required=True)
    for do, what in (("create", "make a key"), ("show", "its id and public text")):
        one = dos.add_parser(do, help=what)
        one.add_argument("key", type=Path, metavar="FILE")
        one.add_argument("--passphrase-file", type=Path, help="its first line encrypts the key")
        one.set_defaults(func=_keys)
    _add_rotate(dos)
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
    counter = verbs.add_parser("countersign", help="print what others signed, and sign it as well")
    counter.add_argument("purpose", choices=("config", "policy", "update"))
    counter.add_argument("sealed", type=Path, metavar="FILE", help="from `passerby fleet sign`")
    counter.add_argument("--key", type=Path, required=True, metavar="FILE")
    counter.add_argument("--passphrase-file", type=Path, help="its first line opens the key")
    counter.add_argument("-o", "--out", type=Path, required=True, metavar="FILE")
    counter.set_defaults(func=_countersign)


def _add_rotate(dos: Any) -> None:
    rotate = dos.add_parser("rotate", help="write the policy in which other keys are believed")
    rotate.add_argument("policy", type=Path, metavar="FILE", help="the policy at work")
    rotate.add_argument("--trust", type=Path, required=True, help="the cameras' trust file")
    rotate.add_argument("--of", choices=("operators", "oversight"), required=True)
    rotate.add_argument("--add", action="append", default=[], metavar="HOLDER=PUBLIC_KEY")
    rotate.add_argument("--drop", action="append", default=[], metavar="HOLDER")
    rotate.add_argument("--at-least", type=int, metavar="N", help="how many have to sign then")
    rotate.add_argument("-o", "--out", type=Path, required=True, metavar="FILE")
    rotate.set_defaults(func=_rotate)


def _rotate(args: argparse.Namespace) -> int:
    from edge.errors import BadInputError
    from edge.fleet.rotate import rotated
    from edge.governance.policy import read_policy
    from edge.governance.trust import read_trust

    pairs = [one.partition("=") for one in args.add]
    if bad := [name for name, sign, _ in pairs if not sign]:
        raise BadInputError(f"--add: {bad[0]!r} is not HOLDER=PUBLIC_KEY")
    text = rotated(
        read_policy(args.policy),
        trust=read_trust(args.trust),
        of=args.of,
        add={name: key for name, _, key in pairs},
        drop=args.drop,
        at_least=args.at_least,
    )
    args.out.write_text(text)
    return 0


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


def _countersign(args: argparse.Namespace) -> int:
    import msgspec

    from edge.fleet import keyfile
    from edge.fleet.countersign import countersign

    key = keyfile.read(args.key, passphrase=passphrase(args.passphrase_file))
    envelope = countersign(args.sealed, args.purpose, key=key, utc_s=time.time())
    args.out.write_bytes(msgspec.json.encode(envelope))
    print(envelope.body)
    print(f"for {', '.join(envelope.audience)}")
    print(f"signed by {', '.join(signature.key for signature in envelope.signatures)}")
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
