"""What a camera must not forget of updates, however it is interrupted: one file, one truth.

What is at work follows from it alone: to switch is to replace this file, in one rename.
"""

import logging
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from edge.contract import ConfigFault, KeyId, Natural, config_faults
from edge.errors import DocumentError, Fault
from edge.kept import Kept, Write
from edge.update.document import Bundle, Kind
from edge.whole_file import keep_whole

log = logging.getLogger(__name__)

# In the state folder of vision, which the uplink cannot reach.
FOLDER: Final = "update"
_FILE: Final = "record.json"
# A check harms nobody, so a camera that loses power meanwhile tries it again. Not for ever: what
# ends vision each time would do so each time.
MAX_CHECKS: Final = 3

# none: nothing was ever taken up. applied: it is at work for good. rejected: it never came to work.
Stage = Literal["none", "fetching", "checking", "trial", "applied", "rejected", "rolled-back"]


class Installed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is at work, or on trial. sha256: of the bundle, and of models the name of the folder."""

    version: Natural
    sha256: str


class Mark(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Below which nothing is taken, as long as one of those who said so is believed."""

    minimum: Natural
    highest: Natural
    by: tuple[KeyId, ...]


class Record(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """at_work: what came from afar and has proved itself. marks: how far back nobody may go.

    bundle, envelope, signers: the last that was taken up; as it came, to be proved anew before the
    switch; whose keys. starts: of checks, or of what is on trial. faults: why it failed.
    """

    v: Literal[1] = 1
    at_work: dict[Kind, Installed] = {}
    marks: dict[Kind, Mark] = {}
    stage: Stage = "none"
    bundle: Bundle | None = None
    envelope: str = ""
    signers: tuple[KeyId, ...] = ()
    starts: Natural = 0
    faults: tuple[ConfigFault, ...] = ()

    def version_of(self, kind: Kind) -> int:
        """Of what is at work for good, 0 for what the camera came with."""
        found = self.at_work.get(kind)
        return 0 if found is None else found.version

    @property
    def models(self) -> Installed | None:
        """The models to be used now: those on trial, else those at work; None for our own."""
        if self.stage == "trial" and self.bundle is not None and self.bundle.kind == "models":
            return of(self.bundle)
        return self.at_work.get("models")


def of(bundle: Bundle) -> Installed:
    return Installed(version=bundle.version, sha256=bundle.sha256)


def taken_up(record: Record, bundle: Bundle, envelope: bytes, by: tuple[KeyId, ...]) -> Record:
    """It may be fetched. Its minimum holds from here on, whatever becomes of it."""
    return replace(
        record,
        marks=_raised(record, bundle.kind, minimum=bundle.minimum, by=by),
        stage="fetching",
        bundle=bundle,
        envelope=envelope.decode(),
        signers=by,
        starts=0,
        faults=(),
    )


def on_trial(record: Record) -> Record:
    """It counts as tried, and comes to work with the next start."""
    bundle = record.bundle
    assert bundle is not None  # noqa: S101  nothing else is ever checked
    marks = _raised(record, bundle.kind, highest=bundle.version, by=record.signers)
    return replace(record, stage="trial", starts=0, marks=marks)


def proved(record: Record) -> Record:
    """It is at work for good."""
    bundle = record.bundle
    assert bundle is not None  # noqa: S101  nothing else is ever on trial
    at_work = {**record.at_work, bundle.kind: of(bundle)}
    return replace(record, stage="applied", at_work=at_work, starts=0, faults=())


def failed(record: Record, *faults: Fault) -> Record:
    """It is over: what was at work before is again, or still."""
    stage: Stage = "rolled-back" if record.stage == "trial" else "rejected"
    return replace(record, stage=stage, starts=0, faults=config_faults(faults))


def checking(record: Record) -> Record:
    """It is here, and is to be looked into."""
    return replace(record, stage="checking", starts=record.starts + 1)


def put_off(record: Record) -> Record:
    """Who is stopped in order has not failed: it begins anew."""
    if record.stage == "checking":
        return replace(record, stage="fetching", starts=max(0, record.starts - 1))
    return replace(record, starts=0) if record.stage == "trial" else record


def begun(record: Record) -> Record:
    """What holds when vision starts with it: another start, or one too many.

    Who is interrupted on trial has failed: nobody knows whether it was the reason.
    """
    if record.stage == "trial":
        if record.starts == 0:
            return replace(record, starts=1)
        reason = "vision ended before it had proved itself"
        return failed(record, Fault(path="camera", reason=reason))
    if record.stage == "checking":
        if record.starts < MAX_CHECKS:
            return replace(record, stage="fetching")
        reason = f"vision ended {MAX_CHECKS} times while it was checked"
        return failed(record, Fault(path="camera", reason=reason))
    return record


class Records:
    """The record, on disk before it takes effect. folder: the state folder of vision.

    trouble: why nothing is known of what was before, None where it is. is_kept: the next start
    would find the same.
    """

    def __init__(self, folder: Path, *, write: Write = keep_whole) -> None:
        self.folder = folder / FOLDER
        self._kept = Kept(self.folder / _FILE, Record, write=write)
        self.now = Record()
        self.trouble: Fault | None = None
        self.is_kept = True
        try:
            self.now = self._kept.load() or self.now
        except DocumentError as error:
            # Our own models are always there. What nobody may go back behind is forgotten with it.
            log.error("what is known of updates, so our own models are used: %s", error)
            self.trouble = Fault(path="record", reason="damaged, so our own models are used")

    def keep(self, record: Record) -> None:
        """Raises OSError, and then what was before holds."""
        if record == self.now and self.is_kept:
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._kept.keep(record)
        self.now, self.is_kept = record, True

    def keep_or_say(self, record: Record) -> None:
        """Make it hold for this run of vision, though the disk may not take it."""
        try:
            self.keep(record)
        except OSError as error:
            log.error("what is known of updates cannot be kept: %s", error.strerror)
            self.now, self.is_kept = record, False

    def place(self, sha256: str) -> Path:
        """Where a bundle lies that was proved: of models the folder itself."""
        return self.folder / sha256


def _raised(
    record: Record, kind: Kind, *, by: tuple[KeyId, ...], minimum: int = 0, highest: int = 0
) -> dict[Kind, Mark]:
    """The marks, with one no lower than this. by: counts where that raises it."""
    mark = record.marks.get(kind, Mark(minimum=0, highest=0, by=by))
    raised = replace(mark, minimum=max(mark.minimum, minimum), highest=max(mark.highest, highest))
    return {**record.marks, kind: mark if raised == mark else replace(raised, by=by)}
