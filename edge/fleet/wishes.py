"""The privacy shutter in Home Assistant: its wish becomes a command, signed by who holds a key.

Whoever may write a wish at the broker may pause a camera, for as long as is given here at most.
"""

import re
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.fleet.ask import questions
from edge.fleet.wire import Wire

TOPICS: Final = "passerby/wish/+/pause"
_TOPIC: Final = re.compile(r"passerby/wish/([a-z0-9][a-z0-9-]{0,62})/pause\Z")
_WISHES: Final = {b"ON": True, b"OFF": False}


def obey(wire: Wire, key: Ed25519PrivateKey, *, minutes: int, utc_s: float) -> tuple[str, ...]:
    """Ask for what was wished for since the last call; a wire that was made with TOPICS.

    minutes: of a pause. Returns a line for each wish.
    """
    said = []
    while wire.others:
        topic, payload, retained = wire.others.pop(0)
        found, on = _TOPIC.match(topic), _WISHES.get(payload)
        # What was wished for before we listened is not what is wished for now.
        if found is None or on is None or retained:
            continue
        asked = questions([found[1]], "pause", utc_s=utc_s, minutes=minutes if on else 0)
        for question in asked:
            wire.ask(question, question.sealed(key))
        said.append(f"{found[1]}: {f'paused for {minutes} minutes' if on else 'goes on'}")
    return tuple(said)
