"""Sealed films: two of three holders open them, and nobody else by any means they have."""

import hashlib
import io
import os
from itertools import combinations, permutations, product

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.errors import BadInputError, DocumentError
from edge.oversight.sealed.file import (
    Header,
    OpeningError,
    Plain,
    Sealer,
    key_of,
    pieces,
    read_header,
)
from edge.oversight.sealed.keys import HolderKey, make_key, read_holder, read_key, write_key
from tests.edge.samples import event_id

HOLDERS = [make_key() for _ in range(3)]
# The same three people, a month later.
NEXT_EPOCH = [make_key() for _ in range(3)]
STRANGER = make_key()
FILM = [b"film " * 400, b"", os.urandom(5000)]


def sealed(keys: list[HolderKey] = HOLDERS, *, id_: str = event_id(1), epoch: str = "e1") -> bytes:
    sealer = Sealer(id_, epoch=epoch, holders=[key.holder for key in keys], random_bytes=os.urandom)
    return sealer.header + b"".join(sealer.chunk(part) for part in FILM) + sealer.end()


SEALED = sealed()


def opened(raw: bytes, keys: list[HolderKey]) -> tuple[bytes, bool]:
    file, found = io.BytesIO(raw), Plain()
    header, raw_header = read_header(file)
    plain = b"".join(pieces(file, raw_header, key_of(header, keys), found))
    return plain, found.is_whole


@pytest.mark.parametrize("pair", [*permutations(range(3), 2)])
def test_any_two_holders_open_it(pair: tuple[int, int]) -> None:
    assert opened(SEALED, [HOLDERS[number] for number in pair]) == (b"".join(FILM), True)


def wrong_sets() -> list[list[HolderKey]]:
    """Every single key, and every pair that is not two of the three."""
    everybody = [*HOLDERS, *NEXT_EPOCH, STRANGER]
    right = [{id(one), id(other)} for one, other in combinations(HOLDERS, 2)]
    pairs = [[one, other] for one, other in product(everybody, repeat=2)]
    return [[key] for key in everybody] + [p for p in pairs if {id(k) for k in p} not in right]


def test_no_single_key_and_no_wrong_pair_opens_it() -> None:
    wrong = wrong_sets()
    assert len(wrong) == 7 + 49 - 6
    for keys in wrong:
        with pytest.raises(OpeningError):
            opened(SEALED, keys)


def test_what_one_holder_can_decrypt_says_nothing_of_the_key() -> None:
    made: list[bytes] = []

    def random_bytes(count: int) -> bytes:
        made.append(os.urandom(count))
        return made[-1]

    holders = [key.holder for key in HOLDERS]
    Sealer(event_id(1), epoch="e1", holders=holders, random_bytes=random_bytes)
    key, ab, ac, bc = (int.from_bytes(raw, "big") for raw in made)
    for one, other in ((ab, ac), (key ^ ab, bc), (key ^ ac, key ^ bc)):
        assert key not in (one, other, one ^ other)


def test_a_header_that_names_one_holder_for_both_halves_opens_with_no_key() -> None:
    header, _ = read_header(io.BytesIO(SEALED))
    for holder in (*HOLDERS, *NEXT_EPOCH, STRANGER):
        forged = msgspec.structs.replace(header, holders=(holder.holder.key_id,) * 3)
        with pytest.raises(OpeningError):
            key_of(forged, [holder, holder])


def test_halves_of_two_files_or_of_two_epochs_do_not_go_together() -> None:
    other, _ = read_header(io.BytesIO(sealed(id_=event_id(2))))
    later, _ = read_header(io.BytesIO(sealed(epoch="e2")))
    header, _ = read_header(io.BytesIO(SEALED))
    for foreign in (other, later):
        mixed = msgspec.structs.replace(header, pairs=foreign.pairs)
        with pytest.raises(OpeningError):
            key_of(mixed, HOLDERS[:2])


def test_a_film_of_which_the_end_is_missing_says_so() -> None:
    lengths = range(len(header_of(SEALED)), len(SEALED), 997)
    for end in lengths:
        plain, whole = opened(SEALED[:end], HOLDERS[:2])
        assert not whole
        assert b"".join(FILM).startswith(plain)


def header_of(raw: bytes) -> bytes:
    return raw[: raw.index(b"\n") + 1]


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, len(SEALED) - 1), bit=st.integers(0, 7))
def test_no_changed_bit_goes_unnoticed(place: int, bit: int) -> None:
    raw = bytearray(SEALED)
    raw[place] ^= 1 << bit
    try:
        plain, whole = opened(bytes(raw), HOLDERS[:2])
    except (OpeningError, DocumentError):
        return
    # A length that was changed reads as a film that was cut off.
    assert not whole
    assert b"".join(FILM).startswith(plain)


def test_pieces_cannot_change_places() -> None:
    sealer = Sealer(
        event_id(1), epoch="e1", holders=[k.holder for k in HOLDERS], random_bytes=os.urandom
    )
    one, other = sealer.chunk(b"one"), sealer.chunk(b"two")
    with pytest.raises(OpeningError):
        opened(sealer.header + other + one + sealer.end(), HOLDERS[:2])


def test_the_header_names_keys_and_holds_nothing_of_the_film() -> None:
    header = msgspec.json.decode(header_of(SEALED), type=Header)
    assert header.holders == tuple(key.holder.key_id for key in HOLDERS)
    assert b"film" not in SEALED


def test_keys_are_files_for_their_holder_alone(tmp_path) -> None:
    path = tmp_path / "holder.pem"
    write_key(path, HOLDERS[0], passphrase="long and hard")
    assert path.stat().st_mode & 0o777 == 0o600
    key = read_key(path, passphrase="long and hard")
    assert key.holder.key_id == HOLDERS[0].holder.key_id
    with pytest.raises(BadInputError):
        read_key(path, passphrase="short")
    with pytest.raises(BadInputError):
        write_key(path, STRANGER)


def test_a_public_half_is_read_as_it_was_printed_and_anything_else_is_refused() -> None:
    holder = HOLDERS[0].holder
    assert read_holder(str(holder)).key_id == hashlib.sha256(holder.raw).hexdigest()[:16]
    for wrong in ("", "x", str(holder)[:-4], "A" * 1624, str(holder) + "AAAA"):
        with pytest.raises(DocumentError):
            read_holder(wrong)
