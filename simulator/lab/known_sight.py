"""What is wrong with a picture that nobody draws: told by what was done to the camera."""

from collections.abc import Callable

from edge.perception.frame import Pixels
from edge.perception.sight import FROZEN_S, Sight
from edge.terms import Cause
from simulator.faults.trouble import Trouble


class KnownSight(Sight):
    """Says at once what the real one says of such pictures. trouble: what there is now."""

    def __init__(self, trouble: Callable[[], Trouble]) -> None:
        super().__init__()
        self._trouble = trouble

    @property
    def edges(self) -> bytes | None:
        return None

    def look(self, luma: Pixels, gain: float, *, mono_s: float) -> set[Cause]:
        trouble = self._trouble()
        causes: dict[Cause, bool] = {
            "covered": trouble.covered,
            "moved": bool(trouble.moved_deg),
            "blurred": trouble.defocused,
            "glare": trouble.blinded,
            "dark": trouble.dark,
            "frozen": trouble.frozen_at_s is not None and mono_s - trouble.frozen_at_s >= FROZEN_S,
        }
        return {cause for cause, holds in causes.items() if holds}
