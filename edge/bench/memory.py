"""vision_rss_mib and uplink_rss_mib: resident memory of the two real processes."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from edge.bench.figure import Figure, MissingError
from edge.bench.process import Running, running, vision
from edge.bench.scenes import Scenes, frames
from edge.door.door import Door
from edge.privacy.event import CrossingCount

VISION: Final = "vision_rss_mib"
UPLINK: Final = "uplink_rss_mib"
# By then every model has run many times, and the tracker has seen the crowd.
WATCHED_S: Final = 24.0
CONNECTED_S: Final = 5.0
_COUNTS: Final = 500
_PATIENCE_S: Final = 30.0
_BROKER: Final = "simulator.broker"


def measure_vision(scenes: Scenes, folder: Path) -> Figure:
    """The most it held in 24 s of a crowd. RSS counts shared libraries in full."""
    source = scenes.crowd()
    first = next(frames(source))
    with vision(source, folder / "vision") as process:
        held = _watch(process, WATCHED_S)
    raw = {**held, "watched_s": WATCHED_S, "size_px": (first.width, first.height)}
    return Figure(name=VISION, value=held["rss_mib"], raw={**raw, "from": "status"})


def measure_uplink(folder: Path) -> Figure:
    """The most it held while it carried 500 counts to the embedded broker, and 5 s after."""
    if not _has_broker():
        raise MissingError("needs the embedded broker: pip install 'passerby[simulator]'")
    ports = str(_free_port()), str(_free_port())
    folder.mkdir(parents=True, exist_ok=True)
    with Door(folder / "door.sqlite") as door:
        door.put((), [_count(number) for number in range(_COUNTS)])
        words = ["--camera", "bench", "--broker", f"mqtt://127.0.0.1:{ports[0]}"]
        words += ["--door", str(folder / "door.sqlite")]
        with running(folder / "broker.log", "-m", _BROKER, *ports) as broker:
            _wait(lambda: _answers(int(ports[0])), broker)
            with running(folder / "uplink.log", "-m", "edge", "uplink", *words) as uplink:
                _wait(lambda: door.depth() == 0, uplink)
                held = _watch(uplink, CONNECTED_S)
    raw = {**held, "carried": _COUNTS, "from": "status"}
    return Figure(name=UPLINK, value=held["rss_mib"], raw=raw)


def _watch(process: Running, for_s: float) -> dict[str, float]:
    """The highest RSS, and what of it no file backed at that moment."""
    seen: list[dict[str, float]] = []
    end_s = time.monotonic() + for_s
    while time.monotonic() < end_s:
        time.sleep(0.5)
        seen.append(process.memory_mib())
    return max(seen, key=lambda moment: moment["rss_mib"])


def _wait(until: Callable[[], bool], process: Running) -> None:
    end_s = time.monotonic() + _PATIENCE_S
    while not until():
        process.require()
        if time.monotonic() > end_s:
            raise MissingError(f"the broker or the uplink did not do its work in {_PATIENCE_S} s")
        time.sleep(0.1)


def _has_broker() -> bool:
    with suppress(ModuleNotFoundError):
        return find_spec(_BROKER) is not None and find_spec("iotcore") is not None
    return False


def _answers(port: int) -> bool:
    with suppress(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        return True
    return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _count(number: int) -> CrossingCount:
    return CrossingCount(
        v=1, line="gate", label="person", t=60 * number, window_s=60, count_in=1, count_out=0
    )
