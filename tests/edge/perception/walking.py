"""A scene drawn for the motion gate: somebody walks, a sensor looks."""

import cv2
import numpy as np

from edge.geometry import no_boxes
from edge.perception.motion import Motion

WIDTH, HEIGHT = 640, 360
RATES = [2, 10, 30]


def texture(height: int, width: int, *, seed: int, contrast: float = 35.0) -> np.ndarray:
    """Luma of something seen: grain, shapes and large areas; mean 110."""
    rough = np.random.default_rng(seed).standard_normal((height, width)).astype(np.float32)
    mixed = sum(cv2.GaussianBlur(rough, (0, 0), size) * size for size in (1, 3, 9, 27))
    return 110 + contrast * (mixed - mixed.mean()) / mixed.std()


BACKDROP = texture(HEIGHT, WIDTH, seed=1)
GRAIN = np.random.default_rng(2).standard_normal((HEIGHT + 64, WIDTH + 64)).astype(np.float32)
CLOTHES = texture(80, 40, seed=3, contrast=25) - 40


def walker(seen: np.ndarray, x: float, *, height: int = 24, foot: int = 200) -> list[float]:
    """Draw somebody whose left side is at x px, to a share of a pixel; return the box."""
    whole, width = int(np.floor(x)), height // 3
    place = np.float32([[1, 0, 1 + x - whole], [0, 1, 0]])
    size = width + 2, height
    figure = cv2.warpAffine(cv2.resize(CLOTHES, (width, height)), place, size)
    cover = cv2.warpAffine(np.ones((height, width), np.float32), place, size)
    low, high = max(whole - 1, 0), min(whole + 1 + width, WIDTH)
    if high > low:
        cut = slice(low - whole + 1, high - whole + 1)
        there = seen[foot - height : foot, low:high]
        there += cover[:, cut] * (-there) + figure[:, cut]
    box = np.clip([x, foot - height, x + width, foot], 0, [WIDTH, HEIGHT] * 2)
    return (box / ([WIDTH, HEIGHT] * 2)).tolist()


def taken(light: np.ndarray, *, moment: int, noise: float = 1.5) -> np.ndarray:
    """The picture a sensor makes of it, BGR."""
    x, y = np.random.default_rng(moment).integers(0, 64, 2)
    levels = light + noise * GRAIN[y : y + light.shape[0], x : x + light.shape[1]]
    return cv2.cvtColor(np.clip(levels, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)


class Watch:
    """A motion gate before a scene that is drawn anew for every picture."""

    def __init__(self, *, fps: float = 10, noise: float = 1.5) -> None:
        self.motion, self.fps, self.noise = Motion(), fps, noise
        self.now_s, self.taken = -1 / fps, 0

    def see(self, light: np.ndarray = BACKDROP):
        self.now_s += 1 / self.fps
        self.taken += 1
        picture = taken(light, moment=self.taken, noise=self.noise)
        return self.motion.look(picture, mono_s=self.now_s)

    def settle(self, light: np.ndarray = BACKDROP, *, for_s: float = 4.0) -> list:
        return [self.see(light) for _ in range(round(for_s * self.fps))]


def stirs(stir, box: list[float] | None = None) -> bool:
    """Whether anything stirs in this very picture, in a box or anywhere."""
    if box is None:
        return stir.outside(no_boxes(), since_s=stir.mono_s - 1e-6)
    since_s = np.array([stir.mono_s - 1e-6])
    return not stir.still(np.array([box], np.float32), since_s)[0]


def share(looks: list) -> float:
    return float(np.mean([stirs(stir) for stir in looks]))
