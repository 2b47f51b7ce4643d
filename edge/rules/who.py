"""Who is who, where a tracker mixed numbers up: by where each was going.

Two who meet may leave with each other's number, and who was hidden may come back under a new one.
Rules that count time, sides or ways by number would charge one with what the other did.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, count
from math import inf
from operator import itemgetter
from typing import Final

from edge.label import Label
from edge.rules.parting import Meeting, Past, changed, is_due, is_over, overlap
from edge.rules.trail import OLDEST_S, Trail
from edge.tracking.track import Track, TrackId

# Two who meet are most of a breadth apart when their boxes touch; a foot trembles by a tenth of it.
_JUMP: Final = 0.4
# Nobody gets two breadths aside of his way in half a second, or four in a whole one: the number is
# somebody else's now.
_LOST: Final = 2.0
_LOST_PER_S: Final = 4.0
# Who appears within a breadth of where somebody lost should be by now is he.
_FOUND: Final = 1.0
# To come to rest takes a step.
_STOP_S: Final = 0.5
# Nobody is half as tall again a moment later; the number is somebody else's.
_TALLER: Final = 1.5
# A box that is a quarter shorter at once, with the head where it was, has lost its feet to somebody
# who walks before it: nobody walks away so fast, and who sits down takes his head along.
_HIDDEN: Final = 0.75
_NOD: Final = 0.15
_BOTTOM: Final = 0.99


@dataclass(slots=True, kw_only=True, eq=False)
class _One:
    """One thing, whatever its numbers. name: what rules know it by.

    whole_mono_s: when it was last seen with its feet.
    """

    name: TrackId
    label: Label
    trail: Trail
    past: Past
    first_mono_s: float
    seen_mono_s: float
    whole_mono_s: float


class Who:
    """Gives every track the number of the thing that it is."""

    def __init__(self) -> None:
        self._of: dict[TrackId, _One] = {}
        self._lost: list[_One] = []
        self._names = count(1)
        self._met: dict[frozenset[TrackId], Meeting] = {}
        self._looked_mono_s = -inf

    def told_apart(self, tracks: Sequence[Track], *, mono_s: float) -> tuple[Track, ...]:
        """Return the tracks of one look, in their order, each under its thing's own number.

        first_mono_s is the thing's as well. Who is not seen and whose number went to another is
        left out.
        """
        self._forget(tracks, mono_s)
        seen = [track for track in tracks if track.seen_mono_s >= mono_s]
        doubtful = [track for track in seen if self._is_doubtful(track, mono_s)]
        if doubtful:
            unseen = [track.id for track in tracks if track.seen_mono_s < mono_s]
            self._sort_out(doubtful, unseen, mono_s)
        tracks = [self._standing(track, mono_s) for track in tracks]
        seen = [track for track in tracks if track.seen_mono_s >= mono_s]
        for track in seen:
            one = self._of[track.id]
            one.trail.add(track.box, mono_s=mono_s)
            one.past.add(track.box, mono_s=mono_s)
            one.seen_mono_s = mono_s
        self._looked_mono_s = mono_s
        self._judge_again([t for t in tracks if t.id in self._of], seen, mono_s)
        return tuple(self._named(track) for track in tracks if track.id in self._of)

    def _judge_again(self, tracks: Sequence[Track], seen: Sequence[Track], mono_s: float) -> None:
        """Give two who met and parted each other's number, if that is how each went on.

        Who is not seen is where he is expected, and may meet somebody there.
        """
        for track, other in combinations(tracks, 2):
            if track.label == other.label and overlap(track.box, other.box):
                pair = frozenset((self._of[track.id].name, self._of[other.id].name))
                met = self._met.setdefault(pair, Meeting(began_mono_s=mono_s, ended_mono_s=mono_s))
                met.ended_mono_s = mono_s
        if not self._met:
            return
        of = {self._of[track.id].name: self._of[track.id] for track in seen}
        for pair, met in list(self._met.items()):
            if is_over(met, mono_s):
                del self._met[pair]
            elif is_due(met, mono_s) and pair <= of.keys():
                first, second = (of[name] for name in pair)
                if changed(first.past, second.past, met, mono_s):
                    del self._met[pair]
                    first.name, second.name = second.name, first.name
                    since_s = first.first_mono_s, second.first_mono_s
                    second.first_mono_s, first.first_mono_s = since_s

    def _standing(self, track: Track, mono_s: float) -> Track:
        """The same with feet where they must be, if something has just come before them."""
        one = self._of.get(track.id)
        if one is None or track.seen_mono_s < mono_s:
            return track
        if not _lost_its_feet(one, track):
            one.whole_mono_s = mono_s
            return track
        return _with_feet(one, track, mono_s)

    def _forget(self, tracks: Sequence[Track], mono_s: float) -> None:
        """A thing is lost with its number, and forgotten when where it went is anybody's guess."""
        living = {track.id for track in tracks}
        gone = [number for number in self._of if number not in living]
        self._lost += [self._of.pop(number) for number in gone]
        self._lost = [one for one in self._lost if mono_s - one.seen_mono_s <= OLDEST_S]

    def _is_doubtful(self, track: Track, mono_s: float) -> bool:
        """Whether a number is new, or stands where its thing was not to be expected."""
        one = self._of.get(track.id)
        if one is None:
            return True
        missed = one.trail.missed_by(track.box, mono_s=mono_s)
        return missed is not None and missed >= _JUMP

    def _sort_out(self, doubtful: list[Track], unseen: list[TrackId], mono_s: float) -> None:
        """Pair doubtful numbers with those things that are not seen for sure, the nearest first."""
        own = {track.id: self._of.pop(track.id, None) for track in doubtful}
        hidden = {self._of[number]: number for number in unseen if number in self._of}
        free = [*(one for one in own.values() if one), *hidden, *self._lost]
        for _, number, one in sorted(self._pairs(doubtful, own, free, mono_s), key=itemgetter(0)):
            if number in self._of or one not in free:
                continue
            free.remove(one)
            self._of[number] = one
            if one in hidden:
                self._leave(hidden[one], own[number], free)
        for track in doubtful:
            if track.id not in self._of:
                self._of[track.id] = self._new(track, mono_s)
        self._lost = [one for one in free if one not in hidden]

    def _leave(self, number: TrackId, one: _One | None, free: list[_One]) -> None:
        """Give an unseen number, whose thing turned up elsewhere, what is left of the other."""
        del self._of[number]
        if one is not None and one in free:
            free.remove(one)
            self._of[number] = one

    def _pairs(
        self,
        doubtful: list[Track],
        own: dict[TrackId, _One | None],
        free: list[_One],
        mono_s: float,
    ) -> Iterator[tuple[float, TrackId, _One]]:
        """All that may be, and how unlikely; its own number speaks for a thing."""
        for track in doubtful:
            for one in free:
                if one.label != track.label:
                    continue
                if one is own[track.id]:
                    whole = _with_feet(one, track, mono_s)
                    missed = self._missed(one, whole, mono_s)
                    if missed is None:
                        continue
                    unseen_s = mono_s - one.seen_mono_s
                    near = max(_LOST, _LOST_PER_S * unseen_s)
                    # Who comes in where another goes out gets his number from a tracker.
                    is_near = missed <= near or _stopped(one, whole, mono_s)
                    if is_near and self._is_as_tall(one, whole) and not one.trail.leaves:
                        yield missed / 2, track.id, one
                    continue
                missed = self._missed(one, track, mono_s)
                if missed is not None and missed <= _FOUND and not one.trail.leaves:
                    yield missed, track.id, one

    def _missed(self, one: _One, track: Track, mono_s: float) -> float | None:
        """How far it would have gone astray; of who was hidden, on the likelier of two ways."""
        straight = one.trail.missed_by(track.box, mono_s=mono_s)
        hidden = one.trail.hidden_by(track.box, mono_s=mono_s) if self._was_hidden(one) else None
        return straight if straight is None or hidden is None else min(straight, hidden)

    def _is_as_tall(self, one: _One, track: Track) -> bool:
        """What hides somebody cuts his height as well: then he may be as tall as ever lately."""
        return one.trail.grew_by(track.box, ever=self._was_hidden(one)) <= _TALLER

    def _was_hidden(self, one: _One) -> bool:
        return one.seen_mono_s < self._looked_mono_s

    def _new(self, track: Track, mono_s: float) -> _One:
        return _One(
            name=TrackId(next(self._names)),
            label=track.label,
            trail=Trail(),
            past=Past(),
            first_mono_s=mono_s,
            seen_mono_s=mono_s,
            whole_mono_s=mono_s,
        )

    def _named(self, track: Track) -> Track:
        one = self._of[track.id]
        return replace(track, id=one.name, first_mono_s=one.first_mono_s)


def _stopped(one: _One, track: Track, mono_s: float) -> bool:
    """Whether it may have come to rest where it was seen last, while it was out of sight."""
    away = one.trail.stopped_by(track.box, mono_s=mono_s)
    return away is not None and away <= _FOUND and mono_s - one.seen_mono_s > _STOP_S


def _lost_its_feet(one: _One, track: Track) -> bool:
    """Whether something has come before the feet of a thing: its head is where it was."""
    box, last = track.box, one.trail.box
    if last is None or box.y_max >= _BOTTOM:
        return False
    was = last.y_max - last.y_min
    is_short = box.y_max - box.y_min < _HIDDEN * was
    return is_short and abs(box.y_min - last.y_min) <= _NOD * was


def _with_feet(one: _One, track: Track, mono_s: float) -> Track:
    """A track of that thing, whose feet are where they must be if they have just been hidden."""
    last = one.trail.box
    if last is None or mono_s - one.whole_mono_s > OLDEST_S or not _lost_its_feet(one, track):
        return track
    box, was = track.box, last.y_max - last.y_min
    return replace(track, box=replace(box, y_max=min(box.y_min + was, 1.0)))
