"""A roll-out to a thousand simulated cameras of which some are faulty: where does it stop?

    python -m tests.benchmarks.rollout [CAMERAS] [SHARE]

Needs Mosquitto. Prints each step, whom the report names, and who was faulty.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from edge.fleet.known import Camera
from edge.fleet.push import read_sealed, roll_out
from edge.fleet.rollout import Terms
from edge.fleet.table import outcome_line, outcome_lines
from edge.fleet.wire import Wire
from edge.uplink.settings import UplinkSettings
from simulator.fleet.brokers import opened
from simulator.fleet.faulty import faulty
from simulator.fleet.push import envelope
from simulator.fleet.settings import Access

# Longer than health takes to come: who falls ill has to be seen.
_SOAK_S = 12.0
_ANSWER_S = 15.0


def main() -> None:
    cameras = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    share = float(sys.argv[2]) if len(sys.argv) > 2 else 0.03
    with opened("mosquitto") as url, tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "simulator", "fleet", "--broker", url, "--seconds", "3600"]
        words += ["--cameras", str(cameras), "--faulty", str(share)]
        fleet = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            go(url, Path(folder), cameras, share)
        finally:
            fleet.kill()
            fleet.wait()


def go(url: str, folder: Path, cameras: int, share: float) -> None:
    wire = Wire(UplinkSettings(camera="operator", broker=url))
    known = wire.known.cameras
    while len(known) < cameras or not all(map(is_ready, known.values())):
        wire.step()
    version = int(time.time())
    (folder / "sealed.json").write_bytes(envelope(version))
    began_s, cpu_s = time.monotonic(), time.process_time()
    outcome = roll_out(
        wire,
        read_sealed(folder / "sealed.json"),
        Terms(version=version, answer_s=_ANSWER_S, soak_s=_SOAK_S),
        known,
        log=folder / "audit.jsonl",
        show=lambda now: print(f"{time.monotonic() - began_s:6.1f} s  {outcome_line(now)}"),
    )
    print("\n".join(outcome_lines(outcome)))
    access = Access(broker=url, operators=url)
    bad = {access.name(n) for n in range(cameras) if faulty(n, share) is not None}
    print(
        f"{len(bad)} of {cameras} are faulty; wrongly named: {sorted(outcome.failed.keys() - bad)}"
    )
    print(f"{time.process_time() - cpu_s:.2f} s of CPU time in the operator's process")


def is_ready(camera: Camera) -> bool:
    return camera.ailment() is None and camera.config is not None


if __name__ == "__main__":
    main()
