"""Between the loop that masks and the thread that codes: bounded, and nobody waits to put in."""

import threading
from collections import deque
from dataclasses import dataclass
from typing import Final

from edge.clips.note import Note
from edge.config import Clips
from edge.privacy.mask import MaskedFrame

# 0.8 s of pictures, 22 MB at 720p: so long may a card take to write what is before them.
MAX_PICTURES: Final = 8
# Behind a disk that hangs they must not pile up, and a clip is no better for more of them.
MAX_NOTES: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """Another configuration from here on; None: keep nothing."""

    config: Clips | None


Item = MaskedFrame | Note | Switch


class Inbox:
    """Pictures, notes and switches in the order in which they came."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._changed = threading.Condition()
        self._pictures = self._notes = 0
        self.closed = False

    def put(self, item: Item) -> bool:
        """Take one more, and tell whether there was room for it."""
        with self._changed:
            if isinstance(item, MaskedFrame):
                if self._pictures >= MAX_PICTURES:
                    return False
                self._pictures += 1
            elif isinstance(item, Note):
                if self._notes >= MAX_NOTES:
                    return False
                self._notes += 1
            self._items.append(item)
            self._changed.notify()
            return True

    def next(self, timeout_s: float) -> Item | None:
        """Return the oldest, waiting for one so long; at once when the inbox is closed."""
        with self._changed:
            if not self._items and not self.closed:
                self._changed.wait(timeout_s)
            if not self._items:
                return None
            item = self._items.popleft()
            self._pictures -= isinstance(item, MaskedFrame)
            self._notes -= isinstance(item, Note)
            return item

    def close(self) -> None:
        """Nothing more will come; what is there can still be taken out."""
        with self._changed:
            self.closed = True
            self._changed.notify()
