"""Where the files of a run lie."""

import os
import tempfile
from pathlib import Path
from typing import Final

# In memory: what is not written to a card costs no wait for it.
_FAST: Final = Path("/dev/shm")  # noqa: S108  a private folder is made inside it


def lab_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder of its own, gone at the end."""
    fast = _FAST if os.access(_FAST, os.W_OK) else None
    return tempfile.TemporaryDirectory(prefix="passerby-lab-", dir=fast)
