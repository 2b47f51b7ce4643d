"""Time in the lab: seconds since the scene began, and a calendar that may be unset or wrong."""


class LabClock:
    """A device's clock that is moved by the lab. Monotonic time is the scene's own.

    is_set: the calendar is known. off_by_s: how wrong it is.
    """

    def __init__(self, *, start_utc_s: float) -> None:
        self.is_set = True
        self.off_by_s = 0.0
        self._start_utc_s = start_utc_s
        self._t_s = 0.0

    def mono_s(self) -> float:
        return self._t_s

    def utc_s(self) -> float | None:
        return self._start_utc_s + self._t_s + self.off_by_s if self.is_set else None

    def move_to(self, t_s: float) -> None:
        self._t_s = t_s
