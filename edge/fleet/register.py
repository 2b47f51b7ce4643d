"""Which cameras may come, and who has come already: the operator's list, one JSON file."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from edge.errors import BadInputError
from edge.whole_file import keep_whole


class Claim(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A claim that nobody has used. serial: of its certificate, hexadecimal. until: UTC second.

    key: its public key, base64 of its SubjectPublicKeyInfo.
    """

    serial: str
    key: str
    until: int


class Place(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One camera. code_sha256: of its invitation. serial: of its certificate, None while it has
    none. claim: with which it may ask at the broker. spent: serials of claims that are over.
    """

    code_sha256: str | None = None
    serial: str | None = None
    claim: Claim | None = None
    spent: tuple[str, ...] = ()

    def without_claim(self) -> "Place":
        """The same place, its claim among those that are over."""
        if self.claim is None:
            return self
        return replace(self, claim=None, spent=(*self.spent, self.claim.serial))


def read(register: Path) -> dict[str, Place]:
    """Read all places, none where there is no file. Raises BadInputError."""
    try:
        return msgspec.json.decode(register.read_bytes(), type=dict[str, Place])
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BadInputError(f"{register}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise BadInputError(f"{register}: {error}") from error


def write(register: Path, places: Mapping[str, Place]) -> None:
    """Replace the file: on the disk before anything follows from it. Raises OSError."""
    keep_whole(register, msgspec.json.format(msgspec.json.encode(places)))
