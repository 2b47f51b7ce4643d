"""`passerby check`: would a camera accept this configuration?"""

import argparse
from pathlib import Path
from typing import Any

import msgspec


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser("check", help="tell whether a camera would accept a configuration")
    parser.add_argument("config", type=Path, metavar="CONFIG", help="YAML or JSON file")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(func=_check)


def _check(args: argparse.Namespace) -> int:
    from edge.config import read_config
    from edge.errors import DocumentError

    try:
        config = read_config(args.config)
    except DocumentError as error:
        if not args.json:
            raise
        faults = [{"path": f.path, "reason": f.reason} for f in error.faults]
        print(_as_json(ok=False, faults=faults))
        return 2
    if args.json:
        print(_as_json(ok=True, version=config.version, faults=[]))
    else:
        rules = ", ".join(_name(rule) for rule in config.rules) or "no rules"
        print(f"{args.config}: good, version {config.version}, {config.privacy.level}: {rules}")
    return 0


def _name(rule: msgspec.Struct) -> str:
    place = getattr(rule, "zone", None) or getattr(rule, "line", None)
    return f"{rule.__struct_config__.tag} at {place}"


def _as_json(**answer: object) -> str:
    return msgspec.json.encode(answer).decode()
