"""Draw every character in every attitude: `python -m simulator.build.bake_sprites`.

Reads `simulator/people/characters.npz`, writes `simulator/people/sprites.zip`. Takes minutes.
"""

import argparse
import json
import sys
import zipfile
from dataclasses import asdict
from multiprocessing import Pool
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from simulator.people.body import BODY, Character, cast
from simulator.people.gait import standing, walking
from simulator.people.portrait import Portrait, View, draw
from simulator.people.sprites import (
    DEGREES_A_HEADING,
    FRAMES,
    HEADINGS,
    PITCH_DEG,
    REFERENCE_M,
    REFERENCE_PX,
    Place,
    strip_name,
)

OUTPUT: Final = Path(__file__).parents[1] / "people/sprites.zip"
_WEBP_QUALITY: Final = 62
# WebP keeps coverage without loss: sixteen levels take a third less than 256.
_COVERAGE_STEP: Final = 17
Strip = tuple[str, bytes, bytes, list[dict[str, float]]]


def main(argv: list[str]) -> int:
    """Bake into --output. Returns 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args(argv)
    jobs = [(name, heading) for name in cast() for heading in range(HEADINGS // 2 + 1)]
    with Pool(args.processes) as pool:
        strips = pool.starmap(strip, jobs, chunksize=1)
    with zipfile.ZipFile(args.output, "w") as archive:
        for name, colour, part, _ in strips:
            _store(archive, f"{name}.webp", colour)
            _store(archive, f"{name}.png", part)
        index = {name: places for name, _, _, places in strips}
        packed = json.dumps(index, separators=(",", ":")).encode()
        _store(archive, "index.json", packed, zipfile.ZIP_DEFLATED)
    print(f"{args.output}: {len(strips)} strips, {args.output.stat().st_size:,} bytes")
    return 0


def strip(name: str, heading: int) -> Strip:
    """All frames of one character at one heading: name, WebP, labels as PNG, places."""
    character = cast()[name]
    portraits = _portraits(character, heading * DEGREES_A_HEADING)
    height = max(portrait.bgra.shape[0] for portrait in portraits)
    bgra = np.hstack([_padded(portrait.bgra, height) for portrait in portraits])
    bgra[..., 3] = np.round(bgra[..., 3] / _COVERAGE_STEP) * _COVERAGE_STEP
    part = np.hstack([_padded(portrait.part, height) for portrait in portraits])
    part[part == BODY] = 0
    return (
        strip_name(name, heading),
        _encoded(".webp", bgra, [cv2.IMWRITE_WEBP_QUALITY, _WEBP_QUALITY]),
        _encoded(".png", part, [cv2.IMWRITE_PNG_COMPRESSION, 9]),
        _places(portraits),
    )


def _portraits(character: Character, heading_deg: float) -> list[Portrait]:
    view = View(heading_deg=heading_deg, pitch_deg=PITCH_DEG)
    height_px = round(REFERENCE_PX * character.height_m / REFERENCE_M)
    poses = [walking(character, frame / FRAMES["walk"]) for frame in range(FRAMES["walk"])]
    poses += [standing(character, frame / FRAMES["stand"]) for frame in range(FRAMES["stand"])]
    return [draw(character, pose, view, height_px=height_px) for pose in poses]


def _places(portraits: list[Portrait]) -> list[dict[str, float]]:
    places, left = [], 0
    for portrait in portraits:
        height, width = portrait.part.shape
        place = Place(
            left=left,
            width=width,
            height=height,
            foot_x=round(portrait.foot_px[0], 2),
            foot_y=round(portrait.foot_px[1], 2),
            crown_y=round(portrait.crown_y_px, 2),
        )
        places.append(asdict(place))
        left += width
    return places


def _padded(picture: NDArray[np.uint8], height: int) -> NDArray[np.uint8]:
    below = [(0, height - picture.shape[0]), *[(0, 0)] * (picture.ndim - 1)]
    return np.pad(picture, below)


def _encoded(ending: str, picture: NDArray[np.uint8], options: list[int]) -> bytes:
    done, packed = cv2.imencode(ending, picture, options)
    if not done:
        raise ValueError(f"this OpenCV cannot write {ending}")
    return packed.tobytes()


def _store(
    archive: zipfile.ZipFile, name: str, content: bytes, method: int = zipfile.ZIP_STORED
) -> None:
    """Write without a date, so that two bakes give the same bytes."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = method
    archive.writestr(entry, content)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
