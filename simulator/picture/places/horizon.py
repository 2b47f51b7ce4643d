"""What closes a view under the open sky: the sky itself, and trees all round."""

from typing import Final

import numpy as np

from simulator.picture.shot import Hit, Shot
from simulator.picture.texture import Colours, Plane, bgr, rough, wave

_LOW: Final = (222.0, 206.0, 190.0)
_ZENITH: Final = (206.0, 172.0, 138.0)
_LEAVES: Final = (52.0, 96.0, 84.0)


def open_sky(up: Plane) -> Colours:
    """A clear sky by day, paler towards the horizon, (H, W, 3)."""
    high = np.clip(up / np.float32(0.25), 0, 1)[..., None]
    sky: Colours = (bgr(_LOW) * (1 - high) + bgr(_ZENITH) * high).astype(np.float32)
    return sky


def trees(shot: Shot, rng: np.random.Generator, *, away_m: float, height_m: float) -> None:
    """A ragged hedge of crowns on all four sides, so far from the camera."""
    leaves, lumps = rng.spawn(2)
    for side in (away_m, -away_m):
        _row(shot, shot.meet_across(side), "x", (leaves, lumps), height_m)
        _row(shot, shot.meet_along(side), "ahead", (leaves, lumps), height_m)


def _row(
    shot: Shot,
    hit: Hit | None,
    along: str,
    chance: tuple[np.random.Generator, np.random.Generator],
    height_m: float,
) -> None:
    if hit is None:
        return
    x: Plane = hit.x if along == "x" else hit.ahead
    leaf = rough(x, hit.up, 0.09, chance[0])
    lump = rough(x, hit.up, 1.3, chance[1])
    crown = 0.7 * height_m + 0.9 * wave(x * 0.175) + 0.5 * wave(x * 0.43 + 0.16)
    crown = crown + 0.2 * leaf + 0.35 * lump
    shade = np.clip(0.62 + 0.10 * hit.up + 0.20 * leaf + 0.14 * lump, 0.3, 1.5)[..., None]
    shot.paint(hit, (hit.up < crown) & (hit.up > -0.05), bgr(_LEAVES) * shade)
