"""The parts of an update's way, put together as they are on a camera."""

import sys
from pathlib import Path

from edge.door.door import Door
from edge.governance.authority import Authority
from edge.update.document import FOLDER
from edge.update.install import Hook
from edge.update.record import Records
from edge.update.saying import Told
from edge.update.staging import Staging
from edge.update.trial import Trial
from edge.update.updates import Updates


def open_updates(
    door_path: Path,
    *,
    door: Door,
    authority: Authority,
    records: Records,
    objects: str | None,
    faces: str | None,
    told: Told,
) -> Updates:
    """objects, faces: the models that this camera is asked to use by name. told: as of Updates."""
    shared = door_path.with_name(FOLDER)
    return Updates(
        door=door,
        authority=authority,
        records=records,
        staging=Staging(shared, records, prover=prover(objects=objects, faces=faces)),
        trial=Trial(Hook()),
        told=told,
    )


def prover(*, objects: str | None, faces: str | None) -> list[str]:
    """The words that run prove.py in a process of its own."""
    models = {"--objects": objects, "--faces": faces}
    asked = [f"{option}={name}" for option, name in models.items() if name is not None]
    return [sys.executable, "-m", "edge.update.prove", *asked]
