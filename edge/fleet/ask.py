"""Commands: signed by the operator, for one camera, and worth something for a minute."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.contract import Command, CommandName
from edge.governance.signing import seal

# As long as a camera obeys it (edge/commanding/commanding.py).
VALID_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A command for one camera."""

    camera: str
    command: Command

    def sealed(self, key: Ed25519PrivateKey) -> bytes:
        """The envelope, signed."""
        return seal(
            msgspec.json.encode(self.command).decode(),
            purpose="command",
            audience=[self.camera],
            by=[key],
            expires=self.command.t + VALID_S,
        )


def questions(
    cameras: Iterable[str],
    name: CommandName,
    *,
    utc_s: float,
    minutes: int | None = None,
    entry: int | None = None,
    since: int | None = None,
) -> tuple[Question, ...]:
    """One for each camera, each with an id of its own. minutes, entry, since: as in Command."""
    return tuple(
        Question(
            camera=camera,
            command=Command(
                id=str(uuid.uuid4()),
                name=name,
                t=int(utc_s),
                minutes=minutes,
                entry=entry,
                since=since,
            ),
        )
        for camera in cameras
    )
