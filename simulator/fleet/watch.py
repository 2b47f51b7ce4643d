"""Which cameras' sockets are ready: one epoll, whatever their number."""

import select
from typing import Final

from simulator.fleet.camera import FleetCamera

_READY_AT_ONCE: Final = 512


class Watch:
    """Watches the link of each camera that was added, for what it was last said to wait for."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._by_file: dict[int, FleetCamera] = {}

    def add(self, camera: FleetCamera, file: int, wanted: int) -> None:
        camera.file, camera.flags = file, wanted
        self._by_file[file] = camera
        self._epoll.register(file, wanted)

    def change(self, camera: FleetCamera, wanted: int) -> None:
        if wanted != camera.flags:
            camera.flags = wanted
            self._epoll.modify(camera.file, wanted)

    def forget(self, camera: FleetCamera) -> None:
        """Its file is about to be closed, and leaves the epoll by itself."""
        del self._by_file[camera.file]

    def ready(self, wait_s: float) -> list[tuple[FleetCamera, int]]:
        """Cameras and their epoll flags; none after wait_s at most."""
        found = self._epoll.poll(wait_s, _READY_AT_ONCE)
        return [(self._by_file[file], flags) for file, flags in found if file in self._by_file]

    def close(self) -> None:
        self._epoll.close()
