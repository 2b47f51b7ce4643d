"""What the camera would say of a configuration, said by the camera's own parser."""

from typing import Any

from edge import strict
from edge.config import Config
from edge.errors import DocumentError, Fault
from edge.governance.ceiling import beyond
from edge.yaml_text import load
from simulator.keyring import OF_THE_DEMO
from simulator.web.told import Checked, Place
from simulator.web.written import written


def check_text(number: int, text: str, *, at_work: Config | None) -> Checked:
    """Judge a text as the camera that has at_work would, under the policy of the demo."""
    try:
        document = load(text.encode())
    except DocumentError as error:
        return _answer(number, text, None, error.faults)
    plain = document if isinstance(document, dict) else None
    return _answer(number, text, plain, _faults(document, at_work))


def check_document(number: int, document: dict[str, Any], *, at_work: Config | None) -> Checked:
    """Write a document as a text, and judge that."""
    try:
        text = written(document)
    except DocumentError as error:
        # Not shown: whoever nests so deep could not read it either.
        return _answer(number, "", None, error.faults)
    return check_text(number, text, at_work=at_work)


def _faults(document: object, at_work: Config | None) -> tuple[Fault, ...]:
    try:
        config = strict.convert(document, Config)
    except DocumentError as error:
        return error.faults
    if at_work is None or config == at_work or config.version > at_work.version:
        return beyond(config, OF_THE_DEMO)
    return (Fault(path="version", reason=f"not above {at_work.version}, the version at work"),)


def _answer(
    number: int, text: str, document: dict[str, Any] | None, faults: tuple[Fault, ...]
) -> Checked:
    places = tuple(Place(path=fault.path, reason=fault.reason) for fault in faults)
    return Checked(number=number, text=text, document=document, faults=places)
