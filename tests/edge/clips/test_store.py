"""What lies in the folder: whole clips, for a time, within a quota, for their owner alone."""

import errno
import os
from pathlib import Path

import msgspec
import pytest

from edge.clips import mp4
from edge.clips.clip import Clip
from edge.clips.files import Draft
from edge.clips.store import RESERVE_BYTES, NoRoomError, Store
from edge.clock import ManualClock
from edge.errors import BadInputError
from tests.edge.clips.films import START_UTC_S, coded, played, store_in
from tests.edge.clips.test_clip import clip
from tests.edge.samples import event_id

HOUR_S = 3600.0


@pytest.fixture(scope="module")
def film() -> bytes:
    """A header and two fragments of a second."""
    stream, packets = coded(20, key_every=10)
    return mp4.header(stream) + b"".join(
        mp4.fragment(number, run, start_s=packets[0].mono_s, end_s=run[0].mono_s + 1.0)
        for number, run in enumerate((packets[:10], packets[10:]), start=1)
    )


def kept(store: Store, number: int, raw: bytes = b"film", **changes: object) -> Clip:
    values = {"id": event_id(number), "number": number, "t": int(START_UTC_S), "mono_s": 50}
    one = clip(**{**values, **changes})
    draft = store.begin(one)
    draft.append(raw)
    store.finish(draft, one)
    return one


def numbers(store: Store) -> list[int]:
    return [one.number for one in store.clips()]


def test_clips_are_listed_in_the_order_in_which_they_were_taken(tmp_path):
    store = store_in(tmp_path / "clips")
    for number in (2, 1, 3):
        kept(store, number, t=int(START_UTC_S) - 1000 * number)
    assert numbers(store) == [1, 2, 3]
    assert store.next_number() == 4


def test_folder_and_files_are_for_their_owner_alone(tmp_path):
    folder = tmp_path / "clips"
    folder.mkdir(mode=0o777)
    kept(store_in(folder), 1)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600, 0o600]


def test_no_name_and_no_date_of_a_file_tells_more_than_the_event(tmp_path):
    kept(store_in(tmp_path), 1, t=1_800_000_000)
    kept(store_in(tmp_path), 2, t=None)
    for number, t in ((1, 1_800_000_000), (2, 0)):
        for ending in ("mp4", "json"):
            found = (tmp_path / f"{event_id(number)}.{ending}").stat()
            assert (found.st_mtime, found.st_atime) == (t, t)


def test_what_is_being_written_is_not_listed(tmp_path):
    store = store_in(tmp_path)
    store.begin(clip()).append(b"film")
    assert store.clips() == []
    with pytest.raises(BadInputError, match="no such clip"):
        store.find(event_id(1))


def test_one_that_is_abandoned_leaves_nothing(tmp_path):
    store = store_in(tmp_path)
    store.abandon(store.begin(clip()), clip())
    assert list(tmp_path.iterdir()) == []


def cut_off(folder: Path, raw: bytes) -> None:
    draft = store_in(folder).begin(clip())
    draft.append(raw)


def test_a_clip_that_was_cut_off_is_whole_after_the_next_start(tmp_path, film):
    cut_off(tmp_path, film[:-3])
    store = store_in(tmp_path)
    store.mend()
    (found,) = store.clips()
    assert (found.id, found.length_s) == (event_id(1), 1.0)
    assert len(played(store.film(found.id)).pictures) == 10
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".mp4"]


@pytest.mark.parametrize("kept_bytes", [0, 5, 300])
def test_a_clip_without_a_whole_fragment_is_nothing(tmp_path, film, kept_bytes):
    cut_off(tmp_path, film[:kept_bytes])
    store_in(tmp_path).mend()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["mp4", "json"])
def test_half_a_clip_is_removed(tmp_path, ending):
    store = store_in(tmp_path)
    kept(store, 1)
    kept(store, 2)
    (tmp_path / f"{event_id(1)}.{ending}").unlink()
    store.mend()
    assert numbers(store) == [2]
    assert len(list(tmp_path.iterdir())) == 2


def test_one_whose_description_is_damaged_is_removed(tmp_path):
    store = store_in(tmp_path)
    kept(store, 1)
    (tmp_path / f"{event_id(1)}.json").write_bytes(b"{")
    store.mend()
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_not_ours_are_left_alone(tmp_path):
    for name in ("holiday.mp4", "notes.json", "x.part"):
        (tmp_path / name).touch()
    store = store_in(tmp_path)
    store.mend()
    store.sweep()
    assert len(list(tmp_path.iterdir())) == 3


def test_after_its_time_a_clip_is_gone(tmp_path):
    clock = ManualClock(mono_s=50.0, utc_s=START_UTC_S)
    store = store_in(tmp_path, clock=clock)
    kept(store, 1, keep_hours=1)
    kept(store, 2, keep_hours=24)
    clock.advance(HOUR_S - 1)
    store.sweep()
    assert numbers(store) == [1, 2]
    clock.advance(2)
    store.sweep()
    assert numbers(store) == [2]
    assert len(list(tmp_path.iterdir())) == 2


def test_todays_configuration_can_only_shorten_it(tmp_path):
    clock = ManualClock(mono_s=50.0, utc_s=START_UTC_S)
    store = store_in(tmp_path, clock=clock)
    kept(store, 1, keep_hours=24)
    kept(store, 2, keep_hours=1)
    clock.advance(2 * HOUR_S)
    store.sweep(keep_hours=48)
    assert numbers(store) == [1]
    store.sweep(keep_hours=1)
    assert numbers(store) == []


@pytest.mark.parametrize("utc_s", [None, START_UTC_S - 10 * HOUR_S], ids=["unset", "set back"])
def test_a_wrong_clock_keeps_no_clip_longer(tmp_path, utc_s):
    clock = ManualClock(mono_s=50.0, utc_s=START_UTC_S)
    store = store_in(tmp_path, clock=clock)
    kept(store, 1, keep_hours=1)
    clock.set_utc(utc_s)
    clock.advance(HOUR_S + 1)
    store.sweep()
    assert numbers(store) == []


def test_what_a_restart_made_ageless_goes_within_the_hour_unless_the_clock_is_set(tmp_path):
    for later_utc_s, left in ((None, []), (START_UTC_S + HOUR_S, [1])):
        kept(store_in(tmp_path), 1)
        clock = ManualClock(mono_s=5.0, utc_s=None)
        store = store_in(tmp_path, clock=clock, boot="next")
        clock.advance(0.9 * HOUR_S)
        store.sweep()
        assert numbers(store) == [1]
        clock.set_utc(later_utc_s)
        clock.advance(0.2 * HOUR_S)
        store.sweep()
        assert numbers(store) == left


def test_above_the_quota_the_oldest_go(tmp_path):
    store = store_in(tmp_path)
    for number in (1, 2, 3):
        kept(store, number, bytes(400_000))
    store.make_room(500_000, quota_mb=1)
    assert numbers(store) == [3]


def test_a_disk_that_is_nearly_full_is_left_to_the_others(tmp_path):
    free = [RESERVE_BYTES]
    store = store_in(tmp_path, free=lambda _: free[0])
    kept(store, 1)
    with pytest.raises(NoRoomError):
        store.make_room(1, quota_mb=1000)
    assert numbers(store) == []
    free[0] += 1
    store.make_room(1, quota_mb=1000)


def test_what_is_being_written_counts_and_is_not_removed_for_itself(tmp_path):
    store = store_in(tmp_path)
    draft = store.begin(clip())
    draft.append(bytes(900_000))
    with pytest.raises(NoRoomError):
        store.make_room(200_000, quota_mb=1)
    assert draft.path.exists()


def test_a_link_in_the_place_of_a_draft_is_not_followed(tmp_path):
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / f"{event_id(1)}.part").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError) as caught:
        store_in(tmp_path / "clips").begin(clip())
    assert caught.value.errno == errno.EEXIST
    assert not (tmp_path / "elsewhere").exists()


def test_a_description_says_nothing_else(tmp_path):
    kept(store_in(tmp_path), 1)
    assert set(msgspec.json.decode((tmp_path / f"{event_id(1)}.json").read_bytes())) == {
        "id", "number", "rule", "t", "events", "length_s", "keep_hours", "boot", "mono_s",
    }  # fmt: skip


def test_what_was_appended_is_complete_where_the_kernel_takes_less_at_once(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, raw: write(file, bytes(raw[:3])))
    draft = Draft(tmp_path / "film")
    draft.append(b"0123456789")
    draft.close()
    assert (tmp_path / "film").read_bytes() == b"0123456789"


def test_of_what_the_disk_did_not_take_whole_nothing_is_left(tmp_path, monkeypatch):
    draft = Draft(tmp_path / "film")
    draft.append(b"whole")
    write = os.write

    def half(file, raw):
        if len(raw) < 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, bytes(raw[:5]))

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(OSError):
        draft.append(b"fragment")
    draft.close()
    assert (tmp_path / "film").read_bytes() == b"whole"
