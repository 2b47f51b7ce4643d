"""The operator at the broker: who waits with a claim, and what becomes of him."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from edge.claim import Reply, topic
from edge.errors import BadInputError
from edge.fleet import claims
from edge.fleet.claims import Asked
from edge.fleet.issue import Authority
from edge.fleet.register import Place
from edge.fleet.wire import Wire


@dataclass(slots=True)
class Waiting:
    """good: by camera. bad: why a question is none that can be granted, by its topic."""

    good: dict[str, Asked] = field(default_factory=dict)
    bad: dict[str, str] = field(default_factory=dict)

    def asked(self, camera: str, fingerprint: str) -> Asked:
        """Who asks with this key. Raises BadInputError: nobody, or somebody with another key."""
        found = self.good.get(camera)
        if found is None:
            why = self.bad.get(topic(camera, "request"), f"{camera}: nobody asks")
            raise BadInputError(why)
        if found.fingerprint != fingerprint:
            raise BadInputError(f"{camera}: asks with the key {found.fingerprint}, another one")
        return found


def waiting(wire: Wire, *, known: Mapping[str, Place], now: datetime) -> Waiting:
    """All who ask now; a wire that hears edge.claim.ASKED and has listened."""
    last = {name: payload for name, payload, _ in wire.others}
    found = Waiting()
    for name, payload in sorted(last.items()):
        if not payload:
            continue
        try:
            asked = claims.judge(name, payload, known=known, now=now)
        except BadInputError as error:
            found.bad[name] = str(error)
        else:
            found.good[asked.camera] = asked
    return found


def admit(
    wire: Wire, asked: Asked, *, register: Path, authority: Authority, days: int, now: datetime
) -> None:
    """Make the certificate, and leave it at the broker for its camera."""
    made = claims.admit(asked, register=register, authority=authority, days=days, now=now)
    _tell(wire, asked.camera, Reply(fingerprint=asked.fingerprint, certificate=made.decode()))


def deny(wire: Wire, camera: str, asked: Asked | None, *, register: Path) -> None:
    """Strike the claim out, and say so to who asks."""
    claims.deny(register, camera)
    _tell(wire, camera, None if asked is None else Reply(fingerprint=asked.fingerprint))


def _tell(wire: Wire, camera: str, reply: Reply | None) -> None:
    numbers = [wire.tell(topic(camera, "request"), b"", retain=True)]
    if reply is not None:
        raw = msgspec.json.encode(reply)
        numbers.append(wire.tell(topic(camera, "answer"), raw, retain=True))
    while not all(wire.is_told(number) for number in numbers):
        wire.step()
