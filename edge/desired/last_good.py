"""The configuration that was last at work, kept over restarts and power cuts."""

import logging
from pathlib import Path

from edge.config import Config
from edge.errors import DocumentError
from edge.kept import Kept, Write
from edge.whole_file import keep_whole

log = logging.getLogger(__name__)


class LastGood:
    """One file, replaced as a whole: a power cut leaves the old one or the new one."""

    def __init__(self, path: Path, *, write: Write = keep_whole) -> None:
        self._kept = Kept(path, Config, write=write)

    def load(self) -> Config | None:
        """Return what was kept, or None. A file that cannot be read is moved aside, not fatal."""
        try:
            return self._kept.load()
        except DocumentError as error:
            log.error("the kept configuration: %s", error)
        try:
            self._kept.set_aside()
        except OSError as error:
            # It is in nobody's way: the next one that is applied replaces it.
            log.error("it cannot be set aside: %s", error.strerror)
        return None

    def keep(self, config: Config) -> None:
        """Make config survive a power cut from here on. Raises OSError."""
        self._kept.keep(config)


def newest(local: Config, kept: Config | None) -> Config:
    """Choose between the file on the camera and what was last applied from afar.

    The higher version wins; of equal ones the file, so that an installer can mend it in place.
    """
    return kept if kept is not None and kept.version > local.version else local
