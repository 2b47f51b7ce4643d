"""How long a track stays that no look finds."""

from typing import Final

import numpy as np

from edge.perception.stir import Stir
from edge.tracking.life import has_moved
from edge.tracking.state import (
    AT,
    BORN,
    BOX,
    CONFIRMED,
    FOUND,
    PLACE,
    SEEN,
    SPEED,
    STRONG,
    Flags,
    Floats,
)

# A passer-by hides another for about a second; a guess older than two is somebody else. Nothing
# is waited for longer than it was followed, or than two frames missed at 2 fps.
COAST_S: Final = 2.0
YOUNG_COAST_S: Final = 1.0
# One missed frame at 2 fps, and no more: what walked out of the picture is gone.
EXIT_COAST_S: Final = 0.6
# Weak boxes alone carry nobody for longer: in the weak size one look in three is still strong.
WEAK_S: Final = 5.0
# Looks come at least every three seconds; after a longer gap nobody is who he was.
GAP_S: Final = 3.5
_EDGE: Final = 0.01
_EXIT_SPEED: Final = 0.15  # box sides a second, as slowed down while unseen
# Who stands still for this long has lost most of his speed; one still moment may be an error.
_SETTLING_S: Final = 0.3
# The living stir. What has never gone anywhere, nor stirred, nor was found even weakly for so long
# is a shadow that went with the sun; whatever came from elsewhere stands for as long as it likes.
_STATUE_S: Final = 900.0


def stand(state: Floats, stir: Stir, *, mono_s: float) -> Flags:
    """Count as seen who is confirmed and where nothing has stirred since; return who, (N,)."""
    stands: Flags = state[CONFIRMED] > 0
    statues = mono_s - state[FOUND] > _STATUE_S
    if statues.any():
        stands &= ~statues | has_moved(state)
    (columns,) = stands.nonzero()
    if not len(columns):
        return stands
    boxes = state[BOX][:, columns].T.astype(np.float32)
    stands[columns] = stir.still(boxes, state[SEEN, columns])
    (columns,) = stands.nonzero()
    if len(columns):
        state[SPEED, columns] *= np.exp((state[AT, columns] - mono_s) / _SETTLING_S)
        state[AT, columns] = state[SEEN, columns] = state[STRONG, columns] = mono_s
    return stands


def may_be_found(state: Floats, looks: tuple[float, float], *, mono_s: float) -> Flags:
    """(N,) whom a look at mono_s may still find. looks: the two before it."""
    may: Flags = (mono_s - state[STRONG] <= WEAK_S) & _in_view(state[PLACE])
    late_s = mono_s - state[SEEN]
    if late_s.max() > EXIT_COAST_S:
        missed = state[SEEN] < looks[1]
        (lost,) = (late_s > np.where(missed, EXIT_COAST_S, GAP_S)).nonzero()
        may[lost] &= _waits(state[:, lost], looks[0], mono_s)
    return may


def stays(state: Floats, looked_mono_s: float, *, mono_s: float) -> Flags:
    """(N,) whom a look at mono_s need not have found. looked_mono_s: the one before it."""
    if mono_s - looked_mono_s <= EXIT_COAST_S:
        return np.ones(state.shape[1], np.bool_)
    return _waits(state, looked_mono_s, mono_s)


def _waits(state: Floats, since_s: float, mono_s: float) -> Flags:
    """(N,) who is unseen for no longer than he is waited for.

    However rare looks are, nobody ends by a single one, since_s, unless he was leaving.
    """
    late_s = mono_s - state[SEEN]
    limit_s = np.clip((state[SEEN] - state[BORN]) * state[CONFIRMED], YOUNG_COAST_S, COAST_S)
    once = (state[CONFIRMED] > 0) & (state[SEEN] >= since_s) & (late_s <= 2 * GAP_S)
    waits: Flags = (late_s <= limit_s) | once
    waits &= ~_is_leaving(state)
    waits |= late_s <= EXIT_COAST_S
    return waits


def _is_leaving(state: Floats) -> Flags:
    """(N,) who was last seen at the picture's edge, and not standing there.

    Either way: as a box shrinks at the edge, its centre may seem to turn back.
    """
    box, place = state[BOX], state[PLACE]
    moves = np.abs(state[SPEED]) > _EXIT_SPEED * np.sqrt(place[2] * place[3])
    at_edge = (box[:2] < _EDGE) | (box[2:] > 1 - _EDGE)
    leaving: Flags = np.logical_and(at_edge, moves).any(axis=0)
    return leaving


def _in_view(place: Floats) -> Flags:
    """(N,) of which places half or more lies in the picture."""
    centre, half = place[:2], place[2:] / 2
    shown = np.minimum(centre + half, 1.0) - np.maximum(centre - half, 0.0)
    np.maximum(shown, 0.0, out=shown)
    in_view: Flags = 2 * shown[0] * shown[1] >= place[2] * place[3]
    return in_view
