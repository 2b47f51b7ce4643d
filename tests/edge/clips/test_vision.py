"""Clips as the vision process keeps them: switched on and off by its configuration."""

from pathlib import Path

import pytest

from edge.clips.clip import Clip
from edge.clips.recorder import ClipRecorder
from edge.vision import Vision
from tests.edge.clips.films import played, store_in
from tests.edge.test_vision import CONFIG, WALK, Stage
from tests.keys import signed
from tests.patience import wait_until

ON = CONFIG.replace("version: 5", "version: 6\nclips: {before_s: 1, after_s: 1}")
OFF = CONFIG.replace("version: 5", "version: 7")


class Filmed(Stage):
    """A stage whose clips are kept."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder / "clips"
        self.recorder = ClipRecorder(self.folder, clock=self.clock, boot="this")
        self.vision = Vision(
            camera=self.camera,
            pipeline=self.vision._pipeline,
            door=self.door,
            desired=self.vision._desired,
            preview=None,
            clock=self.clock,
            chip=lambda: self.chip,
            clips=self.recorder,
        )
        self.vision.start()

    def play(self, *places: float | None) -> None:
        for place in places:
            super().play(place)
            wait_until(lambda: not self.recorder._inbox._items, "an empty inbox")

    def clips(self) -> list[Clip]:
        return store_in(self.folder, clock=self.clock).clips()


@pytest.fixture
def filmed(tmp_path: Path) -> Filmed:
    return Filmed(tmp_path)


def close(filmed: Filmed) -> None:
    filmed.camera.ended = True
    filmed.vision.finish()
    filmed.uplink.close()


def switched(filmed: Filmed, document: str) -> None:
    filmed.uplink.deliver_config(signed(document))
    filmed.settle()


def test_a_configuration_without_clips_keeps_none(filmed: Filmed) -> None:
    filmed.play(*WALK)
    close(filmed)
    assert not filmed.folder.exists()


def test_switched_on_from_afar_events_become_clips_of_their_ids(filmed: Filmed) -> None:
    switched(filmed, ON)
    filmed.play(*[0.1] * 10, *WALK, *[0.9] * 20)
    told = [event["id"] for event in filmed.events()]
    close(filmed)
    kept = filmed.clips()
    assert [id_ for clip in kept for id_ in clip.events] == told
    assert {clip.rule for clip in kept} == {"line_crossing"}
    assert all(clip.t is not None and clip.t % 60 == 0 for clip in kept)
    film = played(store_in(filmed.folder).film(kept[0].id))
    assert film.length_s >= 3.0


def test_switched_off_again_nothing_more_is_kept(filmed: Filmed) -> None:
    switched(filmed, ON)
    filmed.play(*WALK[:18])
    switched(filmed, OFF)
    filmed.play(*reversed(WALK))
    close(filmed)
    assert len(filmed.clips()) == 1


def test_at_the_end_of_a_recording_the_clip_is_finished(filmed: Filmed) -> None:
    switched(filmed, ON)
    filmed.play(*WALK)
    close(filmed)
    assert len(filmed.clips()) == 1
