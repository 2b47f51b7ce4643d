"""What a page asks for is done, or answered with the reason why not."""

import asyncio
import socket
from pathlib import Path

from simulator.scenario.library import find
from simulator.web.asked import Asked, Check, Choose, Make, Publish, Write
from simulator.web.desk import Desk
from simulator.web.scenes import Repertoire
from simulator.web.stage import Stage
from simulator.web.tap import Tap
from simulator.web.told import Checked, Refused, Scenes
from simulator.web.wire import Wire
from simulator.web.wishes import Wishes
from tests.keys import KEYS


def answer(asked: Asked, folder: Path) -> Checked | Refused | None:
    """Ask a desk without a camera and without a broker."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"mqtt://127.0.0.1:{closed.getsockname()[1]}"

    async def main() -> Checked | Refused | None:
        desk = Desk(scenes=Scenes(cards=()))
        tap, wire = Tap(url=url, camera="demo-0", desk=desk, keys=KEYS), Wire(url)
        stage = Stage(desk=desk, tap=tap, wire=wire, folder=folder, keys=KEYS)
        repertoire = Repertoire(videos=[], scenarios={"street": find("street")}, config=None)
        wishes = Wishes(desk=desk, tap=tap, stage=stage, repertoire=repertoire)
        try:
            return await wishes.grant(asked)
        finally:
            await stage.close()
            tap.close()
            wire.close()

    return asyncio.run(main())


def test_a_text_is_checked(tmp_path):
    told = answer(Check(number=5, text="version: 1\nextra: 1"), tmp_path)
    assert isinstance(told, Checked)
    assert (told.number, [fault.path for fault in told.faults]) == (5, ["extra"])


def test_a_document_is_written(tmp_path):
    told = answer(Write(number=6, document={"version": 1}), tmp_path)
    assert isinstance(told, Checked)
    assert (told.number, told.text, told.faults) == (6, "version: 1\n", ())


def test_without_a_broker_nothing_is_published(tmp_path):
    told = answer(Publish(text="version: 1"), tmp_path)
    assert told == Refused(wish="publish", reason="there is no connection to the broker")


def test_a_scene_that_is_not_there_is_refused(tmp_path):
    told = answer(Choose(key="nowhere"), tmp_path)
    assert told == Refused(wish="choose", reason="nowhere: there is no such scene")


def test_a_trouble_of_the_view_needs_a_drawn_view(tmp_path):
    told = answer(Make(name="covered", on=True), tmp_path)
    assert told == Refused(wish="covered", reason="a recording has no such trouble")


def test_what_does_not_run_cannot_be_killed(tmp_path):
    told = answer(Make(name="kill_uplink", on=True), tmp_path)
    assert told == Refused(wish="kill_uplink", reason="uplink does not run at this moment")


def test_a_trouble_of_the_network_can_always_be_made(tmp_path):
    assert answer(Make(name="broker_down", on=True), tmp_path) is None
