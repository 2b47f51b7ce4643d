"""The long form: thousands of faults, their outcome as a table.

    python -m tests.faults.long [PART ...] [--table FILE]

Parts: kills, camera, network, cuts, writes, updates, week; all unless named. Needs Mosquitto, and
root for network, cuts and writes. Exits with 1 when anything was lost, told twice, reordered or
fell.
"""

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults import camera, kills, network, power, updating, week
from tests.faults.ledger import Verdict

HEAD = "| part | faults | events | lost | by id twice | reordered | repeated | fell | s |"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """fell: processes that ended unasked. trouble: what else went wrong."""

    faults: str
    verdicts: tuple[Verdict, ...] = ()
    fell: int = 0
    trouble: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        return not self.fell and not self.trouble and all(v.is_clean for v in self.verdicts)

    def line(self, part: str, *, spent_s: float) -> str:
        sums = [
            sum(v.committed for v in self.verdicts),
            sum(len(v.lost) for v in self.verdicts),
            sum(v.duplicates for v in self.verdicts),
            sum(v.reordered for v in self.verdicts),
            sum(v.repeated for v in self.verdicts),
            self.fell,
        ]
        cells = [part, self.faults, *map(str, sums), f"{spent_s:.0f}"]
        return f"| {' | '.join(cells)} |"


def _kills(folder: Path) -> Row:
    done = kills.run(folder, kills=900, cameras=4, seed=1)
    return Row(faults=_counted(done.kills, "SIGKILL of"), verdicts=done.verdicts, fell=done.fell)


def _camera(folder: Path) -> Row:
    done = camera.run(folder, kills=1_000, seed=2)
    return Row(faults=_counted(done.kills, "SIGKILL of"), verdicts=done.verdicts, fell=done.fell)


def _network(folder: Path) -> Row:
    done = network.run(folder, faults=200, cameras=5, seed=3, long=True)
    return Row(faults=_counted(done.faults, ""), verdicts=done.verdicts, fell=done.fell)


def _cuts(folder: Path) -> Row:
    done = power.at_random(folder, cuts=100, seed=4)
    return Row(faults=_counted(done.cuts, "power cut at a"), trouble=done.faults)


def _writes(folder: Path) -> Row:
    done = power.at_each_write(folder)
    return Row(faults=_counted(done.cuts, "power cut before each"), trouble=done.faults)


def _updates(folder: Path) -> Row:
    told = updating.run(folder)
    ended = {name: report["state"] for name, report in told.items()}
    trouble = tuple(
        f"{name}: {ended[name]}, not {state}"
        for name, state in updating.EXPECTED.items()
        if ended[name] != state
    )
    said = "; ".join(f"{name}: {state}" for name, state in ended.items())
    return Row(faults=f"{len(told)} updates of models: {said}", trouble=trouble)


def _week(folder: Path) -> Row:
    done = week.run(folder)
    trouble = () if done.is_clean else (str(done),)
    told = (
        f"7 days without a broker: {done.told_events} events and {done.told_counts} counts told,"
        f" {done.events} and {done.counts} came, {done.reported[0]} reported as dropped,"
        f" file {done.file_bytes / 2**20:.1f} MiB of {done.cap_bytes / 2**20:.0f}"
    )
    return Row(faults=told, trouble=trouble)


# On a disk, where the disk is what is tested; else in memory.
PARTS: dict[str, tuple[Callable[[Path], Row], bool]] = {
    "kills": (_kills, False),
    "camera": (_camera, False),
    "network": (_network, False),
    "cuts": (_cuts, True),
    "writes": (_writes, True),
    "updates": (_updates, False),
    "week": (_week, False),
}


def main(parts: list[str], table: Path | None) -> int:
    lines = [HEAD, "|---|---|---:|---:|---:|---:|---:|---:|---:|"]
    all_clean = True
    for part in parts or list(PARTS):
        run, on_disk = PARTS[part]
        start_s = time.monotonic()
        with tempfile.TemporaryDirectory(dir=None if on_disk else _memory()) as folder:
            row = run(Path(folder))
        lines.append(row.line(part, spent_s=time.monotonic() - start_s))
        lines += [f"| | **{fault}** |" for fault in row.trouble]
        all_clean = all_clean and row.is_clean
        print(lines[-1 - len(row.trouble)], *row.trouble, sep="\n", flush=True)
        if table is not None:
            table.write_text("\n".join(lines) + "\n")
    return 0 if all_clean else 1


def _counted(counts: dict[str, int], what: str) -> str:
    total = sum(counts.values())
    return f"{total}: " + ", ".join(f"{n} {what} {name}".strip() for name, n in counts.items())


def _memory() -> str | None:
    """A folder in memory: kills lose nothing of it, and a flush costs nothing there."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--table", type=Path, help="a Markdown file, written after each part")
    args = parser.parse_args()
    if unknown := set(args.parts) - PARTS.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    logging.disable(logging.ERROR)
    sys.exit(main(args.parts, args.table))
