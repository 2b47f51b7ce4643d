"""Commands: proven, fresh, obeyed and answered once."""

import uuid

import msgspec
import pytest

from edge.clock import ManualClock
from edge.commanding.acts import MAX_CLIPS, acts
from edge.commanding.commanding import COMMAND_VALID_S, Commands
from edge.commanding.pause import Pause
from edge.contract import Answer, Command, Exported
from edge.desired.memory import Memory
from edge.door.door import Asked, Door
from edge.door.inbox import MAX_ANSWERED, MAX_COMMAND_BYTES, MAX_COMMANDS
from edge.governance.authority import Authority
from edge.governance.signing import seal
from tests.edge.samples import vision_health
from tests.keys import CAMERA, KEYS, STRANGERS

NOW_UTC_S = 1_800_000_000


OPEN: list[Door] = []


@pytest.fixture(autouse=True)
def closing():
    yield
    while OPEN:
        OPEN.pop().close()


class Stage:
    """A camera's commanding side; another one over the same folder is a restart."""

    def __init__(self, folder, *, utc_s=NOW_UTC_S, clips=()):
        self.clock = ManualClock(mono_s=50.0, utc_s=utc_s)
        self.uplink, self.door = Door(folder / "door.sqlite"), Door(folder / "door.sqlite")
        OPEN.extend((self.uplink, self.door))
        self.pause = Pause(None, self.clock, boot="a")
        self.looked = 0
        self.commands = Commands(
            door=self.door,
            authority=Authority(trust=KEYS.trust(CAMERA), kept=Memory(folder).policy),
            clock=self.clock,
            acts=acts(
                door=self.door,
                pause=self.pause,
                health=vision_health,
                models=self._models,
                clips=lambda: tuple(clips),
            ),
        )

    def _models(self):
        self.looked += 1
        return True, False

    def ask(self, name="ping", *, sent_to=None, keys=KEYS, audience=(CAMERA,), **fields):
        """Send one, obey, and return what was done."""
        raw = signed(name, keys=keys, audience=audience, **fields)
        asked = Asked(name=sent_to or name, raw=raw, reply="response/x", correlation=b"7")
        assert self.uplink.deliver_command(asked)
        return self.commands.obey()

    def answers(self):
        return [
            msgspec.json.decode(parcel.payload, type=Answer)
            for parcel in self.uplink.parcels(after=0, limit=10_000)
        ]


def signed(name="ping", *, keys=KEYS, audience=(CAMERA,), **fields):
    command = Command(name=name, **{"id": str(uuid.uuid4()), "t": NOW_UTC_S, **fields})
    body = msgspec.json.encode(command).decode()
    return seal(body, purpose="command", audience=audience, by=[keys.operator])


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


def test_a_ping_is_answered_where_it_was_awaited(stage):
    id_ = str(uuid.uuid4())
    assert [command.id for command in stage.ask("ping", id=id_)] == [id_]
    assert stage.answers() == [Answer(id=id_, name="ping", t=NOW_UTC_S, state="done")]
    (parcel,) = stage.uplink.parcels(after=0, limit=9)
    assert (parcel.suffix, parcel.correlation, parcel.retain) == ("response/x", b"7", False)
    assert stage.uplink.commands() == ()


def test_a_command_that_arrives_twice_is_obeyed_and_answered_once(stage, tmp_path):
    id_ = str(uuid.uuid4())
    assert stage.ask("pause", minutes=10, id=id_)
    stage.clock.advance(30.0)
    assert stage.ask("pause", minutes=10, id=id_) == ()
    assert stage.pause.left_s == 570.0
    assert len(stage.answers()) == 1
    restarted = Stage(tmp_path)
    assert restarted.ask("pause", minutes=10, id=id_) == ()
    assert restarted.pause.left_s == 0.0


def test_two_of_one_id_that_wait_together_are_answered_once(stage):
    raw = signed("self-test")
    for _ in range(2):
        stage.uplink.deliver_command(Asked(name="self-test", raw=raw, reply="response/x"))
    assert len(stage.commands.obey()) == 1
    assert (stage.looked, len(stage.answers())) == (1, 1)


@pytest.mark.parametrize("late_s", [COMMAND_VALID_S + 1, 100_000])
def test_a_command_that_comes_too_late_is_answered_as_expired_and_not_obeyed(stage, late_s):
    stage.ask("pause", minutes=10, t=NOW_UTC_S - late_s)
    assert [(a.state, a.reason) for a in stage.answers()] == [("refused", "expired")]
    assert stage.pause.left_s == 0.0


def test_a_command_from_the_future_is_not_obeyed(stage):
    stage.ask("pause", minutes=10, t=NOW_UTC_S + 3600)
    assert [(a.state, a.reason) for a in stage.answers()] == [("refused", "early")]


def test_while_the_clock_is_not_set_an_old_command_is_obeyed_but_once(tmp_path):
    stage = Stage(tmp_path, utc_s=None)
    id_ = str(uuid.uuid4())
    for _ in range(2):
        stage.ask("ping", id=id_, t=NOW_UTC_S - 100_000)
    assert [(a.state, a.t) for a in stage.answers()] == [("done", None)]


def test_what_is_older_than_all_that_is_remembered_is_not_obeyed_again(tmp_path):
    stage = Stage(tmp_path, utc_s=None)
    with stage.door._file.transaction(durable=False) as db:
        known = [(str(number), number) for number in range(1, MAX_ANSWERED + 1)]
        db.executemany("INSERT INTO answered VALUES (?, ?)", known)
    asked = Asked(name="ping", raw=b"", reply="response/x")
    answer = Answer(id="a", name="ping", t=None, state="done")
    assert stage.door.answer(asked, answer, id_="a", t=MAX_ANSWERED + 1)
    # The oldest was forgotten, and so nothing as old as it is new any more.
    assert not stage.door.answer(asked, answer, id_="1", t=1)
    assert stage.door.is_answered("another", t=1)
    assert not stage.door.is_answered("another", t=2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"keys": STRANGERS},
        {"audience": ("cam-2",)},
        {"sent_to": "restart"},
        {"name": "pause", "sent_to": "ping", "minutes": 5},
    ],
)
def test_what_nobody_who_may_has_signed_for_this_camera_is_not_even_answered(stage, wrong):
    assert stage.ask(**wrong) == ()
    assert (stage.answers(), stage.uplink.commands(), stage.commands.refused) == ([], (), 1)


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff" * 50, b'{"v": 1, "body": "x"}', b"[" * 2000])
def test_what_is_no_command_is_not_even_answered(stage, raw):
    stage.uplink.deliver_command(Asked(name="ping", raw=raw, reply="response/x"))
    assert stage.commands.obey() == ()
    assert (stage.answers(), stage.uplink.commands(), stage.commands.refused) == ([], (), 1)


def test_a_configuration_is_no_command(stage):
    raw = KEYS.config('{"id": "x", "name": "ping", "t": 1}', audience=[CAMERA])
    stage.uplink.deliver_command(Asked(name="ping", raw=raw, reply="response/x"))
    stage.commands.obey()
    assert (stage.answers(), stage.commands.refused) == ([], 1)


def test_a_pause_is_told_with_its_length_and_whether_it_is_kept(stage):
    stage.ask("pause", minutes=10)
    assert [(a.paused_s, a.kept) for a in stage.answers()] == [(600, False)]
    stage.ask("pause", minutes=0)
    assert stage.pause.left_s == 0.0


@pytest.mark.parametrize(("name", "fields"), [("pause", {}), ("ping", {"minutes": 5})])
def test_arguments_that_do_not_belong_to_a_command_are_refused(stage, name, fields):
    stage.ask(name, **fields)
    assert [(a.state, a.reason) for a in stage.answers()] == [("refused", "arguments")]


def test_a_log_cannot_be_proved_yet_and_it_says_so(stage):
    stage.ask("log-proof")
    assert [(a.state, a.reason) for a in stage.answers()] == [("refused", "unavailable")]


def test_a_self_test_names_each_verdict(stage):
    stage.ask("self-test")
    checks = stage.answers()[0].checks
    assert (checks.objects, checks.faces, checks.camera) == ("ok", "failed", "ok")
    assert (checks.clock, checks.door) == ("ok", "ok")


def test_health_is_told_as_it_is_at_this_moment(stage):
    stage.ask("health")
    health = stage.answers()[0].health
    assert (health.vision, health.door_depth, health.damaged_doors) == (vision_health(), 0, 0)


def test_clips_are_listed_newest_first_and_no_more_than_fit(tmp_path):
    clips = [Exported(id=str(n), t=n, length_s=1.0, size_bytes=9) for n in range(MAX_CLIPS + 5)]
    stage = Stage(tmp_path, clips=clips)
    stage.ask("export-list")
    assert [clip.id for clip in stage.answers()[0].clips] == [str(n) for n in range(MAX_CLIPS)]


def test_a_flood_fills_neither_the_door_nor_its_place_for_large_ones(stage):
    asked = Asked(name="ping", raw=b"x", reply="response/x")
    taken = [stage.uplink.deliver_command(asked) for _ in range(MAX_COMMANDS + 3)]
    assert taken.count(True) == MAX_COMMANDS
    assert not stage.door.deliver_command(
        Asked(name="ping", raw=bytes(MAX_COMMAND_BYTES + 1), reply="response/x")
    )
