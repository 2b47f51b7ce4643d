"""`passerby log`: what a camera has done and been told, and whether anybody has rewritten it."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edge.oversight.log.audit import Verdict


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser("log", help="check, show and witness what a camera has logged")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _register_verify(actions)
    _register_proof(actions)
    show = actions.add_parser("show", help="print the entries; proves nothing")
    show.add_argument("log", type=Path, metavar="FILE|FOLDER")
    show.set_defaults(func=_show)
    witness = actions.add_parser("witness", help="cosign a head that continues the one before")
    witness.add_argument("checkpoint", type=Path, metavar="CHECKPOINT")
    witness.add_argument("--log", type=Path, metavar="FILE|FOLDER", help="the entries")
    witness.add_argument("--proof", type=Path, metavar="FILE", help="answer to a log-proof")
    witness.add_argument("--key", required=True, help="of the camera")
    witness.add_argument("--name", required=True, help="of the witness, such as office.example/w1")
    witness.add_argument("--signing-key", type=Path, required=True, metavar="FILE")
    witness.add_argument("--memory", type=Path, required=True, metavar="FILE", help="what it saw")
    witness.add_argument("-o", "--out", type=Path, required=True, metavar="FILE")
    witness.set_defaults(func=_witness)


def _register_verify(actions: Any) -> None:
    verify = actions.add_parser("verify", help="exit 1 where anything was rewritten")
    verify.add_argument("log", type=Path, metavar="FILE|FOLDER", help="entries, or their folder")
    verify.add_argument("--key", required=True, help="of the camera: base64, or a file with it")
    verify.add_argument("--head", type=Path, metavar="FILE", help="its checkpoint (beside it)")
    verify.add_argument(
        "--checkpoint",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="one that was had from elsewhere: the broker, a witness, last year's audit",
    )
    verify.add_argument(
        "--witness", action="append", default=[], metavar="KEY", help="who must have cosigned"
    )
    verify.add_argument("--json", action="store_true", help="print one JSON object")
    verify.set_defaults(func=_verify)


def _register_proof(actions: Any) -> None:
    proof = actions.add_parser("proof", help="check the answer to a log-proof")
    proof.add_argument("answer", type=Path, metavar="FILE")
    proof.add_argument("--key", required=True, help="of the camera: base64, or a file with it")
    proof.add_argument("--since", type=Path, metavar="FILE", help="an earlier checkpoint")
    proof.set_defaults(func=_proof)


def _verify(args: argparse.Namespace) -> int:
    from edge.oversight.log.audit import audit
    from edge.oversight.log.evidence import read_heads, read_key, read_log, read_witness

    key = read_key(args.key)
    raw, head = read_log(args.log, args.head)
    verdict = audit(
        raw,
        head,
        key,
        others=read_heads(args.checkpoint),
        witnesses=[read_witness(text) for text in args.witness],
    )
    _tell(verdict, as_json=args.json)
    return 1 if verdict.findings else 0


def _tell(verdict: "Verdict", *, as_json: bool) -> None:
    import msgspec

    head = verdict.head
    if as_json:
        told = {
            "ok": not verdict.findings,
            "origin": head and head.origin,
            "size": head and head.size,
            "root": head and head.root.hex(),
            "uncovered": verdict.uncovered,
            "witnessed": dict(verdict.seen_s),
            "findings": msgspec.to_builtins(verdict.findings),
        }
        print(json.dumps(told))
        return
    for finding in verdict.findings:
        print(f"{finding.kind}: {finding.where}: {finding.reason}")
    if head is not None and not verdict.findings:
        print(f"{head.origin}: all {head.size} entries are as they were signed")
        if verdict.uncovered:
            print(f"{verdict.uncovered} behind them are not signed yet, and prove nothing")


def _proof(args: argparse.Namespace) -> int:
    from edge.oversight.log.answered import check_answer
    from edge.oversight.log.evidence import read_head, read_key

    since = None if args.since is None else read_head(args.since)
    proved = check_answer(args.answer.read_bytes(), read_key(args.key), since=since)
    print("\n".join(proved))
    return 0


def _show(args: argparse.Namespace) -> int:
    from edge.errors import BadInputError
    from edge.oversight.log.log import ENTRIES, whole_lines

    path = args.log / ENTRIES if args.log.is_dir() else args.log
    raw = path.read_bytes()
    _, lines, end = whole_lines(raw)
    for line in lines:
        print(line.decode())
    if end < len(raw):
        raise BadInputError(f"{path}: entry {len(lines)} cannot be read")
    return 0


def _witness(args: argparse.Namespace) -> int:
    from edge.clock import SystemClock
    from edge.errors import NotNowError
    from edge.fleet import keyfile
    from edge.oversight.log import evidence
    from edge.oversight.log.answered import consistency_of
    from edge.oversight.log.checkpoint import open_checkpoint
    from edge.oversight.log.note import parse_note
    from edge.oversight.log.witness import Witness, load_memory
    from edge.whole_file import keep_whole

    utc_s = SystemClock().utc_s()
    if utc_s is None:
        raise NotNowError("the clock is not set: a cosignature says when")
    raw = evidence.read_head(args.checkpoint)
    head = open_checkpoint(raw, evidence.read_key(args.key))
    witness = Witness(name=args.name, key=keyfile.read(args.signing_key))
    memory = load_memory(args.memory)
    path = consistency_of(head, memory.of(head.origin).size, log=args.log, proof=args.proof)
    note, memory = witness.cosign(parse_note(raw), memory, path=path, utc_s=int(utc_s))
    # What was signed must not be forgotten: the other way round a crash could make it sign twice.
    memory.keep(args.memory)
    keep_whole(args.out, str(note).encode())
    print(witness.verifier)
    return 0
