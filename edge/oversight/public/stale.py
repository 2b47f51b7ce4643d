"""Whether a sign still tells what a camera does, and if not, what has changed since."""

import re
from collections.abc import Iterator
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from edge.errors import refuse
from edge.oversight.public.statement import Facts, Statement

# What a sign prints beside its code, so that it can be typed in: 64 bits.
SHORT_DIGITS: Final = 16
_HASH: Final = re.compile(
    r"(?:.*[#&]?sha256[=:])?([0-9a-f][0-9a-f ]{14,126}[0-9a-f])\s*\Z", re.DOTALL
)
_NOTHING: Final = object()


class Change(Struct, frozen=True, kw_only=True):
    """One place that differs. None on a side where there is nothing."""

    path: str
    before: Any
    after: Any


class Freshness(Struct, frozen=True, kw_only=True):
    """changes: None where only a hash is known of what the sign told."""

    state: Literal["fresh", "stale"]
    sign: str
    statement: str
    changes: tuple[Change, ...] | None


def read_hash(text: str) -> str:
    """Read what a sign shows: its code's address, sha256:<digits>, or the digits as printed.

    Returns 16 to 64 lower-case hexadecimal digits. Raises DocumentError.
    """
    match = _HASH.match(text.strip().lower())
    digits = "" if match is None else match[1].replace(" ", "")
    if not SHORT_DIGITS <= len(digits) <= 64:
        raise refuse("sign", f"no hash: {SHORT_DIGITS} to 64 hexadecimal digits")
    return digits


def grouped(digits: str) -> str:
    """As many digits of a hash as a sign prints, four by four."""
    return " ".join(digits[at : at + 4] for at in range(0, SHORT_DIGITS, 4))


def against_hash(digits: str, now: Statement) -> Freshness:
    """Hold a hash, or the first digits of one, against a statement."""
    fresh = now.hash.startswith(digits)
    return Freshness(
        state="fresh" if fresh else "stale",
        sign=digits,
        statement=now.hash,
        changes=() if fresh else None,
    )


def against_statement(sign: Statement, now: Statement) -> Freshness:
    """Hold what a sign told against a statement, place by place."""
    return Freshness(
        state="fresh" if sign.hash == now.hash else "stale",
        sign=sign.hash,
        statement=now.hash,
        changes=changes(sign.facts, now.facts),
    )


def changes(before: Facts, after: Facts) -> tuple[Change, ...]:
    """What differs, by path; a rule is named by what it is and where."""
    return tuple(_differences("", _by_name(before), _by_name(after)))


def _by_name(facts: Facts) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(facts)
    plain["rules"] = {f"{rule['rule']}.{rule['place']}": rule for rule in plain["rules"]}
    plain["models"] = {model["task"]: model for model in plain["models"]}
    return plain


def _differences(path: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if not (isinstance(before, dict) and isinstance(after, dict)):
        yield Change(path=path, before=_or_none(before), after=_or_none(after))
        return
    for key in [*before, *(key for key in after if key not in before)]:
        inner = f"{path}.{key}" if path else str(key)
        yield from _differences(inner, before.get(key, _NOTHING), after.get(key, _NOTHING))


def _or_none(value: Any) -> Any:
    return None if value is _NOTHING else value
