"""What this machine lets one process have: open files and local ports."""

import ipaddress
import math
import resource
from pathlib import Path
from typing import Final

from edge.errors import NotNowError

# Beside the connections: the interpreter's, the observer's pipes, the broker's own.
SPARE_FILES: Final = 128
# Closed connections hold their port for a minute.
_PORTS_TO_USE: Final = 0.8
_PORT_RANGE: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")


def allow_files(connections: int) -> None:
    """Raise this process's limit of open files as far as the connections need.

    Raises NotNowError naming the number that is needed and how to get it.
    """
    needed = connections + SPARE_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise NotNowError(
            f"{connections} cameras need {needed} open files, {hard} are allowed: "
            f"raise it as root with `ulimit -n {needed}`, or `nofile` in /etc/security/limits.conf"
        )
    if soft != resource.RLIM_INFINITY and soft < needed:
        # All that is allowed: a broker that we start inherits it.
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def source_addresses(connections: int, *, to: str) -> tuple[str | None, ...]:
    """Local addresses to connect from, so that every connection finds a port of its own.

    to: address of the broker. One address has about 28,000 ports; a loopback has many addresses.
    Raises NotNowError for more connections to another machine than there are ports.
    """
    ports = int(_local_ports() * _PORTS_TO_USE)
    if connections <= ports:
        return (None,)
    address = ipaddress.ip_address(to)
    if not (address.is_loopback and address.version == 4):
        raise NotNowError(
            f"{connections} cameras need more than the {ports} local ports to {to}: "
            "widen net.ipv4.ip_local_port_range with sysctl"
        )
    return tuple(f"127.0.0.{2 + i}" for i in range(math.ceil(connections / ports)))


def _local_ports() -> int:
    low, high = map(int, _PORT_RANGE.read_text().split())
    return high - low + 1
