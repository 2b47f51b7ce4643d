"""`passerby fleet opening`: what an installer takes along on a stick."""

import argparse
import time
from pathlib import Path
from typing import Any, Final

from edge.commands.fleet.signing import passphrase

_DAY_S: Final = 86_400


def register(verbs: Any) -> None:
    """Add the verb to an argparse subparsers object."""
    opening = verbs.add_parser(
        "opening", help="sign what opens a camera's maintenance window, for a USB stick"
    )
    opening.add_argument("--minutes", type=int, default=60, help="of the window (default: 60)")
    opening.add_argument("--days", type=float, default=7.0, help="good for so long (default: 7)")
    opening.add_argument("--key", type=Path, required=True, metavar="FILE", help="that signs it")
    opening.add_argument("--passphrase-file", type=Path, help="its first line opens the key")
    opening.add_argument(
        "--for", dest="audience", action="append", required=True, metavar="CAMERA|fleet:NAME"
    )
    opening.add_argument(
        "-o", "--out", type=Path, default=Path("passerby-open.json"), metavar="FILE"
    )
    opening.set_defaults(func=_opening)


def _opening(args: argparse.Namespace) -> int:
    from edge.contract import MAX_WINDOW_MINUTES
    from edge.errors import BadInputError
    from edge.fleet import keyfile
    from edge.installer.opening import opening

    if not 1 <= args.minutes <= MAX_WINDOW_MINUTES:
        raise BadInputError(f"minutes: expected 1 to {MAX_WINDOW_MINUTES}")
    key = keyfile.read(args.key, passphrase=passphrase(args.passphrase_file))
    now_s = time.time()
    raw = opening(
        args.audience,
        minutes=args.minutes,
        utc_s=now_s,
        expires=int(now_s + args.days * _DAY_S),
        key=key,
    )
    args.out.write_bytes(raw)
    return 0
