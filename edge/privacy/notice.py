"""The words on a picture that is masked whole: why it is, and nothing of the scene."""

from collections.abc import Mapping
from typing import Final

import cv2
import numpy as np

from edge.privacy.paint import Stencil
from edge.terms import Cause

# One height for all of them: the longest fits into a picture 320 px wide at a height that is read.
WORDS: Final[Mapping[Cause, str]] = {
    "starting": "Masked: starting",
    "paused": "Masked: paused",
    "detector": "Masked: detector failed",
    "mask": "Masked: unclear result",
    "stale": "Masked: not looked lately",
    "overload": "Masked: too much to do",
    "dark": "Masked: too dark",
    "glare": "Masked: too bright",
    "blurred": "Masked: out of focus",
    "covered": "Masked: lens covered",
    "frozen": "Masked: picture frozen",
    "moved": "Masked: camera moved",
    "light": "Masked: light changed",
    "config": "Masked: no configuration",
    "clock": "Masked: clock not set",
}
_FONT: Final = cv2.FONT_HERSHEY_SIMPLEX
# Shares of the picture that the longest line may take.
_ACROSS: Final = 0.8
_DOWN: Final = 0.15
_LINE_PX: Final = 20


def notice(cause: Cause, width_px: int, height_px: int) -> tuple[int, int, Stencil]:
    """Return left and top in px of the words in a picture of this size, and where their lines are.

    (h, w) of them lie wholly in the picture; (0, 0) where no word would be legible.
    """
    longest = [cv2.getTextSize(words, _FONT, 1.0, 1)[0] for words in WORDS.values()]
    scale = min(
        _ACROSS * width_px / max(wide for wide, _ in longest),
        _DOWN * height_px / max(high for _, high in longest),
    )
    thick = max(1, round(2 * scale))
    (wide, high), below = cv2.getTextSize(WORDS[cause], _FONT, scale, thick)
    size_px = wide + 2 * thick, high + below + 2 * thick
    if scale * _LINE_PX < 5 or size_px[0] > width_px or size_px[1] > height_px:
        return 0, 0, np.zeros((0, 0), np.uint8)
    drawn = np.zeros(size_px[::-1], np.uint8)
    cv2.putText(drawn, WORDS[cause], (thick, high + thick), _FONT, scale, 255, thick)
    return (width_px - size_px[0]) // 2, (height_px - size_px[1]) // 2, drawn
