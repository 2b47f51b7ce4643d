"""The whole attack: people into scenes, scenes through the camera, and who can still be told."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from edge.privacy.mask import FILL
from simulator.attack.attackers import ATTACKERS
from simulator.attack.camera import Camera
from simulator.attack.people import Person
from simulator.attack.scenes import Scene, scene
from simulator.attack.score import Found, judged
from simulator.attack.sight import AROUND, Features, Sight, window
from simulator.attack.styles import FAMILIES, Style
from simulator.audit.composite import Cut

CLEAN: Final = "clean gallery"
SAME_WAY: Final = "same-way gallery"
UNMASKED: Final = "none"
OURS: Final = "fill"
# A rim of one px around a face of 24 px is a twelfth of it.
LEFT_SHARE: Final = 0.05
_EXAMPLES: Final = 8
_EXAMPLE_PX: Final = 96


class Place(Protocol):
    def __call__(self, head: Cut, *, seed: int, number: int) -> Scene:
        """Show one head; all else depends on seed and number alone."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Scenes of each person, in a gallery and met.

    Blind luck names K of N people met in K scenes each. So 40 bring the upper bound of a mask
    that leaks nothing to 1.36 times chance, in nearly all tries to less than twice, however many
    people there are. compared: of what is only compared with, far from chance. slow_gallery: of
    a sight that takes a while for each.
    """

    gallery: int = 8
    probes: int = 40
    compared: int = 5
    slow_gallery: int = 2


@dataclass(slots=True, kw_only=True)
class Taken:
    """What the attacker has: features by sight and strength of obfuscation, a row for a scene.

    pictures, whole, left: how many were to be masked, were masked whole, show a part of a face.
    examples: what the attacker sees of our own masks.
    """

    gallery: dict[tuple[str, str], list[Features]] = field(default_factory=dict)
    probes: dict[tuple[str, str], list[Features]] = field(default_factory=dict)
    pictures: int = 0
    whole: int = 0
    left: int = 0
    examples: list[NDArray[np.uint8]] = field(default_factory=list)


def take(
    people: Sequence[Person],
    camera: Camera,
    sights: Mapping[str, Sight],
    *,
    effort: Effort,
    seed: int,
    place: Place = scene,
    said: Callable[[int, int], None] = lambda done, total: None,
) -> Taken:
    """Show everybody in all scenes.

    place: makes a scene of a head. said: called with rounds done and rounds in all.
    """
    taken, total = Taken(), effort.gallery + effort.probes
    number = 0
    for turn in range(total):
        known = turn < effort.gallery
        heads = [p.known[turn % len(p.known)] if known else p.met for p in people]
        rows = taken.gallery if known else taken.probes
        turn_of_its_kind = turn if known else turn - effort.gallery
        wanted = {
            name: _strengths() if turn_of_its_kind < _rounds(sight, effort, known=known) else {OURS}
            for name, sight in sights.items()
        }
        scenes = (place(head, seed=seed, number=number + i) for i, head in enumerate(heads))
        for key, features in _round(scenes, camera, sights, wanted, taken).items():
            rows.setdefault(key, []).append(features)
        number += len(heads)
        said(turn + 1, total)
    return taken


def _rounds(sight: Sight, effort: Effort, *, known: bool) -> int:
    """In so many rounds a sight looks at all strengths, in the others at our mask alone."""
    if not known:
        return effort.compared
    return effort.slow_gallery if sight.slow else effort.gallery


def _round(
    scenes: Iterable[Scene],
    camera: Camera,
    sights: Mapping[str, Sight],
    wanted: Mapping[str, Collection[str]],
    taken: Taken,
) -> dict[tuple[str, str], Features]:
    """One scene of everybody: a row of features for all people."""
    described: dict[tuple[str, str], list[Features]] = {}
    for shown in scenes:
        masked, whole = camera.masked(shown.pixels)
        _count(taken, shown, masked, whole=whole)
        for strength, style in _strengths().items():
            due = [name for name in sights if strength in wanted[name]]
            if not due:
                continue
            pixels = style(shown.pixels, masked, shown.face.x_max - shown.face.x_min)
            for name in due:
                key = name, strength
                described.setdefault(key, []).append(sights[name].look(pixels, shown.face))
    return {key: np.stack(rows) for key, rows in described.items()}


def _strengths() -> dict[str, Style]:
    return {name: style for family in FAMILIES.values() for name, style in family.items()}


def _count(taken: Taken, shown: Scene, masked: NDArray[np.uint8], *, whole: bool) -> None:
    taken.pictures += 1
    taken.whole += whole
    left = (masked[shown.visible] != FILL).any(axis=1)
    taken.left += bool(left.size and left.mean() > LEFT_SHARE)
    if len(taken.examples) < _EXAMPLES:
        taken.examples.append(window(masked, shown.face, 2 * AROUND, _EXAMPLE_PX))


def judge(taken: Taken, *, seed: int) -> dict[str, dict[str, list[Found]]]:
    """What every attacker made of every strength, by family; the strongest attacker first."""
    return {
        family: {strength: _ranked(taken, strength, seed) for strength in strengths}
        for family, strengths in FAMILIES.items()
    }


def _ranked(taken: Taken, strength: str, seed: int) -> list[Found]:
    found = []
    for (name, seen), rows in taken.probes.items():
        if seen != strength:
            continue
        probes = np.stack(rows)
        for gallery, known in ((CLEAN, UNMASKED), (SAME_WAY, strength)):
            if known == UNMASKED and gallery == SAME_WAY:
                continue
            have = np.stack(taken.gallery[name, known])
            found += [
                judged(attack(have, probes), attacker=attacker, gallery=gallery, seed=seed)
                for attacker, attack in ATTACKERS[name].items()
            ]
    return sorted(found, key=lambda one: (-one.rank1_95[1], one.attacker, one.gallery))
