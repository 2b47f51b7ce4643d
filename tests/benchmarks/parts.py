"""CPU time of the parts of something, taken from outside."""

import time
from collections import Counter
from typing import Any


class Parts:
    """CPU seconds of named parts in this thread, each without the parts inside it."""

    def __init__(self) -> None:
        self.spent_s: Counter[str] = Counter()
        self._inside_s = [0.0]

    def watch(self, owner: Any, method: str, part: str) -> None:
        """Count what this method of an object, or function of a module, takes from now on."""
        call = getattr(owner, method)

        def timed(*args: Any, **kwargs: Any) -> Any:
            self._inside_s.append(0.0)
            start_s = time.thread_time()
            try:
                return call(*args, **kwargs)
            finally:
                whole_s = time.thread_time() - start_s
                self.spent_s[part] += whole_s - self._inside_s.pop()
                self._inside_s[-1] += whole_s

        setattr(owner, method, timed)
