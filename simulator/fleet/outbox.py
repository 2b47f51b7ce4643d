"""What one camera has to say and the broker has not acknowledged: the fleet's door, in memory."""

from dataclasses import dataclass
from typing import Final

from edge.uplink.link import Message

# A device's is 50; this one is never full in ordinary traffic, and bounds what a cut repeats.
WINDOW: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """event: its seq, 0 for another message. count: which count of the camera, 0 for another.

    lasting: worth sending on a later connection; a status is not, that one begins with its own.
    """

    message: Message
    event: int = 0
    count: int = 0
    lasting: bool = True


class Outbox:
    """In order; what was under way when a connection ended goes first on the next one."""

    __slots__ = ("_owed", "_waiting")

    def __init__(self) -> None:
        self._waiting: list[Parcel] = []
        self._owed: dict[int, Parcel] = {}

    def __len__(self) -> int:
        return len(self._waiting) + len(self._owed)

    @property
    def owes(self) -> bool:
        """True while something is under way."""
        return bool(self._owed)

    def add(self, parcel: Parcel) -> None:
        self._waiting.append(parcel)

    def add_first(self, parcel: Parcel) -> None:
        self._waiting.insert(0, parcel)

    def next(self) -> Parcel | None:
        """What may be sent now, if anything; call sent() once it is."""
        return self._waiting[0] if self._waiting and len(self._owed) < WINDOW else None

    def sent(self, number: int) -> None:
        """Note the number under which the next parcel is under way."""
        self._owed[number] = self._waiting.pop(0)

    def settle(self, number: int) -> Parcel | None:
        """Let go of what the broker has acknowledged; None for a number that is not known."""
        parcel = self._owed.pop(number, None)
        # A dict that was emptied keeps its table, and most are empty most of the time.
        if not self._owed:
            self._owed = {}
        return parcel

    def put_back(self) -> None:
        """Send again, on the next connection, what was not acknowledged on this one."""
        unsettled = (*self._owed.values(), *self._waiting)
        self._waiting = [parcel for parcel in unsettled if parcel.lasting]
        self._owed = {}
