"""The real uplink in a process of its own, to be started, stopped and killed."""

import logging
import subprocess
import sys
from pathlib import Path

from edge.clock import SystemClock
from edge.stop import Stop
from edge.uplink.settings import UplinkSettings
from edge.uplink.uplink import run_uplink


def start_uplink(settings: UplinkSettings, door: Path, log: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "tests.uplink_process", str(door), settings.camera]
    files = (settings.ca, settings.cert, settings.key)
    words += [settings.broker, *("" if file is None else str(file) for file in files)]
    with log.open("ab") as out:
        return subprocess.Popen(
            words, cwd=Path(__file__).resolve().parents[1], stdout=out, stderr=out
        )


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname).1s %(message)s")
    door, camera, broker, *files = sys.argv[1:]
    ca, cert, key = (Path(file) if file else None for file in files)
    settings = UplinkSettings(camera=camera, broker=broker, ca=ca, cert=cert, key=key)
    sys.exit(run_uplink(settings, Path(door), SystemClock(), Stop()))
