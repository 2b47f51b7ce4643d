"""The maintenance window: while it is open, and only then, there is a socket with masked pictures.

It opens by a button at the camera, by a stick with a signed command on it, or by that command from
afar. It closes by itself, when an installer says so, after wrong PINs, and with this process: what
nobody remembers cannot stay open. Whoever serves pictures to a network starts when the socket is
there and ends when it is gone, so nothing listens at any other time.
"""

import logging
import os
from pathlib import Path
from typing import Final

from edge.clock import Clock
from edge.contract import MAX_ENVELOPE_BYTES, MAX_WINDOW_MINUTES, KeyId
from edge.errors import BadInputError, DocumentError, NotNowError
from edge.governance.authority import Authority
from edge.installer.opening import read_opening
from edge.installer.pin import MAX_WRONG
from edge.installer.said import CLOSE, ENTERED, REFUSED, SOCKET
from edge.oversight.log.entry import Maintenance, MaintenanceState, OpenedBy
from edge.preview import Preview

log = logging.getLogger(__name__)

# In the folder where those at the camera ask: an empty file, and an envelope.
BUTTON: Final = "button"
STICK: Final = "stick"
# Long enough to climb a ladder, aim and draw; pressed again it begins anew.
BUTTON_MINUTES: Final = 30
# Its folder lets in who serves the pictures, and nobody else: both may use it.
_SOCKET_MODE: Final = 0o660


class Window:
    """folder: of the socket. asked: where button and stick ask, None for neither of them.

    screen: where to show masked pictures, None while it is closed. A window that a process before
    this one left open is closed.
    """

    def __init__(
        self, folder: Path, *, asked: Path | None, authority: Authority, clock: Clock
    ) -> None:
        self._path = folder / SOCKET
        self._asked = asked
        self._authority = authority
        self._clock = clock
        self._end_s = 0.0
        self._by: OpenedBy = "button"
        self._wrong = 0
        self._entries: list[Maintenance] = []
        self.screen: Preview | None = None
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.error("%s: %s", self._path, error.strerror)

    @property
    def left_s(self) -> float:
        """How long it stays open, 0.0 where it is closed."""
        return 0.0 if self.screen is None else max(0.0, self._end_s - self._clock.mono_s())

    def open(self, minutes: int, *, by: OpenedBy, keys: frozenset[KeyId] = frozenset()) -> bool:
        """Open it from now on for some minutes, in place of what was left; 0 closes it.

        Returns whether it is as was asked: where no socket can be made, or no policy permits it,
        it stays closed.
        """
        minutes = min(minutes, MAX_WINDOW_MINUTES)
        if minutes == 0:
            self._close("closed")
            return True
        if not self._may_open(by):
            log.warning("no policy permits to open the maintenance window from afar")
            return False
        try:
            if self.screen is None:
                self.screen = Preview(self._path, mode=_SOCKET_MODE)
        except (BadInputError, NotNowError) as error:
            log.error("the maintenance window stays closed: %s", error)
            return False
        self._by, self._wrong = by, 0
        self._end_s = self._clock.mono_s() + 60 * minutes
        log.warning("the maintenance window is open for %d minutes, by %s", minutes, by)
        self._entries.append(Maintenance(state="opened", by=by, keys=tuple(sorted(keys))))
        return True

    def turn(self) -> tuple[Maintenance, ...]:
        """Heed who asks and what the time is. Returns what the log has to say of it."""
        self._heed_those_here()
        self._heed_screen()
        if self.left_s == 0.0 or not self._may_open(self._by):
            self._close("closed")
        entries, self._entries = tuple(self._entries), []
        return entries

    def close(self) -> tuple[Maintenance, ...]:
        """Close it with the process. Returns what the log has to say of it."""
        self._close("closed")
        entries, self._entries = tuple(self._entries), []
        return entries

    def _may_open(self, by: OpenedBy) -> bool:
        """Who is at the camera may always: he could take the card."""
        return by != "command" or self._authority.policy(self._clock.utc_s()).window_from_afar

    def _heed_those_here(self) -> None:
        if self._asked is None:
            return
        if _taken(self._asked / BUTTON) is not None:
            self.open(BUTTON_MINUTES, by="button")
        raw = _taken(self._asked / STICK)
        if raw is not None:
            self._take_stick(raw)

    def _take_stick(self, raw: bytes) -> None:
        try:
            minutes, keys = read_opening(raw, self._authority, utc_s=self._clock.utc_s())
        except DocumentError as error:
            log.warning("a stick was refused: %s", error)
        else:
            self.open(minutes, by="stick", keys=keys)

    def _heed_screen(self) -> None:
        for number in b"" if self.screen is None else self.screen.heard():
            word = bytes([number])
            if word == ENTERED:
                self._wrong = 0
                self._entries.append(Maintenance(state="entered"))
            elif word == REFUSED:
                self._count_wrong()
            elif word == CLOSE:
                self._close("closed")

    def _count_wrong(self) -> None:
        """Who asks for the PIN counts as well, but might be started anew."""
        self._wrong += 1
        self._entries.append(Maintenance(state="refused"))
        if self._wrong >= MAX_WRONG:
            self._close("locked")

    def _close(self, state: MaintenanceState) -> None:
        if self.screen is None:
            return
        self.screen.close()
        self.screen = None
        log.warning("the maintenance window is closed")
        self._entries.append(Maintenance(state=state))


def _taken(path: Path) -> bytes | None:
    """What lies there, which is gone afterwards; None for nothing. It is worth one opening at most.

    Whoever may put files there is not trusted with more: no link is followed, no pipe waited for.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        log.warning("%s: %s", path, error.strerror)
        return None
    try:
        path.unlink()
        return os.read(file, MAX_ENVELOPE_BYTES + 1)
    except OSError as error:
        log.warning("%s: %s", path, error.strerror)
        return None
    finally:
        os.close(file)
