"""What a Pi's camera is asked for, and what it made of that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Self

from edge.capture.camera import CameraError
from edge.capture.options import USUAL_FPS, USUAL_SIZE_PX, fps, number, read_options, size_px

# Nearer than this nothing is in focus on any module; libcamera counts in dioptres, 1 / metres.
_NEAREST_M: Final = 0.05
_LONGEST_S: Final = 1.0
_MOST_GAIN: Final = 64.0
# Lamps flicker at twice the frequency of the mains.
_FLICKER_US: Final = {"50": 10_000, "60": 8_333}
# By how much a camera may round what it was asked for: lines of a sensor, steps of a lens.
_TOLERANCE: Final = 0.1

Focus = Literal["auto"] | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wrote. focus: the distance in metres, or follow what is there.

    exposure_s, gain: fixed, None to follow the light. flicker_us: the period of the lamps' light,
    None where they do not matter. upside_down: how the camera hangs.
    """

    size_px: tuple[int, int] = USUAL_SIZE_PX
    fps: float = USUAL_FPS
    focus: Focus | None = None
    exposure_s: float | None = None
    gain: float | None = None
    flicker_us: int | None = None
    upside_down: bool = False

    @classmethod
    def read(cls, source: str, text: str) -> Self:
        """Read `size=1280x720&focus=8`. Raises CameraError naming source and key."""
        options = read_options(
            source,
            text,
            {
                "size": size_px,
                "fps": fps,
                "focus": _focus,
                "exposure_s": number(1e-5, _LONGEST_S, "seconds"),
                "gain": number(1.0, _MOST_GAIN, "times"),
                "flicker_hz": _flicker,
                "rotate": _rotate,
            },
        )
        names = {"size": "size_px", "flicker_hz": "flicker_us", "rotate": "upside_down"}
        return cls(**{names.get(key, key): value for key, value in options.items()})

    def controls(self, source: str, known: Mapping[str, tuple[Any, Any, Any]]) -> dict[str, Any]:
        """The controls of libcamera that say it, by name, their enums as numbers.

        known: least, greatest and usual value of each that the camera has. Raises CameraError for
        what was asked of a camera that cannot do it.
        """
        asked: dict[str, tuple[str, Any]] = {}
        if self.focus == "auto" or (self.focus is None and "AfMode" in known):
            # 2 is AfModeEnum.Continuous.
            asked["AfMode"] = ("focus", 2)
        elif self.focus is not None:
            asked |= {"AfMode": ("focus", 0), "LensPosition": ("focus", 1 / self.focus)}
        if self.exposure_s is not None:
            asked["ExposureTime"] = ("exposure_s", round(self.exposure_s * 1e6))
        if self.gain is not None:
            asked["AnalogueGain"] = ("gain", self.gain)
        if self.flicker_us is not None:
            # 1 is AeFlickerModeEnum.Manual.
            asked["AeFlickerMode"] = ("flicker_hz", 1)
            asked["AeFlickerPeriod"] = ("flicker_hz", self.flicker_us)
        for name, (key, value) in asked.items():
            _require(f"{source}: {key}", name, value, known)
        controls = {name: value for name, (_, value) in asked.items()}
        interval_us = round(1e6 / self.fps)
        return controls | {"FrameDurationLimits": (interval_us, interval_us)}

    def differences(self, told: Mapping[str, Any]) -> list[str]:
        """What a camera says of a picture that is not what it was asked for, in words.

        told: the metadata of libcamera; what it does not mention is not judged.
        """
        pairs = {
            "exposure_s": (self.exposure_s, told.get("ExposureTime"), 1e-6),
            "gain": (self.gain, told.get("AnalogueGain"), 1.0),
            "seconds a frame": (1 / self.fps, told.get("FrameDuration"), 1e-6),
        }
        if isinstance(self.focus, float):
            pairs["focus (1/m)"] = (1 / self.focus, told.get("LensPosition"), 1.0)
        return [
            f"{key} {asked:.4g} was asked for, {came * unit:.4g} came"
            for key, (asked, came, unit) in pairs.items()
            if asked is not None and came is not None and _differ(asked, came * unit)
        ]


def _require(path: str, name: str, value: float, known: Mapping[str, tuple[Any, Any, Any]]) -> None:
    if name not in known:
        raise CameraError(f"{path}: this camera has no {name}")
    low, high, _ = known[name]
    if not low <= value <= high:
        raise CameraError(f"{path}: {name} of this camera goes from {low:g} to {high:g}")


def _differ(asked: float, came: float) -> bool:
    return abs(came - asked) > _TOLERANCE * max(abs(asked), abs(came))


def _focus(text: str) -> Focus:
    if text == "auto":
        return "auto"
    if text == "inf":
        return float("inf")
    return number(_NEAREST_M, 10_000.0, "metres, auto or inf")(text)


def _flicker(text: str) -> int:
    if text not in _FLICKER_US:
        raise ValueError("50 or 60")
    return _FLICKER_US[text]


def _rotate(text: str) -> bool:
    if text not in ("0", "180"):
        raise ValueError("0 or 180")
    return text == "180"
