"""`passerby check`: would a camera accept this configuration?"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from edge.config import Config


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser("check", help="tell whether a camera would accept a configuration")
    parser.add_argument("config", type=Path, metavar="CONFIG", help="YAML or JSON file")
    parser.add_argument(
        "--policy", type=Path, metavar="FILE", help="a policy's text: whether it permits all of it"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(func=_check)


def _check(args: argparse.Namespace) -> int:
    from edge.errors import DocumentError

    try:
        config = _permitted(args.config, args.policy)
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


def _permitted(path: Path, policy: Path | None) -> "Config":
    from edge.config import read_config
    from edge.errors import DocumentError
    from edge.governance.ceiling import beyond
    from edge.governance.policy import read_policy

    config = read_config(path)
    clauses = () if policy is None else beyond(config, read_policy(policy))
    if clauses:
        raise DocumentError(clauses, file=path)
    return config


def _name(rule: msgspec.Struct) -> str:
    place = getattr(rule, "zone", None) or getattr(rule, "line", None)
    return f"{rule.__struct_config__.tag} at {place}"


def _as_json(**answer: object) -> str:
    return msgspec.json.encode(answer).decode()
