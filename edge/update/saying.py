"""What a camera says of an update, in the words of the contract."""

from collections.abc import Callable
from typing import Final

import msgspec

from edge.contract import ConfigFault, config_faults
from edge.errors import Fault
from edge.update.child import Ended
from edge.update.document import Bundle, Obstacle, Sha256, UpdateReport
from edge.update.record import Record

# A report, and the bundle that it is about.
Told = Callable[[UpdateReport, Sha256], None]
# A report each second would cost the card more than the bundle does.
_PARTS: Final = 10


def standing(record: Record, *, fetched_bytes: int, obstacle: Obstacle | None) -> UpdateReport:
    """How it is with what was taken up last."""
    bundle, stage = record.bundle, record.stage
    assert bundle is not None  # noqa: S101  asked only of what was taken up
    assert stage != "none"  # noqa: S101
    faults = record.faults
    if stage == "fetching" and obstacle is not None:
        faults = (ConfigFault(path="url", reason=obstacle),)
    in_parts = fetched_bytes * _PARTS // bundle.size_bytes * bundle.size_bytes // _PARTS
    return UpdateReport(
        state=stage,
        kind=bundle.kind,
        version=record.version_of(bundle.kind),
        desired_version=bundle.version,
        fetched_bytes=in_parts if stage == "fetching" else 0,
        size_bytes=bundle.size_bytes,
        faults=faults,
    )


def refused(record: Record, bundle: Bundle | None, faults: tuple[Fault, ...]) -> UpdateReport:
    """It was not even taken up. bundle: None where it could not be read."""
    return UpdateReport(
        state="rejected",
        kind=None if bundle is None else bundle.kind,
        version=0 if bundle is None else record.version_of(bundle.kind),
        desired_version=None if bundle is None else bundle.version,
        faults=config_faults(faults),
    )


def found(ended: Ended | None) -> tuple[Fault, ...]:
    """What a process that looked into a bundle has found. None: there was none."""
    if ended is None or ended.code is None:
        return (Fault(path="self-test", reason="it does not come to an end"),)
    try:
        return tuple(msgspec.json.decode(ended.said, type=list[Fault]))
    except msgspec.DecodeError:
        return (Fault(path="self-test", reason=f"it ended with {ended.code}"),)
