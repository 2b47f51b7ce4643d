"""Yes or no, without the flicker: a change counts once it has lasted."""

from typing import Final

# A detector loses a standing person for a few frames; a second does not break what lasts.
GAP_S: Final = 1.0


class Steady:
    """Whether something holds; begins with no.

    since_mono_s: when what `holds` says began, which is before it was believed.
    """

    def __init__(self) -> None:
        self.holds = False
        self.since_mono_s = 0.0
        self._turned_mono_s: float | None = None
        self._contrary_mono_s = 0.0

    def look(self, holds: bool, *, mono_s: float, after_s: float) -> None:
        """Take in one look.

        `holds` turns when looks have said otherwise for after_s, with lapses of at most a second.
        """
        if holds == self.holds:
            if mono_s - self._contrary_mono_s > GAP_S:
                self._turned_mono_s = None
            return
        self._contrary_mono_s = mono_s
        if self._turned_mono_s is None:
            self._turned_mono_s = mono_s
        if mono_s - self._turned_mono_s >= after_s:
            self.holds, self.since_mono_s, self._turned_mono_s = holds, self._turned_mono_s, None

    def forget(self) -> None:
        """Begin anew with a change under way: nobody has looked for a while."""
        self._turned_mono_s = None
