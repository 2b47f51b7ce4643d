"""Exposure in figures, as `--json` prints them and the page shows them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from simulator.exposure.bound import poisson_upper95, total_upper95
from simulator.exposure.judge import COVERED, FaceFrame
from simulator.exposure.truth import LEAST_PX
from simulator.exposure.watch import Watched
from simulator.score.summary import wilson

# Of the JSON, the tables of recall, and what each of them asks of a face.
TABLES: Final = ("by_size_px", "by_pitch_deg", "by_camera_pitch_deg", "by_light")
_SIZES_PX: Final = (LEAST_PX, 20, 24, 32, 48, 64, 96)
_PITCHES_DEG: Final = (-90, 0, 10, 20, 30, 40, 50, 60)
_HOUR_S: Final = 3600.0
_DIGITS: Final = 6


def figures(watched: Sequence[Watched]) -> dict[str, Any]:
    """Everything measured, over all scenes. A share is None where nothing was tried."""
    faces = [face for one in watched for face in one.faces]
    causes = sum((one.whole for one in watched), Counter[str]())
    frames, held = sum(one.frames for one in watched), sum(one.held for one in watched)
    open_frames = sum(one.open_frames for one in watched)
    told = {
        **_faces(faces),
        **_tracks(watched),
        "over_masked_share": _share(sum(one.over_masked for one in watched), open_frames),
        "masked_share": _share(sum(one.masked for one in watched), open_frames),
        "failed_closed_share": _share(causes.total() + held, frames),
        "starting_share": _share(causes["starting"], frames),
        "frames": frames,
        "frames_masked_whole": dict(causes),
        "frames_never_handed_out": held,
        "least_face_px": LEAST_PX,
        "covered_from": COVERED,
        **{name: _table(watched, name) for name in TABLES},
        "worst": list(_worst(watched)),
        "scenes": [_scene(one) for one in watched],
    }
    rounded: dict[str, Any] = _rounded(told)
    return rounded


def _faces(faces: Sequence[FaceFrame]) -> dict[str, Any]:
    exposed = sum(face.exposed for face in faces)
    return {
        "face_frames": len(faces),
        "exposed_frames": exposed,
        "recall": _share(len(faces) - exposed, len(faces)),
        "face_frames_masked_whole": sum(face.whole for face in faces),
        "face_frames_not_all_filled": sum(face.filled < 1 for face in faces),
    }


def _tracks(watched: Sequence[Watched]) -> dict[str, Any]:
    """Passes, and for how long they were exposed.

    Frames of one pass are no independent trials: bounds reckon with passes. With none exposed,
    one that is counts as exposed for as long as faces are seen on a pass.
    """
    exposed_s = [seconds for one in watched for seconds in _exposed_s(one)]
    tracks = sum(one.passes for one in watched)
    hours = sum(one.frames * one.frame_s for one in watched) / _HOUR_S
    seen_s = sum(len(one.faces) * one.frame_s for one in watched)
    upper_s = total_upper95(exposed_s, usual=seen_s / tracks if tracks else 0.0)
    return {
        "tracks": tracks,
        "tracks_covered": tracks - len(exposed_s),
        "tracks_covered_share": _share(tracks - len(exposed_s), tracks),
        "tracks_exposed_share_upper95": _most(len(exposed_s), tracks),
        "camera_hours": hours,
        "exposed_s": sum(exposed_s),
        "exposed_s_per_hour": _share(sum(exposed_s), hours),
        "exposed_s_per_hour_upper95": _share(upper_s, hours) if tracks else None,
    }


def _exposed_s(one: Watched) -> Iterator[float]:
    """For how long each pass was exposed that was at all."""
    exposed = Counter(face.who for face in one.faces if face.exposed)
    return (count * one.frame_s for count in exposed.values())


def _table(watched: Sequence[Watched], name: str) -> dict[str, Any]:
    """Recall for each band of sizes or pitches, or each light, in its order."""
    parts: dict[tuple[float, str], list[FaceFrame]] = defaultdict(list)
    for one in watched:
        for face in one.faces:
            if (band := _band(name, one, face)) is not None:
                parts[band].append(face)
    return {words: _row(parts[order, words]) for order, words in sorted(parts)}


def _band(name: str, one: Watched, face: FaceFrame) -> tuple[float, str] | None:
    if name == "by_light":
        return 0.0, one.light
    if name == "by_size_px":
        return _between(face.width_px, _SIZES_PX)
    pitch_deg = face.pitch_deg if name == "by_pitch_deg" else one.camera_pitch_deg
    return None if pitch_deg is None else _between(pitch_deg, _PITCHES_DEG)


def _between(value: float, edges: Sequence[float]) -> tuple[float, str]:
    low = max((edge for edge in edges if edge <= value), default=edges[0])
    above = [edge for edge in edges if edge > low]
    return low, f"{low:g} to {above[0]:g}" if above else f"{low:g} and more"


def _row(faces: Sequence[FaceFrame]) -> dict[str, Any]:
    """Of frames that are not masked whole: that is no merit of the mask."""
    judged = [face for face in faces if face.exposed or not face.whole]
    covered = sum(not face.exposed for face in judged)
    return {
        "face_frames": len(judged),
        "exposed_frames": len(judged) - covered,
        "recall": _share(covered, len(judged)),
        "recall_95": wilson(covered, len(judged)),
        "tracks": len({face.who for face in judged}),
        "tracks_exposed": len({face.who for face in judged if face.exposed}),
    }


def _worst(watched: Iterable[Watched]) -> Iterator[dict[str, Any]]:
    """The worst frame of every pass that was exposed, most of a face left first."""
    every = [kept.face for one in watched for kept in one.worst.values()]
    for face in sorted(every, key=lambda face: (face.filled, -face.width_px)):
        yield {"who": face.who, "t_s": face.t_s, "face_px": face.width_px, "filled": face.filled}


def _scene(one: Watched) -> dict[str, Any]:
    return {
        "scene": one.scene,
        "light": one.light,
        "camera_pitch_deg": one.camera_pitch_deg,
        "frames": one.frames,
        "frames_masked_whole": dict(one.whole),
        "tracks": one.passes,
        "face_frames": len(one.faces),
        "exposed_frames": sum(face.exposed for face in one.faces),
        "over_masked_share": _share(one.over_masked, one.open_frames),
        "masked_share": _share(one.masked, one.open_frames),
    }


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _most(count: int, trials: int) -> float | None:
    """The one-sided 95 % upper bound of a small share."""
    return min(1.0, poisson_upper95(count) / trials) if trials else None


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, (list, tuple)) else value
