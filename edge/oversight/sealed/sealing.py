"""Unmasked pictures into sealed files: the one exception to the rule that none leaves vision.

It takes a clause that the oversight has signed and a configuration that asks for it, both at work
at this moment, and a clock that is set: the clause holds for an epoch. The clause itself brings
the keys, so that without one there is nothing to encrypt to. A paused or failed camera, whose
pictures are masked whole, seals nothing. Nothing of it goes through the door.
"""

import logging
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING, Final, Never, cast

import numpy as np

from edge.clips.clip import coarse_mono_s
from edge.clips.drops import Drops
from edge.clips.note import Note
from edge.clips.pace import Pace
from edge.clock import Clock
from edge.config import Clips, Config, Privacy
from edge.governance.policy import Policy, SealedLimits
from edge.oversight.log.entry import Sealed
from edge.oversight.sealed.keys import read_holder
from edge.oversight.sealed.store import SealedStore
from edge.perception.frame import Frame, Pixels
from edge.privacy.event import Event

if TYPE_CHECKING:
    from edge.clips.recording import Recording
    from edge.privacy.mask import MaskedFrame

log = logging.getLogger(__name__)

# As many as clips may have waiting (edge/clips/inbox.py), and notes beside them.
_MAX_WAITING: Final = 8 + 64
_MAX_PICTURES: Final = 8
_PATIENCE_S: Final = 0.5
_SWEEP_EVERY_S: Final = 60.0
_CLOSE_S: Final = 3.0
_NICENESS: Final = 10


class Original:
    """An unmasked picture on its way to be sealed; as a Frame it may be looked at but not sent."""

    __slots__ = ("mono_s", "pixels")

    def __init__(self, pixels: Pixels, *, mono_s: float) -> None:
        self.pixels = pixels
        self.mono_s = mono_s

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("an Original stays in memory until it is sealed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is to be kept, by which clause. privacy: what it burns must not come out of before."""

    clips: Clips
    privacy: Privacy
    limits: SealedLimits


class Sealing:
    """Off until `heed` finds that it may be on. folder: of the sealed files; those in it go when
    their time is over, also with no clause any more.

    boot: names this run of the machine. All work is done in a thread of its own.
    """

    def __init__(self, folder: Path, *, clock: Clock, boot: str) -> None:
        self.drops = Drops()
        self._folder = folder
        self._clock = clock
        self._boot = boot
        self._terms: Terms | None = None
        self._told: Terms | None = None
        self._items: Queue[Original | Note | Terms | None] = Queue(_MAX_WAITING)
        self._pictures = threading.Semaphore(_MAX_PICTURES)
        self._pace = Pace()
        self._recording: Recording | None = None
        self._store: SealedStore | None = None
        self._swept_s = -inf
        self._written: list[SealedStore] = []
        self._is_closed = threading.Event()
        self._thread: threading.Thread | None = None
        if folder.is_dir():
            self._start()

    def heed(self, config: Config, policy: Policy) -> None:
        """Go on by what is at work now."""
        terms = _terms(config, policy, self._clock.utc_s())
        if terms == self._told:
            return
        # Nothing comes in by terms that do not hold any more.
        self._terms = None
        if terms is not None:
            self._start()
        with suppress(Full):
            self._items.put_nowait(terms)
            self._terms = self._told = terms
            log.warning("originals are %s", "not sealed" if terms is None else "sealed")

    def take(self, frame: Frame) -> None:
        """Look at a frame that is about to be masked."""
        terms, utc_s = self._terms, self._clock.utc_s()
        if terms is None or utc_s is None or utc_s >= terms.limits.until.timestamp():
            return
        if not self._pace.wants(frame.mono_s):
            return
        if not self._pictures.acquire(blocking=False):
            self.drops.pictures += 1
            return
        original = Original(np.array(frame.pixels), mono_s=frame.mono_s)
        with suppress(Full):
            self._items.put_nowait(original)

    def note(self, events: Sequence[Event], *, mono_s: float) -> None:
        """Tell it of events that were seen at mono_s of the pictures' clock."""
        if self._terms is None:
            return
        now_s, utc_s = self._clock.mono_s(), self._clock.utc_s()
        for event in events:
            coarse_s = coarse_mono_s(event.t, mono_s=now_s, utc_s=utc_s)
            with suppress(Full):
                self._items.put_nowait(Note(event=event, mono_s=mono_s, coarse_mono_s=coarse_s))

    def written(self) -> tuple[Sealed, ...]:
        """What was written since the last call, for the log."""
        found = []
        for store in self._written:
            while store.written:
                found.append(store.written.popleft())
        return tuple(found)

    def close(self) -> None:
        """Make files of what there is; a disk that hangs is not waited for."""
        self._terms = None
        self._is_closed.set()
        if self._thread is not None:
            self._thread.join(_CLOSE_S)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="sealing", daemon=True)
            self._thread.start()

    # -- in its own thread

    def _work(self) -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        store = self._keep(None)
        try:
            store.mend()
        except OSError as error:
            log.error("originals that were cut off are left as they are: %s", error)
        # A run that ends at once looks through them all the same.
        self._sweep()
        while not (self._is_closed.is_set() and self._items.empty()):
            try:
                self._do(self._items.get(timeout=_PATIENCE_S))
            except Empty:
                if self._recording is not None:
                    self._recording.rest(mono_s=self._clock.mono_s())
            self._sweep()
        self._switch(None)

    def _do(self, item: Original | Note | Terms | None) -> None:
        if isinstance(item, Original):
            self._pictures.release()
            if self._recording is not None:
                # Whatever it makes of a picture goes through the store, which seals it.
                self._recording.picture(cast("MaskedFrame", item))
        elif isinstance(item, Note):
            if self._recording is not None:
                self._recording.note(item)
        else:
            self._switch(item)

    def _switch(self, terms: Terms | None) -> None:
        if self._recording is not None:
            self._recording.finish()
            self._recording = None
        if terms is None:
            return
        try:
            from edge.clips.recording import Recording
        except ImportError as error:
            log.error("no originals: %s", error)
            return
        store = self._keep(terms.limits)
        self._recording = Recording(terms.clips, store=store, drops=self.drops)

    def _keep(self, limits: SealedLimits | None) -> SealedStore:
        """Look after the folder from now on. limits: None where nothing can be added to it."""
        texts = () if limits is None else limits.holders.values()
        store = SealedStore(
            self._folder,
            clock=self._clock,
            boot=self._boot,
            epoch="" if limits is None else limits.epoch,
            holders=[read_holder(text) for text in texts],
        )
        self._store = store
        self._written.append(store)
        return store

    def _sweep(self) -> None:
        now_s = self._clock.mono_s()
        if self._store is not None and not 0.0 <= now_s - self._swept_s < _SWEEP_EVERY_S:
            self._swept_s = now_s
            try:
                self._store.sweep()
            except OSError as error:
                log.error("sealed originals cannot be looked through: %s", error)


def _terms(config: Config, policy: Policy, utc_s: float | None) -> Terms | None:
    """None unless all that it takes is there. At P0 there are no events, and so no films."""
    limits, clips = policy.sealed, config.sealed
    if limits is None or clips is None or config.privacy.level == "P0":
        return None
    if utc_s is None or utc_s >= limits.until.timestamp():
        return None
    return Terms(clips=clips, privacy=config.privacy, limits=limits)
