"""A document before it is signed: good, and seen beside what it replaces."""

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Literal

from edge.config import read_config
from edge.errors import BadInputError
from edge.governance.policy import Policy
from edge.strict import read_file


def checked_body(path: Path, purpose: Literal["config", "policy"]) -> str:
    """Its text, once a camera would accept it. Raises BadInputError naming file and place."""
    if purpose == "config":
        read_config(path)
    else:
        read_file(path, Policy)
    try:
        return path.read_text()
    except (OSError, UnicodeError) as error:
        raise BadInputError(f"{path}: {error}") from error


def difference(before: str, after: str) -> Iterator[str]:
    """What changes from one text to another, as `diff -u` has it; nothing where nothing does."""
    return unified_diff(
        before.splitlines(), after.splitlines(), "at the broker", "in the file", lineterm=""
    )
