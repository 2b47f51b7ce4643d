"""What vision has ordered, fetched beside everything else the uplink does."""

import logging
import os
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from edge.clock import Clock
from edge.update.document import FOLDER, ORDER_FILE, TROUBLE_FILE, Order, Trouble
from edge.uplink.fetch import FetchError, fetch
from edge.uplink.settings import UplinkSettings

log = logging.getLogger(__name__)

# An operator waits for minutes anyway, and to look costs a call of the kernel.
_LOOK_EVERY_S: Final = 5.0
_MAX_ORDER_BYTES: Final = 8_192
# A server that is gone comes back within minutes; a fleet must not knock all at once.
_FIRST_PAUSE_S: Final = 5.0
_LONGEST_PAUSE_S: Final = 3_600.0


class Fetcher:
    """folder: shared with vision. context: makes what servers are checked with.

    random: uniform in [0, 1). fetch: may be given stall_s.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        context: Callable[[], ssl.SSLContext],
        random: Callable[[], float],
        fetch: Callable[..., None] = fetch,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._make_context = context
        self._random = random
        self._fetch = fetch
        self._order: Order | None = None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._error: FetchError | None = None
        self._failures = 0
        self._look_s = self._due_s = clock.mono_s()

    def step(self) -> None:
        """Begin what is ordered, end what is not any more. Waits for nobody."""
        now_s = self._clock.mono_s()
        if self._thread is not None and not self._thread.is_alive():
            self._settle(now_s)
        if now_s < self._look_s:
            return
        self._look_s = now_s + _LOOK_EVERY_S
        order = _read(self._folder / ORDER_FILE)
        if order != self._order:
            self._stop.set()
            if self._thread is not None:
                return
            self._order, self._failures, self._due_s = order, 0, now_s
        if order is not None and self._thread is None and now_s >= self._due_s:
            self._begin(order)

    def close(self) -> None:
        """End; what has come is kept."""
        self._stop.set()

    def _begin(self, order: Order) -> None:
        if self._failures == 0:
            for part in self._folder.glob("*.part"):
                if part.name != order.part:
                    part.unlink(missing_ok=True)
        if _size(self._folder / order.part) == order.size_bytes:
            return
        log.info("fetching %s", order.url)
        self._stop.clear()
        self._error = None
        # Not to be waited for at the end: a name server can take a minute.
        self._thread = threading.Thread(target=self._run, args=(order,), daemon=True)
        self._thread.start()

    def _run(self, order: Order) -> None:
        try:
            context = self._context()
            self._fetch(order, self._folder / order.part, context=context, stop=self._stop.is_set)
        except FetchError as error:
            self._error = error

    def _context(self) -> ssl.SSLContext:
        try:
            return self._make_context()
        except OSError as error:
            raise FetchError("certificate", str(error)) from error

    def _settle(self, now_s: float) -> None:
        self._thread = None
        error, order = self._error, self._order
        if error is None or order is None or self._stop.is_set():
            self._tell(None)
            return
        self._failures += 1
        longest_s = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2.0 ** min(self._failures, 10))
        self._due_s = now_s + longest_s * (1.0 + self._random()) / 2.0
        log.warning("%s: %s", order.url, error)
        self._tell(Trouble(sha256=order.sha256, obstacle=error.obstacle))

    def _tell(self, trouble: Trouble | None) -> None:
        """Whoever looks finds the last trouble, or none. A disk that is full says so by itself."""
        path = self._folder / TROUBLE_FILE
        with suppress(OSError):
            if trouble is None:
                path.unlink(missing_ok=True)
                return
            fresh = path.with_suffix(".new")
            fresh.write_bytes(msgspec.json.encode(trouble))
            fresh.replace(path)


def open_fetcher(
    door_path: Path, settings: UplinkSettings, clock: Clock, *, random: Callable[[], float]
) -> Fetcher:
    """The fetcher of one camera, beside its door."""
    folder = door_path.with_name(FOLDER)
    return Fetcher(folder, clock, context=lambda: checking_servers(settings), random=random)


def checking_servers(settings: UplinkSettings) -> ssl.SSLContext:
    """TLS 1.2 or later to servers whom the system trusts, or the authority of our broker.

    What is fetched is signed: this keeps from others what a camera runs, no more.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.ca is not None:
        context.load_verify_locations(settings.ca)
    return context


def _read(path: Path) -> Order | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return msgspec.json.decode(os.read(descriptor, _MAX_ORDER_BYTES), type=Order)
    except (OSError, msgspec.DecodeError):
        return None
    finally:
        os.close(descriptor)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
