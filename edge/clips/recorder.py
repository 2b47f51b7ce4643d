"""What vision knows of clips: it hands over masked pictures and events, and never waits."""

import logging
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Final

from edge.clips.clip import coarse_mono_s
from edge.clips.drops import Drops
from edge.clips.inbox import Inbox, Item, Switch
from edge.clips.note import Note
from edge.clips.pace import Pace
from edge.clips.store import Store, this_boot
from edge.clock import Clock
from edge.config import Clips, Config, Privacy
from edge.privacy.event import Event
from edge.privacy.mask import MaskedFrame, PrivacyError

if TYPE_CHECKING:
    from edge.clips.recording import Recording

log = logging.getLogger(__name__)

_SWEEP_EVERY_S: Final = 60.0
_PATIENCE_S: Final = 0.5
# `passerby run` gives a process that is to end 5 s.
_CLOSE_S: Final = 3.0
# Where both want the same core, masks go first.
_NICENESS: Final = 10


class ClipRecorder:
    """Keeps clips by a configuration that may change; before the first one it keeps none.

    folder: of the clips; those in it go when their time is over, also with clips switched off.
    boot: names this run of the machine. All work is done in a thread of its own; what that cannot
    keep up with is dropped and counted.
    """

    def __init__(self, folder: Path, *, clock: Clock, boot: str | None = None) -> None:
        self.drops = Drops()
        self._clock = clock
        self._store = Store(folder, clock=clock, boot=boot or this_boot())
        self._config: Config | None = None
        self._inbox = Inbox()
        self._pace = Pace()
        self._recording: Recording | None = None
        self._keep_hours: int | None = None
        self._swept_s = -inf
        self._thread: threading.Thread | None = None
        if folder.is_dir():
            self._start()

    def configure(self, config: Config) -> None:
        """Go on by this configuration.

        A new privacy section begins afresh as well: what it hides must not come out of the memory
        of before.
        """
        old, self._config = self._config, config
        if _matters(old) == _matters(config):
            return
        if self._is_on:
            self._start()
        if self._thread is not None:
            self._inbox.put(Switch(config=config.clips if self._is_on else None))

    def take(self, masked: MaskedFrame) -> None:
        """Show it a masked picture. Raises PrivacyError for anything else."""
        if not isinstance(masked, MaskedFrame):
            raise PrivacyError("a clip is made of MaskedFrames, and of nothing else")
        if self._is_on and self._pace.wants(masked.mono_s) and not self._inbox.put(masked):
            self.drops.pictures += 1

    def note(self, events: Sequence[Event], *, mono_s: float) -> None:
        """Tell it of events that were seen at mono_s of the pictures' clock."""
        if not self._is_on:
            return
        now_s, utc_s = self._clock.mono_s(), self._clock.utc_s()
        for event in events:
            coarse_s = coarse_mono_s(event.t, mono_s=now_s, utc_s=utc_s)
            self._inbox.put(Note(event=event, mono_s=mono_s, coarse_mono_s=coarse_s))

    def close(self) -> None:
        """Make a clip of what there is.

        A disk that hangs is not waited for: what it has is made a clip at the next start.
        """
        self._inbox.close()
        if self._thread is not None:
            self._thread.join(_CLOSE_S)

    @property
    def _is_on(self) -> bool:
        """At P0 there are no events, and so no clips."""
        config = self._config
        return config is not None and config.clips is not None and config.privacy.level != "P0"

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="clips", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        try:
            self._store.mend()
        except OSError as error:
            log.error("clips that were cut off are left as they are: %s", error)
        while (item := self._inbox.next(_PATIENCE_S)) is not None or not self._inbox.closed:
            self._do(item)
            self._sweep()
        self._switch(None)

    def _do(self, item: Item | None) -> None:
        recording = self._recording
        if isinstance(item, Switch):
            self._switch(item.config)
        elif recording is None:
            return
        elif isinstance(item, MaskedFrame):
            recording.picture(item)
        elif isinstance(item, Note):
            recording.note(item)
        else:
            recording.rest(mono_s=self._clock.mono_s())

    def _switch(self, config: Clips | None) -> None:
        if self._recording is not None:
            self._recording.finish()
            self._recording = None
        if config is None:
            return
        try:
            # Loads PyAV: only a camera that keeps clips has it, and pays for it.
            from edge.clips.recording import Recording
        except ImportError as error:
            log.error("no clips: %s", error)
            return
        self._keep_hours = config.keep_hours
        self._recording = Recording(config, store=self._store, drops=self.drops)

    def _sweep(self) -> None:
        now_s = self._clock.mono_s()
        if not 0.0 <= now_s - self._swept_s < _SWEEP_EVERY_S:
            self._swept_s = now_s
            try:
                self._store.sweep(keep_hours=self._keep_hours)
            except OSError as error:
                log.error("clips cannot be looked through: %s", error)


def _matters(config: Config | None) -> tuple[Clips, Privacy] | None:
    """What recording depends on; None where there is none."""
    return None if config is None or config.clips is None else (config.clips, config.privacy)
