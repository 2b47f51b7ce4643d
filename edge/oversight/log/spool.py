"""Where other programs of this camera leave what the log is to say: vision alone writes the log."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from edge.errors import DocumentError
from edge.oversight.log.entry import MAX_ENTRY_BYTES, Entry, encoded, parse_entry
from edge.whole_file import keep_whole

# In the folder of the log.
FOLDER: Final = "asked"
_ENDING: Final = ".json"


def hand_in(log_folder: Path, entry: Entry) -> None:
    """Leave an entry that survives a power cut once this returns. Raises OSError."""
    folder = log_folder / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keep_whole(folder / f"{secrets.token_hex(8)}{_ENDING}", encoded(entry))


def handed_in(log_folder: Path) -> Iterator[tuple[Path, Entry | None]]:
    """What lies there, None for what is no entry. Whoever has it in the log removes the file.

    Raises OSError.
    """
    try:
        paths = sorted((log_folder / FOLDER).iterdir())
    except FileNotFoundError:
        return
    for path in paths:
        if path.suffix == _ENDING:
            yield path, _entry(path)


def _entry(path: Path) -> Entry | None:
    with path.open("rb") as file:
        raw = file.read(MAX_ENTRY_BYTES + 1)
    try:
        return parse_entry(raw)
    except DocumentError:
        return None
