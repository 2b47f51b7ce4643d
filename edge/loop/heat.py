"""How hot the chip is, and whether it runs slower than it could, from the kernel's own files.

Read, never written, by anybody: a unit with ProtectKernelTunables=yes, ProtectSystem=strict and
PrivateDevices=yes may still read them. Only a unit that hides /sys itself sees nothing.

cpufreq is left out. A Pi's firmware lowers the clock beneath it unseen (scaling_cur_freq is what
was last asked for), and a low scaling_max_freq may be somebody's choice of a power mode.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# Raspberry Pi's documentation: from 80 to 85 C the cores are progressively throttled, by the
# firmware. The kernel's zone has trips for the fan and the emergency stop alone.
PI_THROTTLES_AT_C: Final = 80.0
# Intel's usual TjMax, which the kernel takes where it cannot ask; a PC's zones often name no trip.
PC_THROTTLES_AT_C: Final = 100.0
_PC_ZONES: Final = ("acpitz", "x86_pkg_temp")

# Of the zones of a board those in the chip: not its radio, its disk or its battery, and not the
# PMIC-Die of a Jetson Nano, which says 100 C always. Where no name is known the first is it.
_IN_CHIP: Final = re.compile("cpu|gpu|soc|tj|pkg|package|core|acpitz", re.IGNORECASE)
# Coolers that slow the chip down, unlike fans; their names come from the drivers.
_SLOWING: Final = re.compile("cpufreq|devfreq|idle|powerclamp|throttle|^processor", re.IGNORECASE)
# Cooling of the chip begins no lower; a trip nobody has set reads 0 or -274.
_LOWEST_TRIP_C: Final = 40.0
# No silicon runs outside; a sensor without power reads -273, -256 or exactly 0.
_COLDEST_C: Final = -40.0
_HOTTEST_C: Final = 150.0
# The Pi's firmware: bit 1 frequency capped, 2 throttled, 3 soft temperature limit; 0 is too little
# voltage, which alone slows nothing, and 16 to 19 are of the past.
_SLOWER_NOW: Final = 0b1110


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """How the chip is. None: nobody can tell. throttled: it runs slower than it could.

    temperature_c: where the least is missing to throttles_at_c, at which it will be throttled.
    """

    temperature_c: float | None
    throttled: bool | None
    throttles_at_c: float = PI_THROTTLES_AT_C


@dataclass(frozen=True, slots=True, kw_only=True)
class _Zone:
    temp: Path
    throttles_at_c: float


class Thermometer:
    """Knows where the sensors are; a reading is then a few small files. sys: the sysfs.

    The files are those of the kernel's Documentation/driver-api/thermal/sysfs-api.rst, in
    thousandths of a degree, and get_throttled of raspberrypi-firmware, in hex: what the kernel
    last heard, at most 2 s ago. Newer kernels log once that it is deprecated, and have nothing
    else that tells as much.
    """

    def __init__(self, sys: Path = Path("/sys")) -> None:
        thermal = sys / "class/thermal"
        zones = sorted(thermal.glob("thermal_zone*"))
        chip = [zone for zone in zones if _IN_CHIP.search(_text(zone / "type"))]
        self._zones = tuple(
            _Zone(temp=zone / "temp", throttles_at_c=_throttles_at_c(zone))
            for zone in chip or zones[:1]
        )
        self._slowing = tuple(
            device / "cur_state"
            for device in sorted(thermal.glob("cooling_device*"))
            if _SLOWING.search(_text(device / "type"))
        )
        # By its driver: where the device itself lies differs from Pi to Pi.
        firmware = sys / "bus/platform/drivers/raspberrypi-firmware"
        self._flags = tuple(firmware.glob("*/get_throttled"))

    def read(self) -> Chip:
        """How the chip is now; what cannot be read, or cannot be true, is as if it were not."""
        readings = [
            (zone.throttles_at_c - temperature_c, temperature_c, zone.throttles_at_c)
            for zone in self._zones
            if (temperature_c := _celsius(zone.temp)) is not None
        ]
        if not readings:
            return Chip(temperature_c=None, throttled=self._throttled())
        _, temperature_c, throttles_at_c = min(readings)
        return Chip(
            temperature_c=temperature_c,
            throttled=self._throttled(),
            throttles_at_c=throttles_at_c,
        )

    def _throttled(self) -> bool | None:
        flags = [_number(path, base=16) for path in self._flags]
        states = [_number(path) for path in self._slowing]
        told = [flag & _SLOWER_NOW for flag in flags if flag is not None]
        told += [max(state, 0) for state in states if state is not None]
        return any(told) if told else None


def _throttles_at_c(zone: Path) -> float:
    trips_c = [
        _celsius(zone / trip.name.replace("_type", "_temp"))
        for trip in zone.glob("trip_point_*_type")
        if _text(trip) in ("passive", "hot")
    ]
    usual_c = PC_THROTTLES_AT_C if _text(zone / "type") in _PC_ZONES else PI_THROTTLES_AT_C
    return min((c for c in trips_c if c is not None and c > _LOWEST_TRIP_C), default=usual_c)


def _celsius(path: Path) -> float | None:
    thousandths = _number(path)
    if not thousandths or not _COLDEST_C < thousandths / 1000 < _HOTTEST_C:
        return None
    return round(thousandths / 1000, 1)


def _number(path: Path, *, base: int = 10) -> int | None:
    try:
        return int(_text(path), base)
    except ValueError:
        return None


def _text(path: Path) -> str:
    """Empty where there is none: a sensor that sleeps refuses to be read."""
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""
