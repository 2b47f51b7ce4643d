"""From a look to layers of coloured surface: skin, shirt, trousers, shoes, skirt, hair, eyes."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.build.cast import Look
from simulator.build.complexion import HAIR_M, Complexion, Field
from simulator.build.makehuman import MakeHuman, Points, Triangles

BODY, HEAD, FACE = 1, 2, 3

_LOOSE_M: Final = {"tee": 0.013, "long": 0.014, "jacket": 0.022, "coat": 0.024}
_HIDDEN: Final = -1.0
_EVERYWHERE: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Part of the base mesh, worn once: the base vertex behind each of its own, and triangles."""

    source: NDArray[np.int64]
    triangles: Triangles


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """One layer on one character: metres, sRGB, and how far inside its hem each vertex lies."""

    points: Points
    colour: Points
    inside: Field


class Wardrobe:
    """Cuts every look from the same layers, so that all characters share one topology."""

    def __init__(self, human: MakeHuman) -> None:
        self._human = human
        self._complexion = Complexion(human)
        self._hip, self._knee, self._ankle, self._neck, self._eye = (
            human.joint(name) for name in ("l-upper-leg", "l-knee", "l-ankle", "neck", "l-eye")
        )
        self._shoulder_x, self._elbow_x, self._wrist_x = (
            float(human.joint(f"l-{name}")[0]) for name in ("shoulder", "elbow", "hand")
        )
        self.layers = self._layers()

    def parts(self) -> NDArray[np.uint8]:
        """What every triangle of all layers shows: BODY, HEAD or FACE, (T,)."""
        labels = [self._label(name, layer) for name, layer in self.layers.items()]
        return np.concatenate(labels).astype(np.uint8)

    def dress(self, look: Look, body: Points) -> list[Surface]:
        """body: the morphed base mesh, (N, 3). One surface for each layer, in their order."""
        worn = {
            "skin": self._skin(look, body),
            "shirt": self._shirt(look, body),
            "trousers": self._trousers(look, body),
            "shoes": self._shoes(look, body),
            "skirt": self._skirt(look, body),
            "hair": self._hair(look, body),
            "eyes": (body, self._complexion.eyes(look), self._full()),
        }
        return [
            Surface(points=p[layer.source], colour=c[layer.source], inside=k[layer.source])
            for (p, c, k), layer in zip(
                (worn[name] for name in self.layers), self.layers.values(), strict=True
            )
        ]

    def colours(self, look: Look, surfaces: list[Surface]) -> tuple[Points, Points]:
        """sRGB of every vertex of all layers, (V, 3), and the part of it that the skin gives."""
        skinless = self._complexion.paint(replace(look, skin=(0.0, 0.0, 0.0)))
        given = self._complexion.paint(look) - skinless
        parts = [
            given[layer.source] if name == "skin" else np.zeros_like(surface.colour)
            for (name, layer), surface in zip(self.layers.items(), surfaces, strict=True)
        ]
        return np.concatenate([surface.colour for surface in surfaces]), np.concatenate(parts)

    def _layers(self) -> dict[str, Layer]:
        tights, y = self._human.of("helper-tights"), self._human.points[:, 1]
        ends = y[tights]
        chosen = {
            "skin": self._bare(self._human.of("body")),
            "shirt": tights[ends.max(1) > self._hip[1] - 0.12],
            "trousers": tights[(ends.min(1) < self._hip[1] + 0.13)],
            "shoes": tights[ends.min(1) < self._ankle[1] + 0.03],
            "skirt": self._human.of("helper-skirt"),
            "hair": self._human.of("helper-hair"),
            "eyes": np.concatenate([self._human.of(f"helper-{s}-eye") for s in "lr"]),
        }
        return {name: _layer(triangles) for name, triangles in chosen.items()}

    def _bare(self, body: Triangles) -> Triangles:
        """Leave out what no look shows: the trunk, the thighs, the feet."""
        x, y = np.abs(self._human.points[:, 0]), self._human.points[:, 1]
        arm = x > self._shoulder_x + 0.03
        shown = (y > self._neck[1] - 0.09) | arm | (y < self._knee[1] + 0.12)
        shown &= y > self._ankle[1] - 0.01
        bare: Triangles = body[shown[body].all(1)]
        return bare

    def _label(self, name: str, layer: Layer) -> NDArray[np.int64]:
        centres = self._human.points[layer.source][layer.triangles].mean(1)
        label = np.where(self._complexion.is_head(centres), HEAD, BODY)
        if name in ("skin", "eyes"):
            label[self._complexion.is_face(centres)] = FACE
        return label

    def _skin(self, look: Look, body: Points) -> tuple[Points, Points, Field]:
        normals = _normals(body, self._human.of("body"))
        grown = self._complexion.scalp(look) * HAIR_M[look.hair]
        x, y = np.abs(self._human.points[:, 0]), self._human.points[:, 1]
        legs = self._legs_end(look) + 0.03 - y
        arms = x - self._sleeve(look) + 0.03
        # Shoulders would poke through where the cloth lies close.
        neck = np.minimum(y - self._neckline() + 0.03, 0.085 - x)
        neck = np.where(y > self._neck[1] + 0.02, _EVERYWHERE, neck)
        inside = np.where(y < 0, legs, np.maximum(arms, neck))
        return body + normals * grown[:, None], self._complexion.paint(look), inside

    def _shirt(self, look: Look, body: Points) -> tuple[Points, Points, Field]:
        x, y, _ = self._human.points.T
        neckline = self._neckline()
        hem = self._hip[1] + {"jacket": -0.06, "coat": -0.02}.get(look.top, -0.03)
        hem = self._hip[1] + 0.07 if look.legs == "skirt" else hem
        inside = np.minimum.reduce([self._sleeve(look) - np.abs(x), neckline - y, y - hem])
        # Cloth lies close where it is cut and hangs free below the shoulders.
        free = np.clip((neckline - y) / 0.07, 0.05, 1) * _LOOSE_M[look.top]
        colour = self._shirt_colour(look)
        return self._out(body, free), colour, inside

    def _shirt_colour(self, look: Look) -> Points:
        x, y, z = self._human.points.T
        colour = np.tile(np.array(look.top_colour), (len(x), 1))
        trunk = np.abs(x) < self._shoulder_x + 0.02
        if look.stripe:
            colour[((y * 14).astype(int) % 2 == 0) & (y < self._neck[1] - 0.10)] = look.stripe
        if look.top in ("jacket", "coat"):
            opening = 0.012 + 0.10 * np.maximum(0, y - (self._neck[1] - 0.22))
            colour[trunk & (z > 0.02) & (np.abs(x) < opening)] = look.shirt
            colour[trunk & (y > self._neck[1] - 0.03)] *= 0.8
        return colour

    def _trousers(self, look: Look, body: Points) -> tuple[Points, Points, Field]:
        y = self._human.points[:, 1]
        if look.legs == "skirt":
            return body, body, np.full(len(y), _HIDDEN)
        # Under a coat, thighs would poke through as they swing.
        waist = self._knee[1] + 0.18 if look.top == "coat" else self._hip[1] + 0.07
        loose = 0.010 + 0.008 * np.clip((self._knee[1] + 0.2 - y) / 0.3, 0, 1)
        colour = np.tile(np.array(look.legs_colour), (len(y), 1))
        inside = np.minimum(waist - y, y - self._legs_end(look))
        return self._out(body, loose), colour, inside

    def _shoes(self, look: Look, body: Points) -> tuple[Points, Points, Field]:
        y = self._human.points[:, 1]
        sole = self._ankle[1] - 0.058
        colour = np.tile(np.array(look.shoes), (len(y), 1))
        colour[y < sole] = np.array([0.30, 0.29, 0.28])
        return self._out(body, np.full(len(y), 0.009)), colour, self._ankle[1] + 0.02 - y

    def _skirt(self, look: Look, body: Points) -> tuple[Points, Points, Field]:
        y = self._human.points[:, 1]
        if look.legs != "skirt" and look.top != "coat":
            return body, body, np.full(len(y), _HIDDEN)
        is_coat = look.top == "coat"
        colour = np.tile(np.array(look.top_colour if is_coat else look.legs_colour), (len(y), 1))
        hem = self._knee[1] + (0.12 if is_coat else 0.02)
        normals = _normals(body, self._human.of("helper-skirt"))
        return body + normals * (0.014 if is_coat else 0.004), colour, y - hem

    def _hair(self, look: Look, body: Points) -> tuple[Points, Points, Field]:
        x, y, z = self._human.points.T
        if look.hair != "long":
            return body, body, np.full(len(y), _HIDDEN)
        behind = self._eye[2] - 0.085 - z
        inside = np.maximum.reduce([behind, np.abs(x) - 0.072, y - (self._eye[1] + 0.072)])
        # Shoulder length: longer strands would have to swing.
        inside = np.minimum(inside, y - (self._neck[1] - 0.06))
        return body, np.tile(np.array(look.hair_colour), (len(y), 1)), inside

    def _out(self, body: Points, by_m: Field) -> Points:
        return body + _normals(body, self._human.of("helper-tights")) * by_m[:, None]

    def _full(self) -> Field:
        return np.full(len(self._human.points), _EVERYWHERE)

    def _neckline(self) -> Field:
        """Where a top ends above: lower at the throat, and over the shoulders nowhere."""
        x, _, z = self._human.points.T
        line: Field = self._neck[1] - 0.012 + 1.5 * np.maximum(0, np.abs(x) - 0.075)
        line -= 0.25 * np.maximum(0, z - 0.03)
        return line

    def _sleeve(self, look: Look) -> float:
        short = self._shoulder_x * 0.35 + self._elbow_x * 0.65
        return short if look.top == "tee" else self._wrist_x - 0.01

    def _legs_end(self, look: Look) -> float:
        ends = {"trousers": self._ankle[1] - 0.01, "shorts": self._knee[1] + 0.04}
        return float(ends.get(look.legs, self._knee[1] + 0.06))


def _layer(triangles: Triangles) -> Layer:
    source, index = np.unique(triangles, return_inverse=True)
    return Layer(source=source, triangles=index.reshape(triangles.shape))


def _normals(points: Points, triangles: Triangles) -> Points:
    """Unit normals at the vertices, area-weighted; 0 where no triangle touches."""
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    facing = np.cross(b - a, c - a)
    normals = np.zeros_like(points)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], facing)
    unit: Points = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return unit
