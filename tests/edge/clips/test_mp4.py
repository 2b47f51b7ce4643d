"""Films that other players play, also where they were cut off."""

import io

import pytest

from edge.clips import mp4
from tests.edge.clips.films import coded, played


@pytest.fixture(scope="module")
def film() -> tuple[bytes, list[int]]:
    """Three fragments of 2 s, 2 s and 1 s, and where each one ends."""
    stream, packets = coded(50)
    raw, ends = mp4.header(stream), []
    for number, first in enumerate((0, 20, 40), start=1):
        run = packets[first : first + 20]
        end_s = packets[first + 20].mono_s if first < 40 else 105.0
        raw += mp4.fragment(number, run, start_s=packets[0].mono_s, end_s=end_s)
        ends.append(len(raw))
    return raw, ends


def test_a_player_shows_every_picture_at_its_time(film):
    shown = played(film[0])
    assert shown.times_s == pytest.approx([number / 10 for number in range(50)])
    assert shown.greys == pytest.approx([40 + 2 * number for number in range(50)], abs=3)


def test_no_date_stands_in_it(film):
    raw = film[0]
    assert "creation_time" not in played(raw).metadata
    for name in (b"mvhd", b"tkhd", b"mdhd"):
        at = raw.index(name) + 8
        assert raw[at : at + 8] == bytes(8)


def test_no_word_of_the_encoder_stands_in_it(film):
    assert b"x264" not in film[0]


def test_a_whole_film_is_whole(film):
    raw, _ = film
    assert mp4.whole_part(io.BytesIO(raw)) == (len(raw), 5.0)


@pytest.mark.parametrize("lost", [1, 7, 100])
def test_of_a_film_that_was_cut_off_the_whole_fragments_are_left(film, lost):
    raw, ends = film
    assert mp4.whole_part(io.BytesIO(raw[: ends[2] - lost])) == (ends[1], 4.0)
    assert mp4.whole_part(io.BytesIO(raw[: ends[1] - lost])) == (ends[0], 2.0)
    assert len(played(raw[: ends[1]]).times_s) == 40


def test_wherever_it_was_cut_what_is_left_can_be_played(film):
    raw, ends = film
    for cut in range(0, len(raw), 97):
        end, length_s = mp4.whole_part(io.BytesIO(raw[:cut]))
        assert (end, length_s) in [(0, 0.0), *zip(ends, (2.0, 4.0, 5.0), strict=True)]
        assert end <= cut


@pytest.mark.parametrize("raw", [b"", b"\0" * 100, b"\xff" * 100, b"no film at all"])
def test_of_what_is_no_film_nothing_is_left(raw):
    assert mp4.whole_part(io.BytesIO(raw)) == (0, 0.0)
