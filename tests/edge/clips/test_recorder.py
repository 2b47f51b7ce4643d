"""The recorder as vision has it: it never waits, and takes masked pictures alone."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge.clips import mp4
from edge.clips.inbox import MAX_NOTES, MAX_PICTURES, Inbox
from edge.clips.note import Note
from edge.clips.recorder import ClipRecorder
from edge.clips.store import Store
from edge.clock import ManualClock
from edge.config import Config, parse_config
from edge.perception.frame import Frame
from edge.privacy.mask import MaskedFrame, PrivacyError
from tests.edge.clips.films import START_UTC_S, masked, played, store_in
from tests.edge.samples import event
from tests.patience import PATIENCE_S, wait_until

ON = parse_config(b"version: 1\nclips: {before_s: 2, after_s: 2}")
OFF = parse_config(b"version: 2")


class Site:
    """A recorder with a clock of its own, and pictures that come as fast as they are taken."""

    def __init__(self, folder: Path, config: Config = ON) -> None:
        self.folder = folder / "clips"
        self.clock = ManualClock(mono_s=100.0, utc_s=START_UTC_S)
        self.recorder = ClipRecorder(self.folder, clock=self.clock, boot="this")
        self.recorder.configure(config)

    def play(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.clock.advance(0.1)
            self.recorder.take(masked(self.clock.mono_s()))
            wait_until(lambda: not self.recorder._inbox._items, "an empty inbox")

    def note(self, number: int) -> None:
        told = msgspec.structs.replace(event(number), t=int(START_UTC_S))
        self.recorder.note([told], mono_s=self.clock.mono_s())

    def store(self) -> Store:
        return store_in(self.folder, clock=self.clock)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.recorder.close()


def test_an_event_becomes_a_clip(site):
    site.play(4.0)
    site.note(1)
    site.play(4.0)
    site.recorder.close()
    (clip,) = site.store().clips()
    assert played(site.store().film(clip.id)).length_s >= 3.8
    assert (site.recorder.drops.pictures, site.recorder.drops.clips) == (0, 0)


def test_closing_finishes_the_clip(site):
    site.play(3.0)
    site.note(1)
    site.play(1.0)
    site.recorder.close()
    assert len(site.store().clips()) == 1


@pytest.mark.parametrize(
    "picture",
    [
        Frame(np.zeros((24, 32, 3), np.uint8), mono_s=1.0),
        np.zeros((24, 32, 3), np.uint8),
        b"pixels",
        None,
    ],
    ids=lambda picture: type(picture).__name__,
)
def test_it_takes_nothing_but_masked_pictures(site, picture):
    with pytest.raises(PrivacyError):
        site.recorder.take(picture)


def test_unless_it_is_asked_for_nothing_is_kept(tmp_path):
    threads = threading.active_count()
    site = Site(tmp_path, OFF)
    site.play(3.0)
    site.note(1)
    site.play(3.0)
    assert threading.active_count() == threads
    site.recorder.close()
    assert list(tmp_path.iterdir()) == []


def test_at_p0_there_are_no_clips(tmp_path):
    site = Site(tmp_path, parse_config(b"version: 1\nclips: {}\nprivacy: {level: P0}"))
    site.note(1)
    site.play(3.0)
    site.recorder.close()
    assert list(tmp_path.iterdir()) == []


def test_switched_off_it_finishes_its_clip_and_begins_no_other(site):
    site.play(3.0)
    site.note(1)
    site.play(1.0)
    site.recorder.configure(OFF)
    site.note(2)
    site.play(3.0)
    site.recorder.close()
    assert len(site.store().clips()) == 1


def test_switched_on_later_it_records(tmp_path):
    site = Site(tmp_path, OFF)
    site.recorder.configure(ON)
    site.note(1)
    site.play(3.0)
    site.recorder.close()
    assert len(site.store().clips()) == 1


def test_what_a_new_privacy_section_hides_does_not_come_out_of_the_memory_of_before(site):
    site.play(5.0)
    site.recorder.configure(
        parse_config(b"version: 2\nclips: {before_s: 2, after_s: 2}\nprivacy: {level: P2}")
    )
    site.note(1)
    site.play(4.0)
    site.recorder.close()
    (clip,) = site.store().clips()
    assert clip.length_s <= 2.3


def test_old_clips_go_also_when_clips_are_switched_off(site, tmp_path):
    site.note(1)
    site.play(3.0)
    site.recorder.close()
    site.clock.advance(25 * 3600.0)
    later = ClipRecorder(site.folder, clock=site.clock, boot="this")
    later.configure(OFF)
    wait_until(lambda: not site.store().clips(), "the old clip to go")
    later.close()


def test_a_full_inbox_drops_pictures_and_counts_them(site, monkeypatch):
    at_work, go_on = threading.Event(), threading.Event()

    def slow(self, item):
        if isinstance(item, MaskedFrame):
            at_work.set()
            go_on.wait(PATIENCE_S)

    monkeypatch.setattr(ClipRecorder, "_do", slow)
    wait_until(lambda: not site.recorder._inbox._items, "an empty inbox")
    site.recorder.take(masked(200.0))
    assert at_work.wait(PATIENCE_S)
    for number in range(1, 31):
        site.recorder.take(masked(200.0 + number / 10))
    assert site.recorder.drops.pictures == 30 - MAX_PICTURES
    go_on.set()


def test_notes_do_not_pile_up_behind_a_disk_that_hangs():
    inbox = Inbox()
    note = Note(event=event(1), mono_s=1.0, coarse_mono_s=0)
    assert [inbox.put(note) for _ in range(MAX_NOTES + 1)] == [*[True] * MAX_NOTES, False]
    assert isinstance(inbox.next(0.0), Note)
    assert inbox.put(note)


RECORDING = """
import sys, time
from pathlib import Path
from edge.clips.recorder import ClipRecorder
from tests.edge.clips.test_recorder import Site, ON
site = Site(Path(sys.argv[1]))
site.play(3.0)
site.note(1)
site.play(1.5)
print("filming", flush=True)
time.sleep(600)
"""


def _playable_s(part: Path) -> float:
    with part.open("rb") as file:
        return mp4.whole_part(file)[1]


def test_a_kill_in_the_middle_of_a_clip_leaves_a_film_that_plays(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", RECORDING, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"filming\n"
    wait_until(
        lambda: any(_playable_s(part) for part in (tmp_path / "clips").glob("*.part")), "a film"
    )
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert store_in(tmp_path / "clips").clips() == []
    site = Site(tmp_path)
    wait_until(site.store().clips, "the cut-off clip")
    (clip,) = site.store().clips()
    film = played(site.store().film(clip.id))
    # The last picture stands until the next one came, whenever that was.
    assert clip.length_s == pytest.approx(film.ends_s, abs=0.1)
    assert film.length_s >= 1.8
    site.recorder.close()
