"""The command that opens the installer's window."""

import uuid

import msgspec
import pytest

from edge.clock import ManualClock
from edge.commanding.acts import acts
from edge.commanding.commanding import Commands
from edge.commanding.pause import Pause
from edge.contract import MAX_WINDOW_MINUTES, Answer, Command
from edge.desired.memory import Memory
from edge.door.door import Asked, Door
from edge.governance.authority import Authority
from edge.governance.signing import seal
from tests.edge.samples import vision_health
from tests.keys import CAMERA, KEYS

NOW_UTC_S = 1_800_000_000


@pytest.fixture
def ask(tmp_path):
    """Sends one, and returns its answer and for how many minutes a window was asked."""
    door, clock = Door(tmp_path / "door.sqlite"), ManualClock(utc_s=NOW_UTC_S)
    asked = []

    def ask(*, can_open=True, **fields):
        commands = Commands(
            door=door,
            authority=Authority(trust=KEYS.trust(CAMERA), kept=Memory(tmp_path).policy),
            clock=clock,
            acts=acts(
                door=door,
                pause=Pause(None, clock, boot="a"),
                health=vision_health,
                models=lambda: (True, True),
                clips=tuple,
                open_window=lambda minutes: asked.append(minutes) or can_open,
            ),
        )
        command = Command(id=str(uuid.uuid4()), name="maintenance", t=NOW_UTC_S, **fields)
        body = msgspec.json.encode(command).decode()
        raw = seal(body, purpose="command", audience=[CAMERA], by=[KEYS.operator])
        door.deliver_command(Asked(name="maintenance", raw=raw, reply="response/x"))
        commands.obey()
        *_, last = door.parcels(after=0, limit=99)
        return msgspec.json.decode(last.payload, type=Answer), asked

    yield ask
    door.close()


@pytest.mark.parametrize("minutes", [0, 30, MAX_WINDOW_MINUTES])
def test_the_answer_says_how_long_the_window_stays_open(ask, minutes):
    answer, asked = ask(minutes=minutes)
    assert (answer.state, answer.open_s, asked) == ("done", 60 * minutes, [minutes])


@pytest.mark.parametrize(
    "fields", [{}, {"minutes": MAX_WINDOW_MINUTES + 1}, {"minutes": 5, "entry": 1}]
)
def test_it_needs_its_minutes_an_hour_at_most_and_nothing_else(ask, fields):
    answer, asked = ask(**fields)
    assert (answer.state, answer.reason, asked) == ("refused", "arguments", [])


def test_a_camera_that_has_no_window_says_so(ask):
    answer, _ = ask(minutes=30, can_open=False)
    assert (answer.state, answer.reason, answer.open_s) == ("refused", "unavailable", None)
