"""Reports of updates into the door: when something has changed, and again where that failed."""

import logging

from msgspec.structs import replace

from edge.contract import config_faults
from edge.door.door import Door
from edge.errors import Fault
from edge.update.document import Bundle, UpdateReport
from edge.update.record import Records
from edge.update.saying import Told, refused, standing
from edge.update.staging import Staging

log = logging.getLogger(__name__)


class Teller:
    """Its methods raise DoorError; what could not be said then say_again() says.

    told: hears what was reported of a bundle that could be read.
    """

    def __init__(self, door: Door, records: Records, staging: Staging, *, told: Told) -> None:
        self._door = door
        self._records = records
        self._staging = staging
        self._log = told
        self._stood: UpdateReport | None = None
        self._untold: tuple[UpdateReport, Bundle | None] | None = None

    def announce(self) -> None:
        """Say how things are at a start, also what was said before."""
        self._stood = None
        if self._records.trouble is not None:
            self.refuse(None, (self._records.trouble,))
        elif self._records.now.stage != "none":
            self.say()

    def say(self, *also: Fault) -> None:
        """Report how it stands, if that has changed. also: what is in the way beside it."""
        bundle = self._records.now.bundle
        assert bundle is not None  # noqa: S101  every stage but none has one
        report = standing(
            self._records.now,
            fetched_bytes=self._staging.fetched_bytes(bundle),
            obstacle=self._staging.obstacle(bundle),
        )
        if also or report != self._stood:
            self._stood = report
            self._tell(replace(report, faults=config_faults(also)) if also else report, bundle)

    def refuse(self, bundle: Bundle | None, faults: tuple[Fault, ...]) -> None:
        """Report what was not even taken up. bundle: None where it could not be read."""
        self._tell(refused(self._records.now, bundle, faults), bundle)

    def say_again(self) -> None:
        if self._untold is not None:
            self._tell(*self._untold)

    def is_told(self) -> bool:
        """Whether the broker has the last report."""
        return self._untold is None and self._door.is_reported("update")

    def _tell(self, report: UpdateReport, bundle: Bundle | None) -> None:
        self._untold = report, bundle
        self._door.report("update", report, version=report.version)
        log.info("update %s is %s", report.desired_version, report.state)
        self._untold = None
        if bundle is not None:
            self._log(report, bundle.sha256)
