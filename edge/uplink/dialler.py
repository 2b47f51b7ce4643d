"""When and how a connection to the broker is made again."""

import logging
from collections.abc import Callable

from edge.clock import Clock
from edge.errors import BadInputError
from edge.uplink.backoff import Backoff
from edge.uplink.link import Dial, Link, LinkError, Message, Traffic
from edge.uplink.settings import UplinkSettings, parse_broker

log = logging.getLogger(__name__)


class Dialler:
    """Makes links one after the other, ever later while they fail; MQTT 5 first, else 3.1.1.

    dial: makes one. random: uniform in [0, 1). traffic: what all its links have sent together.
    """

    def __init__(
        self,
        settings: UplinkSettings,
        clock: Clock,
        *,
        dial: Dial,
        random: Callable[[], float],
    ) -> None:
        self.traffic = Traffic()
        self._dial = dial
        self._settings = settings
        self._broker = parse_broker(settings.broker)
        self._clock = clock
        self._backoff = Backoff(random)
        self._due_s = clock.mono_s()
        self._up_since_s: float | None = None
        self._v5 = True
        self._said: str | None = None

    def wait_s(self) -> float:
        """Seconds until the next connection is due, 0 when it is."""
        return max(0.0, self._due_s - self._clock.mono_s())

    def dial(self, will: Message) -> Link | None:
        """Open a connection; it is up only once the broker has agreed. None when that failed."""
        try:
            return self._dial(self._settings, will=will, v5=self._v5, traffic=self.traffic)
        except (LinkError, BadInputError) as error:
            self._plan(str(error))
            return None

    def up(self) -> None:
        """Note that the broker has agreed."""
        self._up_since_s = self._clock.mono_s()
        self._said = None
        version = "5" if self._v5 else "3.1.1"
        log.info("connected to %s:%d, MQTT %s", self._broker.host, self._broker.port, version)

    def lost(self, link: Link, reason: str) -> None:
        """Note the end of a connection, and plan the next one."""
        link.drop()
        # A broker that knows only one version refuses the other, or hangs up without a word.
        if not link.answered:
            self._v5 = not self._v5
        self._plan(reason)

    def _plan(self, reason: str) -> None:
        now_s = self._clock.mono_s()
        held_s = 0.0 if self._up_since_s is None else now_s - self._up_since_s
        self._up_since_s = None
        self._due_s = now_s + self._backoff.next_s(held_s=held_s)
        if reason != self._said:
            log.warning("no connection to %s: %s", self._settings.broker, reason)
        self._said = reason
