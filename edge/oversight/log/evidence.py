"""Logs, heads, keys and witnesses as they lie in files, for who checks them far from the camera."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from edge.contract import LogCheckpoint
from edge.errors import BadInputError, DocumentError
from edge.governance.signing import read_public
from edge.oversight.log.log import CHECKPOINT, ENTRIES
from edge.oversight.log.note import MAX_NOTE_BYTES, Verifier, parse_verifier


def read_log(path: Path, checkpoint: Path | None) -> tuple[bytes, bytes]:
    """Entries and head of a log: of its folder, or of a file and a checkpoint beside it.

    Raises BadInputError naming what cannot be read.
    """
    entries = path / ENTRIES if path.is_dir() else path
    head = checkpoint or entries.with_name(CHECKPOINT)
    # First: a log that is at work grows meanwhile, and then has more than it covers.
    note = read_head(head)
    return _read(entries), note


def read_head(path: Path) -> bytes:
    """A checkpoint as a note, or in the message that a camera publishes. Raises BadInputError."""
    raw = _read(path, MAX_NOTE_BYTES + 1)
    if not raw.startswith(b"{"):
        return raw
    try:
        return msgspec.json.decode(raw, type=LogCheckpoint).note.encode()
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadInputError(f"{path}: no checkpoint: {error}") from error


def read_heads(paths: Iterable[Path]) -> Mapping[str, bytes]:
    return {str(path): read_head(path) for path in paths}


def read_key(text: str) -> Ed25519PublicKey:
    """A camera's public key: base64 of its 32 bytes, a verifier key of C2SP, or a file with either.

    Raises BadInputError.
    """
    words = _words(text)
    try:
        return (
            parse_verifier(words).key if "+" in words and "/log/" in words else read_public(words)
        )
    except DocumentError as error:
        raise BadInputError(f"--key: {error}") from error


def read_witness(text: str) -> Verifier:
    """A verifier key of C2SP, or a file with one. Raises BadInputError."""
    try:
        return parse_verifier(_words(text))
    except DocumentError as error:
        raise BadInputError(f"--witness: {error}") from error


def _words(text: str) -> str:
    path = Path(text)
    return _read(path, MAX_NOTE_BYTES).decode(errors="replace").strip() if path.is_file() else text


def _read(path: Path, most: int = -1) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error
