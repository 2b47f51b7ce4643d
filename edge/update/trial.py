"""Whether what has been switched to proves itself: models by themselves, firmware by its installer.

models:    start anew -> probation -> kept, or back
firmware:  install -> start anew -> probation -> good -> kept
                                         \\-----> back -> back
"""

from pathlib import Path

from edge.desired.probation import Probation, Vitals
from edge.errors import Fault
from edge.update.child import Child
from edge.update.document import Bundle
from edge.update.install import Installer, Step, firmware_file

Faults = tuple[Fault, ...]


class Trial:
    """installer: of firmware."""

    def __init__(self, installer: Installer) -> None:
        self._installer = installer
        self._probation: Probation | None = None
        self._step: Step = "install"
        self._child: Child | None = None
        self._is_installed = False
        self._faults: Faults = ()

    def check(self, bundle: Bundle) -> None:
        """Raises DocumentError for what could never be switched to here."""
        if bundle.kind == "firmware":
            self._installer.check()

    def begin(self, bundle: Bundle, place: Path) -> None:
        """Switch, as far as that is not done by the next start."""
        self._probation, self._faults, self._is_installed = None, (), False
        if bundle.kind == "firmware":
            self._begin("install", str(firmware_file(place, bundle)), str(bundle.version))

    def wants_start(self, bundle: Bundle, *, started: bool) -> bool:
        """Whether vision has to start anew to go on. started: it has, since the switch."""
        return not started and (bundle.kind == "models" or self._is_installed)

    def verdict(
        self, bundle: Bundle, vitals: Vitals, *, started: bool, told: bool
    ) -> Faults | None:
        """Nothing against it once it is to stay, what is against it once it is to go; else None.

        told: whether the broker has what was reported since.
        """
        if self._child is not None or self._faults:
            return self._of_installer()
        if not started:
            return None
        if self._probation is None:
            self._probation = Probation(vitals)
        faults = self._probation.verdict(vitals, told=told)
        if faults is None or bundle.kind == "models":
            return faults
        self._faults = faults
        self._begin("back" if faults else "good", str(bundle.version))
        return None

    def end(self) -> None:
        if self._child is not None:
            self._child.end()
        self._child = None

    def _begin(self, step: Step, *words: str) -> None:
        self._step = step
        try:
            self._child = self._installer.begin(step, *words)
        except OSError as error:
            self._faults = (*self._faults, _fault(f"cannot {step}: {error.strerror}"))

    def _of_installer(self) -> Faults | None:
        """What has come of its step; None while that goes on, or has gone well and is no end."""
        if self._child is None:
            return self._faults
        ended = self._child.ended()
        if ended is None:
            return None
        self._child = None
        if ended.code != 0:
            return (*self._faults, _fault(f"to {self._step} it ended with {ended.code}"))
        self._is_installed = self._step == "install"
        return None if self._is_installed else self._faults


def _fault(reason: str) -> Fault:
    return Fault(path="installer", reason=reason)
