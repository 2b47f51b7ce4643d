"""A running camera's statement: made when what is at work changes, signed, kept and published."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.clock import Clock
from edge.config import Config
from edge.contract import Envelope
from edge.door.door import Door
from edge.governance.authority import Authority
from edge.governance.policy import Policy
from edge.governance.signing import countersigned, public_text
from edge.oversight.public.facts import About, gathered
from edge.oversight.public.statement import Statement, audience, stated
from edge.whole_file import keep_whole

log = logging.getLogger(__name__)

# In the state folder.
STATEMENT_FILE: Final = "statement.json"


class Publication:
    """Tells the public what is at work, once for each change of it and each fresh door.

    key: the camera's own, None where it has none: then nobody signs. path: where the statement
    lies beside being published; a disk that takes nothing keeps no one from publishing it.
    """

    def __init__(
        self,
        *,
        about: About,
        authority: Authority,
        key: Ed25519PrivateKey | None,
        path: Path,
        clock: Clock,
        write: Callable[[Path, bytes], None] = keep_whole,
    ) -> None:
        self._about = about
        self._authority = authority
        self._key = key
        self._path = path
        self._clock = clock
        self._write = write
        self._told: tuple[str, Config | None, Policy] | None = None

    def tell(self, door: Door, config: Config | None) -> None:
        """Publish what is at work unless that was told before. Raises DoorError.

        config: None where there is none.
        """
        utc_s = self._clock.utc_s()
        policy = self._authority.policy(utc_s)
        now = (door.session, config, policy)
        if now == self._told:
            return
        statement = self._stated(config, policy)
        envelope = self._sealed(statement, utc_s)
        door.publish("statement", envelope)
        self._told = now
        self._keep(envelope)
        log.info("the statement is %s", statement.hash[:16])

    def _stated(self, config: Config | None, policy: Policy) -> Statement:
        facts = gathered(
            self._about,
            config=config,
            policy=policy,
            operators=self._authority.operators,
            oversight=self._authority.oversight,
        )
        return stated(
            facts,
            config_version=None if config is None else config.version,
            policy_version=self._authority.version,
            key=None if self._key is None else public_text(self._key.public_key()),
        )

    def _sealed(self, statement: Statement, utc_s: float | None) -> Envelope:
        envelope = Envelope(
            body=msgspec.json.encode(statement, order="sorted").decode(),
            audience=audience(statement),
            # When it was said.
            not_before=None if utc_s is None else int(utc_s),
        )
        if self._key is None:
            return envelope
        return countersigned(envelope, purpose="statement", key=self._key)

    def _keep(self, envelope: Envelope) -> None:
        try:
            self._write(self._path, msgspec.json.encode(envelope))
        except OSError as error:
            log.error("%s: %s", self._path, error.strerror)
