"""Whose a thing is: who was there when it came to stand, and whether they are still.

Numbers of tracks are all there is to know people by. Who is lost from sight near the thing is
looked for among those who appear near by. Once all have been away nobody is its owner any more:
numbers change hands, and who returns may have been out of the picture. Whoever stays by it, though,
tends it and is its owner from then on.
"""

from dataclasses import dataclass, field
from math import inf
from operator import itemgetter
from typing import Final

from edge.geometry import Box
from edge.perception.thing import Thing
from edge.rules.nearness import TALL_M, apart_m, tall_at
from edge.rules.paths import Path, Paths
from edge.rules.rule import Scene
from edge.tracking.track import TrackId

# Arm's length and a step: who puts something down stands no farther from it.
REACH_M: Final = 1.6
# Who stays is as near as this for so long; who walks by is not, at 0.7 m a second or more.
STAY_M: Final = 1.2
STAYS_S: Final = 4.0
# Who stands shifts about by less than this; a number that goes from one passer-by to the next as
# they meet at the thing stays there as well, but walks.
_STANDS_M: Final = 1.2
# A detector loses somebody for a few frames.
_GAP_S: Final = 1.5
# What comes to stand may be hidden by who put it down, for so long before it is seen.
_BEFORE_S: Final = 4.0
_AFTER_S: Final = 1.5
# It is noticed within this, where nobody goes on hiding it.
_NOTICED_S: Final = 12.0
# Who is so much farther from it than the nearest did not put it down.
_BESIDE_M: Final = 0.5
_JUST_S: Final = 1.0
_STOOD_M: Final = 1.0
# Boxes tremble: who is away for less than this is still there.
_AWAY_S: Final = 2.0
# Who is lost from sight is behind somebody or something: most are found again within this, as far
# from there as they walk.
_LOST_S: Final = 6.0
_FOUND_M: Final = 0.8
_FOUND_M_S: Final = 1.4
_FOUND_AT_MOST_M: Final = 3.5
# At this pace who is not found again has walked away (Weidmann 1993: 1.34 m/s in the mean).
_PACE_M_S: Final = 1.34
# A thing that one person puts down and walks away from is lower than so much of him, and not wider
# than he is tall: what is larger is a car's, or a person's whom nobody follows.
_LOW: Final = 0.85
# A long case that lies on the ground is some four times as wide as it is high; what is flatter is a
# shadow, or a gap in one.
_FLAT: Final = 4.5
_EDGE: Final = 0.01


@dataclass(slots=True, kw_only=True)
class _Stay:
    since_mono_s: float
    seen_mono_s: float


@dataclass(slots=True, kw_only=True)
class Owners:
    """numbers: of all who were there, and of those who stay. tall: of who stands at the thing, in
    the picture. tended_mono_s: when one of them was last there. near_mono_s: when anybody at all
    was last right beside it.
    """

    numbers: set[TrackId]
    tall: float
    tended_mono_s: float
    near_mono_s: float = -inf
    _near: dict[TrackId, _Stay] = field(default_factory=dict)
    _lost: dict[TrackId, Path] = field(default_factory=dict)

    def watch(self, thing: Thing, paths: Paths, scene: Scene, *, away_m: float) -> None:
        """Take in one scene."""
        seen = paths.seen_at(scene.mono_s)
        self._find_again(seen, scene)
        for number, path in seen:
            distance_m = apart_m(path.box, thing.box, tall=self.tall, aspect=scene.aspect)
            if distance_m <= STAY_M:
                self.near_mono_s = scene.mono_s
                if self._stays(number, path, scene):
                    self.numbers.add(number)
            if distance_m <= away_m and number in self.numbers:
                self.tended_mono_s = scene.mono_s
        self._lose(thing, paths, scene, away_m=away_m)
        if not self._lost and scene.mono_s - self.tended_mono_s > _AWAY_S:
            self.numbers.clear()

    def look_back(self, thing: Thing, paths: Paths, scene: Scene, *, away_m: float) -> None:
        """Take in what was seen of them since it came to stand: who had gone is no owner."""
        looks = sorted(
            (mono_s, apart_m(box, thing.box, tall=self.tall, aspect=scene.aspect) <= away_m)
            for number, path in paths.all()
            if number in self.numbers
            for mono_s, box in path.places
            if mono_s >= thing.since_mono_s
        )
        for mono_s, is_there in looks:
            if is_there:
                self.tended_mono_s = mono_s
            elif mono_s - self.tended_mono_s > _AWAY_S:
                self.numbers.clear()
                return

    def _stays(self, number: TrackId, path: Path, scene: Scene) -> bool:
        """Note who is near, and tell whether they have stood there for long enough."""
        mono_s = scene.mono_s
        stay = self._near.get(number)
        if stay is None or mono_s - stay.seen_mono_s > _GAP_S:
            stay = self._near[number] = _Stay(since_mono_s=mono_s, seen_mono_s=mono_s)
        stay.seen_mono_s = mono_s
        if mono_s - stay.since_mono_s < STAYS_S:
            return False
        feet = [box.foot[0] for box in path.within(mono_s - STAYS_S, mono_s)]
        return (max(feet) - min(feet)) * scene.aspect * TALL_M <= _STANDS_M * self.tall

    def _lose(self, thing: Thing, paths: Paths, scene: Scene, *, away_m: float) -> None:
        """Note which owners went out of sight before they were away, until it is too long ago."""
        numbers = paths.followed(scene)
        for number in self.numbers - numbers:
            path = paths.of(number)
            if path is None or _at_edge(path.box):
                self._lost.pop(number, None)
                continue
            distance_m = apart_m(path.box, thing.box, tall=self.tall, aspect=scene.aspect)
            if scene.mono_s - path.seen_mono_s <= _LOST_S and distance_m <= away_m:
                self._lost[number] = path
            elif self._lost.pop(number, None):
                gone_s = path.seen_mono_s + (away_m - distance_m) / _PACE_M_S
                self.tended_mono_s = max(self.tended_mono_s, gone_s)
        for number in self._lost.keys() & numbers:
            del self._lost[number]
        for number in self._near.keys() - numbers:
            del self._near[number]

    def _find_again(self, seen: tuple[tuple[TrackId, Path], ...], scene: Scene) -> None:
        for number, path in seen:
            if number in self.numbers:
                continue
            for lost_number, lost in self._lost.items():
                if _may_be(path, lost, scene):
                    self.numbers.add(number)
                    del self._lost[lost_number]
                    break


def owners_of(thing: Thing, paths: Paths, scene: Scene, *, away_m: float) -> Owners | None:
    """Find who was within reach from when a thing came to stand until it was noticed, or None.

    None as well where what is there is too large or too flat for what a person puts down, or cut by
    the picture's edge: somebody who stands there is as small as a bag.
    """
    begin_s, end_s = thing.since_mono_s - _BEFORE_S, thing.since_mono_s + _AFTER_S
    if scene.mono_s - thing.since_mono_s > _NOTICED_S:
        end_s = scene.mono_s
    just_s = thing.since_mono_s - _JUST_S, thing.since_mono_s + _JUST_S
    # Who passed by a moment before may have come nearer than who puts it down.
    found = _closest(thing, paths, scene, *just_s) or _closest(thing, paths, scene, begin_s, end_s)
    if found is None:
        return None
    closest, path, best_m = found
    tall = _tall(path.within(begin_s, end_s), thing)
    if _is_odd(thing, tall, scene):
        return None
    numbers = _with_heirs({closest, *_beside(thing, best_m, paths, scene)}, paths, scene)
    owners = Owners(numbers=numbers, tall=tall, tended_mono_s=thing.since_mono_s)
    owners.look_back(thing, paths, scene, away_m=away_m)
    return owners


def _closest(
    thing: Thing, paths: Paths, scene: Scene, begin_s: float, end_s: float
) -> tuple[TrackId, Path, float] | None:
    """Who of those within reach in some span of time came nearest, and how near."""
    near = (
        (number, path, _nearest(path.within(begin_s, end_s), thing, scene))
        for number, path in paths.all()
    )
    best = min(near, key=itemgetter(2), default=None)
    return best if best is not None and best[2] <= REACH_M else None


def _beside(thing: Thing, best_m: float, paths: Paths, scene: Scene) -> set[TrackId]:
    """Who stood about as near as the nearest just then: who only walks by has no part."""
    begin_s, end_s = thing.since_mono_s - _JUST_S, thing.since_mono_s + _JUST_S
    beside = set()
    for number, path in paths.all():
        places = path.within(begin_s, end_s)
        if _nearest(places, thing, scene) > best_m + _BESIDE_M:
            continue
        first, last = places[0], places[-1]
        tall = first.y_max - first.y_min
        if apart_m(last, first, tall=tall, aspect=scene.aspect) <= _STOOD_M:
            beside.add(number)
    return beside


def _with_heirs(numbers: set[TrackId], paths: Paths, scene: Scene) -> set[TrackId]:
    """Those whom they were found again as, if they were lost from sight before it was noticed."""
    found, unasked = set(numbers), list(numbers)
    while unasked:
        lost = paths.of(unasked.pop())
        if lost is None or lost.seen_mono_s >= scene.mono_s or _at_edge(lost.box):
            continue
        heirs = {n for n, path in paths.all() if n not in found and _may_be(path, lost, scene)}
        found |= heirs
        unasked += heirs
    return found


def _may_be(path: Path, lost: Path, scene: Scene) -> bool:
    """Tell whether somebody appeared as near to where another was lost as he can have walked."""
    begin_s, first = path.places[0]
    unseen_s = begin_s - lost.seen_mono_s
    if path.first_mono_s <= lost.seen_mono_s or not 0.0 < unseen_s <= _LOST_S:
        return False
    tall = lost.box.y_max - lost.box.y_min
    gone_m = apart_m(first, lost.box, tall=tall, aspect=scene.aspect)
    return gone_m <= min(_FOUND_M + _FOUND_M_S * unseen_s, _FOUND_AT_MOST_M)


def _nearest(places: list[Box], thing: Thing, scene: Scene) -> float:
    return min(
        (
            apart_m(box, thing.box, tall=tall_at(box, thing.box), aspect=scene.aspect)
            for box in places
        ),
        default=inf,
    )


def _tall(places: list[Box], thing: Thing) -> float:
    """His height upright: he bends as he puts it down."""
    return sorted(tall_at(box, thing.box) for box in places)[-(len(places) // 4) - 1]


def _is_odd(thing: Thing, tall: float, scene: Scene) -> bool:
    if _is_cut(thing.box):
        return True
    high = thing.box.y_max - thing.box.y_min
    wide = (thing.box.x_max - thing.box.x_min) * scene.aspect
    return high > _LOW * tall or wide > min(tall, _FLAT * high)


def _is_cut(box: Box) -> bool:
    return min(box.x_min, box.y_min) <= 0.0 or max(box.x_max, box.y_max) >= 1.0


def _at_edge(box: Box) -> bool:
    return box.x_min < _EDGE or box.x_max > 1 - _EDGE or box.y_max > 1 - _EDGE
