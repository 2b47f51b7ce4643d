"""What is signed, to the cameras: noted in the audit first, then told."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import msgspec

from edge.contract import Envelope, topic
from edge.errors import BadInputError, DocumentError
from edge.fleet import audit
from edge.fleet.rollout import Outcome, Rollout, Terms
from edge.fleet.wire import Wire
from edge.update.document import Kind
from edge.yaml_text import load

Paper = Literal["config", "policy", "update"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A signed document as it is on its way. version: of the document, None where it has none.

    update: the kind that it is of, None for no update.
    """

    raw: bytes
    envelope: Envelope
    version: int | None
    update: Kind | None = None


def read_sealed(path: Path) -> Sealed:
    """Read what `passerby fleet sign` wrote. Raises BadInputError naming the file."""
    try:
        raw = path.read_bytes()
        envelope = msgspec.json.decode(raw, type=Envelope)
        body = load(envelope.body.encode())
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error
    except (msgspec.DecodeError, DocumentError) as error:
        raise BadInputError(f"{path}: not a signed document: {error}") from error
    version = body.get("version") if isinstance(body, dict) else None
    kind = body.get("kind") if isinstance(body, dict) else None
    if not envelope.signatures:
        raise BadInputError(f"{path}: nobody has signed it")
    return Sealed(
        raw=raw,
        envelope=envelope,
        version=version if isinstance(version, int) else None,
        update=kind if kind in get_args(Kind) else None,
    )


def push(
    wire: Wire, sealed: Sealed, paper: Paper, cameras: Iterable[str], *, log: Path, utc_s: float
) -> list[int]:
    """Note it, then tell each camera. Returns the numbers that Wire.is_told asks for."""
    names = sorted(cameras)
    suffix = f"{paper}/desired"
    audit.append(
        log,
        audit.entry(
            sealed.envelope, topic=suffix, version=sealed.version, cameras=names, utc_s=utc_s
        ),
    )
    return [wire.tell(topic(name, suffix), sealed.raw, retain=True) for name in names]


def roll_out(
    wire: Wire,
    sealed: Sealed,
    terms: Terms,
    cameras: Iterable[str],
    *,
    log: Path,
    show: Callable[[Outcome], None],
) -> Outcome:
    """Tell the cameras stage by stage until all know it or it stops. show: gets every change."""
    known = wire.known.cameras
    paper: Paper = "config" if terms.update is None else "update"
    rollout = Rollout(terms, {name: known[name] for name in cameras})
    shown: Outcome | None = None
    while rollout.is_running:
        names = rollout.step(time.monotonic())
        if names:
            push(wire, sealed, paper, names, log=log, utc_s=time.time())
        wire.step()
        if rollout.outcome() != shown:
            shown = rollout.outcome()
            show(shown)
    return rollout.outcome()
