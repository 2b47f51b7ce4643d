"""Which models a camera begins with: those on trial, those at work, or its own."""

import logging
from pathlib import Path

from msgspec.structs import replace

from edge.errors import DocumentError, Fault
from edge.perception.detector import DetectorError
from edge.perception.manifest import Task, read_manifest, read_model
from edge.update.record import Record, Records, begun, failed

log = logging.getLogger(__name__)


def models_to_use(
    records: Records, *, firmware: str, objects: str | None = None, faces: str | None = None
) -> Path | None:
    """Count this start, and return the folder with the models to use; None for our own.

    firmware: what this one calls itself. objects, faces: the models that are asked for by name.
    """
    record = _installed_firmware(begun(records.now), firmware)
    try:
        records.keep(record)
    except OSError as error:
        # A trial that nobody counts could go on for ever.
        _fail(records, Fault(path="camera", reason=f"cannot keep it: {error.strerror}"))
    while (models := records.now.models) is not None:
        place = records.place(models.sha256)
        trouble = _trouble(place, objects=objects, faces=faces)
        if trouble is None:
            return place
        log.error("models from afar: %s", trouble)
        _fail(records, Fault(path="models", reason=trouble))
    return None


def _installed_firmware(record: Record, firmware: str) -> Record:
    bundle = record.bundle
    if record.stage != "trial" or bundle is None or bundle.release in (None, firmware):
        return record
    return failed(record, Fault(path="firmware", reason=f"{firmware} is at work all the same"))


def _fail(records: Records, fault: Fault) -> None:
    """Do without what is on trial, or else without what is at work."""
    record = records.now
    if record.stage == "trial":
        records.keep_or_say(failed(record, fault))
        return
    rest = {kind: one for kind, one in record.at_work.items() if kind != "models"}
    records.keep_or_say(replace(record, at_work=rest))


def _trouble(place: Path, *, objects: str | None, faces: str | None) -> str | None:
    """Why the models of a folder cannot be used; None when they can."""
    asked: tuple[tuple[Task, str | None], ...] = (("objects", objects), ("faces", faces))
    try:
        manifest = read_manifest(place)
        for task, name in asked:
            read_model(manifest.default(task) if name is None else manifest.card(name), place)
    except (DocumentError, DetectorError) as error:
        return str(error)
    return None
