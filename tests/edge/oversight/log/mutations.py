"""Everything that somebody could do to a log whose files he can write, at random."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from edge.oversight.log.audit import Verdict, audit
from edge.oversight.log.checkpoint import Checkpoint, origin_of
from edge.oversight.log.entry import (
    Began,
    Commanded,
    Configured,
    Entry,
    Masked,
    Started,
    encoded,
    parse_entry,
)
from edge.oversight.log.tree import Tree

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
ORIGIN = origin_of(PUBLIC, 1)
NOW_UTC_S = 1_800_000_000


def history(count: int, chance: random.Random) -> list[bytes]:
    """A log such as a camera writes, one line an entry."""
    kinds: list[Entry] = [
        Started(firmware="1.0", source="usb", boot=3),
        Masked(whole="dark"),
        Masked(whole=None),
        Configured(state="applied", version=4, digest="ab" * 32),
        Commanded(name="pause", state="done", keys=("0123456789abcdef",)),
    ]
    entries = [Began(why="first"), *(chance.choice(kinds) for _ in range(count - 1))]
    return [encoded(replace(entry, n=n, t=NOW_UTC_S + 60 * n)) for n, entry in enumerate(entries)]


def head_of(lines: list[bytes], key: Ed25519PrivateKey = KEY, *, origin: str = ORIGIN) -> bytes:
    note = Checkpoint(origin=origin, size=len(lines), root=Tree(lines).root()).signed(key)
    return str(note).encode()


@dataclass(slots=True, kw_only=True)
class Copy:
    """A log as it lies somewhere, and the heads that others have of the true one."""

    lines: list[bytes]
    head: bytes
    others: dict[str, bytes] = field(default_factory=dict)

    def judged(self) -> Verdict:
        raw = b"".join(line + b"\n" for line in self.lines)
        return audit(raw, self.head, PUBLIC, others=self.others)


def delete(copy: Copy, chance: random.Random) -> None:
    del copy.lines[chance.randrange(len(copy.lines))]


def delete_and_renumber(copy: Copy, chance: random.Random) -> None:
    delete(copy, chance)
    copy.lines = renumbered(copy.lines)


def edit(copy: Copy, chance: random.Random) -> None:
    """One bit of one entry, or what it says."""
    place = chance.randrange(len(copy.lines))
    if chance.random() < 0.5:
        line = bytearray(copy.lines[place])
        line[chance.randrange(len(line))] ^= 1 << chance.randrange(8)
        copy.lines[place] = bytes(line)
    else:
        entry = parse_entry(copy.lines[place])
        t = (entry.t or 0) + 60 * chance.randint(1, 99)
        copy.lines[place] = encoded(replace(entry, t=t))


def reorder(copy: Copy, chance: random.Random) -> None:
    one, other = chance.sample(range(len(copy.lines)), 2)
    copy.lines[one], copy.lines[other] = copy.lines[other], copy.lines[one]


def reorder_and_renumber(copy: Copy, chance: random.Random) -> None:
    reorder(copy, chance)
    copy.lines = renumbered(copy.lines)


def insert(copy: Copy, chance: random.Random) -> None:
    place = chance.randrange(len(copy.lines))
    copy.lines.insert(place, encoded(Masked(whole=None, n=place, t=1)))
    copy.lines = renumbered(copy.lines)


def truncate(copy: Copy, chance: random.Random) -> None:
    copy.lines = copy.lines[: chance.randrange(len(copy.lines))]


def tear(copy: Copy, chance: random.Random) -> None:
    """Within an entry."""
    truncate(copy, chance)
    copy.lines.append(b'{"kind":"mask","n"')


def forge_head(copy: Copy, chance: random.Random) -> None:
    """Rewritten, and signed by a key that is not the camera's."""
    edit_well(copy, chance)
    copy.head = head_of(copy.lines, Ed25519PrivateKey.from_private_bytes(bytes(32)))


def edit_head(copy: Copy, chance: random.Random) -> None:
    head = bytearray(copy.head)
    head[chance.randrange(len(head))] ^= 1 << chance.randrange(8)
    copy.head = bytes(head)


def fork(copy: Copy, chance: random.Random) -> None:
    """Rewritten and signed anew with the camera's own key; others still have the old heads."""
    edit_well(copy, chance)
    copy.head = head_of(copy.lines)


def fork_and_grow(copy: Copy, chance: random.Random) -> None:
    edit_well(copy, chance)
    more = [encoded(Masked(whole="dark")) for _ in range(chance.randint(1, 9))]
    copy.lines = renumbered([*copy.lines, *more])
    copy.head = head_of(copy.lines)


def roll_back(copy: Copy, chance: random.Random) -> None:
    """Back to how it once was, with the very head that was signed then."""
    copy.lines = copy.lines[: chance.randrange(1, len(copy.lines))]
    copy.head = head_of(copy.lines)


def begin_anew(copy: Copy, chance: random.Random) -> None:
    """Another log of the same key."""
    edit_well(copy, chance)
    copy.head = head_of(copy.lines, origin=origin_of(PUBLIC, chance.randint(2, 9)))


def edit_well(copy: Copy, chance: random.Random) -> None:
    """What it says, in a form that can be read."""
    place = chance.randrange(len(copy.lines))
    entry = parse_entry(copy.lines[place])
    copy.lines[place] = encoded(replace(entry, t=(entry.t or 0) + 60))


def renumbered(lines: list[bytes]) -> list[bytes]:
    return [encoded(replace(parse_entry(line), n=n)) for n, line in enumerate(lines)]


MUTATIONS: tuple[Callable[[Copy, random.Random], None], ...] = (
    delete,
    delete_and_renumber,
    edit,
    reorder,
    reorder_and_renumber,
    insert,
    truncate,
    tear,
    forge_head,
    edit_head,
    fork,
    fork_and_grow,
    roll_back,
    begin_anew,
)


def mutated(chance: random.Random) -> tuple[str, Copy, Copy]:
    """A mutation's name, the honest log, and what it made of it. Somebody has the last head."""
    lines = history(chance.randint(3, 40), chance)
    head = head_of(lines)
    true = Copy(lines=lines, head=head, others={"broker": head})
    older = lines[: chance.randint(1, len(lines))]
    true.others["last audit"] = head_of(older)
    made = Copy(lines=list(lines), head=head, others=true.others)
    mutation = chance.choice(MUTATIONS)
    while made.lines == true.lines and made.head == true.head:
        mutation(made, chance)
    return mutation.__name__, true, made
