"""An update's way to work: let the uplink fetch it, prove it, switch, and keep it or go back.

    signed -> taken up -> fetched -> proved -> on trial -> kept
                              \\---------\\----------\\----> what was at work before

What must not be forgotten is on disk before each step (record.py): a kill anywhere leaves the old
one or the new one.
"""

from typing import Final

from edge.contract import KeyId
from edge.desired.probation import Vitals
from edge.door.door import Door
from edge.errors import DocumentError, Fault, refuse
from edge.governance.authority import Authority
from edge.update import record as steps
from edge.update.child import Child
from edge.update.document import Bundle
from edge.update.judge import Judge, check_version
from edge.update.record import Records
from edge.update.saying import Told, found
from edge.update.staging import Staging
from edge.update.teller import Teller
from edge.update.trial import Trial

# A full disk may have room again by then; and how often it is asked whether it is still meant.
_AGAIN_S: Final = 60.0


class Updates:
    """Asked now and then from the frame loop, and never in its way.

    trial: of what is at work. told: hears what is reported of a bundle that could be read.
    """

    def __init__(
        self,
        *,
        door: Door,
        authority: Authority,
        records: Records,
        staging: Staging,
        trial: Trial,
        told: Told = lambda report, sha256: None,
    ) -> None:
        self._door = door
        self._authority = authority
        self._records = records
        self._staging = staging
        self._trial = trial
        self._teller = Teller(door, records, staging, told=told)
        self._prover: Child | None = None
        self._again_s = self._meant_s = 0.0
        self._is_second = False
        self._wants_start = False

    def announce(self) -> None:
        """Say how things are when vision has started. Raises DoorError."""
        if self._records.now.stage not in ("fetching", "checking"):
            # Whoever was killed after the end of one may have left it on order.
            self._staging.clear()
        self._teller.announce()

    def put_off(self) -> None:
        """Who stops in order has not failed."""
        if self._prover is not None:
            self._prover.end()
        self._prover = None
        self._trial.end()
        self._records.keep_or_say(steps.put_off(self._records.now))

    def turn(self, vitals: Vitals) -> bool:
        """Do what can be done now. Returns whether vision has to start anew to go on.

        Raises DoorError; the next call goes on where it was.
        """
        if self._wants_start:
            # Though a door that is closed now could not be told why.
            return True
        self._teller.say_again()
        if vitals.utc_s is None:
            # Nobody knows whether it is still good, or whether a server's certificate is.
            return False
        if self._records.now.stage == "trial":
            return self._try(vitals)
        if self._records.now.stage != "checking":
            self._read(vitals.utc_s)
        stage = self._records.now.stage
        if stage == "fetching" and vitals.mono_s >= self._again_s:
            self._fetch(vitals)
        elif stage == "checking":
            self._check(vitals)
        return False

    # -- what is desired

    def _read(self, utc_s: float) -> None:
        raw = self._door.take("update")
        if raw is None:
            return
        bundle: Bundle | None = None
        try:
            bundle, by = self._judge(utc_s).open(raw)
            if not self._is_known(bundle):
                self._take_up(bundle, raw, by)
        except DocumentError as error:
            self._teller.refuse(bundle, error.faults)
        else:
            self._teller.say()
        self._door.end("update")

    def _is_known(self, bundle: Bundle) -> bool:
        """Whether it is on its way, or it is known what became of it."""
        now = self._records.now
        is_lost = now.stage == "applied" and now.at_work.get(bundle.kind) != steps.of(bundle)
        return bundle == now.bundle and not is_lost

    def _take_up(self, bundle: Bundle, raw: bytes, by: tuple[KeyId, ...]) -> None:
        now = self._records.now
        check_version(bundle, now, self._authority.oversight)
        self._trial.check(bundle)
        try:
            self._records.keep(steps.taken_up(now, bundle, raw, by))
        except OSError as error:
            raise refuse("camera", f"cannot keep it: {error.strerror}") from error
        self._is_second = False
        self._again_s = self._meant_s = 0.0

    def _judge(self, utc_s: float) -> Judge:
        authority = self._authority
        return Judge(oversight=authority.oversight, names=authority.names, utc_s=utc_s)

    def _is_meant(self, vitals: Vitals) -> bool:
        """Whether its signatures and its time still count; where they do not it is over."""
        self._meant_s = vitals.mono_s + _AGAIN_S
        try:
            self._judge(vitals.utc_s or 0.0).open(self._records.now.envelope.encode())
        except DocumentError as error:
            self._end(*error.faults)
            return False
        return True

    # -- on its way

    def _fetch(self, vitals: Vitals) -> None:
        if vitals.mono_s >= self._meant_s and not self._is_meant(vitals):
            return
        bundle = self._bundle
        try:
            self._staging.order(bundle)
            if self._staging.fetched_bytes(bundle) == bundle.size_bytes:
                self._records.keep(steps.checking(self._records.now))
                self._prover = self._staging.prove(bundle)
        except OSError as error:
            self._wait(vitals, Fault(path="camera", reason=error.strerror or "the disk"))
            return
        self._teller.say()

    def _check(self, vitals: Vitals) -> None:
        ended = None if self._prover is None else self._prover.ended()
        if self._prover is not None and ended is None:
            return
        self._prover = None
        faults = found(ended)
        places = {fault.path for fault in faults}
        if "camera" in places:
            self._wait(vitals, *faults)
        elif places & {"sha256", "size_bytes"} and not self._is_second:
            # What lies here may have been two halves of two files: once more, and then no more.
            self._is_second = True
            self._staging.clear()
            self._records.keep_or_say(steps.put_off(self._records.now))
        elif faults:
            self._end(*faults)
        elif self._is_meant(vitals):
            self._switch(vitals)

    def _switch(self, vitals: Vitals) -> None:
        try:
            # The one write that decides what the next start begins with.
            self._records.keep(steps.on_trial(self._records.now))
        except OSError as error:
            self._wait(vitals, Fault(path="camera", reason=error.strerror or "the disk"))
            return
        self._trial.begin(self._bundle, self._staging.place(self._bundle))
        self._teller.say()

    def _wait(self, vitals: Vitals, *faults: Fault) -> None:
        """Try it again later: it is not the update's fault."""
        self._again_s = vitals.mono_s + _AGAIN_S
        self._records.keep_or_say(steps.put_off(self._records.now))
        self._teller.say(*faults)

    def _end(self, *faults: Fault) -> None:
        self._records.keep_or_say(steps.failed(self._records.now, *faults))
        self._staging.clear()
        self._teller.say()

    # -- at work

    def _try(self, vitals: Vitals) -> bool:
        started = self._records.now.starts > 0
        told = self._teller.is_told()
        faults = self._trial.verdict(self._bundle, vitals, started=started, told=told)
        if faults is None:
            return self._trial.wants_start(self._bundle, started=started)
        now = self._records.now
        self._records.keep_or_say(steps.failed(now, *faults) if faults else steps.proved(now))
        self._staging.clear()
        # What was at work before comes back with the next start.
        self._wants_start = bool(faults)
        self._teller.say()
        return self._wants_start

    @property
    def _bundle(self) -> Bundle:
        bundle = self._records.now.bundle
        assert bundle is not None  # noqa: S101  every stage but none has one
        return bundle
