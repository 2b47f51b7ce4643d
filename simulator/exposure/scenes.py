"""Drawn scenes, of the library or by chance, watched one at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from edge.errors import BadInputError
from edge.perception.frame import Frame
from simulator.exposure.truth import Truth, drawn_truth
from simulator.exposure.watch import Watch, Watched, ready_pipeline
from simulator.picture.studio import Studio
from simulator.scenario.library import library
from simulator.scenario.read import read_scenario
from simulator.scenario.schema import Scenario
from simulator.world.world import World

# Of a scene of an hour the first minute is watched.
MOST_S: Final = 60.0


def watch_scene(scenario: Scenario, *, every_frame: bool = False) -> Watched:
    """Draw a scene and let a camera that has just started look at it."""
    watched = Watched(
        scene=scenario.name,
        light=light_of(scenario),
        camera_pitch_deg=scenario.camera.pitch_deg,
        frame_s=1 / scenario.camera.fps,
    )
    return Watch(ready_pipeline(every_frame=every_frame), watched).see(_drawn(scenario))


def _drawn(scenario: Scenario) -> Iterator[tuple[Frame, Truth]]:
    studio = Studio(scenario, World(scenario))
    fps, height_m = scenario.camera.fps, scenario.camera.height_m
    for number in range(round(min(scenario.duration_s, MOST_S) * fps)):
        picture = studio.picture(number / fps)
        truth = drawn_truth(picture, camera_m=height_m)
        yield Frame(picture.pixels, mono_s=picture.t_s), truth


def light_of(scenario: Scenario) -> str:
    scene = scenario.scene
    parts = [scene.light.replace("_", " ")]
    parts += ["lamps"] if scene.lamps else []
    parts += ["rain"] if scene.rain else []
    return ", ".join(parts)


def ordinary() -> list[Path]:
    """The library's scenes of usual days, in which nothing breaks."""
    return [path for path in library().values() if _is_ordinary(read_scenario(path))]


def _is_ordinary(scenario: Scenario) -> bool:
    is_usual = scenario.kind == "normal" and not scenario.faults
    return is_usual and scenario.theme != "network" and scenario.scene.footage is None


def read_drawn(path: Path) -> Scenario:
    """Raises BadInputError for what is no scene, and for one whose truth nobody knows."""
    scenario = read_scenario(path)
    if scenario.scene.footage is not None:
        raise BadInputError(f"{path}: shows a recording: give it as --video, with a truth")
    return scenario
