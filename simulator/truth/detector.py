"""A detector that looks at the truth instead of pixels, and errs as a real one does."""

from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from edge.geometry import Boxes
from edge.label import LABELS
from edge.perception.detector import Detections
from edge.perception.head import SCORE_FLOOR
from simulator.faults.trouble import NO_TROUBLE, Trouble, trouble_at
from simulator.scenario.schema import Scenario
from simulator.truth.claims import sureness
from simulator.truth.clutter import Clutter
from simulator.truth.errors import Errors, face_certainty, sight_in
from simulator.truth.found import Found, boxes_by_frame, by_frame, joined
from simulator.truth.mistakes import Mistakes
from simulator.truth.noise import Noise
from simulator.truth.seen import LABELS_OF, Seen
from simulator.truth.truth import Truth
from simulator.world.tape import Floats
from simulator.world.world import World

# Frames that are worked out together, and how many such chunks are kept.
_CHUNK: Final = 300
_KEPT: Final = 4
_EXACT_SCORE: Final = 0.9
_EXACT_SHARE: Final = 0.1
_LABEL: Final = np.array([LABELS.index(label) for label in LABELS_OF], np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chunk:
    detections: list[Detections]
    faces: list[Boxes]


class TruthDetector:
    """What a detector finds at any time: a function of scenario, seed and time alone."""

    def __init__(
        self,
        scenario: Scenario,
        world: World,
        *,
        seed: int,
        errors: Errors | None = None,
        fps: float | None = None,
    ) -> None:
        """errors: None for a usual detector's. fps: how often it is asked, None for the camera's.

        Times between those are answered too, only not as fast.
        """
        self.errors = Errors() if errors is None else errors
        self.truth = Truth(scenario, world)
        self._scenario = scenario
        self._fps = scenario.camera.fps if fps is None else fps
        noise = Noise(seed)
        names = [who.name for who in world.people]
        self._mistakes = Mistakes(self.errors, noise, seed=seed, names=names)
        self._clutter = Clutter(noise, seed=seed, per_minute=self.errors.false_per_minute)
        self._chunks: dict[int, _Chunk] = {}

    def detections(self, t_s: float) -> Detections:
        """All boxes from the detector's lowest score on, best first."""
        chunk, index = self._asked(t_s)
        return chunk.detections[index]

    def faces(self, t_s: float) -> Boxes:
        """(N, 4) in shares of the picture."""
        chunk, index = self._asked(t_s)
        return chunk.faces[index]

    def _asked(self, t_s: float) -> tuple[_Chunk, int]:
        frame = round(t_s * self._fps)
        if abs(frame / self._fps - t_s) > 1e-6:
            return self._chunk(np.array([t_s], np.float64)), 0
        number, index = divmod(frame, _CHUNK)
        if number not in self._chunks:
            while len(self._chunks) >= _KEPT:
                self._chunks.pop(next(iter(self._chunks)))
            frames = np.arange(number * _CHUNK, (number + 1) * _CHUNK)
            self._chunks[number] = self._chunk(frames / self._fps)
        return self._chunks[number], index

    def _chunk(self, times: Floats) -> _Chunk:
        spells = [self._spell(some, trouble) for trouble, some in self._spells(times)]
        return _Chunk(
            detections=[one for spell in spells for one in spell.detections],
            faces=[one for spell in spells for one in spell.faces],
        )

    def _spells(self, times: Floats) -> list[tuple[Trouble, Floats]]:
        """Times cut where the camera's troubles change."""
        faults = self._scenario.faults
        if not faults:
            return [(NO_TROUBLE, times)]
        spells = groupby(times.tolist(), key=lambda t_s: trouble_at(faults, t_s))
        return [(trouble, np.array(list(some), np.float64)) for trouble, some in spells]

    def _spell(self, times: Floats, trouble: Trouble) -> _Chunk:
        if trouble.frozen_at_s is None:
            return self._looked(times, trouble)
        # The same picture gives the same answer, whatever the time.
        one = self._looked(np.array([trouble.frozen_at_s]), trouble)
        return _Chunk(detections=one.detections * len(times), faces=one.faces * len(times))

    def _looked(self, times: Floats, trouble: Trouble) -> _Chunk:
        seen = self.truth.seen(times, trouble)
        found = [self._found(times, seen, trouble)]
        if not (trouble.covered or trouble.blinded or trouble.dark or trouble.unplugged):
            found.append(self._clutter.at(times))
        return _Chunk(
            detections=by_frame(joined(found), len(times)),
            faces=self._faces(times, seen, trouble),
        )

    def _found(self, times: Floats, seen: Seen, trouble: Trouble) -> Found:
        score = self._scores(times, seen, trouble)
        seen, score = seen.take(score >= SCORE_FLOOR), score[score >= SCORE_FLOOR]
        return Found(
            frame=seen.frame,
            box=self._mistakes.jittered(seen.box, seen.who, seen.part, times[seen.frame]),
            score=score,
            label=_LABEL[seen.kind],
        )

    def _scores(self, times: Floats, seen: Seen, trouble: Trouble) -> Floats:
        if self.errors.exact:
            return np.where(seen.share_visible >= _EXACT_SHARE, _EXACT_SCORE, 0.0)
        camera = self.truth.camera
        side_px = (seen.whole[:, 2:] - seen.whole[:, :2]) * (camera.width_px, camera.height_px)
        sure = sureness(seen, self.truth.world)
        mean, spread = self.errors.expected(
            side_px.max(1),
            seen.share_visible,
            width_px=camera.width_px,
            light=sight_in(self._scenario.scene, trouble),
        )
        return self._mistakes.scores(
            seen.who,
            seen.part,
            times[seen.frame],
            mean=mean * sure,
            spread=np.where(sure > 0, spread, 0.0),
        )

    def _faces(self, times: Floats, seen: Seen, trouble: Trouble) -> list[Boxes]:
        rows = np.flatnonzero(seen.face_px > 0)
        if not self.errors.exact:
            sure = face_certainty(
                seen.face_px[rows],
                width_px=self.truth.camera.width_px,
                scene=self._scenario.scene,
                trouble=trouble,
            )
            t_s = times[seen.frame[rows]]
            rows = rows[self._mistakes.faces_found(seen.who[rows], t_s, sure=sure)]
        frame = seen.frame[rows]
        boxes = self._mistakes.jittered(
            seen.face[rows], seen.who[rows], seen.part[rows], times[frame]
        )
        return boxes_by_frame(boxes, frame, len(times))
