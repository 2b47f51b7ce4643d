"""`passerby clips`: what a camera has kept, as its operator sees it."""

import json
from pathlib import Path

import pytest

from edge.__main__ import main
from edge.clips.clip import Clip
from edge.clips.store import FOLDER, Store, this_boot
from edge.clock import SystemClock
from tests.edge.clips.test_clip import clip
from tests.edge.samples import event_id

FILM = bytes(1_500_000)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path


def keep(state: Path, number: int, **changes: object) -> Clip:
    clock = SystemClock()
    store = Store(state / FOLDER, clock=clock, boot=this_boot())
    now = {"t": int(clock.utc_s() or 0), "mono_s": int(clock.mono_s())}
    one = clip(**{"id": event_id(number), "number": number, "boot": store.boot, **now, **changes})
    draft = store.begin(one)
    draft.append(FILM)
    store.finish(draft, one)
    return one


def clips(state: Path, action: str, *words: str) -> int:
    return main(["clips", action, "--state", str(state), *words])


def listed(state: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert clips(state, "list", "--json") == 0
    return [row["id"] for row in json.loads(capsys.readouterr().out)["clips"]]


def test_all_clips_are_listed_oldest_first(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(state, 2, t=1_900_000_000, rule="line_crossing")
    keep(state, 1, events=(event_id(1), event_id(7)), t=None)
    assert clips(state, "list") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{event_id(1)}  time unknown         loitering          15.0 s     1.5 MB  2 events",
        f"{event_id(2)}  2030-03-17 17:46:40  line_crossing      15.0 s     1.5 MB  1 event",
    ]


def test_json_tells_the_same_and_no_finer_time(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = keep(state, 1)
    assert clips(state, "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "clips": [
            {
                "id": one.id,
                "rule": "loitering",
                "t": one.t,
                "events": [one.id],
                "length_s": 15.0,
                "bytes": len(FILM),
            }
        ]
    }


def test_a_camera_that_kept_none_says_so(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert clips(state, "list") == 0
    assert capsys.readouterr().out == "no clips\n"
    assert listed(state, capsys) == []


def test_one_is_exported_whole(state: Path) -> None:
    one = keep(state, 1)
    assert clips(state, "export", one.id, "-o", str(state / "out.mp4")) == 0
    assert (state / "out.mp4").read_bytes() == FILM


def test_one_is_deleted(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = keep(state, 1), keep(state, 2)
    assert clips(state, "delete", one.id) == 0
    assert listed(state, capsys) == [other.id]
    assert len(list((state / FOLDER).iterdir())) == 2


def test_one_whose_time_is_over_is_not_shown_also_where_no_camera_runs(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(state, 1, t=1_700_000_000)
    assert listed(state, capsys) == []
    assert list((state / FOLDER).iterdir()) == []


@pytest.mark.parametrize("id_", [event_id(9), "../../config", "", "*"])
@pytest.mark.parametrize("action", ["export", "delete"])
def test_one_that_is_not_there_is_named(
    action: str, id_: str, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(state, 1)
    out = ["-o", str(state / "out.mp4")] if action == "export" else []
    assert clips(state, action, id_, *out) == 2
    assert capsys.readouterr().err == f"passerby: {id_}: no such clip\n"
    assert not (state / "out.mp4").exists()


def test_a_folder_that_is_not_there_is_named(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert clips(state / "none", "list") == 2
    assert capsys.readouterr().err == f"passerby: {state / 'none'}: no such folder\n"


def test_an_output_that_cannot_be_written_is_named(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = keep(state, 1)
    out = state / "none" / "out.mp4"
    assert clips(state, "export", one.id, "-o", str(out)) == 2
    assert str(out) in capsys.readouterr().err
