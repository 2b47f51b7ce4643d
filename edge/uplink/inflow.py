"""What the broker tells, into the door as it is: the newest of each document, commands in order.

Nothing is opened or believed here: vision, which cannot be reached from outside, checks signatures.
"""

import re
from collections.abc import Iterable
from typing import Final, get_args

from edge.clock import Clock
from edge.contract import topic
from edge.door.door import Asked, Door, Paper
from edge.uplink.link import Received

# A command costs the card some pages, and anybody at the broker can send one: what an operator
# asks at once, and after that six a minute.
_BURST: Final = 16
_EVERY_S: Final = 10.0
_DOCUMENTS: Final[dict[str, Paper]] = {f"{paper}/desired": paper for paper in get_args(Paper)}
_COMMAND: Final = re.compile(r"command/([a-z][a-z-]{0,31})\Z")
# Below response/ a question may choose: no wildcard, nothing that another level could be.
_RESPONSE: Final = re.compile(r"response/[A-Za-z0-9_-]{1,64}(/[A-Za-z0-9_-]{1,64})?\Z")


class Inflow:
    """Keeps what arrived until the door has taken it. refused: commands beyond what is taken."""

    def __init__(self, door: Door, clock: Clock, *, camera: str) -> None:
        self._door = door
        self._clock = clock
        self._prefix = topic(camera, "")
        self._latest: dict[Paper, bytes] = {}
        self._due: set[Paper] = set()
        self._asked: list[Asked] = []
        self._allowed = float(_BURST)
        self._counted_s = clock.mono_s()
        self.refused = 0

    def note(self, arrived: Iterable[Received]) -> None:
        """Take in what has arrived."""
        for one in arrived:
            paper = _DOCUMENTS.get(one.suffix)
            command = _COMMAND.match(one.suffix)
            if paper is not None:
                self._latest[paper] = one.payload
                self._due.add(paper)
            elif command is not None:
                self._note_command(command[1], one)

    def bring_again(self) -> None:
        """Bring all documents once more: a vision that started anew may have lost them."""
        self._due.update(self._latest)

    def pass_on(self) -> None:
        """Hand all of it to the door. Raises DoorError; what is left is handed over later."""
        for paper in tuple(self._due):
            self._door.deliver(paper, self._latest[paper])
            self._due.discard(paper)
        while self._asked:
            self.refused += not self._door.deliver_command(self._asked[0])
            del self._asked[0]

    def _note_command(self, name: str, one: Received) -> None:
        now_s = self._clock.mono_s()
        self._allowed = min(_BURST, self._allowed + (now_s - self._counted_s) / _EVERY_S)
        self._counted_s = now_s
        if self._allowed < 1.0:
            self.refused += 1
            return
        self._allowed -= 1.0
        reply = self._reply(name, one.response_topic)
        asked = Asked(name=name, raw=one.payload, reply=reply, correlation=one.correlation)
        self._asked.append(asked)

    def _reply(self, name: str, wanted: str | None) -> str:
        """Where an answer goes: below this camera's own response/, whatever a question wants."""
        suffix = (wanted or "").removeprefix(self._prefix)
        return suffix if suffix != wanted and _RESPONSE.match(suffix) else f"response/{name}"
