"""What a camera begins with: its own file or what it was given, as far as the policy permits."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from edge.config import Config
from edge.contract import ConfigReport
from edge.desired.answering import at_work, rejected, rolled_back, watched
from edge.desired.attempt import Attempts
from edge.desired.last_good import newest
from edge.desired.memory import Memory
from edge.errors import DocumentError, Fault
from edge.governance.authority import Authority
from edge.governance.ceiling import beyond, narrowed
from edge.governance.policy import Policy

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """config: as it is wanted, None for none. policy: that it was held against."""

    config: Config | None
    policy: Policy
    attempts: Attempts
    report: ConfigReport

    @property
    def within(self) -> Config | None:
        """As much of the configuration as the policy permits."""
        return None if self.config is None else narrowed(self.config, self.policy)


def begin(
    read: Callable[[], Config],
    *,
    memory: Memory,
    authority: Authority,
    utc_s: float | None,
    check: Callable[[Config], None] = lambda config: None,
) -> Beginning:
    """Choose what to begin with, and say what is wrong.

    read: gives the file on the camera, or raises DocumentError; then the last good one counts.
    check: raises DocumentError for what this machine cannot do.
    """
    kept = memory.config.load()
    attempts = Attempts(memory.attempt, kept_version=None if kept is None else kept.version)
    policy = authority.policy(utc_s)
    faults: tuple[Fault, ...] = ()
    config: Config | None
    try:
        config = newest(read(), kept)
        check(config)
    except DocumentError as error:
        for line in error.lines:
            log.error("%s", line)
        config, faults = kept, error.faults
    report = _report(config, faults, attempts=attempts, policy=policy)
    return Beginning(config=config, policy=policy, attempts=attempts, report=report)


def _report(
    config: Config | None, faults: tuple[Fault, ...], *, attempts: Attempts, policy: Policy
) -> ConfigReport:
    clauses = () if config is None else beyond(config, policy)
    for clause in clauses:
        log.warning("not permitted: %s", clause)
    if faults:
        report = rejected(None if config is None else config.version, faults)
    elif attempts.last.state == "failed":
        report = rolled_back(config, attempts.last)
    else:
        report = replace(at_work(config, clauses=clauses), desired_version=None)
    return replace(report, places=() if config is None else watched(narrowed(config, policy)))
