"""Power cuts while a log is written: it always continues the last head that anybody was told.

    python -m tests.faults.log_cuts [CUTS]

On an ext4 that is shut down at once (tests/faults/power.py). Needs root and loop devices.
"""

import random
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.errors import BadInputError
from edge.oversight.log.audit import audit
from edge.oversight.log.entry import Masked
from edge.oversight.log.log import CHECKPOINT, ENTRIES, Log
from edge.whole_file import keep_whole
from tests.faults.power import Disk
from tests.faults.processes import CONTEXT

_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def _write(folder: Path, told: Path) -> None:
    """Append for ever; what is told lies on another disk."""
    log = Log(folder, _KEY)
    # Ends with the disk.
    with suppress(OSError):
        while True:
            log.append([Masked(whole="dark"), Masked(whole=None)])
            keep_whole(told, str(log.note).encode())


def _faults(folder: Path, told: bytes) -> list[str]:
    """What is wrong after a restart. told: the last head that left."""
    origin = Log(folder, _KEY).origin
    raw, head = ((folder / name).read_bytes() for name in (ENTRIES, CHECKPOINT))
    verdict = audit(raw, head, _KEY.public_key(), others={"told": told})
    wrong = [f"{finding.kind}: {finding.reason}" for finding in verdict.findings]
    return wrong if origin.endswith("/1") else [*wrong, "it was taken to be damaged"]


def at_random(folder: Path, *, cuts: int, seed: int) -> list[str]:
    """Cut so often; the log goes on after each. Raises BadInputError."""
    disk, chance, told = Disk(folder), random.Random(seed), folder / "told"
    disk.renew()
    faults, before = [], None
    for cut in range(cuts):
        with disk.mounted():
            life = CONTEXT.Process(target=_write, args=(disk.folder / "log", told), daemon=True)
            life.start()
            while before == (before := told.read_bytes() if told.exists() else None):
                time.sleep(0.01)
            time.sleep(chance.uniform(0.0, 0.5))
            disk.cut()
            life.kill()
            life.join()
        with disk.mounted():
            faults += [f"cut {cut}: {f}" for f in _faults(disk.folder / "log", told.read_bytes())]
    return faults


def main() -> int:
    cuts = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as name:
        try:
            faults = at_random(Path(name), cuts=cuts, seed=1)
        except BadInputError as error:
            print(error)
            return 2
        size = (Path(name) / "told").read_text().split("\n")[1]
    print(f"{cuts} power cuts, {size} entries: {len(faults)} faults")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
