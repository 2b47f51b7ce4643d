"""Charts as SVG, without any library: they are drawn where the forecast is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np

from edge.forecast.series import Floats

_WIDTH: Final = 960
_HEIGHT: Final = 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 30, 34
# What a date takes; one that would be cut off is left out.
_LABEL_PX: Final = 60
# Middle tones: readable on white and on black.
_GREY: Final = "#808890"
COLOURS: Final = ("#2a9d8f", "#d1603d", "#5a7fb0", "#a06cb0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """values: (N,), a gap where nan."""

    name: str
    values: Floats
    colour: str
    is_thin: bool = False


def chart(
    title: str,
    curves: Sequence[Curve],
    *,
    labels: Sequence[tuple[int, str]],
    band: tuple[Floats, Floats] | None = None,
    marks: Sequence[int] = (),
) -> str:
    """Draw curves of one length over a band of low and high, as an <svg> element.

    labels: positions along the way and their words. marks: positions on the first curve. Where the
    first curve has gaps the ground is grey.
    """
    length = curves[0].values.size
    heights = [curve.values for curve in curves] + ([] if band is None else [band[1]])
    top = max([1.0, *(float(np.nanmax(h)) for h in heights if np.isfinite(h).any())])
    lowest = min(
        [0.0, *(float(np.nanmin(c.values)) for c in curves if np.isfinite(c.values).any())]
    )
    frame = _Frame(length=length, low=lowest, high=top)
    parts = [_text(_LEFT, 18, title, size=14)]
    parts += [_outage(frame, i) for i in np.flatnonzero(~np.isfinite(curves[0].values)).tolist()]
    if band is not None:
        parts.append(_band(frame, *band))
    parts += [_line(frame, curve) for curve in reversed(curves)]
    parts += [
        f'<circle cx="{frame.x(i):.1f}" cy="{frame.y(float(curves[0].values[i])):.1f}" r="5"'
        f' fill="none" stroke="{COLOURS[1]}" stroke-width="2"/>'
        for i in marks
    ]
    parts += _axes(frame, labels)
    parts += _legend(curves)
    box = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" width="100%"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" font-family="sans-serif">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    length: int
    low: float
    high: float

    def x(self, position: float) -> float:
        return _LEFT + position / max(self.length - 1, 1) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _text(x: float, y: float, words: str, *, size: int = 11, end: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ""
    where = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}"{anchor}'
    return f'<text {where} fill="{_GREY}">{escape(words)}</text>'


def _outage(frame: _Frame, position: int) -> str:
    left, right = frame.x(position - 0.5), frame.x(position + 0.5)
    return (
        f'<rect x="{left:.1f}" y="{_TOP}" width="{right - left:.1f}"'
        f' height="{_HEIGHT - _TOP - _BOTTOM}" fill="{_GREY}" fill-opacity="0.25"/>'
    )


def _band(frame: _Frame, low: Floats, high: Floats) -> str:
    known = np.flatnonzero(np.isfinite(low) & np.isfinite(high)).tolist()
    there = [f"{frame.x(i):.1f},{frame.y(max(float(high[i]), frame.low)):.1f}" for i in known]
    back = [f"{frame.x(i):.1f},{frame.y(max(float(low[i]), frame.low)):.1f}" for i in known[::-1]]
    return f'<polygon points="{" ".join(there + back)}" fill="{COLOURS[0]}" fill-opacity="0.25"/>'


def _line(frame: _Frame, curve: Curve) -> str:
    steps, pen = [], "M"
    for position, value in enumerate(curve.values.tolist()):
        if not np.isfinite(value):
            pen = "M"
            continue
        steps.append(f"{pen}{frame.x(position):.1f},{frame.y(value):.1f}")
        pen = "L"
    width = 1 if curve.is_thin else 2
    return (
        f'<path d="{"".join(steps)}" fill="none" stroke="{curve.colour}" stroke-width="{width}"/>'
    )


def _axes(frame: _Frame, labels: Sequence[tuple[int, str]]) -> list[str]:
    ticks = [frame.low, (frame.low + frame.high) / 2, frame.high]
    parts = [_text(_LEFT - 6, frame.y(tick) + 4, f"{tick:.3g}", end=True) for tick in ticks]
    parts += [
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{frame.y(tick):.1f}"'
        f' y2="{frame.y(tick):.1f}" stroke="{_GREY}" stroke-opacity="0.3"/>'
        for tick in ticks
    ]
    room = _WIDTH - _RIGHT - _LABEL_PX
    there = [(frame.x(i), words) for i, words in labels if frame.x(i) <= room]
    return parts + [_text(x, _HEIGHT - 18, words) for x, words in there]


def _legend(curves: Sequence[Curve]) -> list[str]:
    parts, x = [], float(_LEFT)
    for curve in curves:
        parts.append(
            f'<rect x="{x:.0f}" y="{_HEIGHT - 11}" width="14" height="4" fill="{curve.colour}"/>'
        )
        parts.append(_text(x + 18, _HEIGHT - 5, curve.name))
        x += 40 + 6.2 * len(curve.name)
    return parts


def page(title: str, pictures: Sequence[str]) -> str:
    """One HTML page of pictures, readable in light and dark."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        "<style>:root{color-scheme:light dark}body{max-width:60rem;margin:1rem auto;"
        "font-family:sans-serif}</style>"
        f"<h1>{escape(title)}</h1>{''.join(pictures)}</html>\n"
    )
