"""What is desired from afar, brought to work as a transaction: tried, proved, or taken back.

    verify -> read -> policy -> build -> on trial -> proved, kept
                                             \\----> not proved, or interrupted: the last good one

What must not be forgotten of it is on disk before each step (edge/desired/attempt.py).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from edge.config import Config
from edge.contract import ConfigReport, PolicyReport
from edge.desired import answering
from edge.desired.beginning import Beginning
from edge.desired.memory import Memory
from edge.desired.probation import Probation, Vitals
from edge.door.door import Door
from edge.errors import DocumentError, Fault, refuse
from edge.governance.authority import Authority
from edge.governance.ceiling import beyond, narrowed
from edge.loop.judges import Judges
from edge.strict import convert
from edge.yaml_text import load

log = logging.getLogger(__name__)

Build = Callable[[Config | None, Judges | None], Judges]
# Hears of every report once it is queued, and what is at work then.
Told = Callable[[ConfigReport | PolicyReport, Config], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """before: what comes back if it fails, None for no configuration."""

    config: Config
    before: Config | None
    probation: Probation


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What is to be at work, and what is to be said of it."""

    judges: Judges
    config: ConfigReport | None = None
    policy: PolicyReport | None = None


class Desired:
    """Takes desired policies and configurations out of the door and answers each with a report.

    build: makes the judges of a configuration, or of none, taking over what has not changed.
    """

    def __init__(
        self,
        *,
        door: Door,
        memory: Memory,
        build: Build,
        authority: Authority,
        beginning: Beginning,
        told: Told = lambda report, config: None,
    ) -> None:
        self._door = door
        self._last_good = memory.config
        self._build = build
        self._told = told
        self._authority = authority
        self._attempts = beginning.attempts
        self._wanted = beginning.config
        self._policy = beginning.policy
        self._trial: _Trial | None = None
        self._unread = True
        self._refused: bytes | None = None
        self._again: bytes | None = None
        self._answer: _Answer | None = None
        self.report = beginning.report

    @property
    def policy_report(self) -> PolicyReport:
        """What holds now."""
        return self._authority.report

    @property
    def on_trial(self) -> bool:
        """Whether what is at work may yet be taken back."""
        return self._trial is not None

    def judge(self, at_work: Judges, vitals: Vitals) -> Judges:
        """Return what is to be at work from now on: at_work itself unless that changes.

        Judging twice what a crash left in the door gives the same answer. Raises DoorError; the
        next call then tries again to report what was judged.
        """
        self._unread |= self._door.changed()
        if self._answer is None:
            self._answer = self._next(at_work, vitals)
        if self._answer is None:
            return at_work
        judges = self._tell(self._answer)
        self._answer = None
        return judges

    def put_off(self) -> None:
        """Who stops in order lets a trial begin anew at the next start."""
        if self._trial is not None:
            self._attempts.put_off()

    def _tell(self, answer: _Answer) -> Judges:
        if answer.policy is not None:
            log.info("policy %s is %s", answer.policy.desired_version, answer.policy.state)
            self._door.report("policy", answer.policy, version=answer.policy.version)
            self._told(answer.policy, answer.judges.config)
        if answer.config is not None:
            report = replace(answer.config, places=answering.watched(answer.judges.config))
            log.info("configuration %s is %s", report.desired_version, report.state)
            self._door.report("config", report, version=report.version)
            self._told(report, answer.judges.config)
            self.report = report
        return answer.judges

    def _next(self, at_work: Judges, vitals: Vitals) -> _Answer | None:
        answer = self._heed_policy(at_work, vitals) or self._end_trial(at_work, vitals)
        if answer is not None or not self._unread:
            return answer
        raw = self._door.take("policy")
        if raw is not None:
            return _Answer(judges=at_work, policy=self._authority.take(raw, vitals.utc_s))
        raw = self._door.take("config")
        if raw is None:
            raw, self._again = self._again, None
        if raw is not None:
            return self._take(raw, at_work, vitals)
        self._unread = False
        return None

    # -- the policy

    def _heed_policy(self, at_work: Judges, vitals: Vitals) -> _Answer | None:
        """Hold what is at work against another policy, or against one whose time is over."""
        policy = self._authority.policy(vitals.utc_s)
        if policy == self._policy:
            return None
        self._policy = policy
        # Nobody knows which of the two the broker brings first.
        self._again, self._unread = self._refused, True
        clauses = self._clauses()
        if clauses and self._trial is not None:
            return self._take_back(at_work, clauses)
        judges = self._rebuild(at_work)
        if judges is at_work and bool(clauses) == (self.report.state == "narrowed"):
            return None
        return _Answer(judges=judges, config=self._report())

    def _clauses(self) -> tuple[Fault, ...]:
        return () if self._wanted is None else beyond(self._wanted, self._policy)

    def _rebuild(self, at_work: Judges) -> Judges:
        """The judges of as much as is permitted of what is wanted."""
        if self._wanted is None:
            return self._build(None, at_work)
        within = narrowed(self._wanted, self._policy)
        same = at_work.is_ready and within == at_work.config
        return at_work if same else self._build(within, at_work)

    # -- a configuration

    def _take(self, raw: bytes, at_work: Judges, vitals: Vitals) -> _Answer:
        version: int | None = None
        self._refused = None
        try:
            body = self._authority.open(raw, purpose="config", utc_s=vitals.utc_s).body
            if self._attempts.knows(body):
                if self._attempts.last.state == "failed":
                    report = answering.rolled_back(self._wanted, self._attempts.last)
                    return _Answer(judges=at_work, config=report)
                if self._reads_as_wanted(body):
                    return _Answer(judges=at_work, config=self._report())
            self._attempts.begin(body)
            try:
                document = load(body)
                version = _version_of(document)
                return self._try(convert(document, Config), at_work, vitals)
            except DocumentError:
                self._attempts.undo()
                raise
        except DocumentError as error:
            self._refused = raw
            report = answering.rejected(at_work.version, error.faults, desired_version=version)
            return _Answer(judges=at_work, config=report)

    def _try(self, config: Config, at_work: Judges, vitals: Vitals) -> _Answer:
        if config == self._wanted:
            self._attempts.undo()
            return _Answer(judges=at_work, config=self._report())
        self._check_version(config.version)
        clauses = beyond(config, self._policy)
        if clauses:
            raise DocumentError(clauses)
        judges = self._build(config, at_work)
        self._attempts.bring_to_work(config.version, self._authority.operators.known)
        before = self._wanted if self._trial is None else self._trial.before
        self._trial = _Trial(config=config, before=before, probation=Probation(vitals))
        self._wanted = config
        return _Answer(judges=judges, config=self._report())

    def _check_version(self, version: int) -> None:
        last = self._attempts.last
        if self._attempts.begins_anew(self._authority.operators.known):
            return
        if self._wanted is not None and version <= self._wanted.version:
            raise refuse("version", f"not above {self._wanted.version}, the version at work")
        # What was at work once and is lost may come back as it was.
        if version <= last.highest and not self._attempts.repeats(version):
            raise refuse("version", f"not above {last.highest}, the highest there was")

    def _end_trial(self, at_work: Judges, vitals: Vitals) -> _Answer | None:
        if self._trial is None:
            return None
        told = self._door.is_reported("config")
        faults = self._trial.probation.verdict(vitals, told=told)
        if faults is None:
            return None
        if faults:
            return self._take_back(at_work, faults)
        return self._commit(self._trial.config, at_work)

    def _commit(self, config: Config, at_work: Judges) -> _Answer:
        try:
            self._last_good.keep(config)
        except OSError as error:
            reason = f"cannot keep it: {error.strerror}"
            return self._take_back(at_work, (Fault(path="camera", reason=reason),))
        self._trial = None
        self._attempts.settle()
        return _Answer(judges=at_work, config=self._report())

    def _take_back(self, at_work: Judges, faults: tuple[Fault, ...]) -> _Answer:
        if self._trial is not None:
            self._wanted, self._trial = self._trial.before, None
        self._attempts.settle(faults)
        judges = self._rebuild(at_work)
        report = answering.rolled_back(self._wanted, self._attempts.last)
        return _Answer(judges=judges, config=report)

    # -- what is said

    def _report(self) -> ConfigReport:
        """Of what is wanted now."""
        on_trial = self._trial is not None
        return answering.at_work(self._wanted, clauses=self._clauses(), on_trial=on_trial)

    def _reads_as_wanted(self, body: bytes) -> bool:
        try:
            return convert(load(body), Config) == self._wanted
        except DocumentError:
            return False


def _version_of(document: object) -> int | None:
    """Read the version even where the rest is wrong, so that a refusal says what it refuses."""
    version = document.get("version") if isinstance(document, dict) else None
    return version if type(version) is int else None
