"""What the detectors of a run answered, frame by frame, so that it can be run again without them.

JSON lines: a header with all that a run depends on, then frames and faults in the order of time.
"""

from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from edge.errors import BadInputError
from edge.perception.thing import Thing
from simulator.lab.record import Level
from simulator.scenario.schema import Fault, Scenario

_LAYOUT: Final = 1
Rows = tuple[tuple[float, float, float, float], ...]


class _Line(Struct, frozen=True, kw_only=True, tag_field="line"):
    pass


class Header(_Line, frozen=True, kw_only=True, tag="header"):
    """seed: of the run. size_px: of the pictures, (W, H). made_with: versions, for a reader.

    needs_restart: as in Eyes.
    """

    layout: Annotated[int, Meta(ge=_LAYOUT, le=_LAYOUT)] = _LAYOUT
    scenario: Scenario
    seed: int
    level: Level
    size_px: tuple[int, int]
    needs_restart: bool
    drop_share: float
    id_switches: float
    made_with: dict[str, str]


class FrameLine(_Line, frozen=True, kw_only=True, tag="frame"):
    """boxes, scores, labels: as in Detections; faces: (N, 4). None: it failed."""

    t_s: float
    boxes: Rows | None = None
    scores: tuple[float, ...] = ()
    labels: tuple[int, ...] = ()
    faces: Rows | None = None


class ThingsLine(_Line, frozen=True, kw_only=True, tag="things"):
    """What stands still from a frame on, until the next such line."""

    t_s: float
    things: tuple[Thing, ...]


class FaultLine(_Line, frozen=True, kw_only=True, tag="fault"):
    """Something begins. document: what a push publishes."""

    fault: Fault
    document: str | None = None


TraceLine = Header | FrameLine | ThingsLine | FaultLine


class TraceWriter:
    """Writes one trace. Raises BadInputError for a place that cannot be written."""

    def __init__(self, path: Path, header: Header) -> None:
        self._path = path
        try:
            self._file = FileIO(path, "w")
        except OSError as error:
            raise BadInputError(f"{path}: {error.strerror}") from error
        self.write(header)

    def write(self, line: TraceLine) -> None:
        raw = msgspec.json.encode(line) + b"\n"
        try:
            written = self._file.write(raw)
        except OSError as error:
            raise BadInputError(f"{self._path}: {error.strerror}") from error
        if written != len(raw):
            raise BadInputError(f"{self._path}: no space left for the whole trace")

    def close(self) -> None:
        self._file.close()


def read_trace(path: Path) -> Iterator[TraceLine]:
    """Yield the lines of a trace. Raises BadInputError naming the file and the line."""
    decoder = msgspec.json.Decoder(TraceLine)
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                try:
                    yield decoder.decode(raw)
                except msgspec.DecodeError as error:
                    raise BadInputError(f"{path}: line {number}: {error}") from error
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error
