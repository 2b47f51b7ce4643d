"""What a track was before something began to hide it.

A pillar cuts a box from one side, and spoils the size and the speed that are learned from it. So
of whom was lost from sight, what he was some time before is asked as well as what he was last.
After the observation-centric recovery of OC-SORT (Cao et al. 2023, arXiv 2203.14360), which goes
back to the last sight; behind a pillar that is the very one that was cut.
"""

from typing import Final

import numpy as np

from edge.tracking.state import CONFIRMED, PAST, PLACE, SPEED, Flags, Floats

# A walker vanishes behind an edge within half a second: his own breadth, 0.6 m, at 1.2 m/s.
_EVERY_S: Final = 0.25
_FIRST: Final = PAST.start
_SPAN: Final = 7
_LAST: Final = PAST.stop - _SPAN


def keep(state: Floats, *, mono_s: float) -> None:
    """Remember what each confirmed track is now, if what was kept last is a quarter second old.

    Before it is confirmed its speed is a guess.
    """
    due = (mono_s - state[_LAST] >= _EVERY_S) & (state[CONFIRMED] > 0)
    if due.any():
        (columns,) = due.nonzero()
        state[_FIRST:_LAST, columns] = state[_FIRST + _SPAN : PAST.stop, columns]
        state[_LAST, columns] = mono_s
        state[_LAST + 1 : _LAST + 5, columns] = state[PLACE, columns]
        state[_LAST + 5 : PAST.stop, columns] = state[SPEED, columns]


def is_known(state: Floats) -> Flags:
    """(N,) who was seen for half a second, so that before() is from before he was hidden."""
    known: Flags = state[_FIRST] > -np.inf
    return known


def before(state: Floats, *, mono_s: float) -> tuple[Floats, Floats, Floats]:
    """Place (4, N) and speed (2, N) of known tracks half a second of sights or more ago.

    And how long ago that is by mono_s, (N,).
    """
    first = state[_FIRST : _FIRST + _SPAN]
    return first[1:5], first[5:7], mono_s - first[0]
