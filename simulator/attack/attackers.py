"""Who is it? Scores of everybody known for every picture taken, (K, N, N), higher is likelier.

gallery: (G, N, D) features of N people in G scenes each; probes: (K, N, D), other portraits of
the same people in K other scenes.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.attack.sight import Features

Scores = NDArray[np.float64]
Attacker = Callable[[Features, Features], Scores]

# Of a feature that hardly varies, noise would be all that is left.
_LEAST_SPREAD: Final = 1 / 255
# Against fitting the gallery's own noise; its scale is that of the kernel, 1.
_RIDGE: Final = 0.1
_SAME: Final = 1e-9


def nearest(gallery: Features, probes: Features) -> Scores:
    """Distance to each person's mean, as the recogniser is meant to be used."""
    means = gallery.mean(axis=0).astype(np.float64)
    return -np.sqrt(_distances(_rows(probes), means)).reshape(*probes.shape[:2], -1)


def trained(gallery: Features, probes: Features) -> Scores:
    """Kernel ridge regression, one person against all others (Saunders et al. 1998)."""
    rounds, people = gallery.shape[:2]
    known, seen = _standard(_rows(gallery), _rows(probes))
    among = _distances(known, known)
    width = max(float(np.median(among)), _SAME)
    is_whom = np.tile(np.eye(people), (rounds, 1)) - 1 / people
    kernel = np.exp(-among / width)
    weights = np.linalg.solve(kernel + _RIDGE * np.eye(len(kernel)), is_whom)
    scores: Scores = np.exp(-_distances(seen, known) / width) @ weights
    return scores.reshape(*probes.shape[:2], people)


def _rows(features: Features) -> NDArray[np.float64]:
    return features.reshape(-1, features.shape[-1]).astype(np.float64)


def _standard(
    known: NDArray[np.float64], seen: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    middle, spread = known.mean(axis=0), np.maximum(known.std(axis=0), _LEAST_SPREAD)
    return (known - middle) / spread, (seen - middle) / spread


def _distances(some: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squared distances, (A, B)."""
    squares = (some**2).sum(1)[:, None] + (others**2).sum(1) - 2 * some @ others.T
    distances: NDArray[np.float64] = np.maximum(squares, 0.0)
    return distances


# By the sight that they go by.
ATTACKERS: Final[Mapping[str, Mapping[str, Attacker]]] = {
    "pixels": {"trained on pixels": trained},
    "surroundings": {"trained on the surroundings": trained},
    "surroundings over time": {"trained on the surroundings over time": trained},
    "edges over time": {"trained on the mask's edges over time": trained},
    "recogniser": {"recogniser": nearest, "trained on the recogniser": trained},
}
