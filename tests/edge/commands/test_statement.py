"""`passerby statement`: drafts, what a camera at work says of itself, and signs that went stale."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from edge.__main__ import main
from edge.contract import Envelope
from edge.governance.signing import Keys, open_signed, public_text
from edge.oversight.device import device_key
from edge.oversight.public.statement import Statement, read_statement
from simulator.broker import Broker, start_broker
from simulator.keyring import WIDEST
from tests.desk import CAMERA, Desk, Listener
from tests.edge.oversight.public.told import DOCUMENT
from tests.keys import KEYS, enrol

ALL = {
    "statement.json",
    "index.html",
    "sign.svg",
    "sign.pdf",
    "dtpr.json",
    "dpia-annex.md",
    "atrs.md",
}


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.yaml"
    path.write_bytes(msgspec.json.encode(DOCUMENT))
    return path


def made(*words: object, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["statement", *map(str, words), "--json"]) == 0
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def test_a_draft_is_written_as_page_sign_and_records(draft, tmp_path, capsys):
    into = tmp_path / "out"
    policy = tmp_path / "policy.yaml"
    policy.write_bytes(msgspec.json.encode(WIDEST))
    answer = made("--config", draft, "--policy", policy, "--into", into, capsys=capsys)
    assert {path.name for path in into.iterdir()} == ALL
    assert answer["missing"] == []
    assert answer["signed"] is False
    assert set(map(str, into.iterdir())) == set(answer["files"])  # type: ignore[call-overload]


def test_a_draft_is_held_to_its_signed_policy_as_a_camera_is(draft, tmp_path, capsys):
    words = enrol(tmp_path, camera="cam-1")
    signed = made("--config", draft, *words, capsys=capsys)
    plain = made("--config", draft, "--trust", tmp_path / "trust.yaml", capsys=capsys)
    assert signed["hash"] != plain["hash"]
    assert main(["statement", "--config", str(draft)]) == 0
    assert "not permitted, so left out: clips" in capsys.readouterr().err


def test_a_policy_that_nobody_here_trusts_is_refused(draft, tmp_path, capsys):
    enrol(tmp_path, camera="cam-1")
    other = tmp_path / "other.json"
    other.write_bytes(KEYS.policy(WIDEST, audience=["cam-2"]))
    trust = str(tmp_path / "trust.yaml")
    assert (
        main(["statement", "--config", str(draft), "--policy", str(other), "--trust", trust]) == 2
    )
    assert "audience" in capsys.readouterr().err


def test_words_that_are_missing_are_named(tmp_path, capsys):
    path = tmp_path / "bare.yaml"
    path.write_text("version: 1")
    assert main(["statement", "--config", str(path)]) == 0
    assert "not said: statement.controller" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ([], "--config"),
        (["--config", "a", "--state", "b"], "--config"),
        (["--state", "nowhere"], "nowhere/statement.json"),
        (["--config", "missing.yaml"], "missing.yaml"),
        (["check", "no-hash", "--against", "missing.json"], "missing.json"),
    ],
)
def test_bad_input_is_named(words, named, capsys):
    assert main(["statement", *words]) == 2
    assert named in capsys.readouterr().err


def test_a_sign_is_fresh_until_the_configuration_changes(draft, tmp_path, capsys):
    enrolled = enrol(tmp_path, camera="cam-1")
    old, new, into = tmp_path / "old", tmp_path / "new", "--into"
    made("--config", draft, *enrolled, into, old, capsys=capsys)
    draft.write_bytes(msgspec.json.encode(DOCUMENT | {"clips": None}))
    made("--config", draft, *enrolled, into, new, capsys=capsys)
    now = str(new / "statement.json")
    assert main(["statement", "check", str(new / "sign.svg"), "--against", now]) == 0
    assert "fresh" in capsys.readouterr().out
    assert main(["statement", "check", str(old / "sign.svg"), "--against", now]) == 1
    said = capsys.readouterr().out
    assert "STALE" in said
    assert "clips: {" in said
    number = read_statement(
        msgspec.json.decode((old / "statement.json").read_bytes(), type=Envelope).body
    ).hash
    assert main(["statement", "check", number[:16], "--against", now, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["state"] == "stale"


# -- a camera at work


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    with start_broker() as broker:
        yield broker


def _statements(listener: Listener) -> list[Statement]:
    """All that a camera has published of itself, each checked to be what its own key has signed."""
    told = []
    for message in listener.of("statement"):
        envelope = msgspec.json.decode(message.payload, type=Envelope)
        statement = read_statement(envelope.body)
        assert statement.key is not None
        keys = Keys.of([statement.key])
        open_signed(message.payload, purpose="statement", keys=keys, names=[CAMERA], utc_s=None)
        told.append(statement)
    return told


def test_a_camera_at_work_tells_what_its_files_say_and_what_changes_it(
    broker: Broker, recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, state = tmp_path / "config.yaml", tmp_path / "state"
    config.write_bytes(msgspec.json.encode(DOCUMENT))
    listener = Listener(broker.url)
    with Desk(
        url=broker.url, source=str(recording), config=config, state=state, extra=("--loop",)
    ) as desk:
        first = listener.wait_for(lambda: _statements(listener))[0]
        # The same words as on its own command line: what it says is what its files say.
        words = ["--config", str(config), *enrol(tmp_path, camera=CAMERA), "--source=file"]
        assert made(*words, capsys=capsys)["hash"] == first.hash
        assert first.key == public_text(device_key(state).public_key())
        # A change that is nothing to a passer-by: published anew, under the same hash.
        calmer = DOCUMENT | {"version": 8, "clips": {"keep_hours": 24, "quota_mb": 200}}
        listener.publish_config(msgspec.json.encode(calmer).decode())
        listener.wait_for(lambda: _statements(listener)[-1].config_version == 8)
        assert _statements(listener)[-1].hash == first.hash
        # And one that is not.
        listener.publish_config(
            msgspec.json.encode(calmer | {"version": 9, "clips": None}).decode()
        )
        listener.wait_for(lambda: _statements(listener)[-1].config_version == 9)
        assert _statements(listener)[-1].hash != first.hash
        assert desk.stop() == 0
    listener.close()
    said = made("--state", state, "--into", tmp_path / "out", capsys=capsys)
    assert said["signed"] is True
    now = str(state / "statement.json")
    key = str(first.key)
    assert main(["statement", "check", first.hash, "--against", now, "--device-key", key]) == 1
    assert main(["statement", "check", str(said["hash"]), "--against", now]) == 0
    other = public_text(KEYS.operator.public_key())
    assert main(["statement", "check", first.hash, "--against", now, "--device-key", other]) == 2
