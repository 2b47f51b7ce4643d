"""A rounded hatchback, 4.1 m long, 1.76 m wide, 1.47 m high, drawn as one lofted surface."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.things.colours import GLASS, RUBBER, STEEL, paint
from simulator.things.mesh import Colour, Mesh, joined
from simulator.things.solids import block, grid_triangles, solid, tube

LENGTH_M: Final = 4.1
WIDTH_M: Final = 1.76
HEIGHT_M: Final = 1.47

_HALF_M: Final = LENGTH_M / 2
_WHEEL_M: Final = 0.31
_AXLES_M: Final = (1.27, -1.25)
_BELT_M: Final = 0.93
_SILL_M: Final = 0.20
# The roof line from tail to nose: place ahead and height.
_TOP: Final = (
    (-2.05, 0.62),
    (-2.02, 0.86),
    (-1.93, 0.98),
    (-1.88, 1.02),
    (-1.52, 1.36),
    (-1.30, 1.43),
    (-0.6, 1.47),
    (0.05, 1.46),
    (0.30, 1.41),
    (1.02, 0.97),
    (1.10, 0.95),
    (1.60, 0.86),
    (1.90, 0.74),
    (2.03, 0.58),
    (2.05, 0.45),
)
# Side windows from pillar to pillar.
_PANES: Final = ((-1.40, -0.62), (-0.52, 0.36), (0.42, 0.72))
_SCREENS: Final = ((-1.84, -1.54), (0.33, 0.99))
_EDGE_M: Final = 0.006
_DARK: Final = (0.012, 0.012, 0.012)


def car(look: str) -> Mesh:
    """look: its paint."""
    return joined([_shell(paint(look)), *_wheels(), *_lights()])


def _shell(colour: Colour) -> Mesh:
    stops = _stops()
    sections = [_section(ahead) for ahead in stops]
    rows, columns = len(stops), len(sections[0])
    points = np.array(sections)
    ahead = np.repeat(np.array(stops), columns).reshape(rows, columns)
    glass = _glass(ahead, np.tile(np.arange(columns), (rows, 1)))
    low = points[..., 1] < 0.29
    low |= _arches(points)
    shade = np.where(glass[..., None], GLASS, np.where(low[..., None], _DARK, colour))
    gloss = np.where(glass, 0.14, np.where(low, 0.0, 0.045))
    triangles = grid_triangles(rows, columns)
    ends = [_cap(points[row], colour) for row in (0, rows - 1)]
    skin = solid(points.reshape(-1, 3), triangles, shade.reshape(-1, 3), gloss.ravel())
    return joined([skin, *ends])


def _stops() -> list[float]:
    """Where sections are cut: each pane's edge twice, so that glass ends sharply."""
    regular = [_HALF_M * math.sin(math.pi / 2 * k / 20) for k in range(-20, 21)]
    arches = [axle + 0.036 * k for axle in _AXLES_M for k in range(-11, 12)]
    edges = [edge for pane in (*_PANES, *_SCREENS) for edge in pane]
    sharp = [edge + side for edge in edges for side in (-_EDGE_M, _EDGE_M)]
    return sorted({round(stop, 4) for stop in [*regular, *arches, *sharp, *(z for z, _ in _TOP)]})


# Along a section, from the left sill over the roof: how far up from sill to belt, or belt to top.
_SIDE: Final = (0.0, 0.11, 0.13, *(0.18 + 0.05 * k for k in range(12)), 0.85, 1.0)
_PANE: Final = (0.06, 0.10, 0.5, 0.86, 0.90)
_ROOF: Final = (1.0, 0.93, 0.7, 0.35, 0.0)


def _section(ahead_m: float) -> list[tuple[float, float, float]]:
    top_m = _top(ahead_m)
    belt_m = min(_BELT_M, top_m - 0.04)
    half_m = _half_width(ahead_m)
    cabin = min(1.0, max(0.0, (top_m - belt_m) / (HEIGHT_M - _BELT_M)))
    roof_m = half_m * (1 - 0.27 * cabin) - 0.02
    side = [(half_m * _bulge(up), _SILL_M + up * (belt_m - _SILL_M)) for up in _SIDE]
    eaves_m = top_m - 0.05 * cabin - 0.01
    pane = [
        (half_m + up * (roof_m - half_m) - 0.015, belt_m + up * (eaves_m - belt_m)) for up in _PANE
    ]
    roof = [(roof_m * x, eaves_m + (top_m - eaves_m) * (1 - x**4)) for x in _ROOF]
    left = [*side, *pane, *roof]
    right = [(-x, y) for x, y in left[-2::-1]]
    return [(x, y, ahead_m) for x, y in [*left, *right]]


def _glass(ahead: NDArray[np.float64], column: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which vertices of the shell are windows."""
    first = len(_SIDE) + 1
    panes = range(first, first + len(_PANE) - 2)
    roof = len(_SIDE) + len(_PANE)
    last = 2 * (roof + len(_ROOF)) - 2
    is_pane = np.isin(column, panes) | np.isin(last - column, panes)
    is_roof = (column >= roof + 1) & (last - column >= roof + 1)
    side = np.logical_or.reduce([(ahead > a) & (ahead < b) for a, b in _PANES])
    screen = np.logical_or.reduce([(ahead > a) & (ahead < b) for a, b in _SCREENS])
    glass: NDArray[np.bool_] = (is_pane & side) | (is_roof & screen)
    return glass


def _arches(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which vertices of the shell lie around a wheel."""
    up, ahead = points[..., 1] - _WHEEL_M, points[..., 2]
    near = [np.hypot(up, ahead - axle) < _WHEEL_M + 0.06 for axle in _AXLES_M]
    around: NDArray[np.bool_] = np.logical_or.reduce(near)
    return around


def _top(ahead_m: float) -> float:
    places, heights = zip(*_TOP, strict=True)
    return float(np.interp(ahead_m, places, heights))


def _half_width(ahead_m: float) -> float:
    """Narrower towards nose and tail."""
    beyond = max(0.0, abs(ahead_m) - 1.2) / (_HALF_M - 1.2)
    return WIDTH_M / 2 * (1 - 0.16 * beyond * beyond * math.sqrt(beyond))


def _bulge(up: float) -> float:
    """Doors are fullest at half their height."""
    return 1 - 0.05 * (2 * up - 1) * (2 * up - 1)


def _cap(rim: NDArray[np.float64], colour: Colour) -> Mesh:
    points = np.concatenate([rim, [rim.mean(0)]])
    k = np.arange(len(rim))
    fan = np.stack([k, (k + 1) % len(rim), np.full_like(k, len(rim))], axis=1)
    return solid(points, fan, colour, 0.05)


def _wheels() -> list[Mesh]:
    parts = []
    out = WIDTH_M / 2
    for ahead in _AXLES_M:
        for side in (-1.0, 1.0):
            inner, rim, hub = (
                (side * x, _WHEEL_M, ahead) for x in (out - 0.24, out + 0.006, out + 0.012)
            )
            parts.append(tube(inner, rim, _WHEEL_M, RUBBER, sides=28))
            parts.append(tube(inner, hub, 0.20, STEEL, sides=20, gloss=0.15))
            for spoke in range(5):
                turn = 2 * math.pi * (spoke + 0.5) / 5
                up_m = _WHEEL_M + 0.13 * math.cos(turn)
                hole = (side * (out + 0.016), up_m, ahead + 0.13 * math.sin(turn))
                parts.append(tube(hub[:1] + hole[1:], hole, 0.035, RUBBER, sides=8))
    return parts


def _lights() -> list[Mesh]:
    parts = [
        block((1.05, 0.16, 0.06), (0, 0.46, 2.03), _DARK),
        block((0.46, 0.11, 0.03), (0, 0.36, 2.06), (0.75, 0.75, 0.72), round_m=0.005),
        block((0.46, 0.11, 0.03), (0, 0.62, -2.06), (0.75, 0.75, 0.72), round_m=0.005),
        block((1.10, 0.12, 0.04), (0, 0.42, -2.04), _DARK),
    ]
    for x in (-0.62, 0.62):
        lamp = (0.85, 0.86, 0.84)
        parts.append(block((0.28, 0.15, 0.20), (x, 0.64, 1.92), lamp, round_m=0.05, gloss=0.25))
        parts.append(block((0.20, 0.24, 0.10), (1.06 * x, 0.82, -1.98), (0.35, 0.01, 0.01)))
    for x in (-0.93, 0.93):
        parts.append(block((0.16, 0.12, 0.10), (x, 0.98, 0.62), _DARK, round_m=0.04))
    return parts
