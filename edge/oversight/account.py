"""What a running camera owes to those who watch it: log, statement, sealed originals."""

from collections.abc import Iterable, Sequence

from edge.clock import Clock
from edge.commanding.acts import no_log
from edge.commanding.commanding import Act
from edge.config import Config
from edge.contract import Answer, KeyId
from edge.door.door import Door
from edge.governance.authority import Authority
from edge.oversight.log.entry import Entry, Masked, Previewed, Stopped
from edge.oversight.log.journal import Journal
from edge.oversight.log.told import commanded, proving
from edge.oversight.public.publication import Publication
from edge.oversight.sealed.sealing import Sealing
from edge.privacy.event import Event
from edge.terms import Cause


class Account:
    """Rendered while the camera works; what it was not given, it does not render.

    journal: what the log has to say of this run; it has been told how that began. publication:
    tells the public. sealing: heeds the policy that authority knows.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        authority: Authority | None = None,
        journal: Journal | None = None,
        publication: Publication | None = None,
        sealing: Sealing | None = None,
    ) -> None:
        self._clock = clock
        self._authority = authority
        self._journal = journal
        self._publication = publication
        self._sealing = None if authority is None else sealing
        self._watched = False

    @property
    def proves(self) -> Act:
        """What answers a command for a proof of the log."""
        return no_log if self._journal is None else proving(self._journal)

    def note(self, entries: Iterable[Entry]) -> None:
        """Log what happened."""
        for entry in entries:
            if self._journal is not None:
                self._journal.note(entry)

    def masked(self, cause: Cause | None) -> None:
        """Log why pictures are masked whole from now on, None that they are not."""
        self.note([Masked(whole=cause)])

    def commanded(self, answer: Answer, keys: frozenset[KeyId]) -> None:
        """Log a command that was answered, and who had signed it."""
        self.note([commanded(answer, keys)])

    def watched(self, now: bool) -> None:
        """Log that somebody begins or ceases to look at masked pictures."""
        if now != self._watched:
            self._watched = now
            self.note([Previewed(open=now)])

    def happened(self, events: Sequence[Event], *, mono_s: float) -> None:
        """Keep sealed originals about events, where that is permitted and asked for."""
        if self._sealing is not None:
            self._sealing.note(events, mono_s=mono_s)

    def tell(self, door: Door, config: Config | None) -> None:
        """Tell the public what is at work, None for nothing. Raises DoorError."""
        if self._publication is not None:
            self._publication.tell(door, config)

    def keep(self, door: Door, config: Config, *, session: str | None) -> None:
        """Seal only what is permitted now, and put the log on the disk. Raises DoorError.

        session: of the door, None while it has none.
        """
        if self._sealing is not None and self._authority is not None:
            self._sealing.heed(config, self._authority.policy(self._clock.utc_s()))
            self.note(self._sealing.written())
        if self._journal is not None:
            self._journal.turn(door, session=session)

    def close(self, door: Door, config: Config, *, session: str | None) -> None:
        """End in order. Raises DoorError."""
        if self._sealing is not None:
            self._sealing.close()
            self.note(self._sealing.written())
        self.note([Stopped()])
        self.keep(door, config, session=session)
