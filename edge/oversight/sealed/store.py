"""Sealed originals on the disk: kept as clips are, and nobody on the camera can open them."""

import hashlib
import logging
import os
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from edge.clips.clip import Clip
from edge.clips.files import Draft
from edge.clips.store import Store
from edge.clock import Clock
from edge.errors import DocumentError
from edge.oversight.log.entry import Release, Sealed
from edge.oversight.sealed.file import Sealer, next_chunk, read_header
from edge.oversight.sealed.keys import Holder

log = logging.getLogger(__name__)

# In the state folder.
FOLDER: Final = "sealed"
_ENDING: Final = ".sealed"


class SealedDraft(Draft):
    """Encrypts before it writes: no byte of what is appended gets to the disk as it is."""

    def __init__(self, path: Path, sealer: Sealer) -> None:
        super().__init__(path)
        self._sealer = sealer
        super().append(sealer.header)

    def append(self, raw: bytes) -> None:
        super().append(self._sealer.chunk(raw))

    def close(self) -> None:
        # Without its end it can be opened all the same, and says that it was cut off.
        with suppress(OSError):
            super().append(self._sealer.end())
        super().close()


class SealedStore(Store):
    """A folder of sealed films and their descriptions. epoch, holders: of the policy at work.

    written: what the log is to say of films that are there from now on.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        boot: str,
        epoch: Release,
        holders: Sequence[Holder],
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        super().__init__(folder, clock=clock, boot=boot)
        self._epoch = epoch
        self._holders = tuple(holders)
        self._random_bytes = random_bytes
        self.written: deque[Sealed] = deque()

    def film(self, id_: str) -> Path:
        return self._folder / f"{id_}{_ENDING}"

    def begin(self, clip: Clip) -> Draft:
        sealer = Sealer(
            clip.id, epoch=self._epoch, holders=self._holders, random_bytes=self._random_bytes
        )
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._describe(clip)
        return SealedDraft(self._part(clip.id), sealer)

    def finish(self, draft: Draft, clip: Clip) -> None:
        super().finish(draft, clip)
        self._note(clip.id)

    def mend(self) -> None:
        for part in self._paths(".part"):
            self._finish_cut_off(part)
        for path in (*self._paths(".new"), *self._paths(_ENDING), *self._paths(".json")):
            both = path.with_suffix(_ENDING).exists() and path.with_suffix(".json").exists()
            if path.suffix == ".new" or not both:
                path.unlink(missing_ok=True)

    def _finish_cut_off(self, part: Path) -> None:
        """Keep the whole chunks of what was cut off."""
        clips = {path.stem for path in self._paths(".json")}
        end = _whole_bytes(part)
        if part.stem not in clips or not end:
            part.unlink()
            return
        os.truncate(part, end)
        part.replace(self.film(part.stem))
        self._note(part.stem)
        log.info("sealed originals that were cut off are kept: %s", part.stem)

    def _note(self, id_: str) -> None:
        with self.film(id_).open("rb") as file:
            epoch = read_header(file)[0].epoch
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self.written.append(Sealed(digest=digest, epoch=epoch))


def _whole_bytes(path: Path) -> int:
    """How many bytes are header and whole chunks, 0 where there is no chunk."""
    with path.open("rb") as file:
        try:
            read_header(file)
        except DocumentError:
            return 0
        end = 0
        while next_chunk(file) is not None:
            end = file.tell()
    return end
