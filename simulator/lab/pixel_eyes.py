"""Drawn pictures and the real models."""

import os
import shutil
from pathlib import Path
from typing import Protocol

import cv2

from edge.assemble import open_detectors, sight_of, threads_offline
from edge.loop.last_view import View
from edge.perception.attention import Attention
from edge.perception.frame import Pixels
from edge.perception.manifest import MANIFEST_FILE, models_folder, read_manifest
from edge.perception.things import Things
from simulator.faults.trouble import Trouble
from simulator.lab.eyes import Detectors
from simulator.scenario.schema import CameraAt
from simulator.world.body import Picture


class Draws(Protocol):
    def picture(self, t_s: float, trouble: Trouble) -> Picture:
        """Draw the scene as it is at one moment."""
        ...


class PixelEyes:
    """A damaged model is refused by its hash when vision starts. folder: to put one into."""

    needs_restart = True

    def __init__(self, studio: Draws, camera: CameraAt, *, folder: Path) -> None:
        # As edge.assemble does: two threads of OpenCV beside the runtime's own gain nothing.
        cv2.setNumThreads(1)
        self.damaged = False
        self.size_px = camera.width_px, camera.height_px
        self._studio = studio
        self._folder = folder

    def pixels(self, t_s: float, trouble: Trouble) -> Pixels:
        return self._studio.picture(t_s, trouble).pixels

    def detectors(self, view: View | None = None) -> Detectors:
        folder = damaged_models(self._folder) if self.damaged else models_folder()
        objects, faces = open_detectors(
            objects=None, faces=None, threads=threads_offline(), folder=folder
        )
        return Detectors(
            objects=objects,
            faces=faces,
            attention=Attention(),
            sight=sight_of(view),
            things=Things(),
        )


def damaged_models(folder: Path) -> Path:
    """Make a models folder whose default object detector has lost its end."""
    manifest = read_manifest(models_folder())
    copy = folder / "damaged_models"
    for card in (manifest.default("objects"), manifest.default("faces")):
        target = copy / card.file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(models_folder() / card.file, target)
    shutil.copy(models_folder() / MANIFEST_FILE, copy / MANIFEST_FILE)
    os.truncate(copy / manifest.default("objects").file, 4096)
    return copy
