"""`passerby fleet pack` and `update`: models or a firmware for cameras, tried as they would."""

import argparse
import hashlib
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from edge.commands.fleet.signing import passphrase

if TYPE_CHECKING:
    from edge.update.document import Bundle

_DAY_S: Final = 86_400
_FORMATS: Final = {".zip": "zip", ".whl": "wheel", ".raucb": "raucb"}


def register(verbs: Any) -> None:
    """Add the verbs to an argparse subparsers object."""
    pack = verbs.add_parser("pack", help="put a folder of models into one file")
    pack.add_argument("folder", type=Path, metavar="FOLDER", help="manifest.yaml, models, cards")
    pack.add_argument("-o", "--out", type=Path, required=True, metavar="FILE.zip")
    pack.set_defaults(func=_pack)
    update = verbs.add_parser("update", help="try a file as a camera would, and sign it for them")
    update.add_argument("file", type=Path, metavar="FILE", help=", ".join(_FORMATS))
    update.add_argument("--version", type=int, required=True, help="above all that there were")
    update.add_argument(
        "--minimum", type=int, default=0, metavar="VERSION", help="nothing below is taken any more"
    )
    update.add_argument("--release", help="what a .raucb calls itself; a wheel says so in its name")
    update.add_argument("--url", required=True, help="https://... where cameras find the file")
    update.add_argument("--key", type=Path, action="append", required=True, metavar="FILE")
    update.add_argument("--passphrase-file", type=Path, help="its first line opens the keys")
    update.add_argument(
        "--for", dest="audience", action="append", required=True, metavar="CAMERA|fleet:NAME"
    )
    update.add_argument("--days", type=float, default=30.0, help="how long it may be taken (30)")
    update.add_argument("-o", "--out", type=Path, required=True, metavar="FILE")
    update.set_defaults(func=_update)


def _pack(args: argparse.Namespace) -> int:
    from edge.update.pack import pack

    size_bytes = pack(args.folder, args.out)
    print(f"{args.out}: {size_bytes:,} bytes")
    return 0


def _update(args: argparse.Namespace) -> int:
    import msgspec

    from edge.errors import DocumentError
    from edge.fleet import keyfile
    from edge.governance.signing import seal
    from edge.update.prove import prove

    secret = passphrase(args.passphrase_file)
    keys = [keyfile.read(path, passphrase=secret) for path in args.key]
    bundle = _bundle(args)
    with tempfile.TemporaryDirectory() as folder:
        faults = prove(args.file, Path(folder), bundle, objects=None, faces=None)
    if faults:
        raise DocumentError(faults, file=args.file)
    raw = seal(
        msgspec.json.encode(bundle).decode(),
        purpose="update",
        audience=args.audience,
        by=keys,
        expires=int(time.time() + args.days * _DAY_S),
    )
    args.out.write_bytes(raw)
    return 0


def _bundle(args: argparse.Namespace) -> "Bundle":
    """Raises BadInputError naming what is wrong with it."""
    from edge.errors import BadInputError
    from edge.strict import convert
    from edge.update.document import Bundle

    format_ = _FORMATS.get(args.file.suffix)
    if format_ is None:
        raise BadInputError(f"{args.file}: expected one of {', '.join(_FORMATS)}")
    try:
        with args.file.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size_bytes = args.file.stat().st_size
    except OSError as error:
        raise BadInputError(f"{args.file}: {error.strerror}") from error
    named = args.file.name.split("-")[1:2] if format_ == "wheel" else [args.release]
    document = {
        "kind": "models" if format_ == "zip" else "firmware",
        "version": args.version,
        "minimum": args.minimum,
        "url": args.url,
        "size_bytes": size_bytes,
        "sha256": digest,
        "format": format_,
        "release": named[0] if named else None,
    }
    return convert(document, Bundle)
