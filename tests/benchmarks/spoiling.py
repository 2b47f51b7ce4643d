"""Ways to spoil a good document: at a place that is known, and at any byte."""

import copy
import random
from typing import Any, Final

_WRONG: Final = (
    None, True, -1, 10**17, 1e308, -0.5, "", "x", "x" * 5_000, "\0", "../..", "P9", "ü\u2028",
    [], [[]], [None], {}, {"a": {}}, [0.5] * 40, "22:60", "!!python/object:os.system",
)  # fmt: skip
_KEYS: Final = ("extra", "", "Version", "privacy ", "__class__", "ruIe", "x" * 200)
_BYTES: Final = (
    b"\0", b"\xff", b"&a ", b"*a", b"!!a ", b"? ", b"- ", b"{", b"}", b"[", b"]", b'"', b"\n",
    b"\t", b"#", b":", b",", b"%YAML 9\n", b"---\n", b"\\ud800", b"9", b"e9", b"[],", b"a: 1\n",
)  # fmt: skip
_LARGE: Final = 70_000


def spoiled(document: Any, chance: random.Random) -> Any:
    """The same plain document with one to three places wrong, missing, too many or new."""
    document = copy.deepcopy(document)
    for _ in range(chance.randint(1, 3)):
        holder, key = _somewhere(document, chance)
        how = chance.randrange(5)
        if how == 0:
            del holder[key]
        elif how == 1 and isinstance(holder, dict):
            holder[chance.choice(_KEYS)] = _wrong(chance)
        elif how == 2 and isinstance(holder, list):
            holder += [copy.deepcopy(holder[key]) for _ in range(chance.choice((1, 70)))]
        elif how == 3 and isinstance(holder[key], (int, float)):
            holder[key] = holder[key] * chance.choice((-1, 0, 2, 1e9)) + chance.choice((0, 1))
        else:
            holder[key] = _wrong(chance)
        if not document:
            break
    return document


def scrambled(raw: bytes, chance: random.Random) -> bytes:
    """The same bytes with some cut, doubled, exchanged, or others put in."""
    for _ in range(chance.choice((1, 1, 2, 8))):
        start = chance.randint(0, len(raw))
        end = min(len(raw), start + chance.choice((0, 1, 1, 4, 40)))
        put = chance.choice((b"", chance.choice(_BYTES), chance.randbytes(chance.randint(1, 4))))
        if chance.random() < 0.02:
            put = chance.choice(_BYTES) * (_LARGE // 2)
        if chance.random() < 0.1:
            put, end = raw[start:end] * 2, end
        raw = raw[:start] + put + raw[end:]
    return raw[:_LARGE]


def _wrong(chance: random.Random) -> Any:
    """A copy: what comes next may spoil it, and the next document gets it as it was."""
    return copy.deepcopy(chance.choice(_WRONG))


def _somewhere(document: Any, chance: random.Random) -> tuple[Any, Any]:
    """A place of a document that is not empty: what holds it, and its key or index."""
    holder, key = document, _any_key(document, chance)
    while isinstance(holder[key], (dict, list)) and holder[key] and chance.random() < 0.75:
        holder = holder[key]
        key = _any_key(holder, chance)
    return holder, key


def _any_key(holder: Any, chance: random.Random) -> Any:
    return (
        chance.choice(list(holder)) if isinstance(holder, dict) else chance.randrange(len(holder))
    )
