"""Any person or thing, drawn when first asked for: a dozen milliseconds, then kept a while.

What is asked for is rounded to what is drawn (16 headings, 13 pitches, a few phases, sizes a
half apart), so that a sprite depends on nothing but its own description, never on the order.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from simulator.people.body import dressed
from simulator.people.figure import figure
from simulator.people.lighting import Lighting
from simulator.people.portrait import View, draw
from simulator.people.pose import drawn_phase
from simulator.people.rider import rider, usual_paint
from simulator.people.sprite import Sprite
from simulator.things.mesh import Mesh
from simulator.things.thing import thing, thing_height_m

HEADINGS: Final = 16
DEGREES_A_HEADING: Final = 360 / HEADINGS
DEGREES_A_PITCH: Final = 7.5
# Upright heights that are drawn; in between, the next larger one shrinks.
SIZES_PX: Final = (35, 50, 71, 100, 141, 200, 283, 400, 566, 800)
HELD_BYTES: Final = 192 * 1024 * 1024
# A sprite may be stretched by so much before the next size is drawn.
_STRETCH: Final = 1.1
# Seen from above, foot and crown come together, and say nothing about the size any more.
_LEAST_UPRIGHT: Final = 0.25

_Key = tuple[object, ...]


class Figures:
    """Sprites in one light. Pixels are shared between callers: never write to them."""

    def __init__(self, lighting: Lighting, *, held_bytes: int = HELD_BYTES) -> None:
        """held_bytes: how much may be kept; what was not asked for the longest goes first."""
        self._lighting = lighting
        self._most_bytes = held_bytes
        self._held: OrderedDict[_Key, Sprite] = OrderedDict()
        self._bytes = 0

    def person(
        self,
        look: str,
        motion: str,
        *,
        heading_deg: float,
        pitch_deg: float,
        phase: float,
        height_px: float,
        carries: tuple[str, ...] = (),
    ) -> Sprite:
        """look: `ada`, `ada+tone3`; motion: of simulator.world.body; one who rides has a bicycle.

        heading_deg: 0 looks at the camera, 90 to its right; pitch_deg: how far down the camera
        looks at them, 0 to 90; height_px: floor to crown as projected. Raises BadInputError.
        """
        phase = drawn_phase(motion, phase)
        paint = usual_paint(look) if motion == "ride" else ""
        return self._drawn(
            ("person", look, motion, phase, carries),
            lambda: figure(look, motion, phase, carries, paint),
            height_m=dressed(look).height_m,
            heading_deg=heading_deg,
            pitch_deg=pitch_deg,
            height_px=height_px,
        )

    def thing(
        self,
        kind: str,
        look: str,
        *,
        heading_deg: float,
        pitch_deg: float,
        height_px: float,
        phase: float = 0.0,
    ) -> Sprite:
        """kind, look: see simulator.things.thing; a bicycle comes with its rider, see rider.

        height_px: of its body as projected (see thing_height_m). Raises BadInputError.
        """
        phase = drawn_phase("ride", phase) if kind == "bicycle" else 0.0
        return self._drawn(
            (kind, look, phase),
            lambda: _mesh(kind, look, phase),
            height_m=thing_height_m(kind, look),
            heading_deg=heading_deg,
            pitch_deg=pitch_deg,
            height_px=height_px,
        )

    def _drawn(
        self,
        what: _Key,
        mesh: Callable[[], Mesh],
        *,
        height_m: float,
        heading_deg: float,
        pitch_deg: float,
        height_px: float,
    ) -> Sprite:
        heading = round(heading_deg / DEGREES_A_HEADING) % HEADINGS
        pitch = round(min(90.0, max(0.0, pitch_deg)) / DEGREES_A_PITCH)
        size_px = _size(height_px, pitch * DEGREES_A_PITCH)
        key = (*what, heading, pitch, size_px)
        if key not in self._held:
            view = View(heading_deg=heading * DEGREES_A_HEADING, pitch_deg=pitch * DEGREES_A_PITCH)
            ratio = size_px / height_m
            sprite = draw(mesh(), view, self._lighting, height_m=height_m, px_per_m=ratio)
            self._keep(key, sprite)
        self._held.move_to_end(key)
        return self._held[key]

    def _keep(self, key: _Key, sprite: Sprite) -> None:
        """Let go of others first: the one just drawn stays, however large."""
        self._bytes += sprite.bgra.nbytes + sprite.part.nbytes
        while self._held and self._bytes > self._most_bytes:
            _, gone = self._held.popitem(last=False)
            self._bytes -= gone.bgra.nbytes + gone.part.nbytes
        self._held[key] = sprite


def _size(height_px: float, pitch_deg: float) -> int:
    """The upright height to draw for a projected one."""
    upright = max(_LEAST_UPRIGHT, math.cos(math.radians(pitch_deg)))
    wanted = height_px / upright / _STRETCH
    return next((size for size in SIZES_PX if size >= wanted), SIZES_PX[-1])


def _mesh(kind: str, look: str, phase: float) -> Mesh:
    if kind != "bicycle":
        return thing(kind, look)
    paint, who = rider(look)
    return figure(who, "ride", phase, (), paint) if who else thing("bicycle", paint, phase)
