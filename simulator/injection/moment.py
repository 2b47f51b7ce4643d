"""What is wrong at one moment: every fault at work adds its own."""

from dataclasses import dataclass
from typing import Literal

Flaw = Literal[
    "raises",  # says that it failed
    "breaks",  # dies of an error that nobody expects
    "memory",  # finds no memory
    "nan",
    "inside_out",
    "shape",
    "dtype",
    "labels",  # fewer labels than boxes
    "scores",  # not a number
    "nobody",  # answers, and finds nobody
    "late",  # answers for an earlier picture, and says so
    "stale",  # answers for an earlier picture as if it were this one
]
Shown = Literal["cloth", "blank", "frozen", "torn"]


@dataclass(slots=True, kw_only=True)
class Moment:
    """Lens, stream, models, configuration and process of a camera for one picture.

    light: factor of all levels; lift: levels added. blur_px: of a Gaussian, its standard deviation.
    shift_px: by which the view has gone, right and down. scale: of the picture's size.
    late: delivered after the picture that follows. jump_s: by which the clock jumps now. age_s: how
    long ago the picture was taken when it is looked at. crowd: so many pictures instead of one.
    kills: the process may die of it.
    """

    light: float = 1.0
    lift: float = 0.0
    blur_px: float = 0.0
    shift_px: tuple[int, int] = (0, 0)
    shown: Shown | None = None
    scale: float = 1.0

    lost: bool = False
    twice: bool = False
    late: bool = False
    jump_s: float = 0.0
    age_s: float = 0.0
    utc_known: bool = True
    crowd: int = 1
    stretch: float = 1.0

    objects: Flaw | None = None
    faces: Flaw | None = None
    tracker_breaks: bool = False
    kills: bool = False

    strict: bool | None = None
    other_area: bool = False
    nonsense_configured: bool = False

    unconfigured: bool = False
    restart: bool = False
    disk_full: bool = False
    viewer_hangs: bool = False
