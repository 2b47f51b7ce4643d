"""The colour of every vertex of the bare body: skin, lips, lids, brows, beard, scalp."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.build.cast import Look
from simulator.build.makehuman import MakeHuman, Points

Field = NDArray[np.float64]

_LIPS: Final = {"female": (1.0, 0.55, 0.56), "male": (0.95, 0.68, 0.66)}
# How far hair stands off the scalp, in metres.
HAIR_M: Final = {"short": 0.014, "afro": 0.05, "long": 0.010, "bun": 0.014, "bald": 0.0}


class Complexion:
    """What is where on the base mesh's head: measured once, painted for every look."""

    def __init__(self, human: MakeHuman) -> None:
        eye, mouth, neck = (human.joint(name) for name in ("l-eye", "mouth", "neck"))
        self._eye_x, self._eye_y, self._eye_z = eye
        self._mouth_y = float(mouth[1])
        self._neck_y = float(neck[1])
        self._x = np.abs(human.points[:, 0])
        self._y, self._z = human.points[:, 1], human.points[:, 2]
        self._head = self._y > self._neck_y
        self._lips = human.shade("lips") * self._head
        self._lids = human.shade("eyelids") * self._head

    def paint(self, look: Look) -> Points:
        """sRGB in [0, 1] of every vertex of the base mesh, (N, 3)."""
        skin, hair = np.array(look.skin), np.array(look.hair_colour)
        colour = np.tile(skin, (len(self._x), 1))
        colour = _over(colour, skin * _LIPS[look.sex] * 0.9, 0.85 * self._lips)
        colour *= 1 - 0.18 * self._lids[:, None] - 0.22 * self._sockets()[:, None]
        colour *= 1 + self._cheeks()[:, None] * np.array([0.03, -0.05, -0.05])
        colour = _over(colour, hair * 0.7, 0.85 * self._brows())
        colour = _over(colour, hair * 0.6 + skin * 0.25, look.beard * self._beard())
        return np.clip(_over(colour, hair, self.scalp(look)), 0, 1)

    def scalp(self, look: Look) -> Field:
        """Where hair grows, (N,) in [0, 1]."""
        if look.hair == "bald":
            return np.zeros_like(self._y)
        behind = self._eye_z - self._z
        over_the_face = self._eye_y + 0.072 - 0.35 * np.maximum(0, self._x - 0.045)
        at_the_temple = self._eye_y + 0.6 * (0.10 - behind)
        nape = self._eye_y - 0.075
        line = np.where(behind < 0.10, at_the_temple, nape)
        line = np.where(behind < 0.055, over_the_face, line)
        grown: Field = np.clip((self._y - line) / 0.012, 0, 1) * (self._y > self._neck_y + 0.02)
        return grown

    def eyes(self, look: Look) -> Points:
        """sRGB of the eyeballs, evaluated on every vertex, (N, 3)."""
        off_centre = np.hypot(self._x - self._eye_x, self._y - self._eye_y)
        colour = np.tile([0.80, 0.78, 0.75], (len(self._x), 1))
        return _over(
            colour, np.array([0.10, 0.07, 0.05]), np.clip((0.009 - off_centre) / 0.003, 0, 1)
        )

    def is_face(self, points: Points) -> NDArray[np.bool_]:
        """Which of these places on the base mesh belong to the face: chin to hairline, cheeks."""
        x, y, z = points.T
        face: NDArray[np.bool_] = (z > self._eye_z - 0.075) & (np.abs(x) < 0.075)
        face &= (y > self._mouth_y - 0.045) & (y < self._eye_y + 0.07)
        return face

    def is_head(self, points: Points) -> NDArray[np.bool_]:
        """Which of these places lie above the neck."""
        above: NDArray[np.bool_] = points[:, 1] > self._mouth_y - 0.055
        return above

    def _sockets(self) -> Field:
        near = ((self._x - self._eye_x) / 0.020) ** 2 + ((self._y - self._eye_y) / 0.012) ** 2
        socket: Field = np.exp(-near) * (self._z > self._eye_z - 0.02)
        return socket

    def _cheeks(self) -> Field:
        near = (self._x - 0.042) ** 2 + (self._y - (self._eye_y - 0.042)) ** 2
        cheek: Field = np.exp(-near / 0.0004) * (self._z > self._eye_z - 0.05)
        return cheek

    def _brows(self) -> Field:
        along = (self._x - 0.012) / 0.040
        middle = self._eye_y + 0.0205 + 0.004 * np.sin(np.clip(along, 0, 1) * np.pi)
        thickness = 0.0055 * (1 - 0.5 * np.clip(along, 0, 1))
        brow: Field = np.clip(1.5 - np.abs(self._y - middle) / thickness, 0, 1)
        brow *= (along > 0) & (along < 1) & (self._z > self._eye_z - 0.03)
        return brow

    def _beard(self) -> Field:
        below = np.clip((self._mouth_y + 0.016 - self._y) / 0.012, 0, 1)
        front = np.clip((self._z - (self._eye_z - 0.11)) / 0.02, 0, 1)
        above = np.clip((self._y - (self._neck_y + 0.035)) / 0.01, 0, 1)
        beard: Field = below * front * above * (1 - self._lips)
        return beard


def _over(under: Points, colour: Field, strength: Field) -> Points:
    return under + strength[:, None] * (colour - under)
