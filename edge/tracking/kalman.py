"""How boxes move: a constant-velocity Kalman filter over many boxes at once.

The noise of every coordinate is independent of the others, so the textbook matrices fall apart
into one 2 x 2 block a coordinate and need no inversion. White-noise acceleration as in Bar-Shalom,
Li and Kirubarajan, "Estimation with Applications to Tracking and Navigation" (2001), 6.2.2.
All noise scales with the side of the square that a box would fill: a near person moves further.
Each function works on columns laid out as in state.py, in place.
"""

from math import exp
from typing import Final

import numpy as np

from edge.tracking.state import (
    AT,
    PLACE,
    SHARED,
    SPEED,
    SPEED_VARIANCE,
    VARIANCE,
    Flags,
    Floats,
)

# In box sides (about 0.45 of a standing person's height): a walker does 1.4 m/s, which across the
# view is 0.8 heights or 1.8 sides a second. On vtest.avi at 10, 5 and 2 fps the number of broken
# tracks hardly changes around these values; a CENTRE_NOISE of 0.06 breaks a fifth more.
ACCELERATION: Final = 0.6
START_SPEED: Final = 1.2
CENTRE_NOISE: Final = 0.1
SIZE_NOISE: Final = 0.18
SIZE_WANDER: Final = 0.4  # a second's root: strides, turns, and coming nearer
# What hides a person also cuts his box and bends his speed: do not believe it for long.
UNSEEN_SLOWING_S: Final = 0.7
_SMALLEST: Final = 1e-4
_TO_PLACE: Final = np.array([[0.5, 0, 0.5, 0], [0, 0.5, 0, 0.5], [-1, 0, 1, 0], [0, -1, 0, 1]])
_TO_CORNERS: Final = np.linalg.inv(_TO_PLACE)
_MOTION: Final = SHARED.stop
_NOISE: Final = np.array([[CENTRE_NOISE], [CENTRE_NOISE], [SIZE_NOISE], [SIZE_NOISE]]) ** 2


def start(state: Floats, sights: Floats, *, mono_s: float) -> None:
    """Begin at (4, N) places seen once: their speed is unknown."""
    state[PLACE] = sights
    state[VARIANCE] = noise(sights)
    state[SPEED] = state[SHARED] = 0.0
    state[SPEED_VARIANCE] = START_SPEED**2 * sights[2] * sights[3]
    state[AT] = mono_s


def predict(state: Floats, mono_s: float, *, unseen: Flags) -> None:
    """Move every box on to mono_s, not before its AT; its size stays, what is known of it fades.

    unseen: (N,) those that were not measured last time; they slow down.
    """
    for at_s in set(state[AT].tolist()):
        if at_s < mono_s:
            # Most of the time all were looked at together, and this is one product.
            columns = state[AT] == at_s
            before = state[:_MOTION, columns]
            known = np.concatenate([before, before[2:3] * before[3:4]])
            state[:_MOTION, columns] = _transition(mono_s - at_s) @ known
            state[AT, columns] = mono_s
            slow = columns & unseen
            if slow.any():
                state[SPEED, slow] *= exp((at_s - mono_s) / UNSEEN_SLOWING_S)


def _powers() -> Floats:
    """What the powers of time, 0 to 3, make of a motion's rows and its area: (4, 14, 15)."""
    powers = np.zeros((4, _MOTION, _MOTION + 1))
    powers[0, :, :-1] = np.eye(_MOTION)
    jerk = ACCELERATION**2
    for axis in range(2):
        centre, spread, speed, pace, shared = axis, 4 + axis, 8 + axis, 10 + axis, 12 + axis
        powers[1, centre, speed] = 1
        powers[1, spread, shared], powers[2, spread, pace], powers[3, spread, -1] = 2, 1, jerk / 3
        powers[1, shared, pace], powers[2, shared, -1] = 1, jerk / 2
        powers[1, pace, -1] = jerk
        powers[1, 6 + axis, -1] = SIZE_WANDER**2
    return powers.reshape(4, -1)


_POWERS: Final = _powers()


def _transition(t_s: float) -> Floats:
    step: Floats = np.array([1.0, t_s, t_s**2, t_s**3]) @ _POWERS
    return step.reshape(_MOTION, _MOTION + 1)


def expected(state: Floats, mono_s: float) -> Floats:
    """Where (4, N) every box is by mono_s, as predict() says; changes nothing."""
    place = state[PLACE].copy()
    place[:2] += state[SPEED] * (mono_s - state[AT])
    return place


def correct(state: Floats, sights: Floats) -> None:
    """Learn from one measured place, (4, N), for every column."""
    place, variance, shared = state[PLACE], state[VARIANCE], state[SHARED]
    error = sights - place
    certainty = 1 / (variance + noise(place))
    gain = variance * certainty
    speed_gain = shared * certainty[:2]
    place += gain * error
    np.maximum(place[2:], _SMALLEST, out=place[2:])
    state[SPEED] += speed_gain * error[:2]
    state[SPEED_VARIANCE] -= speed_gain * shared
    rest = 1 - gain
    variance *= rest
    shared *= rest[:2]


def noise(place: Floats) -> Floats:
    """Variance (4, N) of measuring things at such places."""
    variance: Floats = _NOISE * (place[2] * place[3])
    return variance


def carry_on(place: Floats, speed: Floats, elapsed_s: Floats) -> tuple[Floats, Floats]:
    """Move boxes of known size and speed, (4, N) and (2, N), on by elapsed_s (N,) without a look.

    Returns their place and its variance. Their size stays as it was; how far they are from there
    grows with the time in which their pace may have changed.
    """
    there, variance = place.copy(), noise(place)
    there[:2] += speed * elapsed_s
    variance[:2] += ACCELERATION**2 / 3 * place[2] * place[3] * elapsed_s**3
    return there, variance


def resume(state: Floats, place: Floats, speed: Floats, elapsed_s: Floats) -> None:
    """Put columns where carry_on() says, with the uncertainty of so long a way."""
    state[PLACE], state[VARIANCE] = carry_on(place, speed, elapsed_s)
    state[SPEED] = speed
    jerk = ACCELERATION**2 * place[2] * place[3] * elapsed_s
    state[SPEED_VARIANCE] = jerk
    state[SHARED] = jerk * elapsed_s / 2


def places_of(corners: Floats) -> Floats:
    """Centre and size, (4, N), of corners, (4, N); no size is 0."""
    place: Floats = _TO_PLACE @ corners
    np.maximum(place[2:], _SMALLEST, out=place[2:])
    return place


def corners_of(place: Floats) -> Floats:
    """Corners (4, N) of places, not clipped to the picture."""
    corners: Floats = _TO_CORNERS @ place
    return corners
