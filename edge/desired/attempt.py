"""What a camera must not forget of a configuration it was given, however it is interrupted."""

import hashlib
import logging
from collections.abc import Collection, Iterable
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from edge.contract import ConfigFault, KeyId, config_faults
from edge.errors import DocumentError, Fault, refuse
from edge.kept import Kept

log = logging.getLogger(__name__)

_INTERRUPTED: Final = Fault(
    path="camera", reason="it ended before the configuration had proved itself"
)


class Attempt(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The last one that was taken up, written before it is even read.

    sha256: of its text, empty for none. version: None until it has been read; highest: that was
    ever at work, for the operators whose keys are in by: where none of them is believed any more,
    the count begins anew, or a stolen key could use up all versions for ever.
    One that a camera finds begun when it starts has interrupted it, and failed.
    """

    v: Literal[1] = 1
    sha256: str = ""
    version: int | None = None
    highest: int = 0
    by: tuple[KeyId, ...] = ()
    state: Literal["begun", "good", "failed"] = "good"
    faults: tuple[ConfigFault, ...] = ()


class Attempts:
    """The last attempt, on disk before it can do any harm.

    kept_version: of the last good configuration, None for none.
    """

    def __init__(self, kept: Kept[Attempt], *, kept_version: int | None) -> None:
        self._kept = kept
        try:
            self.last = kept.load() or Attempt()
        except DocumentError as error:
            log.error("the last attempt: %s", error)
            self.last = Attempt()
        if self.last.state == "begun":
            self._settle_what_was_left(kept_version)
        self._settled = self._before = self.last

    def knows(self, body: bytes) -> bool:
        """Whether the last attempt was at this very text."""
        return self.last.sha256 == hashlib.sha256(body).hexdigest()

    def repeats(self, version: int) -> bool:
        """Whether what is begun was at work before, and did not fail."""
        before = self._before
        alike = (before.sha256, before.version) == (self.last.sha256, version)
        return alike and before.state != "failed"

    def begin(self, body: bytes) -> None:
        """Take up a text that is not read yet. Raises DocumentError where that cannot be kept."""
        self._before = self.last
        sha256 = hashlib.sha256(body).hexdigest()
        last = self.last
        self._keep(Attempt(sha256=sha256, highest=last.highest, by=last.by, state="begun"))

    def begins_anew(self, operators: Collection[KeyId]) -> bool:
        """Whether versions count anew: none of those they counted for is believed any more."""
        return bool(self.last.by) and not set(self.last.by) & set(operators)

    def bring_to_work(self, version: int, operators: Collection[KeyId]) -> None:
        """From here on it counts as tried. operators: who is believed now.

        Raises DocumentError where that cannot be kept.
        """
        floor = 0 if self.begins_anew(operators) else self.last.highest
        by = tuple(sorted(operators))
        self._keep(replace(self.last, version=version, highest=max(version, floor), by=by))

    def undo(self) -> None:
        """It was refused: what was before begin() counts again."""
        self._keep_or_say(self._before)

    def put_off(self) -> None:
        """It is still on trial and shall begin anew another time."""
        self._keep_or_say(self._settled)

    def settle(self, faults: Iterable[Fault] = ()) -> None:
        """It is over. faults: why it failed; none if it did not."""
        found = config_faults(tuple(faults))
        state: Literal["failed", "good"] = "failed" if found else "good"
        self._keep_or_say(replace(self.last, state=state, faults=found))
        self._settled = self.last

    def _settle_what_was_left(self, kept_version: int | None) -> None:
        # Kept as the last good one, and only that was not written down here any more.
        proved = kept_version is not None and kept_version == self.last.version
        if not proved:
            log.error("configuration %s: %s", self.last.version, _INTERRUPTED.reason)
        self.settle(() if proved else (_INTERRUPTED,))

    def _keep(self, attempt: Attempt) -> None:
        try:
            self._kept.keep(attempt)
        except OSError as error:
            raise refuse("camera", f"cannot keep it: {error.strerror}") from error
        self.last = attempt

    def _keep_or_say(self, attempt: Attempt) -> None:
        self.last = attempt
        try:
            self._kept.keep(attempt)
        except OSError as error:
            log.error("the last attempt cannot be kept: %s", error.strerror)
