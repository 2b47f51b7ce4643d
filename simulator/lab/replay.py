"""A recorded run once more: the same answers of the detectors, through the device again."""

from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from edge.errors import BadInputError
from edge.geometry import Boxes, no_boxes
from edge.perception.detector import Detections, DetectorError
from edge.perception.frame import Frame
from edge.perception.thing import Thing
from simulator.lab.eyes import TruthEyes
from simulator.lab.play import play
from simulator.lab.record import Record
from simulator.lab.run_of import Run
from simulator.lab.trace import FrameLine, Header, Rows, ThingsLine, read_trace


def replay(path: Path) -> Record:
    """Run a trace. What happened and what was heard are those of the run it was made from.

    Raises BadInputError naming the file for a trace that cannot be read or does not fit.
    """
    lines = read_trace(path)
    header = next(lines, None)
    if not isinstance(header, Header):
        raise BadInputError(f"{path}: does not begin with a header")
    told = list(lines)
    frames = {line.t_s: line for line in told if isinstance(line, FrameLine)}
    eyes = TruthEyes(
        _Told(path, frames),
        size_px=header.size_px,
        needs_restart=header.needs_restart,
        faults=header.scenario.faults,
        things=_ToldThings([line for line in told if isinstance(line, ThingsLine)]),
    )
    return play(
        Run(
            scenario=header.scenario,
            seed=header.seed,
            level=header.level,
            drop_share=header.drop_share,
            id_switches=header.id_switches,
        ),
        eyes,
    )


class _Told:
    """Answers as the trace says."""

    def __init__(self, path: Path, frames: dict[float, FrameLine]) -> None:
        self._path = path
        self._frames = frames

    def detections(self, t_s: float) -> Detections:
        line = self._line(t_s)
        if line.boxes is None:
            raise DetectorError("it failed when the trace was made")
        return Detections(
            boxes=_boxes(line.boxes),
            scores=np.array(line.scores, np.float32),
            labels=np.array(line.labels, np.int64),
        )

    def faces(self, t_s: float) -> Boxes:
        line = self._line(t_s)
        if line.faces is None:
            raise DetectorError("it failed when the trace was made")
        return _boxes(line.faces)

    def _line(self, t_s: float) -> FrameLine:
        line = self._frames.get(t_s)
        if line is None:
            raise BadInputError(f"{self._path}: holds no frame at {t_s} s")
        return line


class _ToldThings:
    """Tells what the trace says stood there then. lines: in the order of time."""

    def __init__(self, lines: Sequence[ThingsLine]) -> None:
        self._lines = lines

    def notice(self, frame: Frame, followed: Boxes) -> tuple[Thing, ...]:
        past = bisect_right(self._lines, frame.mono_s, key=lambda line: line.t_s)
        return self._lines[past - 1].things if past else ()


def _boxes(rows: Rows) -> Boxes:
    return np.array(rows, np.float32) if rows else no_boxes()
