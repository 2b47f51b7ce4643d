"""One new camera in qemu, from its key to its work, with a broker and an operator of its own."""

import json
import re
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import cv2

from deploy.image import inside
from deploy.image.machine import Card, Machine
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
_KEYS: Final = Keyring.of(b"boot test")
# An emulated camera looks about once in some seconds.
_FPS: Final = 2.0
_CONFIG: Final = """\
version: {version}
zones: {{yard: {{polygon: [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]}}}}
rules: [{{rule: restricted_zone, zone: yard}}]
"""


class WrongError(Exception):
    """Something did not come in time, or is not as it must be; the message says what."""


class Trial:
    """One card, one broker, one operator.

    hang_with: the configuration with which both processes hang once, None for none.
    took_s: what was waited for, and for how long.
    """

    def __init__(
        self, card: Card, folder: Path, *, arch: str, patience_s: float, hang_with: int | None
    ) -> None:
        self.took_s: dict[str, float] = {}
        self.facts: dict[str, Any] = {}
        self._hang_with = hang_with
        self._card = card
        self._folder = folder
        self._patience_s = patience_s
        self._machine = Machine(card, folder, arch=arch, words=inside.WORDS)
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
        self._say("first boot to certificate request", start_s)
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
        """Start, and stay until status, a configuration and an event came, and look inside."""
        start_s = time.monotonic()
        statuses, events = self._online(), len(self._events())
        self._machine.start()
        self._wait(lambda: self._online() > statuses, "status")
        self._say("power to status", start_s)
        text = _CONFIG.format(version=version)
        self._listener.publish(
            topic(CAMERA, "config/desired"), _KEYS.config(text, audience=[CAMERA]), retain=True
        )
        self._wait(lambda: (version, "applied") in self._reported(), f"configuration {version}")
        self._say(f"power to configuration {version} at work", start_s)
        self._wait(lambda: len(self._events()) > events, "an event")
        self._say("power to an event of the drawn video", start_s)
        self._wait(lambda: "uptime_s" in self._told(), "the look inside")
        self.facts |= self._told()
        if wrong := inside.faults(self.facts):
            raise WrongError(f"inside: {', '.join(wrong)}: {self.facts}")

    def is_replaced(self) -> None:
        """Both processes hang: until the watchdog has replaced them and events come again."""
        start_s = time.monotonic()
        for unit in ("passerby-vision", "passerby-uplink"):
            name = f"{unit} replaced_after_s"
            self._wait(lambda name=name: name in self._told(), f"another {unit}")
        self.facts |= self._told()
        events = len(self._events())
        self._wait(lambda: len(self._events()) > events, "an event")
        self._say("both hung to the next event", start_s)

    def is_forgotten(self) -> None:
        """Somebody wishes for a factory reset: of what is on the card now, no byte is left."""
        if lost := [word for word in self._traces() if not self._holds(word)]:
            raise WrongError(f"the search finds nothing even before: {lost}")
        wish = self._folder / "factory-reset"
        wish.touch()
        self._card.put(wish, wish.name)
        start_s = time.monotonic()
        self._machine.start()
        self._wait(lambda: self._card.read("card", wish.name) is None, "the factory reset")
        self._say("power to the end of a factory reset", start_s)
        self.cut()
        if left := [word for word in self._traces() if self._holds(word)]:
            raise WrongError(f"left after a factory reset: {left}")

    def _traces(self) -> list[bytes]:
        """Of the key, the certificate, the invitation, the broker, an event, and the video."""
        certificate = (self._folder / f"{CAMERA}.pem").read_bytes().split(b"\n")[3]
        settings = json.loads((self._folder / "camera.yaml").read_text())
        words = [settings["code"].encode(), settings["broker"].encode(), certificate]
        video = (self._folder / "yard.avi").read_bytes()[-4096:-2048]
        return [*words, b"PRIVATE KEY", b"restricted_zone", video]

    def _holds(self, word: bytes) -> bool:
        return any(word in self._card.raw(partition) for partition in ("card", "data"))

    def cut(self) -> None:
        """Take its power away."""
        self._machine.cut()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.took_s["processor time"] = used.ru_utime + used.ru_stime

    def last_lines(self) -> str:
        text = self._machine.log.read_text(errors="replace") if self._machine.log.exists() else ""
        text += self._machine.complaints()
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
        inside.prepare(self._card, self._folder, hang_with=self._hang_with)

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

    def _told(self) -> dict[str, Any]:
        return inside.facts(self._machine.log)

    def _say(self, what: str, start_s: float) -> None:
        # The first time: what is shown later is how it starts again.
        self.took_s.setdefault(what, time.monotonic() - start_s)
        print(f"{time.monotonic() - start_s:6.1f} s  {what}", flush=True)

    def _wait(self, came: Callable[[], bool], what: str) -> None:
        end_s = time.monotonic() + self._patience_s
        while not came():
            if time.monotonic() > end_s:
                raise WrongError(f"{what} did not come in {self._patience_s:.0f} s")
            if not self._machine.runs:
                raise WrongError(f"the machine ended before {what} came")
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
