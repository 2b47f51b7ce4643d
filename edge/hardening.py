"""Raw pictures stay in memory: no core dump, no debugger, no swap.

Temporary files there are none: nothing that sees opens one.
"""

import ctypes
import logging
import os
import resource
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

# linux/prctl.h
_PR_SET_DUMPABLE: Final = 4
# asm-generic/mman.h. On fault: what is never touched, as most of a thread's stack, costs nothing.
_MCL_CURRENT: Final = 1
_MCL_FUTURE: Final = 2
_MCL_ONFAULT: Final = 4
# linux/capability.h
_CAP_IPC_LOCK: Final = 14
_PROC: Final = Path("/proc")
_CGROUPS: Final = Path("/sys/fs/cgroup")


def keep_memory_private() -> None:
    """Let nothing of this process' memory reach a disk or another process of the same user.

    Says once in the log what the system does not grant. For before the camera is opened.
    """
    _refuse_core_dumps()
    if not _lock_memory() and _may_swap(_PROC, _CGROUPS):
        log.warning(
            "pictures in memory may be swapped to a disk: "
            "give the service LimitMEMLOCK=infinity or MemorySwapMax=0, or switch swap off"
        )


def _refuse_core_dumps() -> None:
    """The limit ends dumps to files. Not dumpable ends those into a pipe as well, and hides
    /proc/<pid>/mem and ptrace from whoever is not root.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0):
        log.warning("a crash may dump memory: %s", os.strerror(ctypes.get_errno()))


def _lock_memory() -> bool:
    """Keep every page that is touched from now on in memory, and tell whether that was granted.

    Within a limit nothing is locked: what is beyond it could not be allocated any more.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if limit != resource.RLIM_INFINITY and not _has_capability(_CAP_IPC_LOCK):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return not libc.mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT)


def _has_capability(number: int) -> bool:
    for line in _lines(_PROC / "self" / "status"):
        name, _, value = line.partition(":")
        if name == "CapEff":
            return bool(int(value, 16) >> number & 1)
    return False


def _may_swap(proc: Path, cgroups: Path) -> bool:
    """Whether there is a swap, and no group that this process is in forbids it."""
    if len(_lines(proc / "swaps")) < 2:
        return False
    own = next((line for line in _lines(proc / "self" / "cgroup") if line.startswith("0::/")), "")
    group = Path(own.removeprefix("0::/"))
    limits = [_lines(cgroups / folder / "memory.swap.max") for folder in (group, *group.parents)]
    return ["0"] not in limits


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []
