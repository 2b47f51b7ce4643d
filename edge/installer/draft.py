"""Places that an installer has drawn, as a configuration that an operator may sign, or not.

Nothing here changes what the camera does: it takes a configuration from an operator's signature
alone. What the page makes is a file.
"""

from typing import Annotated, Any, Final

import yaml
from msgspec import Meta, Struct, to_builtins

from edge import strict
from edge.config import Config, Line, Zone
from edge.terms import PlaceId

_SAID: Final = """\
# A draft by an installer at the camera: what was at work there, with the places drawn anew.
# It is worth nothing until an operator has read it and signed it (passerby fleet push).
"""


class Places(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """areas: parts of the picture that nobody may see."""

    zones: Annotated[dict[PlaceId, Zone], Meta(max_length=32)]
    lines: Annotated[dict[PlaceId, Line], Meta(max_length=32)]
    areas: Annotated[dict[PlaceId, Zone], Meta(max_length=32)]


def draft(raw: bytes, at_work: dict[str, Any]) -> str:
    """The text of a configuration: that at work, with the places drawn, one version on.

    raw: Places as JSON. at_work: in plain values. Raises DocumentError with every fault, as the
    camera itself would find it: a rule whose place is gone is one.
    """
    places = to_builtins(strict.parse(raw, Places))
    wanted = {
        **at_work,
        "version": at_work["version"] + 1,
        "privacy": {**at_work["privacy"], "areas": places["areas"]},
        "zones": places["zones"],
        "lines": places["lines"],
    }
    config = to_builtins(strict.convert(wanted, Config))
    return _SAID + yaml.safe_dump(
        {key: value for key, value in config.items() if value is not None},
        sort_keys=False,
        default_flow_style=None,
        width=100,
    )
