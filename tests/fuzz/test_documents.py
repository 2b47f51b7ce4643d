"""The short form of tests/fuzz/documents.py: what it starts from, each cut and bent everywhere."""

import pytest

from tests.fuzz.documents import read, seeds


@pytest.mark.parametrize("seed", seeds())
def test_each_reader_takes_its_good_document(seed):
    assert read(seed)


@pytest.mark.parametrize("seed", seeds())
def test_no_reader_falls_over_one_that_is_cut_or_bent(seed):
    for place in range(1, len(seed), 11):
        read(seed[:place])
        read(seed[:place] + bytes([seed[place] ^ 0x81]) + seed[place + 1 :])


def test_nothing_is_refused():
    assert not read(b"")
