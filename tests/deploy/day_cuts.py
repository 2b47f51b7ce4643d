"""Power cuts at random moments of a camera's first day: first boot, a configuration, an update.

    python -m tests.deploy.day_cuts [CUTS] [--table FILE]

On an ext4 that is shut down at once (tests/faults/power.py); needs root and loop devices. The real
first boot, the real transaction of a configuration, and events, updates and their records as
`tests/faults/disk_work.py` writes them. The card's FAT lies on that disk as well: no kernel here
mounts one, so how a FAT takes a cut is seen in `make boot` alone. Exit 1 where anything was wrong.
"""

import argparse
import hashlib
import json
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from edge.config import parse_config
from edge.door.door import DoorError
from edge.errors import BadInputError
from edge.fleet import enrol
from edge.whole_file import keep_whole
from tests.brokers import certificates
from tests.deploy.device import program
from tests.edge.governed import Governed
from tests.faults.disk_work import Told, faults_of, work
from tests.faults.power import Cuts, Disk
from tests.faults.processes import CONTEXT
from tests.patience import wait_until

first_boot = program("device/first_boot")

PHASES: Final = ("first boot", "configuration", "update")
_CAMERA: Final = "gate-3"
# What a camera has told of itself, in memory that no cut reaches.
_MARKS: Final = ("phase", "key", "ready", "pushed", "applied")


class Marks:
    """Numbers that two processes share. told: where they lie."""

    def __init__(self, told: Any = None) -> None:
        self.told = CONTEXT.Array("q", len(_MARKS), lock=False) if told is None else told

    def __getitem__(self, name: str) -> int:
        return int(self.told[_MARKS.index(name)])

    def __setitem__(self, name: str, value: int) -> None:
        self.told[_MARKS.index(name)] = value

    def copy(self) -> dict[str, int]:
        return {name: self[name] for name in _MARKS}


class Site:
    """The camera's disk and the operator's office, which is elsewhere."""

    def __init__(self, disk: Path, office: Path) -> None:
        self.disk, self.office = disk, office
        self.card, self.data = disk / "card" / "passerby", disk / "data"
        self.key = self.data / "uplink" / _CAMERA / f"{_CAMERA}.key"

    def insert_card(self) -> None:
        """What an installer does at his desk, where the power stays."""
        for made in (self.card, self.data, self.disk / "camera"):
            made.mkdir(parents=True)
        register = self.office / "register.json"
        register.unlink(missing_ok=True)
        settings = {"camera": _CAMERA, "broker": "mqtts://broker.example", "source": "picamera:0"}
        settings["code"] = enrol.invite(register, _CAMERA)
        (self.card / "camera.yaml").write_text(json.dumps(settings))
        (self.card / "ca.pem").write_bytes((self.office / "ca.pem").read_bytes())

    def start(self) -> str:
        return str(first_boot.prepare(self.card, self.data, give=lambda path, user: None))

    def approve(self) -> None:
        """The operator's part, also at a desk. Once: an invitation is good for one.

        Only the certificate is kept. This process dies with the camera, the office does not: a
        register that it left between the two would know a code as used and no certificate for it.
        """
        kept = self.office / f"{_CAMERA}.pem"
        if not kept.exists():
            register = self.office / "asked.json"
            register.write_bytes((self.office / "register.json").read_bytes())
            given = enrol.approve(
                self.card / f"{_CAMERA}.csr",
                register=register,
                ca=self.office / "ca.pem",
                ca_key=self.office / "ca.key",
                days=1,
                now=datetime.now(UTC),
            )
            keep_whole(kept, given)
        keep_whole(self.card / kept.name, kept.read_bytes())


def _text(version: int) -> str:
    """A configuration of which each part tells its version."""
    x = round(0.1 + version % 50 / 100, 2)
    return (
        f"version: {version}\n"
        f"zones: {{z{version}: {{polygon: [[0, 0], [{x}, 0], [{x}, 1]]}}}}\n"
        f"rules: [{{rule: loitering, zone: z{version}, after_s: {version % 600 + 1}}}]\n"
    )


def _live(disk: Path, office: Path, told: Path, shared: Any) -> None:
    logging.disable(logging.ERROR)
    site, marks = Site(disk, office), Marks(shared)
    # Ends with the disk; whatever ended it sooner is found there.
    try:
        marks["phase"] = PHASES.index("first boot")
        site.start()
        marks["key"] = _number(site.key)
        site.approve()
        site.start()
        marks["ready"] = 1
        while True:
            marks["phase"] = PHASES.index("configuration")
            _configure(site, marks)
            marks["phase"] = PHASES.index("update")
            work(disk, told, rounds=1)
    except (OSError, BadInputError, DoorError) as error:
        (office / "ended").write_text(repr(error))


def _configure(site: Site, marks: Marks) -> None:
    camera = Governed(site.disk / "camera", local=b"version: 1")
    version = max(marks["pushed"], 1) + 1
    marks["pushed"] = version
    camera.push(_text(version))
    camera.acknowledge()
    camera.live(11.0)
    marks["applied"] = version
    camera.end()


def _number(key: Path) -> int:
    return int.from_bytes(hashlib.sha256(key.read_bytes()).digest()[:7])


def _faults(site: Site, told: Path, marks: dict[str, int]) -> list[str]:
    """What is wrong after a restart."""
    try:
        said = site.start()
    except (BadInputError, OSError) as error:
        return [f"first boot does not go on: {error}"]
    found = _configuration_faults(site, marks) + faults_of(site.disk, told)
    if marks["key"] and _number(site.key) != marks["key"]:
        found.append("another key than the one that was told")
    if marks["ready"] and not said.endswith("is ready"):
        found.append(f"it was ready and now {said}")
    if site.key.stat().st_mode & 0o077:
        found.append("the key can be read by others")
    if (site.data / "uplink" / ".making").exists():
        found.append("half a key is left")
    return found


def _configuration_faults(site: Site, marks: dict[str, int]) -> list[str]:
    camera = Governed(site.disk / "camera", local=b"version: 1")
    version = camera.version
    whole = parse_config(b"version: 1" if version == 1 else _text(version or 0).encode())
    checks = {
        "no configuration is at work": version is not None,
        "an older configuration is at work": (version or 0) >= marks["applied"],
        "one that nobody sent is at work": (version or 0) <= max(marks["pushed"], 1),
        "half a configuration is at work": camera.judges.config == whole,
    }
    camera.end()
    return [name for name, is_well in checks.items() if not is_well]


def at_random(folder: Path, *, cuts: int, seed: int) -> Cuts:
    """Cut so often, in each phase as often as in the others. Raises BadInputError."""
    disk, chance, office = Disk(folder, size="64M"), random.Random(seed), folder / "office"
    office.mkdir()
    certificates.authority(office, "ca")
    site, told, done, faults = Site(disk.folder, office), folder / "told", Counter[str](), []
    marks = Marks()
    spans_s = dict.fromkeys(PHASES, 0.0)
    for number in range(-1, cuts):
        phase = PHASES[max(number, 0) % len(PHASES)]
        if phase == "first boot":
            marks = _renew(disk, site, told)
        with disk.mounted():
            marks["phase"] = -1
            life = CONTEXT.Process(target=_live, args=(disk.folder, office, told, marks.told))
            life.start()
            if number < 0:
                spans_s = _measure(marks, life, office)
            else:
                _enter(marks, phase, life, office)
                time.sleep(chance.uniform(0.0, spans_s[phase]))
            certain, sure = told.read_bytes(), marks.copy()
            disk.cut()
            life.kill()
            life.join()
        if number < 0:
            continue
        judged = folder / "judged"
        judged.write_bytes(certain)
        Told(judged)["deleted"] = Told(told)["deleted"]
        sure["pushed"] = marks["pushed"]
        with disk.mounted():
            found = _faults(site, judged, sure)
        hit = PHASES[sure["phase"]]
        faults += [f"cut {number}, {hit}: {fault}" for fault in found]
        done[hit] += 1
    return Cuts(cuts=done, faults=tuple(faults))


def _renew(disk: Disk, site: Site, told: Path) -> Marks:
    disk.renew()
    told.unlink(missing_ok=True)
    Told(told)
    (site.office / f"{_CAMERA}.pem").unlink(missing_ok=True)
    with disk.mounted():
        site.insert_card()
    return Marks()


def _enter(marks: Marks, phase: str, life: BaseProcess, office: Path) -> None:
    wait_until(lambda: marks["phase"] == PHASES.index(phase) or not life.is_alive(), phase)
    if not life.is_alive():
        why = office / "ended"
        raise AssertionError(f"it ended before {phase}: {why.read_text() if why.exists() else '?'}")


def _measure(marks: Marks, life: BaseProcess, office: Path) -> dict[str, float]:
    """How long each phase lasts here, so that a cut finds any moment of it."""
    begins = {}
    for phase in (*PHASES, PHASES[1]):
        _enter(marks, phase, life, office)
        begins[phase, phase in {name for name, _ in begins}] = time.monotonic()
    order = list(begins.values())
    return {phase: order[i + 1] - order[i] for i, phase in enumerate(PHASES)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("cuts", type=int, nargs="?", default=100)
    parser.add_argument("--table", type=Path, help="a Markdown file")
    args = parser.parse_args()
    start_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            cuts = at_random(Path(folder), cuts=args.cuts, seed=1)
        except BadInputError as error:
            print(error, file=sys.stderr)
            return 2
    spent_s = time.monotonic() - start_s
    lines = ["| power cut during | cuts | wrong afterwards |", "|---|---:|---:|"]
    for phase in PHASES:
        wrong = sum(f", {phase}:" in fault for fault in cuts.faults)
        lines.append(f"| {phase} | {cuts.cuts[phase]} | {wrong} |")
    lines.append(f"| all, in {spent_s:.0f} s | {sum(cuts.cuts.values())} | {len(cuts.faults)} |")
    print("\n".join([*lines, *cuts.faults]))
    if args.table is not None:
        args.table.write_text("\n".join([*lines, *cuts.faults]) + "\n")
    return 1 if cuts.faults else 0


if __name__ == "__main__":
    logging.disable(logging.ERROR)
    sys.exit(main())
