"""Masked pictures and events in, clips on the disk out: the recorder without its thread."""

import logging
from math import inf
from typing import Final

from edge.clips.clip import Clip
from edge.clips.drops import Drops
from edge.clips.encoder import Encoder, EncoderError, open_encoder
from edge.clips.film import Film
from edge.clips.note import Note
from edge.clips.packet import Packet
from edge.clips.planes import coded_size, i420
from edge.clips.ring import Ring
from edge.clips.store import Store
from edge.config import Clips
from edge.privacy.event import rule_of
from edge.privacy.mask import MaskedFrame

log = logging.getLogger(__name__)

# A film begins with a key picture, and a power cut costs what came after the last one. They are
# most of what a film of a quiet street weighs.
KEY_EVERY_S: Final = 2.0
# To look for an encoder once more costs as much as several pictures.
_TRY_EVERY_S: Final = 10.0


class Recording:
    """One configuration at work. Times are those of the pictures."""

    def __init__(self, config: Clips, *, store: Store, drops: Drops) -> None:
        self._config = config
        self._store = store
        self._ring = Ring(before_s=config.before_s)
        self._encoder: Encoder | None = None
        self._wanted: list[Note] = []
        self._film: Film | None = None
        self._last_s = self._key_s = self._tried_s = -inf
        self._drops = drops
        self._complained = False

    @property
    def ring_bytes(self) -> int:
        return self._ring.bytes

    def picture(self, masked: MaskedFrame) -> None:
        """Take the next picture: into the ring, and into the film if there is one.

        Time that runs backwards ends the film: what came before has no place before it.
        """
        if masked.mono_s <= self._last_s:
            self._begin_afresh()
        self._last_s = masked.mono_s
        try:
            packets = self._coded(masked)
        except EncoderError as error:
            self._complain(error)
            self._begin_afresh()
            self._tried_s = masked.mono_s
            packets = []
        self._drops.pictures += self._encoder is None
        for packet in packets:
            self._take(packet)

    def note(self, note: Note) -> None:
        """Begin a clip with the next picture, or go on with the one there is."""
        if self._film is not None and self._film.has_enough(mono_s=note.mono_s):
            self.finish()
        if self._film is not None:
            self._film.extend(note.event.id, until_s=note.mono_s + self._config.after_s)
        # Who leaves long after he came was filmed as he came: his leaving opens nothing.
        elif self._wanted or note.event.phase != "close":
            self._wanted.append(note)

    def rest(self, *, mono_s: float) -> None:
        """Where no picture comes any more, end what has seen enough."""
        if self._film is not None and self._film.has_enough(mono_s=mono_s - KEY_EVERY_S):
            self.finish()

    def finish(self) -> None:
        """Make a clip of what there is."""
        film, self._film = self._film, None
        if film is None:
            return
        try:
            film.write_rest()
        except OSError as error:
            self._drop(error)
        self._close(film)

    def _begin_afresh(self) -> None:
        self.finish()
        self._ring.clear()
        self._encoder = None
        self._key_s = -inf

    def _coded(self, masked: MaskedFrame) -> list[Packet]:
        """Code a picture in the size of the film, if there is one, else in its own."""
        size = coded_size(masked.pixels)
        if self._film is None and self._encoder is not None and self._encoder.size != size:
            self._begin_afresh()
        if self._encoder is None:
            if 0.0 <= masked.mono_s - self._tried_s < _TRY_EVERY_S:
                return []
            self._encoder = open_encoder(width=size[0], height=size[1])
            self._complained = False
        key = masked.mono_s - self._key_s >= KEY_EVERY_S
        if key:
            self._key_s = masked.mono_s
        planes = i420(masked.pixels, self._encoder.size)
        return self._encoder.encode(planes, mono_s=masked.mono_s, key=key)

    def _take(self, packet: Packet) -> None:
        self._ring.add(packet)
        if self._film is not None and self._film.has_enough(mono_s=packet.mono_s):
            self.finish()
        if self._wanted:
            wanted, self._wanted = self._wanted, []
            self._begin(wanted[0])
            for note in wanted[1:]:
                self.note(note)
        elif self._film is not None:
            self._add(self._film, packet)

    def _begin(self, note: Note) -> None:
        packets = self._ring.since(note.mono_s - self._config.before_s)
        stream = None if self._encoder is None else self._encoder.stream
        if stream is None or not packets:
            return
        try:
            self._film = Film(
                self._clip(note),
                store=self._store,
                quota_mb=self._config.quota_mb,
                stream=stream,
                first=packets[0],
                until_s=note.mono_s + self._config.after_s,
            )
        except OSError as error:
            self._drop(error)
        for packet in packets:
            if self._film is not None:
                self._add(self._film, packet)

    def _clip(self, note: Note) -> Clip:
        return Clip(
            id=note.event.id,
            number=self._store.next_number(),
            rule=rule_of(note.event),
            t=note.event.t,
            events=(note.event.id,),
            length_s=0.0,
            keep_hours=self._config.keep_hours,
            boot=self._store.boot,
            mono_s=note.coarse_mono_s,
        )

    def _add(self, film: Film, packet: Packet) -> None:
        try:
            film.add(packet)
        except OSError as error:
            self._drop(error)
            self._film = None
            self._close(film)

    def _close(self, film: Film) -> None:
        """What cannot be named now is finished at the next start."""
        try:
            film.close()
        except OSError as error:
            log.error("a clip is not finished: %s", error)

    def _complain(self, error: EncoderError) -> None:
        if not self._complained:
            log.error("no clips: %s", error)
        self._complained = True

    def _drop(self, error: OSError) -> None:
        self._drops.clips += 1
        log.error("a clip is cut short: %s", error)
