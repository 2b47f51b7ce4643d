"""A drawn sign as SVG, with the statement inside, so that it can be held against a later one."""

import re
from collections.abc import Iterable
from html import escape, unescape
from typing import Final

from edge.errors import refuse
from edge.oversight.public.sign import HEIGHT_MM, WIDTH_MM, Box, Disc, Shape, Text

# Metric twins of the font that the words were measured with.
_FONT: Final = "Helvetica, Arial, 'Liberation Sans', sans-serif"
_PT_MM: Final = 25.4 / 72
_BODY: Final = re.compile(r'<metadata id="statement">(.*?)</metadata>', re.DOTALL)


def as_svg(shapes: Iterable[Shape], *, title: str, description: str, body: str) -> str:
    """One file that needs no other. body: the statement's text, as it was signed."""
    drawn = "\n".join(_element(shape) for shape in shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_MM:g}mm" height="{HEIGHT_MM:g}mm" '
        f'viewBox="0 0 {WIDTH_MM:g} {HEIGHT_MM:g}" role="img" aria-labelledby="title about">\n'
        f'<title id="title">{escape(title)}</title>\n'
        f'<desc id="about">{escape(description)}</desc>\n'
        f'<metadata id="statement">{escape(body)}</metadata>\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<g font-family="{_FONT}" fill="#000" shape-rendering="crispEdges">\n'
        f"{drawn}\n</g>\n</svg>\n"
    )


def body_in(svg: str) -> str:
    """The statement's text that lies in a sign. Raises DocumentError."""
    found = _BODY.search(svg)
    if found is None:
        raise refuse("sign", "no sign of ours: there is no statement in it")
    return unescape(found[1])


def _element(shape: Shape) -> str:
    fill = ' fill="#fff"' if shape.white else ""
    if isinstance(shape, Box):
        return (
            f'<rect x="{shape.x_mm:.3f}" y="{shape.y_mm:.3f}" width="{shape.width_mm:.3f}" '
            f'height="{shape.height_mm:.3f}"{fill}/>'
        )
    if isinstance(shape, Disc):
        at = f'cx="{shape.x_mm:.2f}" cy="{shape.y_mm:.2f}" r="{shape.radius_mm:.2f}"'
        return f'<circle {at}{fill} shape-rendering="auto"/>'
    return _text(shape, fill)


def _text(shape: Text, fill: str) -> str:
    weight = ' font-weight="bold"' if shape.bold else ""
    size = f'font-size="{shape.size_pt * _PT_MM:.3f}"'
    at = f'x="{shape.x_mm:.2f}" y="{shape.y_mm:.2f}"'
    return f"<text {at} {size}{weight}{fill}>{escape(shape.text)}</text>"
