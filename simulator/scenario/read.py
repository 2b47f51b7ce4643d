"""A file into a Scenario: everything that is wrong with it at once, each with its path."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from edge import strict
from edge.clock import EARLIEST_UTC_S
from edge.errors import DocumentError, Fault
from simulator.scenario.checks import faults_of
from simulator.scenario.schema import Scenario, Scene

_RECORDINGS: Final = ("background", "footage")
_LAST_YEAR: Final = 2999


def read_scenario(path: Path) -> Scenario:
    """Read one scenario; the recordings it names come back as whole paths.

    Raises DocumentError naming the file and every place of it that is wrong.
    """
    scenario = strict.read_file(path, Scenario)
    scene = _with_whole_paths(scenario.scene, path.parent)
    faults = [*_start_faults(scenario), *_recording_faults(scene), *faults_of(scenario)]
    if faults:
        raise DocumentError(faults, file=path)
    return msgspec.structs.replace(scenario, scene=scene)


def start_utc_s(scenario: Scenario) -> float:
    """When a scenario that has been read begins."""
    return datetime.fromisoformat(scenario.start).timestamp()


def _start_faults(scenario: Scenario) -> list[Fault]:
    try:
        start = datetime.fromisoformat(scenario.start)
    except ValueError:
        return [Fault(path="start", reason="not a time such as 2026-05-04T12:00:00Z")]
    if start.tzinfo is None:
        return [Fault(path="start", reason="has no time zone: end it with Z")]
    earliest = datetime.fromtimestamp(EARLIEST_UTC_S, UTC)
    if start < earliest or start.year > _LAST_YEAR:
        return [Fault(path="start", reason=f"not from {earliest.year} to {_LAST_YEAR}")]
    return []


def _with_whole_paths(scene: Scene, folder: Path) -> Scene:
    named = {key: getattr(scene, key) for key in _RECORDINGS}
    whole = {key: str((folder / name).resolve()) for key, name in named.items() if name}
    return msgspec.structs.replace(scene, **whole)


def _recording_faults(scene: Scene) -> list[Fault]:
    return [
        Fault(path=f"scene.{key}", reason=f"there is no recording {name}")
        for key in _RECORDINGS
        if (name := getattr(scene, key)) is not None and not Path(name).exists()
    ]
