"""Notes, heads and cosignatures, in the forms that other tools of transparency logs read."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.errors import DocumentError
from edge.oversight.log.checkpoint import Checkpoint, open_checkpoint, origin_of, read_checkpoint
from edge.oversight.log.note import is_signed, parse_note, parse_verifier
from edge.oversight.log.tree import Tree
from edge.oversight.log.witness import Memory, Witness, cosigned_at, load_memory

# The example of golang.org/x/mod/sumdb/note, which defined the format.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
    "KE6RyyBwJnAM=\n"
)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
W1 = Witness(name="office.example/w1", key=Ed25519PrivateKey.from_private_bytes(b"1" * 32))
NOW_UTC_S = 1_800_000_000


def grown(size: int, *, first: bytes = b"a") -> tuple[Tree, Checkpoint]:
    tree = Tree([first, *(b"%d" % n for n in range(size - 1))])
    return tree, Checkpoint(origin=origin_of(KEY.public_key(), 1), size=size, root=tree.root())


def test_a_note_of_another_implementation_is_read_and_verified() -> None:
    note, verifier = parse_note(GO_NOTE.encode()), parse_verifier(GO_KEY)
    assert is_signed(note, verifier)
    assert (str(note), str(verifier)) == (GO_NOTE, GO_KEY)


def test_a_note_whose_text_was_changed_is_not_signed() -> None:
    note = parse_note(GO_NOTE.replace("answer", "Answer").encode())
    assert not is_signed(note, parse_verifier(GO_KEY))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\nno signature\n",
        "text\n\n— name !!!\n".encode(),
        GO_NOTE.encode()[:-1],
        GO_NOTE.replace("your", "your\r").encode(),
        b"\xff\n\n",
        bytes(100_000),
    ],
)
def test_what_is_no_note_is_refused(raw: bytes) -> None:
    with pytest.raises(DocumentError):
        parse_note(raw)


def test_a_head_is_read_as_it_was_signed() -> None:
    _, head = grown(5)
    assert open_checkpoint(str(head.signed(KEY)).encode(), KEY.public_key()) == head


@pytest.mark.parametrize(
    ("old", "new"), [("\n5\n", "\n05\n"), ("\n5\n", "\n+5\n"), ("\n5\n", "\n6\n"), ("/1\n", "/2\n")]
)
def test_a_head_that_says_anything_else_is_refused(old: str, new: str) -> None:
    _, head = grown(5)
    raw = str(head.signed(KEY)).replace(old, new, 1)
    with pytest.raises(DocumentError):
        open_checkpoint(raw.encode(), KEY.public_key())


def test_a_head_of_another_key_is_refused() -> None:
    _, head = grown(5)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    for raw in (str(head.signed(other)), str(head.signed(KEY))):
        with pytest.raises(DocumentError):
            open_checkpoint(raw.encode(), other.public_key())


def test_a_witness_cosigns_what_continues_the_last_head_and_says_when() -> None:
    _, small = grown(3)
    tree, large = grown(9)
    first, memory = W1.cosign(small.signed(KEY), Memory(), path=(), utc_s=NOW_UTC_S)
    path = tree.consistency(3, 9)
    second, memory = W1.cosign(large.signed(KEY), memory, path=path, utc_s=NOW_UTC_S + 60)
    assert cosigned_at(first, W1.verifier) == NOW_UTC_S
    assert cosigned_at(parse_note(str(second).encode()), W1.verifier) == NOW_UTC_S + 60
    assert parse_verifier(str(W1.verifier)) == W1.verifier
    assert read_checkpoint(second) == large
    # The log's own signature is still there.
    assert open_checkpoint(str(second).encode(), KEY.public_key()) == large


def test_a_witness_signs_no_fork_and_no_rollback() -> None:
    _, seen = grown(6)
    _, memory = W1.cosign(seen.signed(KEY), Memory(), path=(), utc_s=NOW_UTC_S)
    forked, other = grown(9, first=b"rewritten")
    _, small = grown(4)
    for head, path in ((other, forked.consistency(6, 9)), (small, ())):
        with pytest.raises(DocumentError, match=r"forked|rolled back"):
            W1.cosign(head.signed(KEY), memory, path=path, utc_s=NOW_UTC_S)


def test_a_cosignature_counts_for_its_own_text_time_and_witness_alone() -> None:
    _, head = grown(3)
    note, _ = W1.cosign(head.signed(KEY), Memory(), path=(), utc_s=NOW_UTC_S)
    stranger = Witness(name=W1.name, key=KEY)
    assert cosigned_at(note, stranger.verifier) is None
    assert cosigned_at(head.signed(KEY), W1.verifier) is None
    changed = parse_note(str(note).replace("\n3\n", "\n4\n", 1).encode())
    assert cosigned_at(changed, W1.verifier) is None


def test_what_a_witness_has_seen_survives_and_damage_is_no_beginning(tmp_path) -> None:
    _, head = grown(3)
    _, memory = W1.cosign(head.signed(KEY), Memory(), path=(), utc_s=NOW_UTC_S)
    path = tmp_path / "memory.json"
    assert load_memory(path) == Memory()
    memory.keep(path)
    assert load_memory(path) == memory
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(DocumentError):
        load_memory(path)
