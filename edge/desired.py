"""From a desired configuration to one at work: judged whole, kept, or refused with every reason."""

import logging
from collections.abc import Callable

from edge.config import Config, parse_config
from edge.contract import ConfigReport, config_faults, open_envelope
from edge.door import Door
from edge.errors import DocumentError, refuse
from edge.judges import Judges
from edge.last_good import LastGood
from edge.yaml_text import load

log = logging.getLogger(__name__)

Build = Callable[[Config, Judges | None], Judges]


class Desired:
    """Takes desired configurations out of the door and answers each with a report.

    build: makes the judges of a new configuration, taking over what has not changed in the old.
    """

    def __init__(self, *, door: Door, last_good: LastGood, build: Build) -> None:
        self._door = door
        self._last_good = last_good
        self._build = build
        self._looked = False
        self._answered: tuple[Judges, ConfigReport] | None = None

    def judge(self, at_work: Judges) -> Judges:
        """Return what is to be at work from now on: at_work itself unless a new one was applied.

        Judging twice what a crash left in the door gives the same answer. Raises DoorError; the
        next call then tries again to report what was judged.
        """
        if self._answered is None:
            self._answered = self._take(at_work)
        if self._answered is None:
            return at_work
        judges, report = self._answered
        self._door.report_config(report)
        self._door.config_taken()
        self._answered = None
        return judges

    def _take(self, at_work: Judges) -> tuple[Judges, ConfigReport] | None:
        if not self._door.changed() and self._looked:
            return None
        raw = self._door.take_config()
        self._looked = True
        if raw is None:
            return None
        judges, report = self._answer(raw, at_work)
        log.info("configuration %s is %s", report.desired_version, report.state)
        return judges, report

    def _answer(self, raw: bytes, at_work: Judges) -> tuple[Judges, ConfigReport]:
        version: int | None = None
        try:
            document = open_envelope(raw)
            version = _version_of(document)
            judges = self._prepare(parse_config(document), at_work)
        except DocumentError as error:
            return at_work, ConfigReport(
                state="rejected",
                version=at_work.version,
                desired_version=version,
                faults=config_faults(error.faults),
            )
        return judges, ConfigReport(state="applied", version=version, desired_version=version)

    def _prepare(self, config: Config, at_work: Judges) -> Judges:
        if at_work.is_ready and config == at_work.config:
            return at_work
        if at_work.version is not None and config.version <= at_work.version:
            raise refuse("version", f"not above {at_work.version}, the version at work")
        judges = self._build(config, at_work)
        try:
            self._last_good.keep(config)
        except OSError as error:
            raise refuse("camera", f"cannot keep it: {error.strerror}") from error
        return judges


def _version_of(document: bytes) -> int | None:
    """Read the version even where the rest is wrong, so that a refusal says what it refuses."""
    plain = load(document)
    version = plain.get("version") if isinstance(plain, dict) else None
    return version if type(version) is int else None
