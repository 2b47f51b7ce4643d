"""Short plays for clients and a broker, told as steps, and the same stage for two brokers."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

PEOPLE = ("ann", "bob", "cat")
TOPICS = ("a", "a/b", "a/b/c", "b", "$sys/x")
FILTERS = ("a", "a/b", "a/+", "a/#", "#", "+", "+/+", "+/b/#", "b")


@dataclass(frozen=True, kw_only=True)
class Come:
    who: str
    kept: bool = False
    will: tuple[str, bytes, int, bool] | None = None


@dataclass(frozen=True, kw_only=True)
class Ask:
    who: str
    pattern: str
    qos: int = 1


@dataclass(frozen=True, kw_only=True)
class Tell:
    who: str
    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False


@dataclass(frozen=True, kw_only=True)
class Leave:
    """With a goodbye, or as a cable that is pulled."""

    who: str
    goodbye: bool = True


@dataclass(frozen=True, kw_only=True)
class Restart:
    """The broker is stopped and started again; everybody is gone."""


Step = Come | Ask | Tell | Leave | Restart
Got = tuple[str, bytes, bool]


class Stage(Protocol):
    def do(self, step: Step) -> None:
        """Do one step, and wait until all that comes of it has come."""
        ...

    def got(self) -> dict[str, list[Got]]:
        """What everybody was sent: (topic, payload, retained), in order."""
        ...


def random_script(seed: int, steps: int = 25) -> list[Step]:
    """Steps that make sense one after the other."""
    chance = np.random.default_rng(seed)
    here: set[str] = set()
    script: list[Step] = []
    while len(script) < steps:
        who = PEOPLE[chance.integers(len(PEOPLE))]
        step = _random_step(chance, who, here)
        if step is not None:
            script.append(step)
    return script


def _random_step(chance: np.random.Generator, who: str, here: set[str]) -> Step | None:
    dice = chance.random()
    if dice < 0.02:
        here.clear()
        return Restart()
    if who not in here or dice < 0.07:
        here.add(who)
        will = (_topic(chance), b"will of " + who.encode(), 1, bool(chance.random() < 0.3))
        kept = bool(chance.random() < 0.6)
        return Come(who=who, kept=kept, will=will if chance.random() < 0.5 else None)
    if dice < 0.2:
        here.discard(who)
        return Leave(who=who, goodbye=bool(chance.random() < 0.5))
    if dice < 0.4:
        pattern = FILTERS[chance.integers(len(FILTERS))]
        return Ask(who=who, pattern=pattern, qos=int(chance.integers(2)))
    payload = b"" if chance.random() < 0.15 else chance.bytes(2).hex().encode()
    return Tell(
        who=who,
        topic=_topic(chance),
        payload=payload,
        qos=int(chance.integers(2)),
        retain=bool(chance.random() < 0.4),
    )


def _topic(chance: np.random.Generator) -> str:
    return TOPICS[chance.integers(len(TOPICS) - 1)]
