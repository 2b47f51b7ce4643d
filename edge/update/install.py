"""Where a firmware is handed over: one program, which deploy/ provides and only root may write.

It is called with `install FILE VERSION`, and once the camera has been started anew with `good`, or
with `back` where the new one did not prove itself. It ends with 0 when that is done. What it does
(RAUC's other slot, another virtual environment) is none of this package's business.
"""

from pathlib import Path
from typing import Final, Literal, Protocol

from edge.errors import refuse
from edge.update.child import Child
from edge.update.document import Bundle

HOOK: Final = Path("/usr/lib/passerby/install-firmware")
# To write a system image to an old card.
PATIENCE_S: Final = 1_800.0

DISTRIBUTION: Final = "passerby"

Step = Literal["install", "good", "back"]


class Installer(Protocol):
    def check(self) -> None:
        """Raises DocumentError where no firmware can be installed."""
        ...

    def begin(self, step: Step, *words: str) -> Child:
        """Begin a step; what comes of it the child says. Raises OSError."""
        ...


class Hook:
    """The program at a path."""

    def __init__(self, path: Path = HOOK) -> None:
        self._path = path

    def check(self) -> None:
        if not self._path.is_file():
            raise refuse("kind", "nothing on this camera installs firmware")

    def begin(self, step: Step, *words: str) -> Child:
        return Child([str(self._path), step, *words], b"", patience_s=PATIENCE_S)


def firmware_file(place: Path, bundle: Bundle) -> Path:
    """The file of a firmware that was proved, with the name that installers expect."""
    wheel = f"{DISTRIBUTION}-{bundle.release}-py3-none-any.whl"
    return place / (wheel if bundle.format == "wheel" else "firmware.raucb")
