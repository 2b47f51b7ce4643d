"""Many scenes, one after another or several at a time: the figures are the same."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import count
from multiprocessing import get_context
from types import TracebackType
from typing import Self

from simulator.exposure.scenes import watch_scene
from simulator.exposure.street import street
from simulator.exposure.watch import Watched
from simulator.scenario.schema import Scenario


class Work:
    """jobs: scenes at a time. every_frame: both models look at each."""

    def __init__(self, *, jobs: int, every_frame: bool) -> None:
        self._jobs = jobs
        self._watch = partial(watch_scene, every_frame=every_frame)
        # A fork would take along threads of models and of numba.
        spawn = get_context("spawn")
        self._pool = ProcessPoolExecutor(jobs, mp_context=spawn) if jobs > 1 else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def scenes(self, scenarios: Sequence[Scenario]) -> Iterator[Watched]:
        return self._each(scenarios)

    def streets(self, *, seed: int, passes: int) -> Iterator[Watched]:
        """Busy places until so many people have passed; the last one is seen to its end."""
        numbers, done = count(), 0
        while done < passes:
            for watched in self._each([street(seed, next(numbers)) for _ in range(self._jobs)]):
                if done < passes:
                    done += watched.passes
                    yield watched

    def _each(self, scenarios: Iterable[Scenario]) -> Iterator[Watched]:
        return (map if self._pool is None else self._pool.map)(self._watch, scenarios)
