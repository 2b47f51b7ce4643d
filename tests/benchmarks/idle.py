"""What an uplink costs that has nothing to tell: share of a core, beside the real broker.

python -m tests.benchmarks.idle [--seconds 60]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from edge.door.door import Door
from tests.brokers import Mosquitto
from tests.patience import started, wait_until

# After this long it has connected, told its first health and asked for its mark.
_SETTLED_S = 10.0


def spent_s(process_id: int) -> float:
    """Processor time of a process so far, in the kernel's ticks of 10 ms."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def idle_share(folder: Path, seconds: float) -> float:
    broker = Mosquitto(folder, ["cam-1"])
    settings = broker.settings("cam-1")
    door_path = folder / "door.sqlite"
    with Door(door_path) as door:
        door.begin_boot()
    watcher = broker.client("operator").subscribe("passerby/v1/cam-1/status")
    words = [
        *(sys.executable, "-m", "edge", "uplink", "--camera", "cam-1", "--door", door_path),
        *("--broker", settings.broker, "--ca", settings.ca),
        *("--cert", settings.cert, "--key", settings.key),
    ]
    with started([str(word) for word in words], stderr=subprocess.DEVNULL) as uplink:
        wait_until(lambda: watcher.messages, "its status")
        time.sleep(_SETTLED_S)
        before_s, start_s = spent_s(uplink.pid), time.monotonic()
        time.sleep(seconds)
        share = (spent_s(uplink.pid) - before_s) / (time.monotonic() - start_s)
    watcher.close()
    broker.stop()
    return share


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"{idle_share(Path(folder), args.seconds):.2%} of a core")


if __name__ == "__main__":
    main()
