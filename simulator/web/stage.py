"""One camera at a time in front of one scene; the next scene gets a camera that knows nothing."""

import asyncio
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final

from simulator.keyring import OF_THE_DEMO, Keyring
from simulator.web.asked import TroubleName
from simulator.web.camera_process import CameraProcess, Part
from simulator.web.desk import Desk
from simulator.web.pictures import follow_pictures
from simulator.web.scenes import Scene
from simulator.web.tap import Tap
from simulator.web.told import OnStage, Troubled
from simulator.web.troubles import OF_THE_VIEW, ViewTroubles
from simulator.web.truth import follow_truth, ground_of
from simulator.web.wire import OF_THE_WIRE, Wire

OF_A_MOMENT: Final[tuple[TroubleName, ...]] = ("kill_vision", "kill_uplink", "bad_config")
# Whoever is far away and has never seen this camera's configuration could send this.
_BAD_CONFIG: Final = """version: 2147483647
zones: {anywhere: {polygon: [[0, 0], [1, 1], [1, 0], [0, 1]]}}
rules: [{rule: face_recognition, zone: anywhere}]
"""


class Stage:
    """Runs the cameras. folder: where each keeps its state, its configuration and its troubles.

    wire: what lies between the cameras and the broker. keys: that every camera heeds.
    """

    def __init__(self, *, desk: Desk, tap: Tap, wire: Wire, folder: Path, keys: Keyring) -> None:
        self._desk, self._tap, self._wire, self._folder = desk, tap, wire, folder
        self._keys = keys
        self._number = 0
        self._camera: CameraProcess | None = None
        self._view: ViewTroubles | None = None
        self._watchers: list[asyncio.Task[Any]] = []
        self._changes: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()

    async def put_on(self, scene: Scene) -> None:
        """End the camera at work and start a new one in front of a scene.

        Who asked for it may leave meanwhile: it is done all the same.
        """
        change = asyncio.create_task(self._change(scene))
        self._changes.add(change)
        change.add_done_callback(self._changes.discard)
        await asyncio.shield(change)

    def make(self, name: TroubleName, *, on: bool) -> str:
        """Make a trouble or end it. Returns why not, or nothing."""
        if name in OF_A_MOMENT:
            return self._strike(name) if on else ""
        if name in OF_THE_WIRE:
            self._wire.make(name, on=on)
        elif self._view is None:
            return "a recording has no such trouble"
        else:
            self._view.make(name, on=on)
        self._tell_troubled()
        return ""

    def look(self) -> None:
        """Say on the desk whether the camera still runs. Raises what a watcher has raised."""
        for task in self._watchers:
            if task.done():
                task.result()
        if self._camera is None:
            return
        code = self._camera.returncode
        self._desk.set_parts(camera="ok" if code is None else f"its process ended with code {code}")

    async def close(self) -> None:
        async with self._turn:
            await self._clear()

    async def _change(self, scene: Scene) -> None:
        async with self._turn:
            self._desk.set_parts(camera="starting", picture="waiting for it")
            await self._clear()
            self._number += 1
            await self._begin(scene)

    async def _begin(self, scene: Scene) -> None:
        camera, start_mono_s = f"demo-{self._number}", time.monotonic()
        state = self._folder / str(self._number)
        config, faults = state.with_suffix(".yaml"), state.with_suffix(".troubles.json")
        config.write_text(scene.text, "utf-8")
        simulated = scene.scenario is not None
        self._view = ViewTroubles(faults, start_mono_s=start_mono_s) if simulated else None
        self._tap.turn_to(camera)
        self._desk.begin(
            OnStage(
                number=self._number,
                camera=camera,
                card=scene.card,
                troubles=(*(OF_THE_VIEW if simulated else ()), *self._wire.known, *OF_A_MOMENT),
            ),
            first_text=scene.text,
            ground=None if scene.scenario is None else ground_of(scene.scenario),
        )
        self._watch(follow_pictures(state / "preview.sock", self._desk))
        if scene.scenario is not None:
            self._watch(follow_truth(scene.scenario, self._desk, start_mono_s=start_mono_s))
        self._camera = await CameraProcess.start(
            camera=camera,
            source=scene.source(start_mono_s=start_mono_s, faults=faults),
            config=config,
            broker_url=self._wire.url,
            state=state,
            words=self._enrolled(camera, state),
        )

    def _enrolled(self, camera: str, state: Path) -> list[str]:
        state.mkdir(mode=0o700)
        return self._keys.enrol(camera, state, OF_THE_DEMO)

    async def _clear(self) -> None:
        watchers, self._watchers = self._watchers, []
        for task in watchers:
            task.cancel()
        await asyncio.gather(*watchers, return_exceptions=True)
        self._view = None
        self._wire.mend()
        if self._camera is not None:
            camera, self._camera = self._camera, None
            await camera.end()

    def _watch(self, following: Coroutine[Any, Any, Any]) -> None:
        self._watchers.append(asyncio.create_task(following))

    def _strike(self, name: TroubleName) -> str:
        if name == "bad_config":
            return "" if self._tap.publish_config(_BAD_CONFIG) else "there is no broker"
        part: Part = "vision" if name == "kill_vision" else "uplink"
        if self._camera is None or not self._camera.kill(part):
            return f"{part} does not run at this moment"
        return ""

    def _tell_troubled(self) -> None:
        of_view = self._view.on if self._view is not None else ()
        self._desk.set_troubled(Troubled(on=(*of_view, *self._wire.on)))
