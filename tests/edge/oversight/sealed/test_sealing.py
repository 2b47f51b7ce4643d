"""Unmasked pictures leave vision sealed, by a clause of the oversight's, or not at all."""

import copy
import hashlib
import io
import pickle
from pathlib import Path

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from edge.clock import ManualClock
from edge.config import Config, Privacy, Zone
from edge.desired.memory import Memory
from edge.governance.authority import Authority
from edge.governance.ceiling import beyond, narrowed
from edge.governance.policy import STRICTEST, Policy, lapsed
from edge.governance.signing import seal
from edge.governance.tightening import loosened
from edge.oversight.sealed.file import Plain, key_of, pieces, read_header
from edge.oversight.sealed.keys import make_key
from edge.oversight.sealed.sealing import Original
from simulator.keyring import WIDEST
from tests.edge.clips.films import played
from tests.edge.oversight.sealed.originals import (
    CONFIG,
    KEYS,
    LIMITS,
    PERMITTED,
    START_UTC_S,
    canary_px,
    walk,
)
from tests.keys import CAMERA
from tests.keys import KEYS as SIGNING
from tests.patience import wait_until

# What stands in every film that is not sealed.
MARKS = (b"ftyp", b"moof", b"mdat", b"avcC")


def opened(path: Path) -> bytes:
    raw, found = io.BytesIO(path.read_bytes()), Plain()
    header, raw_header = read_header(raw)
    plain = b"".join(pieces(raw, raw_header, key_of(header, KEYS[:2]), found))
    assert found.is_whole
    return plain


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state") / "sealed"


@pytest.fixture(scope="module")
def written(folder: Path) -> Path:
    sealing = walk(folder)
    (entry,) = sealing.written()
    (path,) = folder.glob("*.sealed")
    assert entry.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert entry.epoch == "2027-01"
    return path


def test_two_holders_see_who_walked_there(written: Path) -> None:
    pictures = played(opened(written)).pictures
    assert len(pictures) > 20
    assert max(canary_px(picture) for picture in pictures) > 1000


def test_no_file_holds_a_byte_of_it_as_it_is(written: Path, folder: Path) -> None:
    plain = opened(written)
    assert all(mark in plain for mark in MARKS)
    for path in folder.iterdir():
        raw = path.read_bytes()
        assert not [mark for mark in MARKS if mark in raw]
        assert not [at for at in range(0, len(plain) - 24, 24) if plain[at : at + 24] in raw]
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("policy", "config"),
    [
        pytest.param(STRICTEST, CONFIG, id="no policy"),
        pytest.param(WIDEST, CONFIG, id="a policy without the clause"),
        pytest.param(lapsed(PERMITTED), CONFIG, id="a policy whose time is over"),
        pytest.param(PERMITTED, replace(CONFIG, sealed=None), id="a configuration that does not"),
        pytest.param(PERMITTED, replace(CONFIG, privacy=Privacy(level="P0")), id="counts alone"),
    ],
)
def test_without_both_clause_and_configuration_nothing_is_even_looked_at(
    tmp_path: Path, policy: Policy, config: Config
) -> None:
    sealing = walk(tmp_path / "sealed", policy=policy, config=config, seconds=5)
    assert not (tmp_path / "sealed").exists()
    assert sealing._thread is None


@pytest.mark.parametrize("utc_s", [None, START_UTC_S + 86_400], ids=["unset", "after the epoch"])
def test_while_nobody_knows_that_the_epoch_lasts_nothing_is_sealed(
    tmp_path: Path, utc_s: float | None
) -> None:
    walk(tmp_path / "sealed", clock=ManualClock(mono_s=100.0, utc_s=utc_s), seconds=5)
    assert not (tmp_path / "sealed").exists()


def test_a_paused_camera_seals_nothing(tmp_path: Path) -> None:
    walk(tmp_path / "sealed", paused=True, seconds=5)
    assert not (tmp_path / "sealed").exists()


def test_once_the_clause_is_gone_no_later_picture_is_sealed(tmp_path: Path) -> None:
    walk(tmp_path / "sealed", changes={5: WIDEST})
    (path,) = (tmp_path / "sealed").glob("*.sealed")
    assert played(opened(path)).length_s < 5.0


def test_what_was_sealed_goes_when_its_time_is_over_though_the_clause_is_gone(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "sealed"
    walk(folder, seconds=5)
    assert list(folder.glob("*.sealed"))
    later = ManualClock(mono_s=400_000.0, utc_s=START_UTC_S + 73 * 3600)
    walk(folder, policy=WIDEST, clock=later, seconds=1)
    wait_until(lambda: not list(folder.iterdir()), "an empty folder")


def test_what_nobody_may_see_is_not_in_an_original_either(tmp_path: Path) -> None:
    left = Zone(polygon=((0.0, 0.0), (0.6, 0.0), (0.6, 1.0), (0.0, 1.0)))
    privacy = replace(CONFIG.privacy, areas={"neighbour": left})
    # Somebody is seen once he has left it, and was in it before.
    walk(tmp_path / "sealed", config=replace(CONFIG, privacy=privacy), seconds=9)
    (path,) = (tmp_path / "sealed").glob("*.sealed")
    pictures = played(opened(path)).pictures
    assert max(canary_px(picture[:, :180]) for picture in pictures) == 0
    assert max(canary_px(picture[:, 200:]) for picture in pictures) > 200


def test_an_original_cannot_be_sent_or_copied() -> None:
    original = Original(np.zeros((4, 4, 3), np.uint8), mono_s=0.0)
    for how in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            how(original)


# -- the clause


def test_a_configuration_that_asks_for_it_is_refused_without_the_clause() -> None:
    assert [fault.path for fault in beyond(CONFIG, WIDEST)] == ["sealed"]
    assert narrowed(CONFIG, WIDEST).sealed is None
    assert beyond(CONFIG, PERMITTED) == ()
    longer = replace(CONFIG, sealed=replace(CONFIG.sealed, keep_hours=73))
    assert [fault.path for fault in beyond(longer, PERMITTED)] == ["sealed.keep_hours"]
    assert narrowed(longer, PERMITTED).sealed.keep_hours == 72


def test_only_the_oversight_can_permit_it_whatever_the_operator_signs(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    memory.policy.keep(WIDEST)
    authority = Authority(trust=SIGNING.trust(CAMERA), kept=memory.policy)
    wanted = replace(PERMITTED, version=2)
    text = msgspec.json.encode(wanted).decode()
    by_operator = seal(text, purpose="policy", audience=[CAMERA], by=[SIGNING.operator])
    report = authority.take(by_operator, START_UTC_S)
    assert report.state == "rejected"
    assert "sealed" in [fault.path for fault in report.faults]
    assert authority.policy(START_UTC_S).sealed is None
    by_oversight = SIGNING.policy(wanted, audience=[CAMERA])
    assert authority.take(by_oversight, START_UTC_S).state == "applied"
    assert authority.policy(START_UTC_S).sealed == LIMITS


@pytest.mark.parametrize(
    "change",
    [
        {"epoch": "2027-02"},
        {"holders": {**LIMITS.holders, "police": str(make_key().holder)}},
        {"until": LIMITS.until.replace(year=2030)},
        {"keep_hours": 100},
    ],
    ids=["epoch", "holders", "until", "keep_hours"],
)
def test_to_seal_for_others_or_for_longer_is_to_loosen(change: dict[str, object]) -> None:
    other = replace(PERMITTED, sealed=replace(LIMITS, **change))
    assert [fault.path for fault in loosened(other, PERMITTED)] == ["sealed"]


def test_to_seal_less_or_nothing_is_to_tighten() -> None:
    less = replace(PERMITTED, sealed=replace(LIMITS, keep_hours=1))
    assert loosened(less, PERMITTED) == loosened(WIDEST, PERMITTED) == ()
