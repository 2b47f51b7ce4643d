"""A person in a pose with what they carry or ride, as one mesh."""

import numpy as np

from simulator.people.body import Character, Stance, dressed, stance
from simulator.people.carried import bicycle_under, carried
from simulator.people.pose import pose
from simulator.people.skin import posed
from simulator.things.mesh import Mesh, joined


def figure(look: str, motion: str, phase: float, carries: tuple[str, ...], paint: str) -> Mesh:
    """Standing on the origin, looking along +z; paint: of the bicycle, if the motion is to ride.

    Raises BadInputError for a look, motion, bag or paint that does not exist.
    """
    character = dressed(look)
    held = stance(character, pose(look, motion, phase, carries))
    meshes = [_flesh(character, held), *carried(character, held, motion, carries)]
    if motion == "ride":
        meshes.append(bicycle_under(character, paint, phase))
    return joined(meshes)


def _flesh(character: Character, held: Stance) -> Mesh:
    return Mesh(
        points=posed(character, held),
        colour=character.colour,
        inside=character.inside,
        gloss=np.zeros(len(character.points), np.float32),
        triangles=character.triangles,
        part=character.part,
    )
