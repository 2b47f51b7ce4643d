"""A button at the camera: held for some seconds it asks for the maintenance window.

The kernel's gpio-keys makes an input device of a pin; its events are those of input_event in
linux/input.h.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Final

# struct input_event of 64-bit machines: two longs of time, type, code, value.
EVENT: Final = struct.Struct("@llHHi")
_EV_KEY: Final = 1
# KEY_SETUP of linux/input-event-codes.h: a keyboard that is plugged in has none.
KEY_SETUP: Final = 141
_UP: Final = 0
_DOWN: Final = 1
# Longer than who brushes against it, shorter than who gives up.
HOLD_S: Final = 3.0


def presses(events: Iterable[bytes]) -> Iterator[None]:
    """One for each time that the key was let go after HOLD_S at least. events: as read, whole."""
    down_s: float | None = None
    for raw in events:
        seconds, micros, kind, code, value = EVENT.unpack(raw)
        if (kind, code) != (_EV_KEY, KEY_SETUP):
            continue
        now_s = seconds + micros / 1e6
        if value == _DOWN:
            down_s = now_s
        elif value == _UP:
            if down_s is not None and now_s - down_s >= HOLD_S:
                yield
            down_s = None
