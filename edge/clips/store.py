"""Clips on the disk: each whole or not there, never above their quota, never past their time."""

import errno
import logging
import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from edge.clips import mp4
from edge.clips.clip import GRACE_S, Clip, known_age_s
from edge.clips.files import Draft, free_bytes, rename_durably, size_bytes
from edge.clock import Clock
from edge.errors import BadInputError

log = logging.getLogger(__name__)

FOLDER: Final = "clips"
# What clips leave free for the door and for whatever else has to be written.
RESERVE_BYTES: Final = 64_000_000
_MB: Final = 1_000_000
_NAME: Final = re.compile(r"[0-9a-f-]{36}")
_UNSET: Final = 0


def this_boot() -> str:
    """Names this run of the kernel; where it has no name, no other is ever taken for it."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return os.urandom(16).hex()


class NoRoomError(OSError):
    """The quota, or what has to stay free of the disk, leaves no room."""


class Store:
    """The folder of one camera's clips: a film and a description each, for its owner alone.

    folder: made when the first clip is written. free: bytes that the disk has left.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        boot: str,
        free: Callable[[Path], int] = free_bytes,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self.boot = boot
        self._free = free
        self._start_s = clock.mono_s()

    def clips(self) -> list[Clip]:
        """All that are whole, oldest first. Raises OSError."""
        found = [
            clip
            for path in self._paths(".json")
            if self.film(path.stem).exists() and (clip := _read(path)) is not None
        ]
        return sorted(found, key=lambda clip: clip.number)

    def find(self, id_: str) -> Clip:
        """Return one by its id. Raises BadInputError."""
        for clip in self.clips():
            if clip.id == id_:
                return clip
        raise BadInputError(f"{id_}: no such clip")

    def film(self, id_: str) -> Path:
        return self._folder / f"{id_}.mp4"

    def size_bytes(self, clip: Clip) -> int:
        """Bytes of its film, 0 where another process has just deleted it."""
        return size_bytes(self.film(clip.id))

    def mend(self) -> None:
        """After a start: finish what was cut off, and remove what nothing can be made of.

        Raises OSError.
        """
        for part in self._paths(".part"):
            self._finish_cut_off(part)
        for ending, other in ((".mp4", ".json"), (".json", ".mp4")):
            for path in self._paths(ending):
                if not path.with_suffix(other).exists() or _read(path.with_suffix(".json")) is None:
                    path.unlink(missing_ok=True)
        for path in self._paths(".new"):
            path.unlink(missing_ok=True)

    def begin(self, clip: Clip) -> Draft:
        """Describe a clip whose film is about to be appended. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        self._describe(clip)
        return Draft(self._part(clip.id))

    def next_number(self) -> int:
        return max((clip.number for clip in self.clips()), default=0) + 1

    def finish(self, draft: Draft, clip: Clip) -> None:
        """Let a draft become the clip that it is. Raises OSError."""
        draft.close()
        self._describe(clip)
        self._publish(draft.path, clip)

    def abandon(self, draft: Draft, clip: Clip) -> None:
        """Let nothing be left of a draft."""
        draft.close()
        with suppress(OSError):
            draft.path.unlink(missing_ok=True)
        self.delete(clip)

    def delete(self, clip: Clip) -> None:
        """Remove film and description. A disk that refuses keeps them until it is asked again."""
        for path in (self.film(clip.id), self._description(clip.id)):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                log.error("%s: not removed: %s", path, error.strerror)

    def sweep(self, *, keep_hours: int | None = None) -> None:
        """Remove what has been kept as long as it may be. Raises OSError.

        keep_hours: by today's configuration; a clip goes by it or by its own, whichever is less.
        """
        now_s, utc_s = self._clock.mono_s(), self._clock.utc_s()
        watched_s = now_s - self._start_s
        for clip in self.clips():
            hours = min(clip.keep_hours, keep_hours or clip.keep_hours)
            age_s = known_age_s(clip, boot=self.boot, mono_s=now_s, utc_s=utc_s)
            if watched_s > GRACE_S if age_s is None else age_s > hours * 3600.0:
                self.delete(clip)

    def make_room(self, wanted_bytes: int, *, quota_mb: int) -> None:
        """Remove the oldest until so much more fits; what is being written counts too.

        Raises NoRoomError, OSError.
        """
        clips: list[Clip] | None = None
        while not self._fits(wanted_bytes, quota_mb):
            clips = self.clips() if clips is None else clips
            if not clips:
                raise NoRoomError(errno.ENOSPC, "no room for clips")
            self.delete(clips.pop(0))

    def _fits(self, wanted_bytes: int, quota_mb: int) -> bool:
        used = sum(size_bytes(path) for path in self._folder.iterdir())
        if used + wanted_bytes > quota_mb * _MB:
            return False
        return self._free(self._folder) >= RESERVE_BYTES + wanted_bytes

    def _finish_cut_off(self, part: Path) -> None:
        clip = _read(self._description(part.stem))
        with part.open("r+b") as file:
            end, length_s = mp4.whole_part(file)
            if clip is not None and end:
                file.truncate(end)
                os.fsync(file.fileno())
        if clip is None or not end:
            part.unlink()
            return
        whole = msgspec.structs.replace(clip, length_s=round(length_s, 1))
        self._describe(whole)
        self._publish(part, whole)
        log.info("a clip that was cut off is whole again: %s", clip.id)

    def _publish(self, part: Path, clip: Clip) -> None:
        rename_durably(part, self.film(clip.id), as_of_s=clip.t or _UNSET)

    def _describe(self, clip: Clip) -> None:
        fresh = self._description(clip.id).with_suffix(".new")
        fresh.unlink(missing_ok=True)
        draft = Draft(fresh)
        try:
            draft.append(msgspec.json.encode(clip))
        finally:
            draft.close()
        rename_durably(fresh, self._description(clip.id), as_of_s=clip.t or _UNSET)

    def _description(self, id_: str) -> Path:
        return self._folder / f"{id_}.json"

    def _part(self, id_: str) -> Path:
        return self._folder / f"{id_}.part"

    def _paths(self, ending: str) -> list[Path]:
        """Files of ours; whatever else lies in the folder is left alone. Raises OSError."""
        try:
            paths = list(self._folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []
        return [path for path in paths if path.suffix == ending and _NAME.fullmatch(path.stem)]


def _read(path: Path) -> Clip | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Clip)
    except (OSError, msgspec.DecodeError):
        return None
