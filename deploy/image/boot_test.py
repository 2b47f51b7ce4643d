"""Start the card image in qemu as a new camera, and see it through to work, twice.

    python -m deploy.image.boot_test IMAGE

A key made and a certificate given on first boot; `status`, an event of what is drawn on its video,
a configuration from afar; then its power is cut, and all of it once more. Prints what each took.
Exit 0: all of it came; 1: something did not, and the console's log is named; 77: a tool is missing.
"""

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import cv2

from deploy.image.machine import Card, Machine, copy_of, missing
from edge.capture.camera import EndOfRecording, next_frame
from edge.clock import SystemClock
from edge.contract import topic
from edge.fleet import enrol
from simulator.camera import open_camera
from simulator.keyring import Keyring
from tests.brokers import Mosquitto, certificates

CAMERA: Final = "gate-3"
# Where qemu's network has the machine that it runs on.
HOST: Final = "10.0.2.2"
SKIPPED: Final = 77
_KEYS: Final = Keyring.of(b"boot test")
# An emulated camera looks about once in some seconds.
_FPS: Final = 2.0
_CONFIG: Final = """\
version: {version}
zones: {{yard: {{polygon: [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]}}}}
rules: [{{rule: restricted_zone, zone: yard}}]
"""


class TooLateError(Exception):
    """Something did not come in time; the message says what."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("image", type=Path)
    parser.add_argument("--arch", choices=("arm64", "amd64"), default="arm64")
    parser.add_argument("--patience-s", type=float, default=420.0, help="for each step")
    args = parser.parse_args()
    lacking = missing(args.arch)
    if lacking:
        print(f"skipped: {', '.join(lacking)}: not installed")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="boot-") as folder:
        card = copy_of(args.image, Path(folder))
        trial = Trial(card, Path(folder), arch=args.arch, patience_s=args.patience_s)
        with closing(trial):
            try:
                trial.enrols()
                trial.works(version=2)
                trial.works(version=3)
            except TooLateError as error:
                print(f"{error}; the console's last lines:\n{trial.last_lines()}", file=sys.stderr)
                return 1
    return 0


class Trial:
    """One card, one broker, one operator."""

    def __init__(self, card: Card, folder: Path, *, arch: str, patience_s: float) -> None:
        self._card = card
        self._folder = folder
        self._patience_s = patience_s
        self._machine = Machine(card, folder, arch=arch)
        self._broker = _open_broker(folder / "broker")
        self._listener = self._broker.client("operator")
        self._listener.subscribe(f"passerby/v1/{CAMERA}/#")
        self._register = folder / "register.json"
        self._provision()

    def enrols(self) -> None:
        """First boot: a key, and a request on the card. Then the operator's part."""
        start_s = time.monotonic()
        self._machine.start()
        self._wait(lambda: self._request() is not None, "the certificate request")
        _say("first boot to certificate request", start_s)
        self._machine.cut()
        request = self._folder / f"{CAMERA}.csr"
        request.write_bytes(self._request() or b"")
        given = self._broker.certificates
        certificate = self._folder / f"{CAMERA}.pem"
        certificate.write_bytes(
            enrol.approve(
                request,
                register=self._register,
                ca=given / "ca.pem",
                ca_key=given / "ca.key",
                days=30,
                now=datetime.now(UTC),
            )
        )
        self._card.put(certificate, f"passerby/{CAMERA}.pem")

    def works(self, *, version: int) -> None:
        """Start, and stay until status, a configuration and an event came; then cut its power."""
        start_s = time.monotonic()
        statuses, events = self._online(), len(self._events())
        self._machine.start()
        self._wait(lambda: self._online() > statuses, "status")
        _say("power to status", start_s)
        text = _CONFIG.format(version=version)
        self._listener.publish(
            topic(CAMERA, "config/desired"), _KEYS.config(text, audience=[CAMERA]), retain=True
        )
        self._wait(lambda: (version, "applied") in self._reported(), f"configuration {version}")
        _say(f"power to configuration {version} at work", start_s)
        self._wait(lambda: len(self._events()) > events, "an event")
        _say("power to an event of the drawn video", start_s)
        self._machine.cut()

    def last_lines(self) -> str:
        text = self._machine.log.read_text(errors="replace") if self._machine.log.exists() else ""
        return "\n".join(re.sub(r"\x1b\[[\d;:]*m", "", text).splitlines()[-30:])

    def close(self) -> None:
        self._machine.cut()
        self._listener.close()
        self._broker.stop()

    def _provision(self) -> None:
        """What an installer puts on the card, and the video that stands for the street."""
        settings = {
            "camera": CAMERA,
            "broker": f"mqtts://{HOST}:{self._broker.port}",
            "source": "/var/lib/passerby/yard.avi",
            "loop": True,
            "profile": "light",
            "code": enrol.invite(self._register, CAMERA),
        }
        (self._folder / "camera.yaml").write_text(json.dumps(settings))
        (self._folder / "config.yaml").write_text(_CONFIG.format(version=1))
        _KEYS.enrol(CAMERA, self._folder)
        for name, at in (
            ("camera.yaml", "camera.yaml"),
            ("config.yaml", "config.yaml"),
            ("trust.yaml", "trust.yaml"),
            ("policy.signed.json", "policy.json"),
            ("broker/certificates/ca.pem", "ca.pem"),
        ):
            self._card.put(self._folder / name, f"passerby/{at}")
        _draw(self._folder / "yard.avi")
        self._card.put_data(self._folder / "yard.avi", "yard.avi")

    def _request(self) -> bytes | None:
        return self._card.read("card", f"passerby/{CAMERA}.csr")

    def _online(self) -> int:
        return sum(json.loads(p)["online"] for p in self._payloads("status"))

    def _events(self) -> list[bytes]:
        return self._payloads("event/restricted_zone")

    def _reported(self) -> set[tuple[int, str]]:
        reports = [json.loads(payload) for payload in self._payloads("config/reported")]
        return {(report["version"], report["state"]) for report in reports}

    def _payloads(self, suffix: str) -> list[bytes]:
        return self._listener.payloads(topic(CAMERA, suffix))

    def _wait(self, came: Callable[[], bool], what: str) -> None:
        end_s = time.monotonic() + self._patience_s
        while not came():
            if time.monotonic() > end_s:
                raise TooLateError(f"{what} did not come in {self._patience_s:.0f} s")
            if not self._machine.runs:
                raise TooLateError(f"the machine ended before {what} came")
            time.sleep(0.25)


def _open_broker(folder: Path) -> Mosquitto:
    given = folder / "certificates"
    given.mkdir(parents=True)
    devices = certificates.authority(given, "ca")
    certificates.issue(
        given, "broker", by=devices, usage="server", hosts=["localhost", "127.0.0.1", HOST]
    )
    return Mosquitto(folder, [])


def _draw(path: Path) -> None:
    """Somebody stays in a yard, as the simulator draws it."""
    camera = open_camera("intruder-stays", clock=SystemClock(), pace="recording")
    video: cv2.VideoWriter | None = None
    due_s = 0.0
    while not isinstance(frame := next_frame(camera), EndOfRecording):
        if frame.mono_s < due_s:
            continue
        due_s += 1 / _FPS
        if video is None:
            code = cv2.VideoWriter.fourcc(*"MJPG")
            video = cv2.VideoWriter(str(path), code, _FPS, (frame.width, frame.height))
        video.write(frame.pixels)
    camera.close()
    if video is not None:
        video.release()


def _say(what: str, start_s: float) -> None:
    print(f"{time.monotonic() - start_s:6.1f} s  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
