"""Where the picture changes: a cheap look at every frame that tells when a dear one is due.

A cell stirs when it differs from what it was like lately by more than is usual there. The
background follows slowly, so that the slowest walk adds up, and quickly where something stirs, so
that whoever comes to rest is part of the scene within a second. What is in doubt stirs.
"""

from typing import Final, Never

import numpy as np

from edge.perception.background import Background
from edge.perception.frame import Pixels
from edge.perception.stir import Stir
from edge.perception.threshold import Threshold

__all__ = ["Motion", "Stir"]

# More of the picture than a bus or a crowd stirs at once.
_WHOLE: Final = 0.4
# A greater step of light, between two pictures, than clouds make and lamps that flicker.
LIGHT_STEP: Final = 1.25
# Longer than the slowest camera takes from picture to picture: whoever came may stand by now.
_GAP_S: Final = 2.0
# Two and a half times what the background takes to settle: where somebody has just left, the
# picture stirs for so long.
SETTLING_S: Final = 0.5


class Motion:
    """Watches the pictures of one camera, of any size and rate, in the order of their time.

    The smallest that counts is somebody 24 px tall in a picture 640 wide. Where two pictures lie
    less than 0.3 s apart, rain is told from them; slower than that, it stirs.

    gain: by how much the light of the last picture differs from that of those before it; 1 where
    there are none to compare it with.
    """

    def __init__(self) -> None:
        self.gain = 1.0
        self._shape: tuple[int, ...] = ()
        self._mono_s = 0.0

    @property
    def luma(self) -> Pixels:
        """The last picture, tiny and grey, 160 px on its longer side: to be read at once."""
        return self._background.luma

    def look(self, picture: Pixels, *, mono_s: float) -> Stir:
        """Take in one picture, (h, w, 3) BGR, and tell where it stirs.

        Whole for the first picture, another size, after a gap of more than two seconds, when time
        goes back, and when light or view change at once.
        """
        is_new = picture.shape != self._shape
        if is_new:
            self._lay_out(picture)
        past_s, self._mono_s = mono_s - self._mono_s, mono_s
        self._background.see(picture)
        self.gain = 1.0
        whole = is_new or not 0 <= past_s <= _GAP_S or not self._goes_on(past_s)
        if whole:
            self._begin()
        return Stir(mono_s=mono_s, whole=whole, stirred_s=self._stirred_s.copy())

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("Motion stays in memory: it remembers raw pixels, if few")

    def _lay_out(self, picture: Pixels) -> None:
        self._shape = picture.shape
        self._background = Background(width=picture.shape[1], height=picture.shape[0])
        self._threshold = Threshold(self._background.size)
        self._stirred_s = np.empty(self._background.size[::-1])

    def _begin(self) -> None:
        self._background.begin()
        self._threshold.begin()
        self._stirred_s[...] = self._mono_s

    def _goes_on(self, past_s: float) -> bool:
        """Find the cells that stir; False when the picture is another as a whole."""
        self.gain = self._background.adapt_light()
        stirs = self._threshold.exceeded(self._background.energy(), past_s=past_s)
        if not 1 / LIGHT_STEP < self.gain < LIGHT_STEP:
            return False
        if np.count_nonzero(stirs) > _WHOLE * stirs.size:
            return False
        self._stirred_s[stirs] = self._mono_s
        settling = self._stirred_s > self._mono_s - SETTLING_S
        self._background.follow(past_s, settling=settling)
        return True
