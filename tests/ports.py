"""Ports for what a test starts: below those that the kernel gives to whoever asks for any.

Of those, another test's listener or connection may get one before it is used here, or while a
broker that has it restarts. Every worker of pytest-xdist has a thousand of its own.
"""

import os
import random
import socket
from typing import Final

# The kernel's own begin at 32768 (ip_local_port_range).
_FIRST: Final = 20_000
_EACH: Final = 1_000
_WORKERS: Final = 12


def free_port() -> int:
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Ports of this machine's loopback that nobody listens on, each another one."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = _FIRST + worker % _WORKERS * _EACH
    ports: list[int] = []
    for port in random.sample(range(first, first + _EACH), _EACH):
        if len(ports) < count and _is_free(port):
            ports.append(port)
    assert len(ports) == count, f"no {count} ports are free from {first} on"
    return ports


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
