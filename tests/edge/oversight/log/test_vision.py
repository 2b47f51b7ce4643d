"""A whole vision process: what it logs of a run, and what it answers about it."""

import time
import uuid
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest

from edge.assemble import open_vision
from edge.capture.camera import EndOfRecording
from edge.contract import Answer, Command, LogCheckpoint
from edge.door.door import Asked, Door
from edge.governance.signing import key_id, seal
from edge.oversight.device import device_key
from edge.oversight.log.answered import check_answer
from edge.oversight.log.audit import Verdict, audit
from edge.oversight.log.entry import (
    Began,
    Commanded,
    Configured,
    Governed,
    Masked,
    Started,
    Stopped,
)
from tests.keys import CAMERA, KEYS, enrol, signed

PICTURES = 12


class Run:
    """One run over some pictures, with what an operator sends meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"
        trust, policy = (Path(word.partition("=")[2]) for word in enrol(folder))
        for number in range(PICTURES):
            noise = np.random.default_rng(number).integers(60, 190, (120, 160, 3), np.uint8)
            cv2.imwrite(str(folder / f"{number:02}.png"), noise)
        (folder / "config.yaml").write_text("version: 1")
        vision = open_vision(
            source=str(folder),
            loop=False,
            config_path=folder / "config.yaml",
            state=self.state,
            door_path=folder / "door.sqlite",
            preview=False,
            objects=None,
            faces=None,
            trust_path=trust,
            policy_path=policy,
        )
        self.uplink = Door(folder / "door.sqlite")
        vision.start()
        self.uplink.deliver("config", signed("version: 2"))
        self.ask("pause", minutes=1)
        with pytest.raises(EndOfRecording):
            while True:
                vision.step()
        self.ask("log-proof", entry=1)
        vision._use_door()
        self.answer = self._told("response/log-proof")
        vision.finish()
        self.head = msgspec.json.decode(self._told("log/checkpoint"), type=LogCheckpoint).note
        self.uplink.close()

    def ask(self, name: str, **fields: object) -> None:
        command = Command(id=str(uuid.uuid4()), name=name, t=int(time.time()), **fields)
        body = msgspec.json.encode(command).decode()
        raw = seal(body, purpose="command", audience=[CAMERA], by=[KEYS.operator])
        self.uplink.deliver_command(Asked(name=name, raw=raw, reply=f"response/{name}"))

    def _told(self, suffix: str) -> bytes:
        parcels = self.uplink.parcels(after=0, limit=999)
        return next(parcel.payload for parcel in parcels if parcel.suffix == suffix)

    def audited(self) -> Verdict:
        raw = (self.state / "log" / "entries.jsonl").read_bytes()
        return audit(raw, self.head.encode(), device_key(self.state).public_key())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(tmp_path_factory.mktemp("camera"))


def test_a_run_is_in_its_log_and_the_published_head_proves_it(run: Run) -> None:
    verdict = run.audited()
    assert verdict.findings == ()
    kinds = [type(entry) for entry in verdict.entries]
    assert kinds[:4] == [Began, Started, Configured, Governed]
    assert kinds[-1] is Stopped
    states = [entry.state for entry in verdict.entries if isinstance(entry, Configured)]
    assert states == ["applied", "trial"]
    # Whether a first picture came before the pause is for the machine to say.
    masks = [entry.whole for entry in verdict.entries if isinstance(entry, Masked)]
    assert masks[-1] == "paused"


def test_a_command_is_in_it_with_the_key_that_gave_it(run: Run) -> None:
    commands = [entry for entry in run.audited().entries if isinstance(entry, Commanded)]
    assert [(entry.name, entry.state) for entry in commands] == [
        ("pause", "done"),
        ("log-proof", "done"),
    ]
    assert commands[0].keys == (key_id(KEYS.operator.public_key()),)


def test_a_proof_is_answered_that_holds_without_the_log(run: Run) -> None:
    key = device_key(run.state).public_key()
    assert msgspec.json.decode(run.answer, type=Answer).state == "done"
    _, entry = check_answer(run.answer, key, since=None)
    assert '"kind":"started"' in entry
