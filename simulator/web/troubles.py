"""What is wrong with the camera's view, made and ended by hand, in the file that it looks into."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Final

import msgspec

from simulator.faults.trouble import NO_TROUBLE, Trouble
from simulator.web.asked import TroubleName

OF_THE_VIEW: Final[tuple[TroubleName, ...]] = (
    "covered", "frozen", "unplugged", "moved", "defocused", "dark",
)  # fmt: skip
_MOVED_DEG: Final = 12.0


class ViewTroubles:
    """The troubles of one camera's view. file: where it finds them, read anew with each picture.

    start_mono_s: when its scene began.
    """

    def __init__(self, file: Path, *, start_mono_s: float) -> None:
        self._file = file
        self._start_mono_s = start_mono_s
        self._since_s: dict[TroubleName, float] = {}
        self._write()

    @property
    def on(self) -> tuple[TroubleName, ...]:
        return tuple(name for name in OF_THE_VIEW if name in self._since_s)

    def make(self, name: TroubleName, *, on: bool) -> None:
        """Begin or end one of OF_THE_VIEW. Raises OSError."""
        if on:
            self._since_s.setdefault(name, time.monotonic() - self._start_mono_s)
        else:
            self._since_s.pop(name, None)
        self._write()

    def _write(self) -> None:
        """Replace the file in one step: the camera must not read half of it."""
        part = self._file.with_suffix(".part")
        part.write_bytes(msgspec.json.encode({"trouble": _differing(self._trouble())}))
        part.replace(self._file)

    def _trouble(self) -> Trouble:
        return Trouble(
            frozen_at_s=self._since_s.get("frozen"),
            unplugged="unplugged" in self._since_s,
            covered="covered" in self._since_s,
            moved_deg=_MOVED_DEG if "moved" in self._since_s else 0.0,
            defocused="defocused" in self._since_s,
            dark="dark" in self._since_s,
        )


def _differing(trouble: Trouble) -> dict[str, object]:
    none = asdict(NO_TROUBLE)
    return {key: value for key, value in asdict(trouble).items() if value != none[key]}
