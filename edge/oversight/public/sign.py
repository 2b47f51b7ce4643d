"""The sign beside a camera, drawn: where each word, shape and module of its code lies.

What is drawn does not know whether it becomes SVG or PDF. Lengths in mm, from the top left.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from edge.oversight.public.sign_words import Line, SignWords

# A4, ISO 216. Printed smaller, down to A6, the code still has modules of 0.4 mm.
WIDTH_MM: Final = 210.0
HEIGHT_MM: Final = 297.0
_MARGIN_MM: Final = 15.0
_HEAD_MM: Final = 52.0
_CODE_MM: Final = 62.0
_FOOT_TOP_MM: Final = HEIGHT_MM - _MARGIN_MM - _CODE_MM
# ISO/IEC 18004: four modules of white around a code.
QUIET: Final = 4
# Leading as a share of the letters' size, and points in mm.
_LEADING: Final = 1.25
_PT_MM: Final = 25.4 / 72
# Sizes that are tried, largest first, until all words find room.
_SIZES_PT: Final = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0)

# Width in mm of a text of that many points, bold or not.
Measure = Callable[[str, float, bool], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """x_mm, y_mm: left end of the base line."""

    x_mm: float
    y_mm: float
    size_pt: float
    text: str
    bold: bool = False
    white: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A filled rectangle."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    white: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """A filled circle."""

    x_mm: float
    y_mm: float
    radius_mm: float
    white: bool = False


Shape = Text | Box | Disc


def drawn(words: SignWords, code: tuple[tuple[bool, ...], ...], measure: Measure) -> list[Shape]:
    """Lay out a sign. code: rows of modules, True for dark, without their quiet zone."""
    return [*_head(words, measure), *_body(words, measure), *_foot(words, code, measure)]


def _head(words: SignWords, measure: Measure) -> Iterator[Shape]:
    yield Box(x_mm=0, y_mm=0, width_mm=WIDTH_MM, height_mm=_HEAD_MM)
    yield from _pictogram(_MARGIN_MM, 14.0)
    left_mm = _MARGIN_MM + 44
    room_mm = WIDTH_MM - _MARGIN_MM - left_mm
    size_pt = _fitting(words.title, room_mm, 34.0, measure, bold=True)
    yield Text(x_mm=left_mm, y_mm=28, size_pt=size_pt, text=words.title, bold=True, white=True)
    size_pt = _fitting(words.place, room_mm, 18.0, measure, bold=False)
    yield Text(x_mm=left_mm, y_mm=39, size_pt=size_pt, text=words.place, white=True)


def _pictogram(x_mm: float, y_mm: float) -> Iterator[Shape]:
    """A camera that looks at you."""
    yield Box(x_mm=x_mm + 9, y_mm=y_mm, width_mm=14, height_mm=6, white=True)
    yield Box(x_mm=x_mm, y_mm=y_mm + 4, width_mm=34, height_mm=22, white=True)
    yield Disc(x_mm=x_mm + 17, y_mm=y_mm + 15, radius_mm=8)
    yield Disc(x_mm=x_mm + 17, y_mm=y_mm + 15, radius_mm=3.5, white=True)


def _body(words: SignWords, measure: Measure) -> list[Shape]:
    for size_pt in _SIZES_PT:
        shapes, bottom_mm = _set(words, size_pt, measure)
        if bottom_mm <= _FOOT_TOP_MM - 4:
            break
    return shapes


def _set(words: SignWords, size_pt: float, measure: Measure) -> tuple[list[Shape], float]:
    """All words between head and code at one size, and where they end."""
    shapes: list[Shape] = []
    y_mm = _HEAD_MM + 8
    for claim in words.claims:
        y_mm = _paragraph(shapes, claim, y_mm, size_pt + 3, measure, bold=True)
    y_mm += size_pt * _PT_MM * 0.6
    for line in words.lines:
        y_mm = _line(shapes, line, y_mm, size_pt, measure)
    return shapes, y_mm


def _line(shapes: list[Shape], line: Line, y_mm: float, size_pt: float, measure: Measure) -> float:
    y_mm = _paragraph(shapes, line.term, y_mm, size_pt * 0.8, measure, bold=True)
    y_mm = _paragraph(shapes, line.text, y_mm, size_pt, measure, bold=line.loud)
    return y_mm + size_pt * _PT_MM * 0.5


def _paragraph(
    shapes: list[Shape], text: str, y_mm: float, size_pt: float, measure: Measure, *, bold: bool
) -> float:
    width_mm = WIDTH_MM - 2 * _MARGIN_MM
    for part in wrapped(text, width_mm, lambda t: measure(t, size_pt, bold)):
        y_mm += size_pt * _PT_MM * _LEADING
        shapes.append(Text(x_mm=_MARGIN_MM, y_mm=y_mm, size_pt=size_pt, text=part, bold=bold))
    return y_mm


def _foot(
    words: SignWords, code: tuple[tuple[bool, ...], ...], measure: Measure
) -> Iterator[Shape]:
    module_mm = _CODE_MM / (len(code) + 2 * QUIET)
    for row, modules in enumerate(code):
        for start, length in _runs(modules):
            yield Box(
                x_mm=_MARGIN_MM + (QUIET + start) * module_mm,
                y_mm=_FOOT_TOP_MM + (QUIET + row) * module_mm,
                width_mm=length * module_mm,
                height_mm=module_mm,
            )
    left_mm = _MARGIN_MM + _CODE_MM + 6
    width_mm = WIDTH_MM - _MARGIN_MM - left_mm
    y_mm = _FOOT_TOP_MM + 8.0
    for text, size_pt, bold in ((words.digits, 17.0, True), (words.scan, 11.0, False)):
        for part in wrapped(text, width_mm, lambda t, s=size_pt, b=bold: measure(t, s, b)):  # type: ignore[misc]
            yield Text(x_mm=left_mm, y_mm=y_mm, size_pt=size_pt, text=part, bold=bold)
            y_mm += size_pt * _PT_MM * _LEADING
        y_mm += 2
    for part in wrapped(words.url, width_mm, lambda t: measure(t, 10.0, False)):
        yield Text(x_mm=left_mm, y_mm=y_mm, size_pt=10.0, text=part)
        y_mm += 10.0 * _PT_MM * _LEADING


def _runs(modules: Iterable[bool]) -> Iterator[tuple[int, int]]:
    """Dark modules of one row that touch, as where they start and how many they are."""
    start: int | None = None
    for place, dark in enumerate((*modules, False)):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


def wrapped(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """Text in lines no wider than width; a word that is wider is cut."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if measure(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while measure(line) > width and len(line) > 1:
            end = next(
                n for n in range(len(line) - 1, 0, -1) if n == 1 or measure(line[:n]) <= width
            )
            yield line[:end]
            line = line[end:]
    if line:
        yield line


def _fitting(text: str, width_mm: float, size_pt: float, measure: Measure, *, bold: bool) -> float:
    """The size at which a text is no wider than that, at most size_pt."""
    wide_mm = measure(text, size_pt, bold)
    return size_pt if wide_mm <= width_mm else size_pt * width_mm / wide_mm
