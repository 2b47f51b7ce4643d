"""Whether a log is what was signed, and continues every head that anybody ever had of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from edge.errors import DocumentError
from edge.oversight.log.checkpoint import Checkpoint, open_checkpoint
from edge.oversight.log.entry import Entry
from edge.oversight.log.log import whole_lines
from edge.oversight.log.note import Verifier, parse_note
from edge.oversight.log.tree import Tree
from edge.oversight.log.witness import cosigned_at

# checkpoint: not one, or not signed by the key. entries: changed, left out or in another order.
# truncated: fewer than were signed. fork: a head of another history. rollback: there was more.
# witness: one that has to has not cosigned it.
Kind = Literal["checkpoint", "entries", "truncated", "fork", "rollback", "witness"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong. where: the checkpoint or the entry that shows it."""

    kind: Kind
    where: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """findings: none where all is well. entries: what is proved, without what no head covers.

    uncovered: whole entries behind those, which nobody has signed yet. seen_s: when each witness
    cosigned the head, in seconds since 1970-01-01T00:00Z.
    """

    findings: tuple[Finding, ...]
    head: Checkpoint | None = None
    entries: tuple[Entry, ...] = ()
    uncovered: int = 0
    seen_s: Mapping[str, int]


def audit(
    raw: bytes,
    checkpoint: bytes,
    key: Ed25519PublicKey,
    *,
    others: Mapping[str, bytes] | None = None,
    witnesses: Sequence[Verifier] = (),
) -> Verdict:
    """Judge a log by its head, which the key has to have signed.

    raw: the file of entries. others: heads from elsewhere, older or newer, by where each is from;
    only these tell a history that its own key has rewritten. witnesses: who has to have cosigned
    the head.
    """
    try:
        head = open_checkpoint(checkpoint, key)
    except DocumentError as error:
        finding = Finding(kind="checkpoint", where="checkpoint", reason=str(error))
        return Verdict(findings=(finding,), seen_s={})
    entries, lines, _ = whole_lines(raw)
    tree = Tree(lines)
    seen = {w.name: cosigned_at(parse_note(checkpoint), w) for w in witnesses}
    findings = (
        *_against(head, tree, raw),
        *(
            f
            for where, other in (others or {}).items()
            for f in _beside(where, other, head, tree, key)
        ),
        *(
            Finding(kind="witness", where=name, reason="has not cosigned this head")
            for name, utc_s in seen.items()
            if utc_s is None
        ),
    )
    return Verdict(
        findings=findings,
        head=head,
        entries=() if findings else tuple(entries[: head.size]),
        uncovered=0 if findings else tree.size - head.size,
        seen_s={name: utc_s for name, utc_s in seen.items() if utc_s is not None},
    )


def _against(head: Checkpoint, tree: Tree, raw: bytes) -> tuple[Finding, ...]:
    """What of the entries is not what the head says."""
    if tree.size < head.size:
        torn = raw.count(b"\n") >= head.size
        return (
            Finding(
                kind="entries" if torn else "truncated",
                where=f"entry {tree.size}",
                reason=f"{head.size} were signed, and {tree.size} can be read",
            ),
        )
    if tree.root(head.size) != head.root:
        reason = "changed, left out or in another order"
        return (Finding(kind="entries", where=f"the first {head.size} entries", reason=reason),)
    return ()


def _beside(
    where: str, raw: bytes, head: Checkpoint, tree: Tree, key: Ed25519PublicKey
) -> tuple[Finding, ...]:
    """What another head of the same key says against this history."""
    try:
        other = open_checkpoint(raw, key)
    except DocumentError as error:
        return (Finding(kind="checkpoint", where=where, reason=str(error)),)
    if other.origin != head.origin:
        reason = f"another log of this camera: {other.origin}, and here {head.origin}"
        return (Finding(kind="fork", where=where, reason=reason),)
    if other.size > head.size:
        reason = f"there were {other.size} entries, and here are {head.size}"
        return (Finding(kind="rollback", where=where, reason=reason),)
    if other.size > tree.size or tree.root(other.size) != other.root:
        reason = f"its {other.size} entries are not the first of these"
        return (Finding(kind="fork", where=where, reason=reason),)
    return ()
