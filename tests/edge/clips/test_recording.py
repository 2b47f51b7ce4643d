"""Events in a stream of masked pictures become clips, whatever the pictures and the disk do."""

import errno
from pathlib import Path

import numpy as np
import pytest

from edge.clips.drops import Drops
from edge.clips.encoder import EncoderError
from edge.clips.files import Draft
from edge.clips.note import Note
from edge.clips.recording import KEY_EVERY_S, Recording
from edge.clips.store import RESERVE_BYTES
from edge.config import Clips
from edge.perception.frame import Frame
from edge.privacy.mask import mask_whole
from tests.edge.clips.films import FPS, SIZE_PX, masked, played, store_in
from tests.edge.samples import event, event_id

CONFIG = Clips(before_s=3.0, after_s=4.0)


class Camera:
    """Masked pictures of a scene that becomes brighter, into a recording."""

    def __init__(self, folder: Path, config: Clips = CONFIG, **changes: object) -> None:
        self.store = store_in(folder / "clips", **changes)
        self.drops = Drops()
        self.recording = Recording(config, store=self.store, drops=self.drops)
        self.mono_s = 100.0

    def play(self, seconds: float, *, size: tuple[int, int] = SIZE_PX, fps: float = FPS) -> None:
        for _ in range(round(seconds * fps)):
            self.recording.picture(masked(self.mono_s, grey=self.grey(), size=size))
            self.mono_s += 1 / fps

    def grey(self) -> int:
        """What the picture of now looks like: a second is 8 greys."""
        return 30 + round(8 * (self.mono_s - 100.0)) % 200

    def note(self, number: int, phase: str = "open") -> None:
        seen = event(number, phase=phase, episode=event_id(1))
        self.recording.note(Note(event=seen, mono_s=self.mono_s, coarse_mono_s=60))

    def films(self):
        return [played(self.store.film(clip.id)) for clip in self.store.clips()]


@pytest.fixture
def camera(tmp_path: Path) -> Camera:
    return Camera(tmp_path)


def test_without_an_event_nothing_is_written(camera, tmp_path):
    camera.play(20.0)
    camera.recording.finish()
    assert list(tmp_path.iterdir()) == []


def test_a_clip_shows_what_came_before_and_after(camera):
    camera.play(10.0)
    camera.note(1)
    camera.play(10.0)
    (clip,) = camera.store.clips()
    (film,) = camera.films()
    before_s = (110.0 - 100.0) - (film.greys[0] - 30) / 8
    assert 2.9 <= before_s <= 3.1 + KEY_EVERY_S
    assert film.length_s == pytest.approx(before_s + 4.0, abs=0.4)
    assert clip.length_s == pytest.approx(film.ends_s, abs=0.1)
    assert film.greys == pytest.approx(
        [film.greys[0] + 0.8 * n for n in range(len(film.greys))], abs=3
    )
    assert np.diff(film.times_s) == pytest.approx(0.1, abs=0.002)


def test_a_clip_knows_its_events_and_no_finer_time(camera):
    camera.play(5.0)
    camera.note(1)
    camera.play(2.0)
    camera.note(2, phase="update")
    camera.note(3, phase="close")
    camera.play(6.0)
    (clip,) = camera.store.clips()
    assert (clip.id, clip.rule, clip.t) == (event_id(1), "loitering", 1_770_000_000)
    assert clip.events == (event_id(1), event_id(2), event_id(3))
    assert (clip.number, clip.keep_hours, clip.boot, clip.mono_s) == (1, 24, "this", 60)


def test_events_of_one_moment_are_in_one_clip(camera):
    camera.play(2.0)
    for number in (1, 2, 3):
        camera.note(number)
    camera.play(6.0)
    (clip,) = camera.store.clips()
    assert clip.events == (event_id(1), event_id(2), event_id(3))


def test_a_further_event_makes_it_longer(camera):
    camera.play(5.0)
    camera.note(1)
    camera.play(3.0)
    camera.note(2)
    camera.play(6.0)
    (film,) = camera.films()
    assert film.length_s >= 3.0 + 3.0 + 4.0 - 0.2


def test_events_far_apart_make_clips_of_their_own_that_may_overlap(camera):
    for number in (1, 2):
        camera.play(5.0)
        camera.note(number)
        camera.play(4.5)
    assert [clip.events for clip in camera.store.clips()] == [(event_id(1),), (event_id(2),)]
    assert all(film.length_s >= 6.0 for film in camera.films())


def test_an_event_before_the_first_picture_has_a_clip_too(camera):
    camera.note(1)
    camera.play(6.0)
    (film,) = camera.films()
    assert film.length_s == pytest.approx(4.0, abs=0.2)


def test_somebody_leaving_alone_is_no_reason_for_a_clip(camera):
    camera.play(2.0)
    camera.note(2, phase="close")
    camera.play(6.0)
    assert camera.store.clips() == []


def test_a_place_that_is_never_quiet_has_one_clip_after_the_other(camera, monkeypatch):
    monkeypatch.setattr("edge.clips.film.MAX_S", 6.0)
    for number in range(1, 21):
        camera.note(number)
        camera.play(1.0)
    camera.recording.finish()
    films = camera.films()
    assert len(films) >= 3
    assert all(film.length_s <= 6.0 for film in films)
    told = [id_ for clip in camera.store.clips() for id_ in clip.events]
    assert told == [event_id(number) for number in range(1, 21)]


def test_a_stop_in_the_middle_of_a_clip_finishes_it(camera):
    camera.play(5.0)
    camera.note(1)
    camera.play(1.0)
    camera.recording.finish()
    (film,) = camera.films()
    assert film.length_s >= 3.9


def test_pictures_that_cease_do_not_leave_a_clip_open(camera):
    camera.play(5.0)
    camera.note(1)
    camera.play(1.0)
    camera.recording.rest(mono_s=camera.mono_s)
    assert camera.store.clips() == []
    camera.recording.rest(mono_s=camera.mono_s + 10.0)
    assert len(camera.films()) == 1


def test_a_gap_in_time_is_a_gap_in_the_film(camera):
    camera.play(5.0)
    camera.note(1)
    camera.play(1.0)
    camera.mono_s += 2.0
    camera.play(5.0)
    (film,) = camera.films()
    assert max(np.diff(film.times_s)) == pytest.approx(2.1, abs=0.01)
    assert film.length_s >= 6.8


def test_after_an_hour_without_pictures_nothing_old_is_shown(camera):
    camera.play(5.0)
    camera.mono_s += 3600.0
    camera.note(1)
    camera.play(6.0)
    (film,) = camera.films()
    assert film.length_s <= 4.2


def test_time_that_runs_backwards_ends_the_clip_and_the_next_begins_afresh(camera):
    camera.play(10.0)
    camera.note(1)
    camera.play(1.0)
    camera.mono_s = 100.0
    camera.play(4.0)
    camera.note(2)
    camera.play(6.0)
    first, second = camera.films()
    assert first.length_s < 7.0
    assert (np.diff(second.times_s) > 0).all()
    assert second.greys[0] <= 30 + 8 * 2


def test_a_new_size_between_clips_is_the_size_of_the_next(camera):
    camera.play(5.0)
    camera.play(5.0, size=(160, 120))
    camera.note(1)
    camera.play(6.0, size=(160, 120))
    (film,) = camera.films()
    assert {picture.shape for picture in film.pictures} == {(120, 160, 3)}


def test_a_new_size_within_a_clip_is_scaled_to_the_one_it_began_with(camera):
    camera.play(5.0)
    camera.note(1)
    camera.play(1.0)
    camera.play(1.0, size=(640, 360))
    camera.play(5.0, size=(321, 241))
    (film,) = camera.films()
    assert {picture.shape for picture in film.pictures} == {(240, 320, 3)}
    assert film.length_s >= 6.8


def test_pictures_that_are_masked_whole_are_recorded_as_they_are(camera):
    camera.note(1)
    for number in range(60):
        noise = np.random.default_rng(number).integers(0, 256, (240, 320, 3), np.uint8)
        camera.recording.picture(mask_whole(Frame(noise, mono_s=100.0 + number / 10)))
    (film,) = camera.films()
    assert all(abs(int(p.mean()) - 128) <= 2 and p.std() < 3 for p in film.pictures)


def test_few_pictures_a_second_are_a_film_too(camera):
    camera.play(10.0, fps=1)
    camera.note(1)
    camera.play(8.0, fps=1)
    (film,) = camera.films()
    assert film.length_s >= 6.0


def test_a_full_disk_costs_clips_and_is_counted(tmp_path):
    free = [RESERVE_BYTES + 10_000_000]
    camera = Camera(tmp_path, free=lambda _: free[0])
    camera.play(5.0)
    camera.note(1)
    camera.play(3.0)
    free[0] = 0
    camera.play(4.0)
    assert camera.drops.clips == 1
    camera.play(2.0)
    camera.note(2)
    camera.play(6.0)
    assert camera.drops.clips == 2
    assert not list(tmp_path.rglob("*.part"))
    free[0] = RESERVE_BYTES + 10_000_000
    camera.note(3)
    camera.play(6.0)
    assert [clip.events for clip in camera.store.clips()] == [(event_id(3),)]


def test_a_disk_that_stops_taking_leaves_what_it_took(camera, monkeypatch):
    append = Draft.append
    camera.play(5.0)
    camera.note(1)
    camera.play(2.5)

    def refuse(draft, raw):
        if draft.path.suffix == ".part":
            raise OSError(errno.ENOSPC, "No space left on device")
        append(draft, raw)

    monkeypatch.setattr(Draft, "append", refuse)
    camera.play(3.0)
    (film,) = camera.films()
    assert film.length_s >= 3.0
    assert camera.drops.clips == 1


def test_a_folder_that_cannot_be_made_costs_clips_alone(tmp_path):
    (tmp_path / "clips").touch()
    camera = Camera(tmp_path)
    camera.note(1)
    camera.play(6.0)
    assert camera.drops.clips == 1


def test_an_encoder_that_fails_is_looked_for_again(camera, monkeypatch, caplog):
    def none_here(**size):
        raise EncoderError("none works here")

    monkeypatch.setattr("edge.clips.recording.open_encoder", none_here)
    camera.play(25.0)
    assert camera.drops.pictures == 250
    assert [record.message for record in caplog.records] == ["no clips: none works here"]
    monkeypatch.undo()
    camera.play(10.0)
    camera.note(1)
    camera.play(5.0)
    assert len(camera.films()) == 1
    assert camera.drops.pictures <= 250 + 101


def test_what_waits_for_an_event_is_no_more_than_it_may_be(camera):
    camera.play(60.0)
    assert len(camera.recording._ring.since(0.0)) <= 10 * (3.0 + 2 * KEY_EVERY_S)
