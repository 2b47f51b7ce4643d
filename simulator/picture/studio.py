"""What a camera sees of a scenario, drawn, and the truth about it to the pixel.

Nobody in it exists. The same scenario, seed and time give the same bytes, in whatever order
pictures are asked for.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from simulator.faults.trouble import NO_TROUBLE, Trouble
from simulator.people.body import THING
from simulator.people.figures import Figures
from simulator.people.lighting import LIGHTINGS
from simulator.people.sprite import Sprite
from simulator.picture.backdrop import Backdrop, haze, rain_grey
from simulator.picture.bodies import Stand, sprite, stands
from simulator.picture.compose import NOBODY, Layer, compose
from simulator.picture.light import LightField
from simulator.picture.placing import Pixels, Placed, place
from simulator.picture.rain import Rain, rainfall
from simulator.picture.recording import Recording
from simulator.picture.sensor import Sensor, Taking
from simulator.picture.shadow import shade
from simulator.picture.sights import Shown, sights
from simulator.picture.stage import DrawnStage, FilmedStage, Stage
from simulator.picture.trouble import DARK_EXPOSURE, blinded, covered, defocused
from simulator.scenario.schema import Scenario
from simulator.world.body import Body, Picture
from simulator.world.pinhole import Pinhole

# A sensor turned up against the dark.
_DARK_GAIN: Final = 24.0


class Players(Protocol):
    """Who is there at any time, as World tells it. seed: of their chance, and of the picture's."""

    seed: int

    def at(self, t_s: float) -> tuple[Body, ...]: ...


class Studio:
    """One camera in one scene."""

    def __init__(self, scenario: Scenario, world: Players, *, folder: Path | None = None) -> None:
        """folder: of relative paths of recordings. Raises CameraError for one that is none."""
        self._scene, self._world = scenario.scene, world
        self.camera = Pinhole.of(scenario.camera)
        self._size = scenario.camera.width_px, scenario.camera.height_px
        self._light = LightField(self._scene)
        shutter_s = self._scene.sensor.shutter_s
        self._shutter_s = self._light.light.shutter_s if shutter_s is None else shutter_s
        self._figures = Figures(LIGHTINGS[self._scene.light])
        self._grey = rain_grey(self._light)
        self._rain = self._falling()
        self._sensors = {dark: self._sensor(dark) for dark in (False, True)}
        self._footage = self._recording(self._scene.footage, folder)
        self._stage = self._staged(folder)

    def picture(self, t_s: float, trouble: Trouble = NO_TROUBLE) -> Picture:
        """What the camera sees at t_s >= 0. Everything in the picture is the caller's own."""
        if trouble.frozen_at_s is not None:
            then = self.picture(trouble.frozen_at_s, replace(trouble, frozen_at_s=None))
            return replace(then, t_s=t_s)
        if trouble.covered:
            return self._taken(self._nobody(t_s, covered(self._size, self._world.seed)), trouble)
        if self._footage is not None:
            return self._taken(self._nobody(t_s, self._footage.at(t_s)), trouble)
        camera = self.camera.yawed(trouble.moved_deg) if trouble.moved_deg else self.camera
        return self._taken(self._played(t_s, camera), trouble)

    def _played(self, t_s: float, camera: Pinhole) -> Picture:
        """The scene with everybody in it, before lens and sensor."""
        empty = self._stage.at(t_s, camera)
        ahead = stands(camera, self._light, self._world.at(t_s), self._shutter_s)
        canvas = empty.pixels.copy()
        shown = self._shown(canvas, empty, ahead)
        owner, part = compose(canvas, empty.range_m, self._layers(shown), self._grey)
        seen, owners = sights(shown, owner, part)
        return Picture(t_s=t_s, pixels=canvas, sights=seen, owner=owners, part=part)

    def _shown(self, canvas: Pixels, empty: Backdrop, ahead: list[Stand]) -> list[Shown]:
        """Everybody placed, their shadows on the canvas already."""
        shown = []
        for one in ahead:
            figure = sprite(self._figures, one)
            shade(canvas, empty.ground, figure, one.shadow)
            placed = place(figure, one.pose, self._size)
            if placed is not None:
                shown.append(_shown(one, figure, placed))
        return shown

    def _layers(self, shown: list[Shown]) -> list[Layer]:
        return [
            Layer(
                placed=one.placed,
                range_m=one.stand.range_m,
                index=2 * index,
                thing=2 * index + 1,
                light=one.stand.light,
                veil=haze(one.stand.range_m, rainfall(self._scene)),
            )
            for index, one in enumerate(shown)
        ]

    def _nobody(self, t_s: float, pixels: Pixels) -> Picture:
        shape = pixels.shape[:2]
        return Picture(
            t_s=t_s,
            pixels=pixels,
            sights=(),
            owner=np.full(shape, NOBODY, np.int16),
            part=np.zeros(shape, np.uint8),
        )

    def _taken(self, picture: Picture, trouble: Trouble) -> Picture:
        """Through rain, lens and sensor."""
        pixels = picture.pixels
        if self._rain is not None and not trouble.covered:
            pixels = self._rain.fall(pixels, picture.t_s)
        if trouble.defocused and not trouble.covered:
            pixels = defocused(pixels)
        if trouble.blinded and not trouble.covered:
            pixels = blinded(pixels)
        return replace(picture, pixels=self._sensors[trouble.dark].take(pixels, picture.t_s))

    def _sensor(self, dark: bool) -> Sensor:
        own = self._scene.sensor
        taking = Taking(
            gain=_DARK_GAIN if dark else self._light.light.gain,
            noise=own.noise,
            exposure=own.exposure * (DARK_EXPOSURE if dark else 1.0),
            jpeg_quality=own.jpeg_quality,
        )
        return Sensor(self._size, taking, self._world.seed)

    def _falling(self) -> Rain | None:
        if not rainfall(self._scene):
            return None
        return Rain(
            self._size,
            rain=rainfall(self._scene),
            brightness=float(self._grey.max()) / 176,
            seed=self._world.seed,
        )

    def _recording(self, name: str | None, folder: Path | None) -> Recording | None:
        return None if name is None else Recording((folder or Path()) / name, self._size)

    def _staged(self, folder: Path | None) -> Stage:
        recording = self._recording(self._scene.background, folder)
        if recording is not None:
            return FilmedStage(recording, self._scene, self.camera)
        return DrawnStage(self._scene, self._light, self._world.seed)


def _shown(one: Stand, figure: Sprite, placed: Placed) -> Shown:
    labels, grown = (placed.part, 1.0) if placed.inside else (figure.part, placed.grown)
    all_px, thing_px = int(np.count_nonzero(labels)), int(np.count_nonzero(labels == THING))
    return Shown(
        stand=one,
        placed=placed,
        flesh_px=(all_px - thing_px) * grown,
        thing_px=thing_px * grown,
    )
