"""Whoever looks at a grey picture reads why it is grey."""

from typing import get_args

import numpy as np
import pytest

from edge.privacy.notice import WORDS, notice
from edge.terms import Cause

CAUSES = get_args(Cause)


def test_every_cause_has_words_of_its_own():
    assert tuple(WORDS) == CAUSES
    assert len(set(WORDS.values())) == len(CAUSES)


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("size_px", [(320, 180), (320, 240), (640, 480), (1280, 720), (1920, 1080)])
def test_the_words_lie_in_the_picture_and_are_large_enough_to_read(cause, size_px):
    left, top, words = notice(cause, *size_px)
    rows, columns = np.flatnonzero(words.any(1)), np.flatnonzero(words.any(0))
    assert left >= 0 and left + words.shape[1] <= size_px[0]
    assert top >= 0 and top + words.shape[0] <= size_px[1]
    # Capitals and what hangs below the line: 10 px and more.
    assert rows[-1] - rows[0] >= 10
    assert (columns[-1] - columns[0]) / len(WORDS[cause]) >= 8


@pytest.mark.parametrize("size_px", [(1, 1), (7, 9), (64, 48), (2000, 3), (3, 2000)])
def test_where_no_word_would_be_legible_there_is_none(size_px):
    assert not notice("dark", *size_px)[2].size
