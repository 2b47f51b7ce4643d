"""What a camera keeps and for how long: the same list for the page, the sign and the annexes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from edge.oversight.public.statement import Facts

# Raw frames wait for so long for whoever is found late (edge/assemble.py); only in memory.
RAW_S: Final = 0.3

What = Literal["raw", "raw_of_sealed", "clips", "sealed", "messages", "habits", "view", "received"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """hours: None for as long as the operator has not said, or where no time ends it (`ends`)."""

    what: What
    hours: float | None
    ends: Literal["time", "delivery", "never", "unstated"] = "time"


def keeps(facts: Facts) -> tuple[Keeping, ...]:
    """All that is kept of what a camera saw. At P0 there are no events, and so no clips."""
    return tuple(_keeps(facts))


def keeps_pictures(facts: Facts) -> bool:
    """Whether masked or sealed video of what happened lies on the camera."""
    return any(one.what in ("clips", "sealed") for one in keeps(facts))


def is_sealing(facts: Facts) -> bool:
    """Whether unmasked originals of events are kept, encrypted."""
    return facts.sealed is not None and facts.privacy["level"] != "P0"


def _keeps(facts: Facts) -> Iterator[Keeping]:
    yield Keeping(what="raw_of_sealed" if is_sealing(facts) else "raw", hours=RAW_S / 3600)
    if facts.clips is not None and facts.privacy["level"] != "P0":
        yield Keeping(what="clips", hours=facts.clips["keep_hours"])
    if facts.sealed is not None and is_sealing(facts):
        yield Keeping(what="sealed", hours=facts.sealed["keep_hours"])
    yield Keeping(what="messages", hours=None, ends="delivery")
    if any(watch.rule == "unusual_activity" for watch in facts.rules):
        yield Keeping(what="habits", hours=None, ends="never")
    yield Keeping(what="view", hours=None, ends="never")
    days = facts.words.broker_days
    if days is None:
        yield Keeping(what="received", hours=None, ends="unstated")
    else:
        yield Keeping(what="received", hours=24 * days)
