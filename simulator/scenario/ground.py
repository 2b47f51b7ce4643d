"""A configuration whose zones and lines may be drawn on the ground, in metres."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from edge import strict
from edge.errors import DocumentError, Fault
from simulator.scenario.schema import Spot

Corners = tuple[tuple[float, float], ...]
Drawn = Callable[[str, Corners], dict[str, Any]]

GROUND: Final = "ground"
FIRST_VERSION: Final = 1


class GroundZone(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    ground: Annotated[tuple[Spot, ...], Meta(min_length=3, max_length=32)]


class GroundLine(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    ground: Annotated[tuple[Spot, ...], Meta(min_length=2, max_length=2)]


_TYPES: Final[dict[str, type[GroundZone | GroundLine]]] = {
    "zones": GroundZone,
    "lines": GroundLine,
}
_SOMEWHERE: Final[dict[str, dict[str, Any]]] = {
    "zones": {"polygon": [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]},
    "lines": {"from": [0.0, 0.0], "to": [1.0, 1.0]},
}


def lies_on_ground(place: object) -> bool:
    """Whether a zone or line of a plain configuration is drawn in metres."""
    return isinstance(place, dict) and GROUND in place


def put_in_picture(
    config: dict[str, Any], *, zone: Drawn, line: Drawn
) -> tuple[dict[str, Any], list[Fault]]:
    """The same plain configuration with every place on the ground as zone and line draw it.

    zone, line: take its path and its corners in metres and return what a camera reads, or raise
    DocumentError. A place that cannot be drawn is told as a fault and left standing for itself as
    some good one, so that the rest can be judged. Without a version it gets the first.
    """
    faults: list[Fault] = []
    zones = _drawn(config, "zones", zone, faults)
    lines = _drawn(config, "lines", line, faults)
    return {"version": FIRST_VERSION, **config, **zones, **lines}, faults


def _drawn(
    config: dict[str, Any], key: str, draw: Drawn, faults: list[Fault]
) -> dict[str, dict[str, Any]]:
    places = config.get(key)
    if not isinstance(places, dict):
        return {}
    drawn = dict(places)
    for name in (name for name, place in places.items() if lies_on_ground(place)):
        path = f"{key}.{name}"
        try:
            drawn[name] = draw(path, _metres(places[name], _TYPES[key], path))
        except DocumentError as error:
            faults.extend(error.faults)
            drawn[name] = _SOMEWHERE[key]
    return {key: drawn}


def _metres(place: object, type_: type[GroundZone | GroundLine], path: str) -> Corners:
    try:
        return strict.convert(place, type_).ground
    except DocumentError as error:
        raise DocumentError(
            Fault(path=f"{path}.{fault.path}", reason=fault.reason) for fault in error.faults
        ) from error
