"""Would a camera accept the configuration of a scenario? Judged without knowing what it sees."""

from typing import Any

from edge import strict
from edge.config import Config
from edge.errors import DocumentError, Fault
from simulator.scenario.ground import Corners, lies_on_ground, put_in_picture


def config_faults(config: dict[str, Any]) -> list[Fault]:
    """All that a camera would refuse, by the paths that the scenario's author sees.

    A place on the ground is judged by its shape: what crosses itself there does so in a picture.
    """
    document, faults = put_in_picture(config, zone=_zone, line=_line)
    try:
        strict.convert(document, Config)
    except DocumentError as error:
        return [*faults, *(_as_written(fault, config) for fault in error.faults)]
    return faults


def _zone(_: str, corners: Corners) -> dict[str, Any]:
    return {"polygon": _fitted(corners)}


def _line(_: str, corners: Corners) -> dict[str, Any]:
    start, end = _fitted(corners)
    return {"from": start, "to": end}


def _fitted(corners: Corners) -> list[list[float]]:
    """The same shape, shrunk into a picture."""
    xs, aheads = zip(*corners, strict=True)
    size = max(max(xs) - min(xs), max(aheads) - min(aheads)) or 1.0
    return [[(x - min(xs)) / size, (ahead - min(aheads)) / size] for x, ahead in corners]


def _as_written(fault: Fault, config: dict[str, Any]) -> Fault:
    """The fault of a shape that stands for a place on the ground, where its metres stand."""
    key, _, rest = fault.path.partition(".")
    name, _, inner = rest.partition(".")
    places = config.get(key)
    if inner and isinstance(places, dict) and lies_on_ground(places.get(name)):
        return Fault(path=f"{key}.{name}.ground", reason=fault.reason)
    return fault
