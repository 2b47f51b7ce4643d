"""What hides what: bodies behind nearer bodies and behind screens, by samples on each of them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.truth.covering import uncover_all
from simulator.truth.screens import Screens
from simulator.world.tape import Floats, Integers

# Share of the box's width that is covered, from top to bottom in twelve bands. People: mean over
# five of the cast, phases of a walk, six headings, seen 5 to 80 degrees from above (it hardly
# changes with that). The others by eye. In the order of KINDS.
_WIDTH: Final = np.array(
    [
        [0.28, 0.41, 0.60, 0.68, 0.68, 0.69, 0.64, 0.56, 0.50, 0.44, 0.37, 0.31],
        [0.18, 0.26, 0.40, 0.46, 0.48, 0.50, 0.58, 0.70, 0.80, 0.85, 0.75, 0.55],
        [0.50, 0.58, 0.64, 0.70, 0.85, 0.98, 1.00, 1.00, 1.00, 0.98, 0.90, 0.50],
        [0.40, 0.60, 0.90, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 0.95],
    ]
)
# How much of the box's width the widest band alone takes: hands and feet reach farther.
_SPAN: Final = np.array([0.72, 0.9, 1.0, 1.0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxed:
    """Silhouettes of some frames, nearest first in each.

    box, head: (N, 4) px, not cut; a head is NaN where there is none. tips: (N, 8, 2) px, points of
    the silhouette that lie farthest out. kind: index into KINDS. who:
    whose; what belongs to one and the same hides nothing of it, but bodies hide their bags. ground:
    (N, 2), x_m and ahead_m.
    """

    frame: Integers
    who: Integers
    kind: Integers
    ground: Floats
    box: Floats
    tips: Floats
    head: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """What is left to see: share (N,); box and head (N, 4) px, not cut, NaN where nothing is."""

    share: Floats
    box: Floats
    head: Floats


def uncover(boxed: Boxed, screens: Screens, *, size_px: tuple[int, int]) -> Uncovered:
    """Compare everybody with everybody nearer in the same frame, and with the screens.

    What lies outside a picture of size_px counts as hidden in the share alone.
    """
    left = Uncovered(
        share=np.ones(len(boxed.frame)),
        box=boxed.box.copy(),
        head=boxed.head.copy(),
    )
    uncover_all(
        boxed.frame,
        boxed.who,
        boxed.kind,
        boxed.ground,
        boxed.box,
        boxed.tips,
        boxed.head,
        screens.corners,
        screens.sides,
        screens.beyond,
        screens.around,
        _WIDTH,
        _SPAN,
        np.array((0, 0, *size_px), np.float64),
        left.share,
        left.box,
        left.head,
    )
    return left
