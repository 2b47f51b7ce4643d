"""Who rides which bicycle."""

from typing import Final

# A bicycle that names nobody is ridden by one of the cast, by its paint.
_RIDERS: Final = {
    "red": "eva",
    "blue": "jonas",
    "white": "lena",
    "grey": "omar",
    "black": "chen",
    "green": "ada",
    "silver": "bruno",
    "yellow": "priya",
}
_PAINTS: Final = {who: paint for paint, who in _RIDERS.items()}
NOBODY: Final = "nobody"


def rider(look: str) -> tuple[str, str]:
    """A bicycle's paint and its rider's look: of `red`, `red+kofi`, `red+kofi+tone3`.

    `red+nobody` stands alone: the rider's look is empty.
    """
    paint, _, who = look.partition("+")
    if who == NOBODY:
        return paint, ""
    return paint, who or _RIDERS.get(paint, "jonas")


def usual_paint(look: str) -> str:
    """The paint of the bicycle that somebody rides who is not said to ride another."""
    return _PAINTS.get(look.partition("+")[0], "blue")
