"""An installer's hour without a camera: vision's side of it, and who serves it over HTTPS."""

import hashlib
import http.client
import json
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any

import cv2
import numpy as np

from edge.clock import SystemClock
from edge.config import Config, parse_config
from edge.desired.memory import Memory
from edge.governance.authority import Authority
from edge.installer.identity import make
from edge.installer.window import Window
from edge.oversight.log.entry import Maintenance
from edge.perception.frame import Frame
from edge.privacy.mask import MaskedFrame, mask_whole
from tests.keys import CAMERA, KEYS
from tests.patience import PATIENCE_S, started, wait_until
from tests.ports import free_port

CONFIG = b"""
version: 7
zones:
  gate: {polygon: [[0.1, 0.5], [0.4, 0.5], [0.4, 0.9], [0.1, 0.9]]}
lines:
  door: {from: [0.6, 0.2], to: [0.6, 0.8]}
rules:
  - {rule: restricted_zone, zone: gate}
"""


def street(blur_px: int = 0) -> MaskedFrame:
    """A masked picture with something to see: walls, windows, and a figure that is filled."""
    pixels = np.full((360, 640, 3), 150, np.uint8)
    for left in range(20, 640, 80):
        cv2.rectangle(pixels, (left, 40), (left + 40, 130), (40, 60, 80), -1)
        cv2.rectangle(pixels, (left + 4, 44), (left + 36, 126), (220, 220, 200), 2)
    cv2.rectangle(pixels, (0, 230), (640, 360), (90, 100, 90), -1)
    if blur_px:
        pixels = cv2.GaussianBlur(pixels, (0, 0), blur_px)
    cv2.rectangle(pixels, (300, 190), (350, 300), (128, 128, 128), -1)
    masked = mask_whole(Frame(pixels.copy(), mono_s=1.0))
    masked.pixels[:] = pixels
    masked.whole = False
    return masked


class Vision:
    """What vision does for a window, in a thread: shows a picture and heeds it, again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder / "window", folder / "asked"
        for room in (self.folder, self.asked):
            room.mkdir(parents=True)
        authority = Authority(trust=KEYS.trust(CAMERA), kept=Memory(folder).policy)
        self.window = Window(
            self.folder, asked=self.asked, authority=authority, clock=SystemClock()
        )
        self.config: Config = parse_config(CONFIG)
        self.make = street
        self.state = "ok"
        self.log: list[Maintenance] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        self._thread.join()
        self.log.extend(self.window.close())

    def logged(self) -> list[str]:
        return [entry.state for entry in self.log]

    def _live(self) -> None:
        while not self._stopped.wait(0.05):
            self.log.extend(self.window.turn())
            if self.window.screen is not None:
                self.window.screen.show(
                    self.make(),
                    tracks=(),
                    config=self.config,
                    state=self.state,
                    seen_bytes=0,
                    left_s=self.window.left_s,
                )


@dataclass(frozen=True, kw_only=True)
class Hour:
    """label: what an installer has in his hand."""

    vision: Vision
    process: "Popen[Any]"
    port: int
    label: str

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}/"

    @property
    def pin(self) -> str:
        return self.label.splitlines()[1].partition(" ")[2].replace(" ", "")

    @property
    def wrong(self) -> str:
        """A PIN that is none."""
        return f"{(int(self.pin) + 1) % 10**8:08}"

    @contextmanager
    def browser(self) -> Iterator["Client"]:
        client = Client(self.port)
        yield client
        client.connection.close()


class Client:
    """One connection of a browser, with its cookie."""

    def __init__(self, port: int) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.port = port
        self.connection = http.client.HTTPSConnection(
            "127.0.0.1", port, context=context, timeout=PATIENCE_S
        )
        self.cookie = ""

    @property
    def fingerprint(self) -> str:
        """Of the certificate that it was shown."""
        self.connection.connect()
        raw = self.connection.sock.getpeercert(binary_form=True)
        return hashlib.sha256(raw).hexdigest()

    def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        own = {
            "Origin": f"https://127.0.0.1:{self.port}",
            "Content-Type": "application/json",
            "Cookie": self.cookie,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        self.connection.request(method, path, None if body is None else json.dumps(body), own)
        answer = self.connection.getresponse()
        content = answer.read()
        if cookie := answer.headers["Set-Cookie"]:
            self.cookie = cookie.partition(";")[0]
        return answer.status, content, answer.headers

    def enter(self, pin: str) -> int:
        return self.ask("POST", "/enter", {"pin": pin})[0]


@contextmanager
def installers_hour(folder: Path, *, opened: bool = True) -> Iterator[Hour]:
    """An open window, and the process that systemd would start for it."""
    keys = folder / "keys"
    keys.mkdir(parents=True)
    label = make(keys, CAMERA)
    vision = Vision(folder)
    if opened:
        assert vision.window.open(30, by="button")
    vision.start()
    port = free_port()
    words = [sys.executable, "-m", "edge", "installer", "serve", "--address", "127.0.0.1"]
    words += ["--port", str(port), "--window", str(vision.folder), "--keys", str(keys)]
    try:
        with started(words) as process:
            hour = Hour(vision=vision, process=process, port=port, label=label)
            wait_until(lambda: process.poll() is not None or listens(port), "the page")
            yield hour
    finally:
        vision.close()


def listens(port: int) -> bool:
    """Whether something of this machine listens there, as the kernel says."""
    wanted = f":{port:04X}"
    for table in ("tcp", "tcp6"):
        for row in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *_ = row.split()
            if local.endswith(wanted) and state == "0A":
                return True
    return False


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder, installers_hour(Path(folder)) as hour:
        print(hour.url, hour.label, flush=True)
        while hour.process.poll() is None:
            time.sleep(0.5)
