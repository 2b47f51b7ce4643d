"""Commands from afar: proven, obeyed once while they are fresh, and answered once."""

import logging
from collections.abc import Callable, Mapping
from typing import Final

from msgspec.structs import replace

from edge import strict
from edge.clock import Clock
from edge.contract import MAX_WINDOW_MINUTES, Answer, Command, CommandName, KeyId
from edge.door.door import Asked, Door
from edge.errors import DocumentError, refuse
from edge.governance.authority import Authority

log = logging.getLogger(__name__)

# Somebody waits for the answer: what comes later than this was meant for another moment.
COMMAND_VALID_S: Final = 60
# Clocks of operators and cameras are set by network time; more apart, one of them is wrong.
_AHEAD_S: Final = 60

# Hears of every answer, and whose keys had signed what it answers.
Told = Callable[[Answer, frozenset[KeyId]], None]
# What obeys a command: fills in the answer that it is given.
Act = Callable[[Command, Answer], Answer]


class Commands:
    """Takes commands out of the door. acts: who obeys which; refused: unproven, and not answered.

    A command that is unsigned, for another camera or not to be read gets no answer: whoever sent
    it is nobody. One that was answered gets no second answer, for as long as it could be repeated
    and after: its id is kept in the door, with the time below which all are forgotten.
    """

    def __init__(
        self,
        *,
        door: Door,
        authority: Authority,
        clock: Clock,
        acts: Mapping[CommandName, Act],
        told: Told = lambda answer, keys: None,
    ) -> None:
        self._door = door
        self._authority = authority
        self._clock = clock
        self._acts = acts
        self._told = told
        self._unanswered: dict[str, Answer] = {}
        self.refused = 0

    def obey(self) -> tuple[Command, ...]:
        """Obey and answer all that wait. Returns those that were done. Raises DoorError.

        A crash between obeying and answering obeys again: no command does more when it is done
        twice. What must come after the answer is for the caller to do.
        """
        return tuple(c for asked in self._door.commands() if (c := self._obey(asked)) is not None)

    def _obey(self, asked: Asked) -> Command | None:
        try:
            command, keys = self._open(asked)
        except DocumentError as error:
            self.refused += 1
            log.warning("a command was refused: %s", error)
            self._door.let_go(asked)
            return None
        if self._door.is_answered(command.id, t=command.t):
            self._door.let_go(asked)
            return None
        answer = self._unanswered.get(command.id) or self._answer(command)
        # A door that takes nothing now is told later, and the command not obeyed again for it.
        self._unanswered[command.id] = answer
        self._door.answer(asked, answer, id_=command.id, t=command.t)
        del self._unanswered[command.id]
        self._told(answer, keys)
        log.info("command %s is %s", command.name, answer.reason or answer.state)
        return command if answer.state == "done" else None

    def _open(self, asked: Asked) -> tuple[Command, frozenset[KeyId]]:
        signed = self._authority.open(asked.raw, purpose="command", utc_s=self._clock.utc_s())
        command = strict.parse(signed.body, Command)
        if command.name != asked.name:
            raise refuse("name", f"not {asked.name}, where it was sent")
        return command, signed.signers

    def _answer(self, command: Command) -> Answer:
        utc_s = self._clock.utc_s()
        t = None if utc_s is None else int(utc_s)
        answer = Answer(id=command.id, name=command.name, t=t, state="done")
        # While the clock is not set, nobody knows: that its id is new has to be enough.
        if utc_s is not None and utc_s > command.t + COMMAND_VALID_S:
            return _refused(answer, "expired")
        if utc_s is not None and utc_s < command.t - _AHEAD_S:
            return _refused(answer, "early")
        if not _has_its_arguments(command):
            return _refused(answer, "arguments")
        act = self._acts.get(command.name)
        return _refused(answer, "unavailable") if act is None else act(command, answer)


def _has_its_arguments(command: Command) -> bool:
    asks_log = command.entry is not None or command.since is not None
    if asks_log and command.name != "log-proof":
        return False
    if command.name == "maintenance":
        return command.minutes is not None and command.minutes <= MAX_WINDOW_MINUTES
    return (command.minutes is not None) is (command.name == "pause")


def _refused(answer: Answer, reason: str) -> Answer:
    return replace(answer, state="refused", reason=reason)
