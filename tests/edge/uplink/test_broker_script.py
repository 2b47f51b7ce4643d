"""run.sh: one command from nothing to a broker that a camera and an operator can use."""

import subprocess
import sys

import pytest

from tests.brokers import DEPLOYED, MOSQUITTO, Listener
from tests.patience import PATIENCE_S, wait_until


def test_the_script_starts_a_broker_for_cameras_and_operators(tmp_path):
    if MOSQUITTO is None:
        pytest.skip("mosquitto is not installed")
    process = subprocess.Popen(
        [DEPLOYED / "run.sh", tmp_path, "cam-1"],
        env={"PYTHON": sys.executable, "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        ports = [int(process.stdout.readline().rpartition(":")[2]) for _ in range(3)]
        wait_until(lambda: "running" in process.stderr.readline(), "Mosquitto")
        folder = tmp_path / "certificates"
        operator = Listener(folder, "operator", ports[1], kept=False).subscribe("passerby/v1/#")
        camera = Listener(folder, "cam-1", ports[0], kept=False)
        camera.publish("passerby/v1/cam-1/statement", b"here")
        operator.wait_for("passerby/v1/cam-1/statement")
        camera.close()
        operator.close()
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)
