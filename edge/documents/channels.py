"""Every topic of a camera: which way, how it is carried, and what stands in it."""

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from msgspec import Struct

from edge.contract import (
    Answer,
    Command,
    CommandName,
    ConfigReport,
    Envelope,
    Health,
    LogCheckpoint,
    Mark,
    PolicyReport,
    Status,
)
from edge.privacy.event import Event, Total


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One kind of topic below passerby/v1/<camera>/.

    suffix: with {braces} where a name stands. way: up is from the camera. body: the document that
    travels inside an Envelope, None where there is none.
    """

    suffix: str
    way: Literal["up", "down"]
    summary: str
    content: tuple[type[Struct], ...]
    qos: int = 1
    retain: bool = False
    expiry_s: int | None = None
    body: type[Struct] | None = None

    @property
    def name(self) -> str:
        """Such as configDesired, for tools that make code of it."""
        first, *rest = (word.strip("{}") for word in self.suffix.split("/"))
        return first + "".join(word.capitalize() for word in rest)


def channels() -> tuple[Channel, ...]:
    """All of them, in the order in which one reads about them."""
    return (*_UP, _LOG, _statement(), *_papers(), *_COMMANDS)


_UP: Final = (
    Channel(
        suffix="status",
        way="up",
        summary="Whether the camera is connected, and with what; also its last will.",
        content=(Status,),
        retain=True,
    ),
    Channel(
        suffix="event/{rule}",
        way="up",
        summary="What a rule has seen. Sent late after an outage, and then marked as replayed.",
        content=get_args(Event),
    ),
    Channel(
        suffix="count/{place}",
        way="up",
        summary="Totals of one window; null where nobody watched, never a false zero.",
        content=get_args(Total),
    ),
    Channel(
        suffix="health",
        way="up",
        summary="How the camera is, every ten seconds.",
        content=(Health,),
        qos=0,
        expiry_s=30,
    ),
    Channel(
        suffix="mark",
        way="up",
        summary="How far the broker has acknowledged all, for the camera itself to find again.",
        content=(Mark,),
        qos=0,
        retain=True,
    ),
)

_LOG: Final = Channel(
    suffix="log/checkpoint",
    way="up",
    summary="The head of the camera's log, which nobody can rewrite unseen; signed by its own key.",
    content=(LogCheckpoint,),
    retain=True,
)

_COMMANDS: Final = (
    Channel(
        suffix="command/{name}",
        way="down",
        summary="What the camera is to do now, signed by the operator; obeyed once, for a minute.",
        content=(Envelope,),
        expiry_s=60,
        body=Command,
    ),
    Channel(
        suffix="response/{name}",
        way="up",
        summary="The one answer to a command, here or where below response/ it was awaited.",
        content=(Answer,),
    ),
)


_DESIRED: Final = {
    "config": "What the camera is to do from now on",
    "policy": "What the camera may ever do",
    "update": "Models or a firmware to fetch, to try and to use",
}


def _statement() -> Channel:
    from edge.oversight.public.statement import Statement

    return Channel(
        suffix="statement",
        way="up",
        summary="What the camera does, for the public; signed by its own key.",
        content=(Envelope,),
        retain=True,
        body=Statement,
    )


def _papers() -> tuple[Channel, ...]:
    from edge.config import Config
    from edge.governance.policy import Policy
    from edge.update.document import Bundle, UpdateReport

    papers: tuple[tuple[str, str, type[Struct], type[Struct]], ...] = (
        ("config", "the operator", Config, ConfigReport),
        ("policy", "the oversight", Policy, PolicyReport),
        ("update", "the oversight", Bundle, UpdateReport),
    )
    made = []
    for name, by, body, report in papers:
        made += [
            Channel(
                suffix=f"{name}/desired",
                way="down",
                summary=f"{_DESIRED[name]}, signed by {by}.",
                content=(Envelope,),
                retain=True,
                body=body,
            ),
            Channel(
                suffix=f"{name}/reported",
                way="up",
                summary="What became of it, with the place and the reason of every fault.",
                content=(report,),
                retain=True,
            ),
        ]
    return tuple(made)


def parameter(name: str, channel: Channel) -> dict[str, Any]:
    """What may stand for a name in braces, as AsyncAPI says it."""
    if name == "rule":
        rules = [str(type_.__struct_config__.tag) for type_ in channel.content]
        return {"description": "The rule that has seen it.", "enum": rules}
    if name == "name":
        return {"description": "Name of the command.", "enum": list(get_args(CommandName))}
    return {"description": "Name of a line or zone in the configuration."}
