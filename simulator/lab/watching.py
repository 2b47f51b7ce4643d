"""The device's own pipeline, with somebody who notes what it judges and shows."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from edge.loop.judges import Judges
from edge.loop.pipeline import Look, Pipeline
from edge.perception.frame import Frame
from edge.privacy.event import Event, Total, count_bytes, event_bytes, place_of, rule_of
from simulator.lab.pictures import Pictures
from simulator.lab.record import Happened


class Witness:
    """Notes what vision judged before it reaches the door. mono_s: the scene's time."""

    def __init__(self, mono_s: Callable[[], float]) -> None:
        self.happened: list[Happened] = []
        self.shown = Pictures()
        self._mono_s = mono_s

    def see(self, look: Look, *, raw_bytes: int) -> None:
        for view in look.views:
            masked = view.masked
            self.shown.add(t_s=masked.mono_s, whole=masked.whole, raw_bytes=raw_bytes)
        if look.events or look.counts:
            self.judge(look.events, look.counts)

    def judge(self, events: Iterable[Event], counts: Iterable[Total]) -> None:
        for event in events:
            self._note(f"event/{rule_of(event)}", _unstamped(event))
        for count in counts:
            self._note(f"count/{place_of(count)}", count_bytes(count))

    def _note(self, topic: str, payload: bytes) -> None:
        self.happened.append(Happened(t_s=self._mono_s(), topic=topic, payload=payload))


class WatchedPipeline(Pipeline):
    """Does what a Pipeline does. witness: is told of it. Other arguments as Pipeline's."""

    def __init__(self, witness: Witness, **parts: Any) -> None:
        super().__init__(**parts)
        self._witness = witness

    def look(self, frame: Frame, *, stretch: float = 1.0, age_s: float = 0.0) -> Look:
        raw_bytes = frame.pixels.nbytes
        look = super().look(frame, stretch=stretch, age_s=age_s)
        self._witness.see(look, raw_bytes=raw_bytes)
        return look

    def reconfigure(self, judges: Judges) -> tuple[Event | Total, ...]:
        told = super().reconfigure(judges)
        self._witness.judge(
            [value for value in told if not isinstance(value, Total)],
            [value for value in told if isinstance(value, Total)],
        )
        return told


def _unstamped(event: Event) -> bytes:
    fields = msgspec.json.decode(event_bytes(event))
    del fields["session"], fields["seq"]
    return msgspec.json.encode(fields)
