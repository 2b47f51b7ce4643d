"""What can only be seen from inside a camera that runs, told on its console.

Runs in the started image, in tests alone: `inside.py` hands it to systemd by the kernel's command
line, and the card is the one that is shipped. Each line is the word LOOK and one fact as JSON.
With a file `hang` beside it, which names a version, it stops both processes once that configuration
is kept, and tells when the watchdog has replaced them.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

DATA = Path(__file__).resolve().parent
UNITS = ("passerby-vision", "passerby-uplink")
_LISTENS = "0A"
_PATIENCE_S = 600.0


def main() -> int:
    pids = {unit: _running(unit, before=0) for unit in UNITS}
    _tell("listening", _sockets("self", "tcp", _LISTENS))
    _tell("datagrams", _sockets("self", "udp", ""))
    vision = pids["passerby-vision"]
    lines = Path(f"/proc/{vision}/net/dev").read_text().splitlines()[2:]
    _tell("vision_interfaces", [line.split(":")[0].strip() for line in lines])
    _tell("vision_listening", _sockets(str(vision), "tcp", _LISTENS))
    for unit, pid in pids.items():
        _tell(unit, _bounds(pid))
    mounts = [line.split()[1:4] for line in Path("/proc/mounts").read_text().splitlines()]
    _tell("root_options", next(words for at, _, words in mounts if at == "/").split(",")[0])
    shadow = [line.split(":") for line in Path("/etc/shadow").read_text().splitlines()]
    _tell("open_accounts", [words[0] for words in shadow if not words[1].startswith(("!", "*"))])
    _tell("keys", {str(file): oct(_mode(file)) for file in _files() if _is_key(file)})
    _tell("read_by_others", [str(file) for file in _files() if _is_open(file)])
    _tell("swaps", len(Path("/proc/swaps").read_text().splitlines()) - 1)
    _tell("failed_units", _asked("systemctl", "--failed", "--plain", "--no-legend").split("\n"))
    _tell("uptime_s", time.monotonic())
    if (DATA / "hang").exists():
        _wait_for_configuration((DATA / "hang").read_text())
        # Once: the next start is to work.
        (DATA / "hang").unlink()
        _hang(pids)
    return 0


def _wait_for_configuration(version: str) -> None:
    """Who is ended while one is on trial goes back to the one before."""
    kept = DATA / "vision" / "config.json"
    while not kept.exists() or f'"version":{version}' not in kept.read_text():
        time.sleep(1.0)
    # What is said of it has to leave yet.
    time.sleep(20.0)


def _hang(pids: dict[str, int]) -> None:
    """Stop them as something that waits for ever would, and see who takes their place."""
    start_s = time.monotonic()
    for pid in pids.values():
        os.kill(pid, signal.SIGSTOP)
    for unit, pid in pids.items():
        _running(unit, before=pid)
        _tell(f"{unit} replaced_after_s", time.monotonic() - start_s)


def _running(unit: str, *, before: int) -> int:
    """The process of a unit that is up, once it is another one than before."""
    end_s = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end_s:
        shown = _asked("systemctl", "show", "-p", "ActiveState,MainPID", unit)
        told = dict(line.split("=", 1) for line in shown.split("\n"))
        if told["ActiveState"] == "active" and int(told["MainPID"]) not in (0, before):
            return int(told["MainPID"])
        time.sleep(2.0)
    raise TimeoutError(unit)


def _sockets(process: str, kind: str, state: str) -> list[str]:
    """Local addresses of the process's network, as the kernel writes them (hex, port last)."""
    found = []
    for name in (kind, f"{kind}6"):
        for line in Path(f"/proc/{process}/net/{name}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3].startswith(state):
                found.append(f"{name} {words[1]}")
    return found


def _bounds(pid: int) -> dict[str, str]:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    told = dict(line.split(":", 1) for line in status)
    names = ("Uid", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp", "VmSwap", "VmHWM")
    return {name: " ".join(told[name].split()) for name in names if name in told}


def _files() -> list[Path]:
    return sorted(file for file in DATA.rglob("*") if file.is_file() and file.parent != DATA)


def _is_key(file: Path) -> bool:
    return b"PRIVATE KEY" in file.read_bytes() or file.suffix == ".key"


def _is_open(file: Path) -> bool:
    """Whether others than owner and group get at it, its folders included."""
    folders = [folder for folder in file.parents if DATA in folder.parents]
    return bool(_mode(file) & 0o007) and all(_mode(folder) & 0o001 for folder in folders)


def _mode(file: Path) -> int:
    return file.stat().st_mode & 0o7777


def _asked(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


def _tell(name: str, value: object) -> None:
    print("LOOK", json.dumps({name: value}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
