"""The only exit for pixels: people are filled in before a picture may leave, or all of it is."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import inf
from typing import Final, Generic, TypeVar

from edge.geometry import Boxes
from edge.perception.detector import Detections
from edge.perception.frame import Frame
from edge.perception.motion import Stir
from edge.perception.planes import Picture, Pixels, bgr_of, size_px
from edge.privacy.ahead import Ahead, Whole
from edge.privacy.edges import Steady, rectangles
from edge.privacy.extent import Region, is_covered
from edge.privacy.held import Before, Held
from edge.privacy.notice import notice
from edge.privacy.paint import FILL, Stamp, blank, fill
from edge.privacy.region import Ids, RegionError, body_regions, face_regions, people_in
from edge.terms import Cause
from edge.tracking.track import Track

__all__ = ["FILL", "WORDS", "MaskedFrame", "Masker", "PrivacyError", "mask_whole"]

# Of words on it: lighter, and far from what any mask is.
WORDS: Final = 200
# What no look can see was there before it was noticed.
_OF_SIGHT: Final = frozenset[Cause]({"dark", "glare", "blurred", "covered", "moved", "light"})
_KEY: Final = object()
Tag = TypeVar("Tag")


class PrivacyError(RuntimeError):
    """People could not be hidden; no pixel has been handed out."""


class MaskedFrame:
    """A picture that may leave, made by mask_whole and Masker.ready alone.

    picture: as the camera gave it, pixels or planes. whole: nothing of the scene is left in it.
    cause: why it is whole, where that is known; it stands on the picture in words.
    """

    __slots__ = ("_pixels", "cause", "mono_s", "picture", "whole")

    def __init__(
        self,
        picture: Picture,
        *,
        mono_s: float,
        whole: bool,
        key: object,
        cause: Cause | None = None,
    ) -> None:
        if key is not _KEY:
            raise PrivacyError("a MaskedFrame is made by masking a Frame, and in no other way")
        self.picture = picture
        self.mono_s = mono_s
        self.whole = whole
        self.cause = cause
        self._pixels: Pixels | None = None

    @property
    def pixels(self) -> Pixels:
        """(H, W, 3) uint8 BGR; of planes a copy, made on first use."""
        if self._pixels is None:
            self._pixels = bgr_of(self.picture)
        return self._pixels


def mask_whole(frame: Frame, cause: Cause | None = None) -> MaskedFrame:
    """Fill the whole picture and write on it why; the frame is spent."""
    picture = frame.spend(lambda raw: _blank(raw, cause))
    return MaskedFrame(picture, mono_s=frame.mono_s, whole=True, cause=cause, key=_KEY)


class Masker(Generic[Tag]):
    """Fills head and upper body of all people, also where one was lost a moment ago.

    A frame is kept back for ahead_s, so that whoever is found late is hidden in the frames before
    as well. What a frame is handed in with (its tag) comes back with it. starts_blind: until so
    much has been seen frames come back at once, masked whole. strict: whole people are filled, from
    top to toe; it may be changed at any time, and holds for the frames that come then. before: is
    shown each frame of which something may be seen, before people are filled in; for sealed
    originals alone (edge/oversight/sealed/sealing.py).
    """

    def __init__(
        self,
        *,
        ahead_s: float = 0.0,
        starts_blind: bool = False,
        strict: bool = False,
        before: Callable[[Frame], None] | None = None,
    ) -> None:
        self._before = before
        self.strict = strict
        self._looked_s = -inf
        self._proved_s = -inf
        self._steady = Steady()
        self._bodies = Held()
        self._faces = Held()
        self._ahead = Ahead[Tag](ahead_s, starts_blind=starts_blind)

    @property
    def ahead_s(self) -> float:
        """For how long a frame is kept back; it may be changed at any time."""
        return self._ahead.ahead_s

    @ahead_s.setter
    def ahead_s(self, ahead_s: float) -> None:
        self._ahead.ahead_s = ahead_s

    def mask(
        self,
        frame: Frame,
        tag: Tag,
        *,
        tracks: Sequence[Track],
        detections: Detections | None,
        faces: Boxes | None,
        stir: Stir | None = None,
        unexplained: Boxes | None = None,
    ) -> None:
        """Take a frame to be masked where people and faces are, were, or are soon found to be.

        tracks: where people are in this very frame, or are expected. detections, faces: what was
        found in this very frame, (N, 4) normalised boxes, or None where nobody looked: nothing
        is let go of then. unexplained: (N, 4) boxes of what moves in this frame and is nothing
        known, if that was asked. Raises PrivacyError for boxes that make no sense; the frame is not
        taken then.
        """
        try:
            people = people_in(detections, tracks)
            heads = None if faces is None else face_regions(faces, strict=self.strict)
        except RegionError as error:
            raise PrivacyError(str(error)) from error
        self._ahead.mind_gap(frame.mono_s, since_s=self._proved_s)
        bodies = body_regions(
            people.boxes, width_px=frame.width, height_px=frame.height, strict=self.strict
        )
        bodies = self._steady.settle(bodies, people.ids)
        found, expected = bodies[: people.found], bodies[people.found :]
        ids, carried = people.ids[: people.found], people.ids[people.found :]
        if detections is None:
            self._bodies.wait(mono_s=frame.mono_s, stir=stir)
        else:
            ways = self._bodies.ways(expected, carried)
            self._see(self._bodies, found, ids, frame)
            self._ahead.pass_on(ways, since_s=self._looked_s)
            self._looked_s = frame.mono_s
        if heads is None:
            self._faces.wait(mono_s=frame.mono_s, stir=stir)
            heads = []
        else:
            # A face within a body is hidden with it, wherever that comes from and goes to.
            alone = [head for head in heads if not is_covered(head, bodies)]
            self._see(self._faces, alone, [0] * len(alone), frame)
        moving = [] if unexplained is None else [*map(tuple, unexplained.tolist())]
        if moving:
            # A second picture tells it from rain and grain: it was in the one before.
            before = Before(looked_s=self._looked_s)
            self._ahead.hide(moving, [0] * len(moving), before, mono_s=frame.mono_s)
        if detections is not None or (stir is not None and stir.last_s <= self._looked_s):
            # Looked at, or nothing has stirred since a look.
            self._proved_s = frame.mono_s
        held, guesses = self._bodies.grown(), []
        if carried:
            followed = self._bodies.followed(carried)
            guesses = followed + [number if number in followed else 0 for number in carried]
        hidden = [*held, *expected, *self._faces.grown(), *heads, *moving]
        self._ahead.keep(frame, tag, hidden, guesses=guesses)

    def mask_whole(self, frame: Frame, tag: Tag, cause: Cause | None = None) -> None:
        """Take a frame of which nothing may be seen, and why.

        Nor may those that still wait and came after the last look at people: who was new in them
        would have been found by now. Of causes of sight none that waits may be seen.
        """
        self._ahead.close(cause, since_s=-inf if cause in _OF_SIGHT else self._looked_s)
        self._ahead.keep_whole(frame, tag, cause)

    def _see(self, held: Held, found: list[Region], ids: Ids, frame: Frame) -> None:
        """Hold what a look found, and hide it in the frames before as well."""
        before = held.see(found, ids, mono_s=frame.mono_s)
        self._ahead.hide(found, ids, before, mono_s=frame.mono_s)

    def ready(self, *, at_end: bool = False) -> list[tuple[MaskedFrame, Tag]]:
        """Spend the frames whose time has come, oldest first; at_end: all.

        What came after the last proof of where people are then leaves whole: no look will tell.
        """
        if at_end:
            self._ahead.end("stale", proved_s=self._proved_s)
        ready = []
        for frame, hidden, tag in self._ahead.let_go(at_end=at_end):
            if self._before is not None and not isinstance(hidden, Whole):
                self._before(frame)
            ready.append((_spent(frame, hidden), tag))
        return ready


def _spent(frame: Frame, hidden: list[Region] | Whole) -> MaskedFrame:
    if isinstance(hidden, Whole):
        return mask_whole(frame, hidden.cause)
    size = {"width_px": frame.width, "height_px": frame.height}
    picture = frame.spend(lambda raw: fill(raw, rectangles(hidden, **size)))
    return MaskedFrame(picture, mono_s=frame.mono_s, whole=False, key=_KEY)


def _blank(picture: Picture, cause: Cause | None) -> None:
    blank(picture)
    if cause is not None:
        _words(cause, *size_px(picture)).press(picture)


@lru_cache(maxsize=4)
def _words(cause: Cause, width_px: int, height_px: int) -> Stamp:
    left, top, words = notice(cause, width_px, height_px)
    return Stamp(words, left=left, top=top, grey=WORDS)
