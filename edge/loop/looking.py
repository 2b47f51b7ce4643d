"""Which models look at a frame, by what its picture tells, and what speaks against showing it."""

from collections import deque

import numpy as np

from edge.geometry import Boxes, no_boxes
from edge.perception.attention import EVERYTHING, LOOK_S, Attention, Effort
from edge.perception.detector import Detections
from edge.perception.frame import Frame
from edge.perception.motion import SETTLING_S, Motion, Stir
from edge.perception.sight import Sight
from edge.perception.unexplained import Unexplained
from edge.terms import Cause
from edge.tracking.following import Following


class Looking:
    """One camera's look at its pictures before and between its models'.

    attention: decides which frames the models look at; without one they look at each. sight:
    judges the pictures themselves; without one they are taken to be good.
    """

    def __init__(self, attention: Attention | None, sight: Sight | None) -> None:
        self._attention = attention
        self._sight = sight
        self._motion = Motion()
        self._unexplained = Unexplained()
        self._stir: Stir | None = None
        self._known = self._faces = no_boxes()
        self._lately: deque[tuple[float, Boxes]] = deque()

    def see(self, frame: Frame) -> tuple[Stir | None, set[Cause]]:
        """Tell where the picture stirs, None without attention, and what is wrong with it."""
        if self._attention is None and self._sight is None:
            return None, set()
        self._stir = stir = self._motion.look(frame.lores, mono_s=frame.mono_s)
        causes: set[Cause] = set()
        if self._sight is not None:
            causes = self._sight.look(self._motion.luma, self._motion.gain, mono_s=frame.mono_s)
        return None if self._attention is None else stir, causes

    def plan(self, stir: Stir | None, *, stretch: float) -> Effort:
        """Decide which models look at the frame seen last; stretch as in Attention.plan."""
        if self._attention is None or stir is None:
            return EVERYTHING
        return self._attention.plan(stir, stretch=stretch)

    def forget(self) -> None:
        """Take nothing for granted: all models look at the frame that is planned next."""
        if self._attention is not None:
            self._attention.forget()

    def learn(
        self,
        detections: Detections | None,
        faces: Boxes | None,
        tracker: Following,
        *,
        mono_s: float,
    ) -> None:
        """Take in what the models found: it explains the motion until they look again."""
        if faces is not None:
            self._faces = faces
        if detections is None or self._stir is None:
            return
        expected = tracker.expected(mono_s + LOOK_S)
        while self._lately and not 0.0 <= mono_s - self._lately[0][0] <= SETTLING_S:
            self._lately.popleft()
        self._lately.append((mono_s, detections.boxes))
        known = [boxes for _, boxes in self._lately]
        self._known = np.concatenate([*known, expected.boxes, self._faces])
        if self._attention is None:
            return
        self._attention.saw(
            self._known,
            widths_per_s=expected.widths_per_s,
            curious_until_s=expected.certain_s,
        )

    def unexplained(self) -> Boxes:
        """(N, 4) boxes of what moves in the frame seen last, and is nothing that is known."""
        if self._stir is None:
            return no_boxes()
        return self._unexplained.see(self._stir, self._known)

    @property
    def edges(self) -> bytes | None:
        """The view that the picture usually shows, as vantage.pack tells it; None if unknown."""
        return None if self._sight is None else self._sight.edges

    def settle(self, bodies: Boxes, *, mono_s: float) -> None:
        """Let the picture seen last be the usual view, but where bodies and faces are."""
        if self._sight is not None:
            self._sight.learn(np.concatenate([bodies, self._faces]), mono_s=mono_s)
