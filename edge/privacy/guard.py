"""Whether a picture may be seen: masked whole at once, opened again by proof alone.

A cause holds for as long as it is noted, and until frames have come without it for a second. In
that second one complete look must succeed, both models on one frame, and after it another, its
mask made without an error: the first picture that is shown is of that very frame. Whom one look
misses, and that is one person in twenty, the other finds.
"""

from collections.abc import Iterable
from math import inf
from typing import Final, get_args

from edge.privacy.notice import WORDS
from edge.terms import Cause

# In the order in which a picture names them.
CAUSES: Final[tuple[Cause, ...]] = get_args(Cause)
# A lamp that flickers, a lens wiped in strokes and a model that fails now and then pause for less.
ABSENT_S: Final = 1.0
# Frames kept back are masked by what is found within this: an older answer is too late for them.
ANSWER_S: Final = 0.3
# A mask is held for a second where nobody looks (edge/privacy/held.py).
UNSEEN_S: Final = 1.0
# A loop that keeps up is never later than a look and a frame: a fraction of this.
LATE_S: Final = 2.0
# What two looks miss for the same reason (a step, a twig, a passer-by) is another matter by then.
_BETWEEN_S: Final = 0.25
# A clock's rounding must not add a frame.
_JITTER_S: Final = 1e-3

# Nobody knows who is where, or where that is: rules and counters see a gap in time.
BLIND: Final = frozenset[Cause](
    {"starting", "detector", "mask", "stale", "covered", "frozen", "moved", "paused", "config"}
)
# What is found is true, but somebody may be missed: rules go on, a count would be a false one.
DIM: Final = frozenset[Cause]({"dark", "glare", "blurred", "light"})

# What a restart must not forget: of the others it finds out for itself.
LASTING: Final = frozenset[Cause]({"dark", "glare", "blurred", "covered", "moved"})


def in_words(cause: Cause) -> str:
    """As it stands on the picture: too dark, lens covered."""
    return WORDS[cause].removeprefix("Masked: ")


class Guard:
    """The causes of one camera. Times are those of its frames, in seconds.

    remembered: those that held when it last ran.
    """

    def __init__(self, remembered: Iterable[Cause] = ()) -> None:
        self._now_s = -inf
        # Since which frame each has been absent, None while it speaks.
        self._absent_s: dict[Cause, float | None] = {"starting": -inf}
        self._absent_s |= dict.fromkeys(remembered)
        self._looked_s: float | None = None

    @property
    def causes(self) -> tuple[Cause, ...]:
        """All that speak against showing a picture, in the order of CAUSES."""
        return tuple(cause for cause in CAUSES if cause in self._absent_s)

    @property
    def present(self) -> frozenset[Cause]:
        """Those of them that speak against the last frame itself."""
        return frozenset(cause for cause, since_s in self._absent_s.items() if since_s is None)

    @property
    def cause(self) -> Cause | None:
        """The first of them: a start that nothing else holds up is only a start."""
        causes = self.causes
        if causes[:1] == ("starting",) and len(causes) > 1:
            return causes[1]
        return causes[0] if causes else None

    def note(self, present: Iterable[Cause], *, mono_s: float) -> None:
        """Take in what speaks against showing the frame of that moment."""
        if mono_s < self._now_s:
            # Of a clock that went back nobody knows how long something has been absent.
            self._absent_s, self._looked_s = dict.fromkeys(self._absent_s), None
        self._now_s = mono_s
        for cause, since_s in self._absent_s.items():
            if since_s is None:
                self._absent_s[cause] = mono_s
        for cause in present:
            self.add(cause)

    def add(self, cause: Cause) -> None:
        """Take in what turned out to speak against the same frame as well."""
        self._absent_s[cause], self._looked_s = None, None

    def wants_look(self) -> bool:
        """Tell whether a complete look at the frame noted last would help."""
        if not self._absent_s or None in self._absent_s.values():
            return False
        return self._looked_s is None or self.is_due()

    def is_due(self) -> bool:
        """Tell whether nothing but a complete look at the frame noted last is missing."""
        if not self._absent_s or not all(map(self._is_over, self._absent_s.values())):
            return False
        if set(self._absent_s) == {"starting"}:
            return True
        return self._looked_s is not None and self._now_s - self._looked_s >= _BETWEEN_S

    def prove(self) -> None:
        """Take in that the frame noted last was looked at completely, without an error."""
        is_first = not self.is_due() and None not in self._absent_s.values()
        if is_first and self._looked_s is None:
            self._looked_s = self._now_s
        if not is_first:
            self._absent_s = {c: s for c, s in self._absent_s.items() if not self._is_over(s)}

    def _is_over(self, since_s: float | None) -> bool:
        return since_s is not None and self._now_s - since_s >= ABSENT_S - _JITTER_S
