"""How well a real detector does: scores, misses, box jitter and false boxes, as settings."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.faults.trouble import Trouble
from simulator.scenario.schema import Scene
from simulator.world.tape import Floats

# Pixels are counted as in a picture of this width: the network sees all of it, made smaller.
_WIDTH_PX: Final = 768

# NanoDet-g 416 int8, measured on people in streets: 81 % of well-sized, uncovered people reach
# 0.4 and 96 % reach 0.2, a normal distribution of 0.60 +- 0.23; at 280 to 310 px it has a dip
# where 56 % and 94 % do, 0.42 +- 0.14. Below some 40 px people are lost.
_SIZES_PX: Final = (0.0, 25.0, 40.0, 60.0, 100.0, 262.0, 282.0, 308.0, 328.0, 500.0, 900.0)
_MEANS: Final = (0.0, 0.0, 0.33, 0.92, 1.0, 1.0, 0.70, 0.70, 1.0, 1.0, 0.9)
_SPREADS: Final = (0.5, 0.5, 0.7, 0.9, 1.0, 1.0, 0.61, 0.61, 1.0, 1.0, 1.0)
# Measured on drawn scenes, 70 to 255 px: of those seen to 10-20 % the detector finds 31 % at 0.2
# and 18 % at 0.4; to 20-35 %, 46 and 29; to 35-50 %, 55 and 41; to 50-60 %, 71 and 50; to 60-70 %,
# 90 and 75; to 85-95 %, 96 and 94.
_VISIBLE: Final = (0.0, 0.15, 0.28, 0.45, 0.55, 0.65, 0.85, 1.0)
_BY_VISIBLE: Final = (0.0, 0.2, 0.42, 0.58, 0.7, 0.87, 0.97, 1.0)
# Of drawn people 99 % are found at 0.2 and 93 % at 0.4 by day, as many at dusk and by lamps at
# night; in the dark 51 and 24 %. Real nights were not measured, so these are less sure of them.
_BY_LIGHT: Final = {
    "day": 1.0,
    "overcast": 1.0,
    "low_sun": 0.95,
    "dusk": 0.93,
    "night": 0.85,
    "dark": 0.42,
}
# Drawn people in a cloudburst score 0.71 where they score 0.78 without it.
_BY_RAIN: Final = 0.1
_DEFOCUSED: Final = 0.6

# CenterFace int8 on 640x480, share of faces found by their width in px: 0, .14, .53, .95, 1, as
# standard deviations.
_FACE_WIDTH_PX: Final = 640
_FACES_PX: Final = (6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 28.0)
_FACES_SURE: Final = (-6.0, -3.0, -1.08, 0.075, 1.645, 3.0, 4.0)
# Near-darkness loses every face; the steps between are chosen.
_FACE_LIGHT: Final = {
    "day": 0.0,
    "overcast": 0.0,
    "low_sun": 0.2,
    "dusk": 0.6,
    "night": 1.5,
    "dark": 9.0,
}
_FACE_DEFOCUSED: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """A detector's errors. score, spread: of well-sized, uncovered people by day.

    jitter, jitter_down: of the left and right, and of the upper and lower edges of a box, in shares
    of its side; measured robustly: 0.06 to 0.08 and 0.015 on drawn people, 0.08 to 0.09 and 0.02
    about their ways in vtest.avi, for a hand or a foot in stride may be left out.
    false_per_minute: boxes round nothing, 30 at most; 4 on drawn scenes, all below 0.3. exact:
    perfect boxes of all of whom a tenth is seen, scored 0.9, and nothing else.
    """

    score: float = 0.60
    spread: float = 0.23
    jitter: float = 0.07
    jitter_down: float = 0.02
    false_per_minute: float = 2.0
    exact: bool = False

    @staticmethod
    def none() -> "Errors":
        return Errors(jitter=0.0, jitter_down=0.0, false_per_minute=0.0, exact=True)

    def expected(
        self, high_px: Floats, share: Floats, *, width_px: int, light: float
    ) -> tuple[Floats, Floats]:
        """Mean and spread of scores by size in px in a picture so wide, and share visible."""
        size = high_px * (_WIDTH_PX / width_px)
        seen = np.interp(share, _VISIBLE, _BY_VISIBLE) * light
        mean = self.score * np.interp(size, _SIZES_PX, _MEANS) * seen
        return mean, self.spread * np.interp(size, _SIZES_PX, _SPREADS)


def sight_in(scene: Scene, trouble: Trouble) -> float:
    """What light, rain and focus leave of a score, as a factor."""
    focus = _DEFOCUSED if trouble.defocused else 1.0
    return _BY_LIGHT[scene.light] * (1.0 - _BY_RAIN * scene.rain) * focus


def face_certainty(face_px: Floats, *, width_px: int, scene: Scene, trouble: Trouble) -> Floats:
    """How surely faces of that width are found, in standard deviations."""
    width = face_px * (_FACE_WIDTH_PX / width_px)
    worse = _FACE_LIGHT[scene.light] + (_FACE_DEFOCUSED if trouble.defocused else 0.0)
    return np.interp(width, _FACES_PX, _FACES_SURE) - worse
