"""What stands on the sign: the first layer of EDPB Guidelines 3/2019, paragraphs 114 to 117.

Purposes, who answers for it, rights, what matters most, and where the rest is to be read.
"""

from dataclasses import dataclass
from types import ModuleType

from edge.oversight.public import english
from edge.oversight.public.kept import is_sealing, keeps, keeps_pictures
from edge.oversight.public.stale import grouped
from edge.oversight.public.statement import Facts, Statement
from edge.oversight.public.words import Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A term, and what is said of it. loud: it must not be overlooked."""

    term: str
    text: str
    loud: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignWords:
    """code: what the QR code holds. digits: as many of the hash as a person types in."""

    title: str
    place: str
    claims: tuple[str, ...]
    lines: tuple[Line, ...]
    code: str
    url: str
    scan: str
    digits: str


def sign_words(statement: Statement, *, language: ModuleType = english) -> SignWords:
    """Choose what of a statement a sign has room for."""
    facts, text = statement.facts, language.TEXT
    url = facts.words.url
    strict = bool(facts.privacy.get("strict"))
    claims = [text["sign_covered_whole" if strict else "sign_covered"], text["no_names"]]
    claims.append(text["video" if keeps_pictures(facts) else "no_video"])
    claims += [text["sealed"]] if is_sealing(facts) else []
    return SignWords(
        title=text["sign_title"],
        place=facts.words.place or facts.camera or "",
        claims=tuple(claims),
        lines=tuple(_lines(facts, language)),
        code=code_text(statement),
        url=url or text["sign_no_url"],
        scan=text["sign_scan"],
        digits=grouped(statement.hash),
    )


def code_text(statement: Statement) -> str:
    """The operator's address with the hash behind it, which no server is told; else the hash."""
    url = statement.facts.words.url
    return f"sha256:{statement.hash}" if url is None else f"{url}#sha256={statement.hash}"


def _lines(facts: Facts, language: ModuleType) -> list[Line]:
    text, words = language.TEXT, facts.words
    lines = [
        _said(text["operator"], _contact(words.controller), language),
        _said(text["sign_why"], _why(facts), language),
        _said(text["sign_kept"], _kept(facts, language), language),
        _said(text["rights"], words.rights, language),
    ]
    if words.protection_officer is not None:
        officer = _contact(words.protection_officer)
        lines.insert(1, _said(text["officer"], officer, language))
    if facts.source == "network":
        lines.append(_said(text["sign_source"], language.SOURCES["network"], language))
    return lines


def _said(term: str, text: str | None, language: ModuleType) -> Line:
    said = language.MISSING if text is None else text
    return Line(term=term, text=said, loud=language.is_loud(said))


def _why(facts: Facts) -> str | None:
    """Every purpose in the operator's words; None where one of them has none."""
    told = [None if words is None else words.text for words in facts.purposes.values()]
    texts = [text for text in told if text is not None]
    return " ".join(texts) if texts and len(texts) == len(told) else None


def _kept(facts: Facts, language: ModuleType) -> str:
    rows = [language.kept(one) for one in keeps(facts) if one.what in ("clips", "sealed")]
    rows += [language.kept(one) for one in keeps(facts) if one.what == "received"]
    return " ".join(f"{what}: {how_long}" for what, how_long in rows)


def _contact(contact: Contact | None) -> str | None:
    if contact is None:
        return None
    parts = (contact.name, contact.address, contact.email, contact.phone)
    return ", ".join(part for part in parts if part is not None)
