"""The two folders of an update: one that the uplink can write as well, and vision's own."""

import logging
import shutil
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from edge.update.child import Child
from edge.update.document import ORDER_FILE, TROUBLE_FILE, Bundle, Obstacle, Order, Trouble
from edge.update.intake import fetched_bytes
from edge.update.record import Record, Records
from edge.whole_file import keep_whole

log = logging.getLogger(__name__)

# Longer than a firmware's own self-test may take, after all has been copied and unpacked.
_PROVE_S: Final = 1_200.0
_MAX_TROUBLE_BYTES: Final = 1_024


class Staging:
    """shared: beside the door. prover: the words of prove.py, as they run it here."""

    def __init__(self, shared: Path, records: Records, *, prover: Sequence[str]) -> None:
        self._shared = shared
        self._records = records
        self._prover = tuple(prover)
        self._ordered: Order | None = None

    def order(self, bundle: Bundle) -> None:
        """Let the uplink fetch it. Raises OSError."""
        order = _order(bundle)
        if order != self._ordered:
            self._share()
            keep_whole(self._shared / ORDER_FILE, msgspec.json.encode(order))
            self._ordered = order

    def _share(self) -> None:
        """Make the folder; in one that hands its group on (setgid) for that group, the uplink's."""
        if not self._shared.is_dir():
            parent = self._shared.parent
            parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._shared.mkdir(mode=0o770 if parent.stat().st_mode & stat.S_ISGID else 0o700)

    def fetched_bytes(self, bundle: Bundle) -> int:
        """How much lies here, as far as it may count."""
        return min(bundle.size_bytes, fetched_bytes(self._shared / _order(bundle).part))

    def obstacle(self, bundle: Bundle) -> Obstacle | None:
        """What the uplink says is in the way; None for nothing, or nothing that can be read."""
        try:
            with (self._shared / TROUBLE_FILE).open("rb") as file:
                trouble = msgspec.json.decode(file.read(_MAX_TROUBLE_BYTES), type=Trouble)
        except (OSError, msgspec.DecodeError):
            return None
        return trouble.obstacle if trouble.sha256 == bundle.sha256 else None

    def prove(self, bundle: Bundle) -> Child:
        """Begin to look into what was fetched. Raises OSError."""
        part = self._shared / _order(bundle).part
        words = [*self._prover, str(part), str(self._records.folder)]
        return Child(words, msgspec.json.encode(bundle), patience_s=_PROVE_S)

    def place(self, bundle: Bundle) -> Path:
        """Where it lies once it was proved."""
        return self._records.place(bundle.sha256)

    def clear(self) -> None:
        """Take the order back, and remove all that is neither at work nor on trial."""
        self._ordered = None
        with suppress(OSError):
            (self._shared / ORDER_FILE).unlink(missing_ok=True)
            for left in (self._shared / TROUBLE_FILE, *self._shared.glob("*.part")):
                left.unlink(missing_ok=True)
        if not self._records.is_kept:
            # The next start may want what this one has given up.
            return
        with suppress(OSError):
            needed = _needed(self._records.now)
            for place in self._records.folder.iterdir():
                if place.is_dir() and place.name not in needed:
                    shutil.rmtree(place, ignore_errors=True)


def _order(bundle: Bundle) -> Order:
    return Order(url=bundle.url, size_bytes=bundle.size_bytes, sha256=bundle.sha256)


def _needed(record: Record) -> set[str]:
    needed = {one.sha256 for one in record.at_work.values()}
    if record.bundle is not None and record.stage in ("checking", "trial"):
        needed.add(record.bundle.sha256)
    return needed
