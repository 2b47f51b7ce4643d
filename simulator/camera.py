"""The rendered street as a camera: ten pictures a second, played as any recording is."""

from typing import Final
from urllib.parse import parse_qsl

from edge.capture.camera import Camera, CameraError, EndOfRecording, Pace
from edge.capture.playback import Playback, Playing
from edge.clock import Clock
from edge.perception.frame import Pixels
from edge.terms import SourceKind
from simulator.street import Street

FPS: Final = 10
WIDTH_PX: Final = 768
HEIGHT_PX: Final = 576
PEOPLE: Final = 8


class StreetReel:
    """A street seen ten times a second, without an end. Nothing is drawn that is not looked at."""

    kind: SourceKind = "simulator"
    name: str = "sim:street"

    def __init__(self, street: Street) -> None:
        self._street = street
        self._index = -1

    def advance(self) -> float | None:
        self._index += 1
        return self._index / FPS

    def picture(self) -> Pixels | None:
        return self._street.picture(self._index / FPS).pixels

    def end(self) -> EndOfRecording:
        return EndOfRecording(f"{self.name} has no end")

    def rewind(self) -> None:
        self._index = -1

    def close(self) -> None:
        """Nothing is held."""


def open_camera(rest: str, *, clock: Clock, pace: Pace) -> Camera:
    """Open what follows `sim:` in a source: `street`, or `street?seed=3`. Raises CameraError."""
    name, _, query = rest.partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    seed = options.pop("seed", "0")
    if name != "street" or options or not seed.isdecimal():
        raise CameraError(f"sim:{rest}: expected sim:street or sim:street?seed=NUMBER")
    street = Street(seed=int(seed), width=WIDTH_PX, height=HEIGHT_PX, people=PEOPLE)
    return Playback(StreetReel(street), Playing(clock=clock, pace=pace))
