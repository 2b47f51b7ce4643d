"""Zones and lines from metres on the ground into the picture of a scenario's camera."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import msgspec

from edge import strict
from edge.config import Config
from edge.errors import DocumentError, Fault, refuse
from simulator.scenario.ground import FIRST_VERSION, Corners, put_in_picture
from simulator.scenario.schema import CameraAt, Push, Scenario
from simulator.world.clip import Edge, Point, between, clipped
from simulator.world.pinhole import Pinhole
from simulator.world.view import view_edges

# A lens that bends shows a little more than the pinhole, and turns inside out far beyond it.
_WIDER: Final = 1.4
# A lens bends straight edges: their pieces are drawn straight, 32 corners at most in a zone.
_MAX_CORNERS: Final = 32
_DIGITS: Final = 6


def config_of(scenario: Scenario) -> Config:
    """The configuration that a scenario begins with, as its camera reads it.

    Raises DocumentError naming every place of which nothing is in view.
    """
    document, faults = _in_picture(scenario.config, scenario.camera)
    if faults:
        raise DocumentError(_under_config(faults))
    try:
        return strict.convert(document, Config)
    except DocumentError as error:
        raise DocumentError(_under_config(error.faults)) from error


def pushed_document(scenario: Scenario, push: Push) -> bytes:
    """What a push publishes: its text as it is, or its configuration as JSON, wrong or not.

    Without a version of its own it gets the one after the pushes before it.
    """
    if push.config is None:
        return ((push.text or "") * push.times).encode()
    document, _ = _in_picture(push.config, scenario.camera)
    return msgspec.json.encode({**document, "version": _version_of(scenario, push)})


def _version_of(scenario: Scenario, push: Push) -> Any:
    pushes = sorted((f for f in scenario.faults if isinstance(f, Push)), key=lambda f: f.at_s)
    version: Any = scenario.config.get("version", FIRST_VERSION)
    for one in pushes[: pushes.index(push) + 1]:
        after = version + 1 if isinstance(version, int) else FIRST_VERSION
        version = version if one.config is None else one.config.get("version", after)
    return version


def _in_picture(config: dict[str, Any], camera: CameraAt) -> tuple[dict[str, Any], list[Fault]]:
    return put_in_picture(config, zone=partial(_zone, camera), line=partial(_line, camera))


def _under_config(faults: Sequence[Fault]) -> list[Fault]:
    return [Fault(path=f"config.{fault.path}", reason=fault.reason) for fault in faults]


def _zone(camera: CameraAt, path: str, corners: Corners) -> dict[str, Any]:
    seen = clipped(corners, view_edges(camera, wider=_WIDER), closed=True)
    pieces = _MAX_CORNERS // len(seen) if camera.distortion and seen else 1
    shown = [_shown(camera, spot) for spot in _divided(seen, max(pieces // 2, 1))]
    polygon = _distinct(clipped(shown, _PICTURE, closed=True))
    if len(polygon) < 3:
        raise refuse(f"{path}.ground", "the camera sees nothing of it")
    return {"polygon": polygon}


def _line(camera: CameraAt, path: str, corners: Corners) -> dict[str, Any]:
    seen = clipped(corners, view_edges(camera, wider=_WIDER), closed=False)
    ends = _distinct(clipped([_shown(camera, s) for s in seen], _PICTURE, closed=False))
    if len(ends) < 2:
        raise refuse(f"{path}.ground", "the camera sees nothing of it")
    return {"from": ends[0], "to": ends[-1]}


def _shown(camera: CameraAt, spot: Point) -> Point:
    x_px, y_px = Pinhole.of(camera).project(x_m=spot[0], up_m=0.0, ahead_m=spot[1])
    return x_px / camera.width_px, y_px / camera.height_px


_PICTURE: Final[tuple[Edge, ...]] = (
    lambda point: point[0],
    lambda point: 1.0 - point[0],
    lambda point: point[1],
    lambda point: 1.0 - point[1],
)


def _divided(corners: list[Point], pieces: int) -> list[Point]:
    return [
        between(start, end, piece / pieces)
        for start, end in zip(corners, [*corners[1:], *corners[:1]], strict=True)
        for piece in range(pieces)
    ]


def _distinct(corners: list[Point]) -> list[list[float]]:
    """The corners as a configuration writes them; two that fall together are one."""
    rounded = [
        [min(max(round(value, _DIGITS), 0.0), 1.0) for value in corner] for corner in corners
    ]
    return [corner for index, corner in enumerate(rounded) if corner != rounded[index - 1]]
