"""A drawn sign as PDF, and how wide its words are."""

from collections.abc import Container, Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from edge.errors import BadInputError, refuse
from edge.oversight.public.sign import HEIGHT_MM, WIDTH_MM, Box, Disc, Shape, Text

_WHITE: Final = 255
_BLACK: Final = 0
# What the Helvetica of every reader of PDF can draw.
_LATIN_1: Final = frozenset((*range(0x20, 0x7F), *range(0xA0, 0x100)))


class Paper:
    """One page. font: a TrueType file for scripts beyond Latin-1, None for Helvetica.

    Raises BadInputError where fpdf2 is missing or the font cannot be read.
    """

    def __init__(self, font: Path | None = None) -> None:
        try:
            from fpdf import FPDF
        except ModuleNotFoundError as error:
            raise BadInputError("a sign needs fpdf2: pip install 'passerby[sign]'") from error
        self._pdf = FPDF(unit="mm", format=(WIDTH_MM, HEIGHT_MM))
        self._pdf.set_auto_page_break(False)
        self._family = "helvetica" if font is None else "given"
        self._letters = _LATIN_1 if font is None else _letters(font)
        if font is not None:
            for style in ("", "B"):
                self._pdf.add_font(self._family, style=style, fname=font)
        self._pdf.add_page()

    def width_mm(self, text: str, size_pt: float, bold: bool) -> float:
        """How wide a text becomes. Raises DocumentError for a letter that the font lacks."""
        self._set(size_pt, bold)
        self._check(text)
        return float(self._pdf.get_string_width(text))

    def draw(
        self, shapes: Iterable[Shape], *, title: str, language: str, body: str, utc_s: int | None
    ) -> bytes:
        """Draw all of it, and return the file; the statement lies in it as an attachment.

        utc_s: when the statement was made; the same input then gives the same bytes.
        """
        self._pdf.set_title(title)
        self._pdf.set_lang(language)
        self._pdf.set_creation_date(datetime.fromtimestamp(utc_s or 0, UTC))
        self._pdf.embed_file(bytes=body.encode(), basename="statement.json", compress=True)
        for shape in shapes:
            self._draw(shape)
        return bytes(self._pdf.output())

    def _draw(self, shape: Shape) -> None:
        shade = _WHITE if shape.white else _BLACK
        self._pdf.set_fill_color(shade)
        if isinstance(shape, Box):
            box = (shape.x_mm, shape.y_mm, shape.width_mm, shape.height_mm)
            self._pdf.rect(*box, style="F")
        elif isinstance(shape, Disc):
            self._pdf.circle(shape.x_mm, shape.y_mm, shape.radius_mm, style="F")
        else:
            self._write(shape, shade)

    def _write(self, shape: Text, shade: int) -> None:
        self._set(shape.size_pt, shape.bold)
        self._pdf.set_text_color(shade)
        self._pdf.text(shape.x_mm, shape.y_mm, shape.text)

    def _set(self, size_pt: float, bold: bool) -> None:
        self._pdf.set_font(self._family, style="B" if bold else "", size=size_pt)

    def _check(self, text: str) -> None:
        for letter in text:
            if ord(letter) not in self._letters:
                reason = f"no U+{ord(letter):04X} in this font: give --font FILE.ttf that has it"
                raise refuse("sign", reason)


def _letters(font: Path) -> Container[int]:
    """The letters that a font can draw. Raises BadInputError."""
    from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]

    try:
        raw = font.read_bytes()
        with TTFont(BytesIO(raw)) as opened:
            return frozenset(opened.getBestCmap())
    except OSError as error:
        raise BadInputError(f"{font}: {error.strerror}") from error
    except TTLibError as error:
        raise BadInputError(f"{font}: {error}") from error
