"""Witnesses: they cosign a checkpoint once they know that it only continues the one before.

Cosignatures of c2sp.org/tlog-cosignature with Ed25519. A log that shows one history to some and
another to others needs a witness who signs both; an honest one never does.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Meta, Struct

from edge.errors import refuse
from edge.kept import Kept
from edge.oversight.log.checkpoint import Checkpoint, read_checkpoint
from edge.oversight.log.note import COSIGNATURE, Mark, Note, Verifier, key_id, verifies
from edge.oversight.log.proof import is_consistent
from edge.oversight.log.tree import EMPTY_ROOT

_TIME_BYTES: Final = 8


class Seen(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The largest head of one log that a witness has cosigned. root: base64."""

    size: Annotated[int, Meta(ge=0)] = 0
    root: str = base64.b64encode(EMPTY_ROOT).decode()


class Memory(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a witness must not forget, by the origin of each log."""

    seen: dict[str, Seen] = {}

    def of(self, origin: str) -> Seen:
        return self.seen.get(origin, Seen())

    def keep(self, path: Path) -> None:
        """Make it survive a power cut from here on. Raises OSError."""
        Kept(path, Memory).keep(self)


def load_memory(path: Path) -> Memory:
    """Nothing where there is no file yet. Raises DocumentError: who forgot could sign a fork."""
    return Kept(path, Memory).load() or Memory()


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """name: under which it cosigns."""

    name: str
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        return Verifier(name=self.name, kind=COSIGNATURE, key=self.key.public_key())

    def cosign(
        self, note: Note, memory: Memory, *, path: Sequence[bytes], utc_s: int
    ) -> tuple[Note, Memory]:
        """Return the note with one more signature, and what is to be remembered before it is told.

        note: signed by its log, which is for the caller to check. path: that it continues what
        this witness has seen last. Raises DocumentError where it does not.
        """
        checkpoint = read_checkpoint(note)
        _check_grown(checkpoint, memory.of(checkpoint.origin), path)
        now = Seen(size=checkpoint.size, root=base64.b64encode(checkpoint.root).decode())
        mark = Mark(
            name=self.name,
            key_id=key_id(self.name, COSIGNATURE, self.key.public_key()),
            sig=utc_s.to_bytes(_TIME_BYTES, "big") + self.key.sign(_statement(note, utc_s)),
        )
        cosigned = msgspec.structs.replace(memory, seen={**memory.seen, checkpoint.origin: now})
        return Note(text=note.text, marks=(*note.marks, mark)), cosigned


def cosigned_at(note: Note, verifier: Verifier) -> int | None:
    """When a witness says that it saw this head, in seconds since 1970-01-01T00:00Z.

    None where it has not cosigned it.
    """
    mark = verifier.of(note)
    if mark is None or verifier.kind != COSIGNATURE or len(mark.sig) <= _TIME_BYTES:
        return None
    utc_s = int.from_bytes(mark.sig[:_TIME_BYTES], "big")
    sig = mark.sig[_TIME_BYTES:]
    return utc_s if verifies(verifier.key, sig, _statement(note, utc_s)) else None


def _check_grown(checkpoint: Checkpoint, seen: Seen, path: Sequence[bytes]) -> None:
    if checkpoint.size < seen.size:
        raise refuse(
            "checkpoint", f"rolled back: {checkpoint.size} entries, there were {seen.size}"
        )
    if not is_consistent(
        path,
        old_size=seen.size,
        old_root=base64.b64decode(seen.root),
        size=checkpoint.size,
        root=checkpoint.root,
    ):
        raise refuse(
            "checkpoint", f"forked: it does not continue the {seen.size} entries there were"
        )


def _statement(note: Note, utc_s: int) -> bytes:
    return f"cosignature/v1\ntime {utc_s}\n{note.text}".encode()
