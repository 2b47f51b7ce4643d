"""`passerby statement`: what a camera does, for the public; and whether a sign still says so."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edge.governance.policy import Policy
    from edge.governance.trust import Trust
    from edge.oversight.public.papers import Told
    from edge.oversight.public.stale import Freshness


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser(
        "statement", help="what a camera does, for the public: page, sign, records"
    )
    _add_making(parser)
    parser.set_defaults(func=_statement)
    actions = parser.add_subparsers(dest="action", metavar="check")
    check = actions.add_parser("check", help="whether a sign still says what a camera does")
    check.add_argument(
        "sign", metavar="SIGN", help="its number or code, or a sign.svg or statement"
    )
    check.add_argument(
        "--against", type=Path, required=True, metavar="FILE", help="the camera's statement now"
    )
    check.add_argument("--device-key", metavar="KEY", help="the key that has to have signed it")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.set_defaults(func=_check)


def _add_making(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--state", type=Path, metavar="DIR", help="of a camera at work: what it says of itself"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="a draft of this configuration")
    parser.add_argument(
        "--policy",
        type=Path,
        metavar="FILE",
        help="its ceiling: signed with --trust, else its text",
    )
    parser.add_argument("--trust", type=Path, metavar="FILE", help="the camera's trust file")
    parser.add_argument("--source", metavar="KIND", help="of a draft: usb, picamera, network, ...")
    parser.add_argument("--profile", metavar="NAME", help="models for a kind of device")
    parser.add_argument("--objects", metavar="MODEL", help="object detector")
    parser.add_argument("--faces", metavar="MODEL", help="face detector")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write all files there")
    parser.add_argument("--font", type=Path, metavar="FILE", help="TrueType, for other scripts")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _statement(args: argparse.Namespace) -> int:
    from edge.errors import BadInputError
    from edge.oversight.public.papers import papers, read_told
    from edge.oversight.public.publication import STATEMENT_FILE
    from edge.oversight.public.statement import missing

    if (args.state is None) == (args.config is None):
        raise BadInputError("statement: give --config FILE or --state DIR, one of them")
    told = _draft(args) if args.state is None else read_told(args.state / STATEMENT_FILE)
    files = {} if args.into is None else papers(told, font=args.font)
    for name, content in files.items():
        _write(args.into / name, content)
    silent = missing(told.statement.facts)
    if args.json:
        answer = {
            "hash": told.statement.hash,
            "signed": told.signed,
            "missing": silent,
            "files": [str(args.into / name) for name in files],
        }
        print(json.dumps(answer))
        return 0
    print(f"{told.statement.hash}  {'signed by the camera' if told.signed else 'a draft'}")
    for key in silent:
        print(f"passerby: not said: {key}", file=sys.stderr)
    return 0


def _write(path: Path, content: bytes) -> None:
    from edge.whole_file import whole_file

    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as part:
        part.write_bytes(content)


def _draft(args: argparse.Namespace) -> "Told":
    """What a camera with these files would say of itself."""
    from edge.commands.vision import chosen_models
    from edge.config import read_config
    from edge.firmware import firmware
    from edge.governance.ceiling import beyond, narrowed
    from edge.governance.trust import NOBODY, read_trust
    from edge.oversight.public.carried import carried
    from edge.oversight.public.facts import About, gathered
    from edge.oversight.public.papers import draft
    from edge.oversight.public.statement import stated
    from edge.perception.manifest import models_folder, read_manifest

    utc_s = time.time()
    trust = NOBODY if args.trust is None else read_trust(args.trust)
    policy = _policy(args.policy, trust if args.trust else None, utc_s)
    config = read_config(args.config)
    for clause in beyond(config, policy):
        print(f"passerby: not permitted, so left out: {clause}", file=sys.stderr)
    objects, faces = chosen_models(args)
    about = About(
        camera=trust.camera,
        firmware=firmware(),
        source=_source(args.source),
        preview=False,
        models=carried(read_manifest(models_folder()), objects=objects, faces=faces),
    )
    facts = gathered(
        about,
        config=narrowed(config, policy),
        policy=policy,
        operators=(policy.operators or trust.operators).as_keys(),
        oversight=(policy.oversight or trust.oversight).as_keys(),
    )
    version = policy.version or None
    made = stated(facts, config_version=config.version, policy_version=version)
    return draft(made, utc_s=int(utc_s))


def _policy(path: Path | None, trust: "Trust | None", utc_s: float) -> "Policy":
    """What holds now: the strictest without a policy, less than it says once its time is over."""
    from edge.governance.authority import read_signed_policy
    from edge.governance.policy import STRICTEST, has_lapsed, lapsed, read_policy

    if path is None:
        return STRICTEST
    policy = read_policy(path) if trust is None else read_signed_policy(path, trust)
    return lapsed(policy) if has_lapsed(policy, utc_s) else policy


def _source(kind: str | None) -> Any:
    from typing import get_args

    from edge.errors import refuse
    from edge.terms import SourceKind

    if kind is not None and kind not in get_args(SourceKind):
        raise refuse("--source", f"one of {', '.join(get_args(SourceKind))}")
    return kind


def _check(args: argparse.Namespace) -> int:
    from edge.errors import refuse
    from edge.oversight.public.papers import read_told

    now = read_told(args.against)
    if args.device_key is not None and (not now.signed or now.statement.key != args.device_key):
        raise refuse(str(args.against), "not signed by that key")
    found = _compared(args.sign, now)
    if args.json:
        import msgspec

        print(msgspec.json.encode(found).decode())
    else:
        _print(found)
    return 0 if found.state == "fresh" else 1


def _compared(sign: str, now: "Told") -> "Freshness":
    from edge.oversight.public.papers import read_told
    from edge.oversight.public.stale import against_hash, against_statement, read_hash

    if Path(sign).is_file():
        return against_statement(read_told(Path(sign)).statement, now.statement)
    return against_hash(read_hash(sign), now.statement)


def _print(found: "Freshness") -> None:
    if found.state == "fresh":
        print(f"fresh: the camera does what the sign says ({found.sign[:16]})")
        return
    print(f"STALE: the sign says {found.sign[:16]}, the camera {found.statement[:16]}")
    if found.changes is None:
        print("  what has changed, only the sign's own file or an older statement can tell")
    for change in found.changes or ():
        print(f"  {change.path}: {json.dumps(change.before)} -> {json.dumps(change.after)}")
