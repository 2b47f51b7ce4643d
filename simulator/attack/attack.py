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
from simulator.attack.scenes import Shot, scene
from simulator.attack.score import Found, judged
from simulator.attack.sight import FAR_AROUND, Features, Glimpse, Sight, window
from simulator.attack.styles import FAMILIES, Style
from simulator.audit.head import Cut

CLEAN: Final = "clean gallery"
SAME_WAY: Final = "same-way gallery"
UNMASKED: Final = "none"
OURS: Final = "fill"
# A rim of one px around a face of 24 px is a twelfth of it.
LEFT_SHARE: Final = 0.05
_EXAMPLES: Final = 8
_EXAMPLE_PX: Final = 112


class Place(Protocol):
    def __call__(self, head: Cut, *, seed: int, number: int) -> Sequence[Shot]:
        """Show one head in some frames; all else depends on seed and number alone."""
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

    @classmethod
    def of(cls, probes: int) -> "Effort":
        """As usual, but no more of anything than there are scenes to be told apart."""
        usual = cls()
        return cls(
            gallery=min(usual.gallery, probes),
            probes=probes,
            compared=min(usual.compared, probes),
        )


@dataclass(slots=True, kw_only=True)
class Taken:
    """What the attacker has: features by sight and strength of obfuscation, a row for a scene.

    pictures, whole, left: frames that were to be masked, were masked whole, show a part of a face.
    examples: what the attacker sees of our own masks.
    """

    gallery: dict[tuple[str, str], list[Features]] = field(default_factory=dict)
    probes: dict[tuple[str, str], list[Features]] = field(default_factory=dict)
    scenes: int = 0
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
            name: _wanted(sight, turn_of_its_kind, effort, known=known)
            for name, sight in sights.items()
        }
        scenes = (place(head, seed=seed, number=number + i) for i, head in enumerate(heads))
        for key, features in _round(scenes, camera, sights, wanted, taken).items():
            rows.setdefault(key, []).append(features)
        number += len(heads)
        said(turn + 1, total)
    return taken


def _wanted(sight: Sight, turn: int, effort: Effort, *, known: bool) -> Collection[str]:
    """In its first rounds a sight looks at all strengths, in the others at our mask alone."""
    rounds = effort.compared
    if known:
        rounds = effort.slow_gallery if sight.slow else effort.gallery
    return {OURS} if sight.masks_only or turn >= rounds else _strengths()


def _round(
    scenes: Iterable[Sequence[Shot]],
    camera: Camera,
    sights: Mapping[str, Sight],
    wanted: Mapping[str, Collection[str]],
    taken: Taken,
) -> dict[tuple[str, str], Features]:
    """One scene of everybody: a row of features for all people."""
    described: dict[tuple[str, str], list[Features]] = {}
    for shots in scenes:
        left = camera.masked([shot.pixels for shot in shots])
        _count(taken, shots, left)
        masked = [pixels for pixels, _ in left]
        for strength, style in _strengths().items():
            due = [name for name in sights if strength in wanted[name]]
            if not due:
                continue
            # What is compared is looked at in one frame.
            frames = _glimpses(shots if strength == OURS else shots[:1], masked, style)
            for name in due:
                described.setdefault((name, strength), []).append(sights[name].look(frames))
    return {key: np.stack(rows) for key, rows in described.items()}


def _glimpses(
    shots: Sequence[Shot], masked: Sequence[NDArray[np.uint8]], style: Style
) -> list[Glimpse]:
    return [
        (style(shot.pixels, pixels, shot.face.x_max - shot.face.x_min), shot.face)
        for shot, pixels in zip(shots, masked, strict=False)
    ]


def _strengths() -> dict[str, Style]:
    return {name: style for family in FAMILIES.values() for name, style in family.items()}


def _count(
    taken: Taken, shots: Sequence[Shot], left: Sequence[tuple[NDArray[np.uint8], bool]]
) -> None:
    taken.scenes += 1
    for shot, (masked, whole) in zip(shots, left, strict=True):
        taken.pictures += 1
        taken.whole += whole
        seen = (masked[shot.visible] != FILL).any(axis=1)
        taken.left += bool(seen.size and seen.mean() > LEFT_SHARE)
    if len(taken.examples) < _EXAMPLES:
        taken.examples.append(window(left[0][0], shots[0].face, FAR_AROUND, _EXAMPLE_PX))


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
            if (known == UNMASKED and gallery == SAME_WAY) or (name, known) not in taken.gallery:
                continue
            have = np.stack(taken.gallery[name, known])
            found += [
                judged(attack(have, probes), attacker=attacker, gallery=gallery, seed=seed)
                for attacker, attack in ATTACKERS[name].items()
            ]
    return sorted(found, key=lambda one: (-one.rank1_95[1], one.attacker, one.gallery))
