"""A scene on one sheet: what it is about, its plan, and a few of the camera's pictures."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

import cv2
import numpy as np

from edge.config import Config
from simulator.command.ink import FINE, PAPER, Pixels, write
from simulator.command.plan import draw_plan
from simulator.command.trails import Trail, trails
from simulator.faults.trouble import trouble_at
from simulator.picture.studio import Studio
from simulator.scenario.schema import Scenario
from simulator.world.clip import Edge
from simulator.world.places import config_of
from simulator.world.view import view_edges
from simulator.world.world import World

_HEAD: Final = 92
_PLAN: Final = (900, 902)
_FRAME: Final = (392, 294)
_COLUMNS, _ROWS = 2, 3
_GAP: Final = 10
_LINE_CHARS: Final = 170
_ZONE: Final = (80, 80, 230)


def sheet_png(scenario: Scenario) -> bytes:
    """Draw the sheet of a scenario as PNG bytes. Raises DocumentError where it cannot be."""
    world, config = World(scenario), config_of(scenario)
    ways = trails(scenario, world)
    width = _PLAN[0] + _COLUMNS * (_FRAME[0] + _GAP)
    sheet = np.full((_HEAD + _PLAN[1], width, 3), PAPER, np.uint8)
    _write_head(sheet, scenario)
    sheet[_HEAD:, : _PLAN[0]] = draw_plan(scenario, config, ways, size_px=_PLAN).pixels
    studio = Studio(scenario, world)
    for index, t_s in enumerate(pictured(scenario, ways)):
        row, column = divmod(index, _COLUMNS)
        top, left = _HEAD + row * (_FRAME[1] + _GAP), _PLAN[0] + column * (_FRAME[0] + _GAP)
        picture = _picture(studio, scenario, config, t_s)
        sheet[top : top + _FRAME[1], left : left + _FRAME[0]] = picture
    return cv2.imencode(".png", sheet)[1].tobytes()


def pictured(scenario: Scenario, ways: list[Trail]) -> list[float]:
    """Six moments, spread over those at which somebody is in view, or over the whole scene."""
    edges = view_edges(scenario.camera)
    named = [way for way in ways if way.named] or ways
    moments = sorted({t_s for way in named for t_s in _in_view(way, edges)})
    moments = moments or np.linspace(0.0, scenario.duration_s, 100, endpoint=False).tolist()
    count = _COLUMNS * _ROWS
    return [moments[int((index + 0.5) / count * len(moments))] for index in range(count)]


def _in_view(way: Trail, edges: Sequence[Edge]) -> Iterator[float]:
    for t_s, spot in zip(way.times_s, way.spots, strict=True):
        if all(edge(spot) > 0 for edge in edges):
            yield t_s


def _write_head(sheet: Pixels, scenario: Scenario) -> None:
    write(sheet, scenario.name, (16, 32), size=0.8)
    for index, line in enumerate(textwrap.wrap(scenario.about, _LINE_CHARS)[:2]):
        write(sheet, line, (16, 58 + 22 * index), size=0.5, colour=FINE)


def _picture(studio: Studio, scenario: Scenario, config: Config, t_s: float) -> Pixels:
    trouble = trouble_at(scenario.faults, t_s)
    pixels = studio.picture(t_s, trouble).pixels
    if trouble.unplugged:
        pixels[:] = 0
    scale = min(_FRAME[0] / pixels.shape[1], _FRAME[1] / pixels.shape[0])
    size = round(pixels.shape[1] * scale), round(pixels.shape[0] * scale)
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    _draw_places(small, config)
    word = "no picture at " if trouble.unplugged else ""
    write(small, f"{word}{t_s:.1f} s", (8, 18), size=0.5, colour=(0, 0, 0))
    write(small, f"{word}{t_s:.1f} s", (7, 17), size=0.5, colour=(255, 255, 255))
    framed = np.full((_FRAME[1], _FRAME[0], 3), PAPER, np.uint8)
    framed[: size[1], : size[0]] = small
    return framed


def _draw_places(pixels: Pixels, config: Config) -> None:
    size = np.array(pixels.shape[1::-1])
    for zone in config.zones.values():
        corners = np.round(np.array(zone.polygon) * size).astype(np.int32)
        cv2.polylines(pixels, [corners], True, _ZONE, 1, cv2.LINE_AA)
    for line in config.lines.values():
        ends = np.round(np.array([line.start, line.end]) * size).astype(np.int32)
        cv2.polylines(pixels, [ends], False, _ZONE, 1, cv2.LINE_AA)
