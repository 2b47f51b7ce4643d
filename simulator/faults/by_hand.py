"""Troubles of a camera that somebody makes while it runs, in a file that it looks into."""

from dataclasses import fields
from pathlib import Path

import msgspec

from edge.capture.camera import CameraError
from simulator.faults.trouble import NO_TROUBLE, Trouble


class _ByHand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    trouble: Trouble = NO_TROUBLE


class FaultFile:
    """Troubles that somebody makes while the camera runs: {"trouble": {"covered": true}}."""

    def __init__(self, path: Path) -> None:
        """Raises CameraError naming the file."""
        self._path = path
        try:
            self._changed_ns, self._trouble = self._read()
        except OSError as error:
            raise CameraError(f"{path}: {error.strerror or 'cannot be read'}") from error
        except msgspec.DecodeError as error:
            raise CameraError(f"{path}: {error}") from error

    def trouble(self) -> Trouble:
        """What holds now; while the file cannot be read, what held before."""
        try:
            if self._path.stat().st_mtime_ns != self._changed_ns:
                self._changed_ns, self._trouble = self._read()
        except (OSError, msgspec.DecodeError):
            pass
        return self._trouble

    def _read(self) -> tuple[int, Trouble]:
        changed_ns = self._path.stat().st_mtime_ns
        return changed_ns, msgspec.json.decode(self._path.read_bytes(), type=_ByHand).trouble


def both(one: Trouble, other: Trouble) -> Trouble:
    """Two troubles at once: turned by both angles, frozen at the first."""
    frozen = [t.frozen_at_s for t in (one, other) if t.frozen_at_s is not None]
    flags = {
        field.name: getattr(one, field.name) or getattr(other, field.name)
        for field in fields(Trouble)
        if field.name not in ("frozen_at_s", "moved_deg")
    }
    return Trouble(
        frozen_at_s=min(frozen, default=None), moved_deg=one.moved_deg + other.moved_deg, **flags
    )
