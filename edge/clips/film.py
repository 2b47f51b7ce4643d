"""A clip while it is being taken: whole runs of pictures onto the disk, one after the other."""

from typing import Final

import msgspec

from edge.clips import mp4
from edge.clips.clip import MAX_EVENTS, Clip
from edge.clips.packet import Packet, Stream
from edge.clips.store import Store

# One film is looked through whole, and a camera that is never quiet begins the next one.
MAX_S: Final = 300.0
# For how long the last picture was true nobody knows; at ten a second it is shown for one turn.
_LAST_S: Final = 0.1


class Film:
    """Writes each run of pictures when the next one begins. Raises OSError, NoRoomError.

    first: the key picture that it will begin with. until_s: mono_s after which it has seen enough.
    """

    def __init__(
        self,
        clip: Clip,
        *,
        store: Store,
        quota_mb: int,
        stream: Stream,
        first: Packet,
        until_s: float,
    ) -> None:
        self._clip = clip
        self._store = store
        self._quota_mb = quota_mb
        self._until_s = until_s
        self._start_s = self._last_s = self._shown_until_s = first.mono_s
        self._run: list[Packet] = []
        self._fragments = 0
        self._head = mp4.header(stream)
        self._draft = store.begin(clip)

    def extend(self, event: str, *, until_s: float) -> None:
        """Another event fell into it."""
        self._until_s = max(self._until_s, until_s)
        if len(self._clip.events) < MAX_EVENTS:
            events = (*self._clip.events, event)
            self._clip = msgspec.structs.replace(self._clip, events=events)

    def has_enough(self, *, mono_s: float) -> bool:
        """Whether a picture of that moment belongs to it no more."""
        return mono_s > min(self._until_s, self._start_s + MAX_S)

    def add(self, packet: Packet) -> None:
        """Take the next picture."""
        if packet.key and self._run:
            self._write(packet.mono_s)
        self._run.append(packet)
        self._last_s = packet.mono_s

    def write_rest(self) -> None:
        """Put on the disk what waits for a next run that does not come."""
        if self._run:
            self._write(self._last_s + _LAST_S)

    def close(self) -> None:
        """Make a clip of what is on the disk, or nothing where there is nothing."""
        if not self._fragments:
            self._store.abandon(self._draft, self._clip)
            return
        length_s = round(self._shown_until_s - self._start_s, 1)
        self._store.finish(self._draft, msgspec.structs.replace(self._clip, length_s=length_s))

    def _write(self, end_s: float) -> None:
        run, self._run = self._run, []
        raw = self._head + mp4.fragment(
            self._fragments + 1, run, start_s=self._start_s, end_s=end_s
        )
        self._store.make_room(len(raw), quota_mb=self._quota_mb)
        self._draft.append(raw)
        self._head = b""
        self._fragments += 1
        self._shown_until_s = end_s
