"""A whole camera on a desk: the real `passerby run`, and a client that listens to its broker."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import msgspec
import paho.mqtt.client as mqtt

from edge.contract import topic
from simulator.faults.process import Part, find, kill
from tests.keys import enrol, signed
from tests.patience import PATIENCE_S

CAMERA = "test-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message as it came from the broker."""

    topic: str
    payload: bytes
    retained: bool

    def json(self) -> Any:
        return msgspec.json.decode(self.payload)


class Listener:
    """Everything that a broker passes on of one camera, in the order of arrival."""

    def __init__(self, url: str) -> None:
        self.heard: list[Heard] = []
        self._arrived = threading.Condition()
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.on_message = self._on_message
        self._client.on_connect = self._on_connect
        place = urlsplit(url)
        self._client.connect(place.hostname or "", place.port or 1883)
        self._client.loop_start()

    def events(self) -> list[Any]:
        """All events, each once."""
        by_id = {event["id"]: event for event in map(Heard.json, self.of("event/"))}
        return list(by_id.values())

    def of(self, suffix: str) -> list[Heard]:
        start = topic(CAMERA, suffix)
        return [message for message in list(self.heard) if message.topic.startswith(start)]

    def wait_for(self, found: Callable[[], Any]) -> Any:
        """Wait until found() is true and return it. Raises TimeoutError."""
        end_s = time.monotonic() + PATIENCE_S
        with self._arrived:
            while not (answer := found()):
                if time.monotonic() > end_s:
                    raise TimeoutError(f"heard {len(self.heard)} messages in {PATIENCE_S} s")
                self._arrived.wait(0.2)
        return answer

    def publish_config(self, document: str) -> None:
        self._client.publish(
            topic(CAMERA, "config/desired"), signed(document, camera=CAMERA), qos=1, retain=True
        ).wait_for_publish(PATIENCE_S)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connect(self, client: mqtt.Client, *_: Any) -> None:
        client.subscribe("#", qos=1)

    def _on_message(self, client: mqtt.Client, data: Any, message: mqtt.MQTTMessage) -> None:
        with self._arrived:
            self.heard.append(
                Heard(topic=message.topic, payload=message.payload, retained=message.retain)
            )
            self._arrived.notify_all()


class Desk:
    """`passerby run` as a subprocess. wrap: words before the command, e.g. strace or unshare."""

    def __init__(
        self, *, url: str, source: str, config: Path, state: Path, extra: tuple[str, ...] = ()
    ) -> None:
        self.state = state
        self.log = state.parent / f"{state.name}.log"
        self._log_file = self.log.open("wb")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "edge", "run", "--camera", CAMERA, "--broker", url),
                *("--source", source, "--config", str(config), "--state", str(state)),
                *(*enrol(state.parent, camera=CAMERA), *extra),
            ],
            stdout=self._log_file,
            stderr=subprocess.STDOUT,
        )

    def child(self, name: Part) -> int | None:
        """Process number of vision or uplink, None while it is down."""
        return find(self.process.pid, name)

    def kill(self, name: Part) -> bool:
        """SIGKILL one of the two; tell whether it was there to be killed."""
        return kill(self.process.pid, name)

    def stop(self) -> int:
        """End it as Ctrl-C would and return its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        try:
            return self.process.wait(PATIENCE_S)
        finally:
            self.process.kill()
            self.process.wait()
            self._log_file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.stop()
        self._log_file.close()
        if error is not None:
            print(self.log.read_text(errors="replace")[-8000:])
