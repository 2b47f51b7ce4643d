"""What the answer to a log-proof proves to somebody who has nothing of a camera but its key."""

import base64
from collections.abc import Sequence
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from edge.contract import Answer, LogProof
from edge.errors import BadInputError, refuse
from edge.oversight.log.checkpoint import Checkpoint, open_checkpoint
from edge.oversight.log.entry import parse_entry
from edge.oversight.log.evidence import read_log
from edge.oversight.log.log import whole_lines
from edge.oversight.log.proof import is_consistent, is_included
from edge.oversight.log.tree import Tree, leaf_hash


def check_answer(raw: bytes, key: Ed25519PublicKey, *, since: bytes | None) -> tuple[str, ...]:
    """Return in words what an answer proves. since: an earlier checkpoint of that log.

    Raises DocumentError for an answer that proves nothing, or not all that it says.
    """
    proof = _proof_of(raw)
    head = open_checkpoint(proof.checkpoint.encode(), key)
    proved = [f"{head.origin}: {head.size} entries"]
    if proof.entry is not None:
        line = proof.entry.encode()
        number = parse_entry(line).n
        path = steps(proof.inclusion)
        if not is_included(leaf_hash(line), path, number=number, size=head.size, root=head.root):
            raise refuse("inclusion", f"does not prove entry {number}")
        proved.append(proof.entry)
    if since is not None:
        old = open_checkpoint(since, key)
        _check_continues(head, old, steps(proof.consistency))
        proved.append(f"continues the {old.size} entries of before")
    return tuple(proved)


def consistency_of(
    head: Checkpoint, size: int, *, log: Path | None, proof: Path | None
) -> Sequence[bytes]:
    """The path from a tree of so many entries to a head: of the entries, or of an answer.

    Raises BadInputError.
    """
    if size in (0, head.size) or head.size < size:
        return ()
    if proof is not None:
        return steps(_proof_of(proof.read_bytes()).consistency)
    if log is None:
        raise BadInputError(f"--log or --proof: what shows that {size} entries were continued")
    _, lines, _ = whole_lines(read_log(log, None)[0])
    if len(lines) < head.size:
        raise BadInputError(f"{log}: {len(lines)} entries, and {head.size} were signed")
    return Tree(lines[: head.size]).consistency(size, head.size)


def steps(texts: Sequence[str]) -> tuple[bytes, ...]:
    """Raises DocumentError."""
    try:
        return tuple(base64.b64decode(text, validate=True) for text in texts)
    except ValueError as error:
        raise refuse("proof", "a step is not base64") from error


def _check_continues(head: Checkpoint, old: Checkpoint, path: Sequence[bytes]) -> None:
    sizes = {"old_size": old.size, "size": head.size}
    same = old.origin == head.origin
    if not same or not is_consistent(path, old_root=old.root, root=head.root, **sizes):
        raise refuse("consistency", f"does not continue the {old.size} entries of before")


def _proof_of(raw: bytes) -> LogProof:
    try:
        proof = msgspec.json.decode(raw, type=Answer).proof
    except (msgspec.DecodeError, UnicodeError) as error:
        raise refuse("answer", str(error)) from error
    if proof is None:
        raise refuse("answer", "to something else than a log-proof")
    return proof
