"""Reading a camera's preview: picture after picture, and again after it was gone."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from simulator.web.desk import Desk, Viewer
from simulator.web.pictures import follow_pictures
from simulator.web.told import Parts, Scenes
from tests.patience import PATIENCE_S

HEAD = json.dumps({"seen_bytes": 7, "config": {"version": 1}, "tracks": []}).encode()
PICTURE = len(HEAD).to_bytes(4) + HEAD + (4).to_bytes(4) + b"jpeg"


@asynccontextmanager
async def preview(path: Path, *said: bytes) -> AsyncIterator[None]:
    """A preview that says something to each connection, one after the other, and hangs up."""
    turns = iter(said)

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(next(turns, b""))
        writer.close()

    async with await asyncio.start_unix_server(serve, path):
        yield


async def follow_until(path: Path, desk: Desk, viewer: Viewer, done) -> None:
    task = asyncio.create_task(follow_pictures(path, desk))
    async with asyncio.timeout(PATIENCE_S):
        while not done():
            await viewer.news.wait()
            viewer.news.clear()
    task.cancel()


def picture_states(viewer: Viewer) -> list[str]:
    return [told.picture for told in viewer.unread if isinstance(told, Parts)]


def follow(tmp_path: Path, *said: bytes, until) -> Viewer:
    """Follow a preview that says these things until the viewer has what it wants."""

    async def main() -> Viewer:
        desk = Desk(scenes=Scenes(cards=()))
        viewer = desk.enter()
        async with preview(tmp_path / "socket", *said):
            await follow_until(tmp_path / "socket", desk, viewer, lambda: until(viewer))
        return viewer

    return asyncio.run(main())


def has_picture(viewer: Viewer) -> bool:
    return viewer.picture is not None


def test_a_page_gets_the_header_and_the_picture_as_one_message(tmp_path):
    viewer = follow(tmp_path, PICTURE, until=has_picture)
    assert viewer.picture == len(HEAD).to_bytes(4) + HEAD + b"jpeg"
    assert picture_states(viewer)[-1] == "ok"


def test_a_preview_that_is_gone_is_said_and_waited_for(tmp_path):
    async def main() -> Viewer:
        desk = Desk(scenes=Scenes(cards=()))
        viewer = desk.enter()
        path = tmp_path / "socket"
        await follow_until(
            path, desk, viewer, lambda: "the camera's preview is closed" in picture_states(viewer)
        )
        async with preview(path, PICTURE):
            await follow_until(path, desk, viewer, lambda: has_picture(viewer))
        return viewer

    assert picture_states(asyncio.run(main()))[-1] == "ok"


def test_a_picture_that_breaks_off_is_not_shown(tmp_path):
    viewer = follow(tmp_path, PICTURE[:-1], PICTURE, until=has_picture)
    assert "the camera's preview is closed" in picture_states(viewer)


@pytest.mark.parametrize("nonsense", [b"\xff" * 8, (2).to_bytes(4) + b"{}" + (0).to_bytes(4)])
def test_what_is_no_preview_is_named_and_not_shown(tmp_path, nonsense):
    viewer = follow(
        tmp_path, nonsense, until=lambda v: any("preview" in s for s in picture_states(v))
    )
    assert viewer.picture is None
