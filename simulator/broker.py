"""A real MQTT broker for the desk: rumqttd from the `iotcore` wheel, in a process of its own.

rumqttd cannot be stopped from inside, so only the end of its process frees its ports.
"""

import logging
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from edge.contract import MAX_ENVELOPE_BYTES

LOOPBACK: Final = "127.0.0.1"
STARTUP_LIMIT_S: Final = 10.0
STOP_LIMIT_S: Final = 2.0
_POLL_S: Final = 0.02
# rumqttd judges a whole packet by this: the largest document, its topic and its properties.
_MAX_PACKET_BYTES: Final = 2 * MAX_ENVELOPE_BYTES

_LISTENER: Final = """
[{protocol}.1]
name = "{protocol}"
listen = "{host}:{port}"
next_connection_delay_ms = 1
[{protocol}.1.connections]
connection_timeout_ms = 60000
max_payload_size = {max_bytes}
max_inflight_count = 100
dynamic_filters = true
"""
_ROUTER: Final = """
id = 0
[router]
id = 0
max_connections = 20000
max_outgoing_packet_count = 200
max_segment_size = 104857600
max_segment_count = 10
"""


class BrokerError(RuntimeError):
    """The broker could not be started; the text says why."""


class Broker:
    """A running broker; one router behind two listeners, because rumqttd speaks one version each.

    url: for MQTT 5. url_v311: for MQTT 3.1.1. Both on the loopback interface only.
    """

    def __init__(self, process: subprocess.Popen[bytes], *, port: int, port_v311: int) -> None:
        self._process = process
        self.url = f"mqtt://{LOOPBACK}:{port}"
        self.url_v311 = f"mqtt://{LOOPBACK}:{port_v311}"

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """Stop the broker and free its ports. It keeps nothing. May be called twice."""
        if self.alive:
            self._process.kill()
        self._process.wait(STOP_LIMIT_S)
        if self._process.stdin is not None:
            self._process.stdin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def start_broker(*, port: int | None = None) -> Broker:
    """Start a broker and return once it accepts connections.

    port: for MQTT 5; None takes a free one. Raises BrokerError when the port is taken, or the
    broker does not answer within 10 s.
    """
    with _reserved(port or 0) as first, _reserved(0) as second:
        ports = first, second
    broker = Broker(_spawn(*ports), port=ports[0], port_v311=ports[1])
    try:
        _wait_for(broker, ports)
    except BrokerError:
        broker.close()
        raise
    return broker


@contextmanager
def _reserved(port: int) -> Iterator[int]:
    """Hold a port (0: any free one) for as long as it takes to hold another one beside it."""
    with socket.socket() as listener:
        # As rumqttd itself does: a port whose last connection has just closed is free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError as error:
            raise BrokerError(f"port {port} of {LOOPBACK}: {error.strerror}") from error
        yield listener.getsockname()[1]


def _spawn(port: int, port_v311: int) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C ends the camera first, and its last words still arrive.
    return subprocess.Popen(
        [sys.executable, "-m", "simulator.broker", str(port), str(port_v311)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def _wait_for(broker: Broker, ports: tuple[int, int]) -> None:
    until_s = time.monotonic() + STARTUP_LIMIT_S
    while not all(_answers(port) for port in ports):
        if not broker.alive:
            raise BrokerError(f"the broker ended at once, listening on {broker.url}")
        if time.monotonic() > until_s:
            raise BrokerError(f"the broker did not answer on {broker.url}")
        time.sleep(_POLL_S)


def _answers(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=0.2).close()
    except OSError:
        return False
    return True


def _router_toml(port: int, port_v311: int) -> str:
    listeners = (("v5", port), ("v4", port_v311))
    return _ROUTER + "".join(
        _LISTENER.format(protocol=p, host=LOOPBACK, port=n, max_bytes=_MAX_PACKET_BYTES)
        for p, n in listeners
    )


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def _serve(port: int, port_v311: int) -> None:
    """Be the broker until the parent ends. Never returns."""
    from iotcore import IotCoreBroker  # only the child pays for it

    # Its tracing calls every packet an error.
    logging.getLogger("rumqttd").setLevel(logging.CRITICAL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(_router_toml(port, port_v311))
        file.flush()
        broker = IotCoreBroker(config_path=file.name)
    broker.run_forever()


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]))
