"""The tree's hashes and proofs, against an implementation of somebody else."""

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.oversight.log.proof import is_consistent, is_included
from edge.oversight.log.tree import EMPTY_ROOT, Tree, leaf_hash

# Of the reference implementation (google/certificate-transparency, merkletree test vectors).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
SIZE = 70


def entries(count: int) -> list[bytes]:
    return [b"entry %d" % number for number in range(count)]


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_those_of_the_reference_vectors(size: int) -> None:
    assert Tree(LEAVES).root(size).hex() == ROOTS[size]


def test_a_tree_of_nothing_has_the_hash_of_nothing() -> None:
    assert Tree().root() == EMPTY_ROOT


def test_roots_and_proofs_are_those_of_an_independent_implementation() -> None:
    # Above its switch to shortcuts and below it.
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    ours = Tree()
    for entry in entries(SIZE):
        oracle.append_entry(entry)
        ours.append(entry)
        assert ours.root() == oracle.get_root()
    for old in range(1, SIZE + 1, 3):
        theirs = oracle.prove_consistency(old, SIZE)
        pymerkle.verify_consistency(ours.root(old), ours.root(), theirs)
        included = oracle.prove_inclusion(old, SIZE)
        pymerkle.verify_inclusion(leaf_hash(entries(SIZE)[old - 1]), ours.root(), included)
        # Its paths begin with the leaf itself.
        assert tuple(included.path[1:]) == ours.inclusion(old - 1, SIZE)


def test_every_leaf_of_every_size_can_be_proved() -> None:
    tree = Tree(entries(40))
    for size in range(1, 41):
        for number in range(size):
            path = tree.inclusion(number, size)
            leaf = leaf_hash(b"entry %d" % number)
            assert is_included(leaf, path, number=number, size=size, root=tree.root(size))


def test_every_size_is_consistent_with_every_later_one() -> None:
    tree = Tree(entries(40))
    for size in range(41):
        for old in range(size + 1):
            path = tree.consistency(old, size)
            roots = {"old_root": tree.root(old), "root": tree.root(size)}
            assert is_consistent(path, old_size=old, size=size, **roots)


@given(size=st.integers(1, 40), number=st.integers(0, 39), wrong=st.integers(0, 39), data=st.data())
def test_no_leaf_is_proved_at_another_place_or_in_another_tree(
    size: int, number: int, wrong: int, data: st.DataObject
) -> None:
    tree = Tree(entries(40))
    number %= size
    path = list(tree.inclusion(number, size))
    leaf, root = leaf_hash(b"entry %d" % number), tree.root(size)
    if wrong != number:
        assert not is_included(leaf, path, number=wrong, size=size, root=root)
        other = leaf_hash(b"entry %d" % wrong)
        assert not is_included(other, path, number=number, size=size, root=root)
    if path:
        place = data.draw(st.integers(0, len(path) - 1))
        assert not is_included(leaf, path[:place], number=number, size=size, root=root)
        path[place] = bytes(32)
        assert not is_included(leaf, path, number=number, size=size, root=root)
    assert not is_included(leaf, [*path, root], number=number, size=size, root=root)


@given(old=st.integers(1, 39), more=st.integers(1, 40), changed=st.integers(0, 38))
def test_a_history_that_was_changed_is_consistent_with_nothing(
    old: int, more: int, changed: int
) -> None:
    honest, size = Tree(entries(old)), old + more
    rewritten = entries(size)
    rewritten[changed % old] = b"another"
    tree = Tree(rewritten)
    path = tree.consistency(old, size)
    roots = {"old_root": honest.root(), "root": tree.root()}
    assert not is_consistent(path, old_size=old, size=size, **roots)
    assert not is_consistent((), old_size=old, size=size, **roots)


@pytest.mark.parametrize(("number", "size"), [(3, 3), (-1, 3), (0, 4)])
def test_what_is_not_there_cannot_be_asked_for(number: int, size: int) -> None:
    with pytest.raises(IndexError):
        Tree(entries(3)).inclusion(number, size)
