"""What was lost of clips; of events nothing ever is."""

from dataclasses import dataclass


@dataclass(slots=True)
class Drops:
    """pictures: came while too many waited, or no encoder took them.

    clips: the disk did not take them, or not to their end.
    """

    pictures: int = 0
    clips: int = 0
