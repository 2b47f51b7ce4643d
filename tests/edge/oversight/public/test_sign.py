"""The sign: its code can be read off the drawing, and its words find room."""

import re
import zlib
from itertools import pairwise
from pathlib import Path

import cv2
import matplotlib
import numpy as np
import pytest

from edge.errors import BadInputError, DocumentError
from edge.oversight.public.papers import draft, papers
from edge.oversight.public.sign import HEIGHT_MM, WIDTH_MM, Box, Disc, Text, drawn, wrapped
from edge.oversight.public.sign_code import code_of
from edge.oversight.public.sign_pdf import Paper
from edge.oversight.public.sign_svg import as_svg, body_in
from edge.oversight.public.sign_words import code_text, sign_words
from tests.edge.oversight.public.told import SEALING, changed, silent, statement

PX_A_MM = 6
DEJAVU = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
LONG = {"url": "https://example.org/" + "a" * 170}


def shapes_of(told):
    words = sign_words(told)
    return drawn(words, code_of(words.code), Paper().width_mm)


def picture(shapes):
    """What a phone would see of it, without the words."""
    pixels = np.full((round(HEIGHT_MM * PX_A_MM), round(WIDTH_MM * PX_A_MM), 3), 255, np.uint8)
    for shape in shapes:
        if isinstance(shape, Box):
            left, top = round(shape.x_mm * PX_A_MM), round(shape.y_mm * PX_A_MM)
            right = round((shape.x_mm + shape.width_mm) * PX_A_MM)
            bottom = round((shape.y_mm + shape.height_mm) * PX_A_MM)
            pixels[top:bottom, left:right] = 255 if shape.white else 0
        elif isinstance(shape, Disc):
            centre = (round(shape.x_mm * PX_A_MM), round(shape.y_mm * PX_A_MM))
            shade = (255,) * 3 if shape.white else (0,) * 3
            cv2.circle(pixels, centre, round(shape.radius_mm * PX_A_MM), shade, -1)
    return pixels


@pytest.mark.parametrize(
    "told",
    [statement(), silent(), statement(changed((("statement", "url"), LONG["url"])))],
    ids=["with an address", "without one", "with a long one"],
)
def test_its_code_is_read_off_the_drawing(told):
    # OpenCV's other detector misses one code in 25, whatever the size; this one none of 360.
    found, _, _ = cv2.QRCodeDetectorAruco().detectAndDecode(picture(shapes_of(told)))
    assert found == code_text(told)
    assert found.endswith(told.hash)


def test_the_code_holds_the_operators_address_and_the_hash_behind_a_fragment():
    told = statement()
    assert code_text(told) == f"https://example.org/cameras/1#sha256={told.hash}"


def test_another_configuration_is_another_code():
    assert code_text(statement(changed((("clips",), ...)))) != code_text(statement())


def test_what_is_missing_is_loud_on_the_sign():
    lines = sign_words(silent()).lines
    silent_on = {"The operator", "Why it is here", "What is kept", "Your rights"}
    assert {line.term for line in lines if line.loud} == silent_on
    assert all("Not stated by the operator." in line.text for line in lines if line.loud)


def test_sealed_originals_are_on_the_sign():
    told = statement(changed((("sealed",), {"keep_hours": 12})), policy=SEALING)
    words = sign_words(told)
    assert any("NOT covered" in claim for claim in words.claims)
    assert any("NOT covered" in line.text for line in words.lines if line.loud)


def test_a_purpose_without_words_is_not_hidden_behind_one_with_words():
    config = changed((("statement", "purposes"), {"other": {"text": "Something else."}}))
    why = next(
        line for line in sign_words(statement(config)).lines if line.term == "Why it is here"
    )
    assert why.loud


def words_of_all_lengths():
    long = "Wort " * 120
    yield statement()
    yield silent()
    yield statement(
        changed(
            (("statement", "rights"), long.strip()),
            (("statement", "controller", "address"), long.strip()),
            (("statement", "place"), "W" * 600),
        )
    )


@pytest.mark.parametrize("told", [*words_of_all_lengths()], ids=["usual", "silent", "long"])
def test_all_words_lie_on_the_sheet_and_none_on_another(told):
    paper = Paper()
    texts = [shape for shape in shapes_of(told) if isinstance(shape, Text)]
    for text in texts:
        right_mm = text.x_mm + paper.width_mm(text.text, text.size_pt, text.bold)
        assert right_mm <= WIDTH_MM
        assert text.y_mm < HEIGHT_MM
    left = sorted(text.y_mm for text in texts if text.x_mm == texts[2].x_mm)
    assert all(low < high for low, high in pairwise(left))
    assert left[-1] < HEIGHT_MM - 15 - 62


def test_a_word_that_is_wider_than_a_line_is_cut_and_nothing_is_lost():
    lines = list(wrapped("aa " + "b" * 25 + " c", 10.0, len))
    assert "".join(lines).replace(" ", "") == "aa" + "b" * 25 + "c"
    assert max(map(len, lines)) <= 10


def test_the_svg_holds_the_statement_and_lets_nobodys_words_be_markup():
    attack = '</metadata><script>alert("&")</script>'
    told = draft(statement(changed((("statement", "place"), attack))))
    svg = papers(told, font=None)["sign.svg"].decode()
    assert "<script" not in svg
    assert body_in(svg) == told.envelope.body


def test_an_svg_without_a_statement_is_no_sign():
    with pytest.raises(DocumentError, match="no sign of ours"):
        body_in(as_svg([], title="", description="", body="")[:40])


def test_the_pdf_is_one_page_with_the_statement_attached_and_the_same_each_time():
    told = draft(statement(), utc_s=1_800_000_000)
    pdf = papers(told, font=None)["sign.pdf"]
    assert pdf == papers(told, font=None)["sign.pdf"]
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
    assert told.envelope.body.encode() in b"".join(inflated(pdf))


def inflated(pdf: bytes) -> list[bytes]:
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return [zlib.decompress(stream) for stream in streams if stream[:1] == b"\x78"]


def test_letters_that_the_built_in_font_lacks_are_named():
    config = changed((("statement", "place"), "Łódź"))
    with pytest.raises(BadInputError, match=r"U\+0141.*--font"):
        papers(draft(statement(config)), font=None)


def test_with_a_font_that_has_them_they_are_drawn():
    config = changed((("statement", "place"), "Łódź"))
    assert papers(draft(statement(config)), font=DEJAVU)["sign.pdf"].startswith(b"%PDF-")


def test_letters_that_a_given_font_lacks_are_named_too():
    config = changed((("statement", "place"), "広場"))
    with pytest.raises(BadInputError, match=r"U\+5E83"):
        papers(draft(statement(config)), font=DEJAVU)


def test_a_font_that_is_none_is_named(tmp_path: Path):
    font = tmp_path / "font.ttf"
    font.write_bytes(b"no font")
    with pytest.raises(BadInputError, match=r"font\.ttf"):
        Paper(font)
