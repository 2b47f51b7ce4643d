"""The plan of a scene, seen from above: the camera's view, its places, and everybody's way."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from edge.config import Config
from simulator.command.ink import COLOURS, FINE, GRID, INK, PAPER, Colour, Sheet, Spot
from simulator.command.trails import Trail
from simulator.scenario.schema import CameraAt, Scenario
from simulator.world.clip import clipped
from simulator.world.occluders import block
from simulator.world.pinhole import Pinhole
from simulator.world.view import view_edges

_FARTHEST_M: Final = 60.0
_MARGIN_M: Final = 1.2
_LANE_PX, _LANES = 11, 3
_MOST_PASSERS: Final = 60
_VIEW: Final[Colour] = (235, 226, 214)
_ZONE: Final[Colour] = (80, 80, 210)
_LINE: Final[Colour] = (150, 60, 120)
_BLOCK: Final[Colour] = (110, 110, 110)
_LAMP: Final[Colour] = (60, 190, 240)


def draw_plan(
    scenario: Scenario, config: Config, ways: Sequence[Trail], *, size_px: tuple[int, int]
) -> Sheet:
    """Draw it, (W, H) px; the camera stands at [0, 0] and looks up the sheet."""
    places = _places(config, Pinhole.of(scenario.camera))
    sheet = _sheet([*_extent(scenario, ways), *(s for _, spots in places for s in spots)], size_px)
    _draw_ground(sheet, scenario.camera)
    _draw_blocks(sheet, scenario)
    for name, spots in places:
        _draw_place(sheet, name, spots)
    names = list(dict.fromkeys(way.name for way in ways if way.named))
    for way in _some(ways):
        index = names.index(way.name) if way.named else -1
        colour = COLOURS[index % len(COLOURS)] if way.named else FINE
        _draw_way(sheet, way, colour, lane=_LANE_PX * (index % _LANES))
    return sheet


def _some(ways: Sequence[Trail]) -> list[Trail]:
    """All that have a name, and as many others as a plan can show."""
    others = [way for way in ways if not way.named]
    step = max(1, math.ceil(len(others) / _MOST_PASSERS))
    return [*others[::step], *(way for way in ways if way.named)]


def _extent(scenario: Scenario, ways: Sequence[Trail]) -> Iterable[Spot]:
    yield 0.0, 0.0
    yield 0.0, 8.0
    for way in ways:
        yield from way.spots
    for occluder in scenario.scene.occluders:
        yield occluder.at
    yield from scenario.scene.lamps


def _sheet(spots: Iterable[Spot], size_px: tuple[int, int]) -> Sheet:
    xs, aheads = (np.array(side) for side in zip(*spots, strict=True))
    left, right = xs.min() - _MARGIN_M, xs.max() + _MARGIN_M
    near, far = aheads.min() - _MARGIN_M, min(aheads.max(), _FARTHEST_M) + _MARGIN_M
    width, height = size_px
    px_per_m = min(width / (right - left), height / (far - near))
    return Sheet(
        pixels=np.full((height, width, 3), PAPER, np.uint8),
        left_m=float((left + right) / 2 - width / px_per_m / 2),
        near_m=float(near),
        px_per_m=float(px_per_m),
    )


def _draw_ground(sheet: Sheet, camera: CameraAt) -> None:
    height, width = sheet.pixels.shape[:2]
    right = sheet.left_m + width / sheet.px_per_m
    far = sheet.near_m + height / sheet.px_per_m
    corners = [(sheet.left_m, sheet.near_m), (right, sheet.near_m)]
    corners += [(right, far), (sheet.left_m, far)]
    view = clipped(corners, view_edges(camera), closed=True)
    if view:
        sheet.area(view, _VIEW, opacity=0.6)
    for x in range(math.ceil(sheet.left_m), math.floor(right) + 1):
        sheet.line([(x, sheet.near_m), (x, far)], GRID)
    for ahead in range(math.ceil(sheet.near_m), math.floor(far) + 1):
        sheet.line([(sheet.left_m, ahead), (right, ahead)], GRID)
        if ahead % 5 == 0:
            sheet.text(f"{ahead} m", (sheet.left_m, ahead), colour=FINE, above_px=3)
    sheet.dot((0.0, 0.0), INK, radius_px=6)
    sheet.text(f"camera, {camera.height_m:g} m up", (0.0, 0.0))


def _draw_blocks(sheet: Sheet, scenario: Scenario) -> None:
    for occluder in scenario.scene.occluders:
        stands = block(occluder)
        x, ahead = stands.width_m / 2, stands.depth_m / 2
        corners = [(-x, -ahead), (x, -ahead), (x, ahead), (-x, ahead)]
        sheet.area([(stands.x_m + a, stands.ahead_m + b) for a, b in corners], _BLOCK, opacity=0.7)
        sheet.text(occluder.kind, occluder.at, colour=_BLOCK)
    for lamp in scenario.scene.lamps:
        sheet.dot(lamp, _LAMP, radius_px=5)
    for crowd in scenario.crowds:
        x_min, near, x_max, far = crowd.area
        sheet.area([(x_min, near), (x_max, near), (x_max, far), (x_min, far)], FINE, opacity=0.1)
        sheet.text(f"{crowd.count} people", (x_min, far), colour=FINE)


def _places(config: Config, camera: Pinhole) -> list[tuple[str, list[Spot]]]:
    """Zones and lines by name, back on the ground; corners above the horizon are left out."""
    zones = [(name, zone.polygon) for name, zone in config.zones.items()]
    lines = [(name, (line.start, line.end)) for name, line in config.lines.items()]
    return [(name, _on_ground(camera, corners)) for name, corners in (*zones, *lines)]


def _on_ground(camera: Pinhole, corners: Iterable[Spot]) -> list[Spot]:
    spots = (camera.ground(x * camera.width_px, y * camera.height_px) for x, y in corners)
    return [spot for spot in spots if spot is not None and abs(spot[1]) <= _FARTHEST_M]


def _draw_place(sheet: Sheet, name: str, spots: Sequence[Spot]) -> None:
    if len(spots) > 2:
        sheet.area(spots, _ZONE)
        sheet.text(name, max(spots, key=lambda spot: (spot[1], -spot[0])), colour=_ZONE)
    elif len(spots) == 2:
        start, end = spots
        sheet.line(spots, _LINE, width=2)
        middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        long_m = math.dist(start, end) or 1.0
        inward = (end[1] - start[1]) / long_m, (start[0] - end[0]) / long_m
        sheet.arrow(middle, (middle[0] + inward[0], middle[1] + inward[1]), _LINE)
        sheet.text(f"{name}: in", (middle[0] + inward[0], middle[1] + inward[1]), colour=_LINE)


def _draw_way(sheet: Sheet, way: Trail, colour: Colour, *, lane: int) -> None:
    """lane: px by which its words stand higher, so that ways one on the other can be read."""
    sheet.line(way.spots, colour, width=2 if way.named else 1)
    if not way.named:
        return
    first = way.spots[0]
    sheet.dot(first, colour)
    sheet.text(f"{way.name}, {way.times_s[0]:.0f} s", first, colour=colour, above_px=6 + lane)
    for t_s, spot in way.ticks():
        sheet.dot(spot, colour, radius_px=3)
        sheet.text(f"{t_s:.0f}", spot, colour=colour, size=0.36, above_px=4 + lane)
