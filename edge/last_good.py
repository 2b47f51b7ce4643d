"""The configuration that was last at work, kept over restarts and power cuts."""

import logging
from pathlib import Path

import msgspec

from edge.config import Config, read_config
from edge.errors import DocumentError
from edge.whole_file import keep_whole

log = logging.getLogger(__name__)


class LastGood:
    """One file, replaced as a whole: a power cut leaves the old one or the new one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Config | None:
        """Return what was kept, or None. A file that cannot be read is moved aside, not fatal."""
        if not self._path.exists():
            return None
        try:
            return read_config(self._path)
        except DocumentError as error:
            log.error("the kept configuration is damaged: %s", error)
            self._move_aside()
            return None

    def keep(self, config: Config) -> None:
        """Make config survive a power cut from here on. Raises OSError."""
        keep_whole(self._path, msgspec.json.encode(config))

    def _move_aside(self) -> None:
        aside = self._path.with_suffix(".damaged")
        try:
            self._path.replace(aside)
        except OSError as error:
            # It is in nobody's way: the next one that is applied replaces it.
            log.error("%s: cannot be moved to %s: %s", self._path, aside, error.strerror)


def newest(local: Config, kept: Config | None) -> Config:
    """Choose between the file on the camera and what was last applied from afar.

    The higher version wins; of equal ones the file, so that an installer can mend it in place.
    """
    return kept if kept is not None and kept.version > local.version else local
