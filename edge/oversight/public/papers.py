"""All that is made of one statement: files by name, for a folder, a web server and a printer."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from edge.contract import MAX_ENVELOPE_BYTES, Envelope
from edge.errors import DocumentError, refuse
from edge.governance.signing import Keys, open_signed
from edge.oversight.public.annex import annex
from edge.oversight.public.atrs import atrs
from edge.oversight.public.dtpr import record
from edge.oversight.public.page import page
from edge.oversight.public.sign import drawn
from edge.oversight.public.sign_code import code_of
from edge.oversight.public.sign_pdf import Paper
from edge.oversight.public.sign_svg import as_svg, body_in
from edge.oversight.public.sign_words import sign_words
from edge.oversight.public.statement import Statement, audience, read_statement

# A sign is drawn of some thousand shapes, with a statement in it.
_MAX_FILE_BYTES: Final = 8 * MAX_ENVELOPE_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A statement as it was found. signed: by the key that it names itself.

    Whose key that is, it cannot prove: who cares compares it with the key of the camera.
    """

    statement: Statement
    envelope: Envelope
    signed: bool


def papers(told: Told, *, font: Path | None) -> dict[str, bytes]:
    """Every file by its name. font: a TrueType file for a sign in letters beyond Latin-1.

    Raises BadInputError for a font, or a library of the extra `sign`, that is not there.
    """
    statement, utc_s = told.statement, told.envelope.not_before
    body = told.envelope.body
    words = sign_words(statement)
    title = f"{words.title} {words.place}".strip()
    paper = Paper(font)
    shapes = drawn(words, code_of(words.code), paper.width_mm)
    svg = as_svg(shapes, title=title, description=" ".join(words.claims), body=body)
    pdf = paper.draw(shapes, title=title, language="en", body=body, utc_s=utc_s)
    made = record(statement, made_utc=_in_words(utc_s))
    texts = {
        "index.html": page(statement, signed=told.signed),
        "sign.svg": svg,
        "dtpr.json": json.dumps(made, indent=2, ensure_ascii=False) + "\n",
        "dpia-annex.md": annex(statement),
        "atrs.md": atrs(statement),
    }
    files = {name: text.encode() for name, text in texts.items()}
    return {"statement.json": msgspec.json.encode(told.envelope), **files, "sign.pdf": pdf}


def draft(statement: Statement, *, utc_s: int | None = None) -> Told:
    """A statement that no camera has made. utc_s: when it was made."""
    body = msgspec.json.encode(statement, order="sorted").decode()
    envelope = Envelope(body=body, not_before=utc_s)
    return Told(statement=statement, envelope=envelope, signed=False)


def read_told(path: Path) -> Told:
    """Read a statement: as published, as its bare body, or out of a sign.svg.

    Raises DocumentError naming the file; also for a signature that is not good.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_FILE_BYTES + 1)
    except OSError as error:
        raise refuse(str(path), error.strerror or "cannot be read") from error
    try:
        return _told(raw)
    except DocumentError as error:
        raise DocumentError(error.faults, file=path) from error


def _told(raw: bytes) -> Told:
    text = _text(raw)
    if text.lstrip().startswith("<"):
        return draft(read_statement(body_in(text)))
    try:
        envelope = msgspec.json.decode(raw, type=Envelope)
    except msgspec.DecodeError:
        return draft(read_statement(raw))
    statement = read_statement(envelope.body)
    return Told(statement=statement, envelope=envelope, signed=_is_signed(raw, statement))


def _is_signed(raw: bytes, statement: Statement) -> bool:
    """Whether it names a key. Raises DocumentError where that key has signed something else."""
    if statement.key is None:
        return False
    keys = Keys.of([statement.key])
    open_signed(raw, purpose="statement", keys=keys, names=audience(statement), utc_s=None)
    return True


def _text(raw: bytes) -> str:
    if len(raw) > _MAX_FILE_BYTES:
        raise refuse("statement", f"larger than {_MAX_FILE_BYTES} bytes")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise refuse("statement", "not text in UTF-8") from error


def _in_words(utc_s: int | None) -> str:
    moment = datetime.fromtimestamp(utc_s or 0, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
