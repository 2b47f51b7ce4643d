"""How boxes move: a constant-velocity Kalman filter over many boxes at once.

The noise of every coordinate is independent of the others, so the textbook matrices fall apart
into one 2 x 2 block a coordinate and need no inversion. White-noise acceleration as in Bar-Shalom,
Li and Kirubarajan, "Estimation with Applications to Tracking and Navigation" (2001), 6.2.2.
All noise scales with the side of the square that a box would fill: a near person moves further.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes

Floats = NDArray[np.float64]

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
_BOTH: Final = np.ones(2)
_NOISE: Final = np.array([CENTRE_NOISE, CENTRE_NOISE, SIZE_NOISE, SIZE_NOISE])


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """Where N boxes are and how fast, in normalised coordinates and seconds.

    place: (N, 4) [centre x, centre y, width, height]; variance: (N, 4) of place.
    speed: (N, 2) of the centre; speed_variance: (N, 2); shared: (N, 2) covariance of both.
    """

    place: Floats
    variance: Floats
    speed: Floats
    speed_variance: Floats
    shared: Floats


def start(boxes: Boxes) -> Motion:
    """Begin at (N, 4) boxes seen once: their speed is unknown."""
    place = _place(boxes)
    side = side_of(place)
    still = np.zeros((len(place), 2))
    return Motion(
        place=place,
        variance=_measurement_variance(side),
        speed=still,
        speed_variance=np.broadcast_to((START_SPEED * side) ** 2, still.shape).copy(),
        shared=still.copy(),
    )


def carry_on(place: Floats, speed: Floats, elapsed_s: Floats) -> Motion:
    """Move boxes of known size and speed, (N, 4) and (N, 2), on by elapsed_s (N, 1) without a look.

    Their size stays as it was; how far their pace may have changed grows with the time.
    """
    side = side_of(place)
    there = place.copy()
    there[:, :2] += speed * elapsed_s
    variance = _measurement_variance(side)
    jerk = (ACCELERATION * side) ** 2
    variance[:, :2] += jerk * elapsed_s**3 / 3
    return Motion(
        place=there,
        variance=variance,
        speed=speed,
        speed_variance=jerk * elapsed_s * _BOTH,
        shared=jerk * elapsed_s**2 / 2 * _BOTH,
    )


def predict(motion: Motion, elapsed_s: float, *, unseen: NDArray[np.bool_]) -> Motion:
    """Move every box on by elapsed_s >= 0; its size stays, what is known of it fades.

    unseen: (N,) those that were not measured last time; they slow down.
    """
    side = side_of(motion.place)
    slowing = np.where(unseen, np.exp(-elapsed_s / UNSEEN_SLOWING_S), 1.0)[:, None]
    jerk = (ACCELERATION * side) ** 2
    step = np.zeros_like(motion.place)
    step[:, :2] = motion.speed * elapsed_s
    fade = np.empty_like(motion.place)
    fade[:, :2] = (
        elapsed_s * (2 * motion.shared + elapsed_s * motion.speed_variance)
        + jerk * elapsed_s**3 / 3
    )
    fade[:, 2:] = (SIZE_WANDER * side) ** 2 * elapsed_s
    return Motion(
        place=motion.place + step,
        variance=motion.variance + fade,
        speed=motion.speed * slowing,
        speed_variance=motion.speed_variance + jerk * elapsed_s,
        shared=motion.shared + elapsed_s * motion.speed_variance + jerk * elapsed_s**2 / 2,
    )


def correct(motion: Motion, boxes: Boxes) -> Motion:
    """Learn from one (N, 4) measured box for every row."""
    spread = motion.variance + _measurement_variance(side_of(motion.place))
    error = _place(boxes) - motion.place
    gain = motion.variance / spread
    speed_gain = motion.shared / spread[:, :2]
    place = motion.place + gain * error
    place[:, 2:] = np.maximum(place[:, 2:], _SMALLEST)
    return Motion(
        place=place,
        variance=motion.variance * (1 - gain),
        speed=motion.speed + speed_gain * error[:, :2],
        speed_variance=motion.speed_variance - speed_gain * motion.shared,
        shared=motion.shared * (1 - gain[:, :2]),
    )


def surprise(motion: Motion, boxes: Boxes) -> tuple[Floats, Floats]:
    """How badly (M, 4) boxes fit: squared Mahalanobis distance (N, M) and log-spread (N, 1).

    Their sum is, but for a constant, twice the negative log-likelihood; the spread is taken
    relative to the measurement noise, so that it does not depend on the size of the box.
    """
    noise = _measurement_variance(side_of(motion.place))
    spread = motion.variance + noise
    error = _place(boxes)[None] - motion.place[:, None]
    error *= error
    error /= spread[:, None]
    # A sum over so short an axis takes longer than all before it.
    distance: Floats = error[:, :, 0] + error[:, :, 1] + error[:, :, 2] + error[:, :, 3]
    log_spread: Floats = np.log(spread / noise).sum(axis=1, keepdims=True)
    return distance, log_spread


def boxes_of(motion: Motion) -> Boxes:
    """Return the (N, 4) boxes, not clipped to the picture."""
    half = motion.place[:, 2:] / 2
    centre = motion.place[:, :2]
    return np.concatenate([centre - half, centre + half], axis=1).astype(np.float32)


def take(motion: Motion, rows: NDArray[np.int64]) -> Motion:
    """Keep the given rows only, in the given order."""
    return Motion(
        place=motion.place[rows],
        variance=motion.variance[rows],
        speed=motion.speed[rows],
        speed_variance=motion.speed_variance[rows],
        shared=motion.shared[rows],
    )


def put(motion: Motion, rows: NDArray[np.int64], other: Motion) -> Motion:
    """Replace the given rows by those of another, in order; the arrays of motion are reused."""
    motion.place[rows] = other.place
    motion.variance[rows] = other.variance
    motion.speed[rows] = other.speed
    motion.speed_variance[rows] = other.speed_variance
    motion.shared[rows] = other.shared
    return motion


def join(motion: Motion, other: Motion) -> Motion:
    """Append the rows of another to those of one."""
    return Motion(
        place=np.concatenate([motion.place, other.place]),
        variance=np.concatenate([motion.variance, other.variance]),
        speed=np.concatenate([motion.speed, other.speed]),
        speed_variance=np.concatenate([motion.speed_variance, other.speed_variance]),
        shared=np.concatenate([motion.shared, other.shared]),
    )


def _place(boxes: Boxes) -> Floats:
    low, high = boxes[:, :2].astype(np.float64), boxes[:, 2:].astype(np.float64)
    return np.concatenate([(low + high) / 2, np.maximum(high - low, _SMALLEST)], axis=1)


def side_of(place: Floats) -> Floats:
    """Sides (N, 1) of the squares that boxes (N, 4) [..., width, height] would fill."""
    side: Floats = np.sqrt(place[:, 2:3] * place[:, 3:4])
    return side


def _measurement_variance(side: Floats) -> Floats:
    variance: Floats = (side * _NOISE) ** 2
    return variance
