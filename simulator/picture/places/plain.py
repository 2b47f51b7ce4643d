"""An even, worn ground under an even sky: nothing to be mistaken for anybody."""

import numpy as np

from simulator.picture.places.horizon import open_sky, trees
from simulator.picture.shot import Shot
from simulator.picture.texture import bgr, fade, grain


def plain(shot: Shot, rng: np.random.Generator) -> None:
    shot.sky(open_sky(shot.up))
    ground = shot.meet_level(0.0)
    if ground is not None:
        tone = 132 + grain(ground.x, ground.ahead, rng) * fade(ground.reach)
        shot.lay(ground, ground.met, tone[..., None] * bgr([0.94, 0.98, 1.0]))
    trees(shot, rng, away_m=70.0, height_m=5.0)
