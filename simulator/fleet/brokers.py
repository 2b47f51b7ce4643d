"""The broker of a run: one that stands somewhere, or one that is started for it."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from edge.errors import NotNowError
from simulator.broker import LOOPBACK, STARTUP_LIMIT_S, BrokerError, start_broker

EMBEDDED: Final = "embedded"
MOSQUITTO: Final = "mosquitto"
_STOP_LIMIT_S: Final = 5.0
_POLL_S: Final = 0.05
# As deploy/broker/mosquitto.conf, without TLS: the queue must hold what a slow observer leaves.
_CONF: Final = """
listener {port} {host}
allow_anonymous true
set_tcp_nodelay true
max_queued_messages 1000000
max_inflight_messages 100
max_packet_size 1048576
persistence false
user {user}
"""


@contextmanager
def opened(choice: str) -> Iterator[str]:
    """Give the URL of a broker. choice: `embedded`, `mosquitto`, or a URL that is given back.

    Raises NotNowError for a broker that cannot be started.
    """
    if choice == EMBEDDED:
        with _embedded() as url:
            yield url
    elif choice == MOSQUITTO:
        with _mosquitto() as url:
            yield url
    else:
        yield choice


@contextmanager
def _embedded() -> Iterator[str]:
    try:
        broker = start_broker()
    except BrokerError as error:
        raise NotNowError(str(error)) from error
    with broker:
        yield broker.url


@contextmanager
def _mosquitto() -> Iterator[str]:
    program = shutil.which(MOSQUITTO) or shutil.which(MOSQUITTO, path="/usr/sbin")
    if program is None:
        raise NotNowError("mosquitto is not installed; without --broker an embedded one is used")
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        conf = Path(folder) / "mosquitto.conf"
        conf.write_text(_CONF.format(port=port, host=LOOPBACK, user=Path(folder).owner()))
        # A session of its own: Ctrl-C ends the cameras first, and their last words still arrive.
        process = subprocess.Popen(
            [program, "-c", str(conf)], stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            _wait_for(process, port)
            yield f"mqtt://{LOOPBACK}:{port}"
        finally:
            process.terminate()
            process.wait(_STOP_LIMIT_S)


def _free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    end_s = time.monotonic() + STARTUP_LIMIT_S
    while process.poll() is None and time.monotonic() < end_s:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(_POLL_S)
    raise NotNowError("mosquitto did not start")
