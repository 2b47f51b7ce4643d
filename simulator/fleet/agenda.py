"""When each camera has to do what: one array for all of them instead of timers for each."""

from enum import IntEnum
from typing import Final

import numpy as np

NEVER: Final = np.inf


class Task(IntEnum):
    """DIAL: connect, or give up an attempt. VISIT: what people do. WINDOW: a count is due."""

    DIAL = 0
    HEALTH = 1
    VISIT = 2
    WINDOW = 3


class Agenda:
    """Due times in seconds, 8 bytes a task and camera; nothing is due at first."""

    def __init__(self, cameras: int) -> None:
        self._due_s = np.full((len(Task), cameras), NEVER)

    def set(self, task: Task, camera: int, due_s: float) -> None:
        self._due_s[task, camera] = due_s

    def clear(self, task: Task) -> None:
        """Let nobody do this any more."""
        self._due_s[task] = NEVER

    def due(self, task: Task, now_s: float) -> list[int]:
        """Cameras whose task is due by now_s. It stays due until it is set anew."""
        found: list[int] = np.flatnonzero(self._due_s[task] <= now_s).tolist()
        return found
