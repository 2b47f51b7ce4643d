"""When a picture was taken, by what its driver says of its age."""

from typing import Final

from edge.clock import Clock

# Older than this it is no picture of now, but a driver's clock that counts from elsewhere.
_OLDEST_S: Final = 5.0
# By so much stamps grow that would be the same.
_STEP_S: Final = 1e-6


class Stamps:
    """The times of one camera's pictures, which always grow."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._mono_s = 0.0

    def of(self, age_s: float | None) -> tuple[float, float | None]:
        """mono_s and utc_s of a picture that old; of now for None, or what makes no sense."""
        if age_s is None or not 0.0 <= age_s <= _OLDEST_S:
            age_s = 0.0
        self._mono_s = max(self._clock.mono_s() - age_s, self._mono_s + _STEP_S)
        utc_s = self._clock.utc_s()
        return self._mono_s, None if utc_s is None else utc_s - age_s
