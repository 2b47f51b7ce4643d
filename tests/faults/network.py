"""What networks do to an uplink: latency, resets, silence, a byte a second, names that are gone."""

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import msgspec

from edge.contract import topic
from edge.uplink.settings import UplinkSettings
from simulator.faults.namespace import Namespace
from simulator.faults.proxy import Proxy
from tests.brokers import Listener, Mosquitto
from tests.faults.kills import Camera
from tests.faults.ledger import Verdict

KINDS = ("latency", "reset", "half-open", "byte a second", "no DNS")
_ROOT = Path(__file__).resolve().parents[2]
# Longer than the uplink's own patience with a silent broker, once a run: TCP_USER_TIMEOUT is 30 s.
_LONG_S = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weathered:
    """fell: uplinks that ended by themselves."""

    faults: Counter[str]
    fell: int
    verdicts: tuple[Verdict, ...]


class Names:
    """The names that those inside a namespace can look up: localhost, or none."""

    def __init__(self, folder: Path, namespace: Namespace) -> None:
        self._hosts, nowhere = folder / "hosts", folder / "resolv.conf"
        self.back()
        nowhere.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        namespace.run("mount", "--bind", str(self._hosts), "/etc/hosts")
        namespace.run("mount", "--bind", str(nowhere), "/etc/resolv.conf")

    def gone(self) -> None:
        self._hosts.write_text("# nobody\n")

    def back(self) -> None:
        self._hosts.write_text("127.0.0.1 localhost\n")


class Uplink:
    """The uplink as it is, inside a namespace, behind a way of its own."""

    def __init__(self, namespace: Namespace, settings: UplinkSettings, door: Path) -> None:
        given = door.with_suffix(".settings")
        given.write_bytes(msgspec.json.encode(settings, enc_hook=str))
        words = [sys.executable, "-m", __name__, str(given), str(door)]
        with door.with_suffix(".log").open("wb") as log:
            self._process = subprocess.Popen(
                namespace.inside(words), cwd=_ROOT, stdout=log, stderr=log
            )

    def has_fallen(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def run(folder: Path, *, faults: int, cameras: int, seed: int, long: bool) -> Weathered:
    """Let each camera's way fail in turn, at once. long: one silence is longer than patience."""
    names = [f"cam-{n}" for n in range(1, cameras + 1)]
    broker = Mosquitto(folder, names)
    listener = broker.client("operator", kept=True).subscribe(topic("+", "event/#"))
    with Namespace() as namespace:
        hosts = Names(folder, namespace)
        park = [Behind(folder, name, broker, namespace) for name in names]
        done: Counter[str] = Counter()
        threads = [
            threading.Thread(
                target=one.suffer,
                args=(faults // cameras, random.Random(seed + n), done, hosts),
                kwargs={"long": long and n == 0},
            )
            for n, one in enumerate(park)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        verdicts = tuple(one.judged(listener) for one in park)
        fell = sum(one.uplink.has_fallen() for one in park)
        for one in park:
            one.close()
    listener.close()
    broker.stop()
    return Weathered(faults=done, fell=fell, verdicts=verdicts)


class Behind(Camera[Uplink]):
    """A camera whose way to the broker can fail."""

    def __init__(self, folder: Path, name: str, broker: Mosquitto, namespace: Namespace) -> None:
        self.proxy = Proxy("127.0.0.1", broker.port)
        url = f"mqtts://localhost:{self.proxy.port}"
        super().__init__(
            folder,
            name,
            lambda door: Uplink(namespace, broker.settings(name, broker=url), door),
        )

    def suffer(
        self, faults: int, chance: random.Random, done: Counter[str], hosts: Names, *, long: bool
    ) -> None:
        for number in range(faults):
            kind = KINDS[number % len(KINDS)]
            time.sleep(chance.uniform(0.1, 1.0))
            self._fail(kind, chance, hosts)
            is_long = long and kind == "half-open" and number < len(KINDS)
            time.sleep(_LONG_S if is_long else chance.uniform(0.5, 2.5))
            hosts.back()
            self.proxy.ok()
            done[kind] += 1

    def judged(self, listener: Listener) -> Verdict:
        self.drain()
        return self.verdict(listener)

    def close(self) -> None:
        self.uplink.kill()
        self.proxy.close()

    def _fail(self, kind: str, chance: random.Random, hosts: Names) -> None:
        match kind:
            case "latency":
                self.proxy.slow(to_client_s=chance.uniform(0.1, 2), to_broker_s=chance.random())
            case "reset":
                self.proxy.down()
            case "half-open":
                self.proxy.half_open()
            case "byte a second":
                self.proxy.trickle()
            case "no DNS":
                hosts.gone()
                self.proxy.down()
                self.proxy.ok()


def main(given: Path, door: Path) -> int:
    from edge.clock import SystemClock
    from edge.uplink.uplink import run_uplink

    settings = msgspec.json.decode(
        given.read_bytes(), type=UplinkSettings, dec_hook=lambda kind, text: kind(text)
    )
    # The shortest pause before it tries again: what is tested is what comes then.
    return run_uplink(settings, door, SystemClock(), lambda: False, random=lambda: 0.0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
