"""What a camera does when it is told to, one function a command."""

from collections.abc import Callable, Mapping
from typing import Final

from msgspec.structs import replace

from edge.commanding.commanding import Act
from edge.commanding.pause import Pause
from edge.contract import (
    Answer,
    Check,
    Checks,
    Command,
    CommandName,
    Exported,
    Snapshot,
    VisionHealth,
)
from edge.door.door import Door

# With their names and times some four kilobytes.
MAX_CLIPS: Final = 50


def no_log(command: Command, answer: Answer) -> Answer:
    """What a camera answers that keeps no log."""
    return replace(answer, state="refused", reason="unavailable")


def acts(
    *,
    door: Door,
    pause: Pause,
    health: Callable[[], VisionHealth],
    models: Callable[[], tuple[bool, bool]],
    clips: Callable[[], tuple[Exported, ...]],
    prove: Act = no_log,
    open_window: Callable[[int], bool] = lambda minutes: False,
) -> Mapping[CommandName, Act]:
    """The commands that can be obeyed. models: whether objects and faces answer a picture of
    nobody. clips: newest first. prove: answers from the log. open_window: to an installer, for some
    minutes; whether that could be done."""

    def ping(command: Command, answer: Answer) -> Answer:
        return answer

    def tell_health(command: Command, answer: Answer) -> Answer:
        events, counts = door.dropped()
        snapshot = Snapshot(
            vision=health(),
            door_depth=door.depth(),
            dropped_events=events,
            dropped_counts=counts,
            damaged_doors=door.recovered,
        )
        return replace(answer, health=snapshot)

    def close_shutter(command: Command, answer: Answer) -> Answer:
        for_s = 60 * (command.minutes or 0)
        return replace(answer, kept=pause.start(for_s), paused_s=for_s)

    def let_installer_in(command: Command, answer: Answer) -> Answer:
        minutes = command.minutes or 0
        if not open_window(minutes):
            return replace(answer, state="refused", reason="unavailable")
        return replace(answer, open_s=60 * minutes)

    def test_itself(command: Command, answer: Answer) -> Answer:
        objects, faces = models()
        now = health()
        checks = Checks(
            objects=_check(objects),
            faces=_check(faces),
            camera=_check(now.camera == "ok"),
            clock=_check(now.clock == "set"),
            # Or nobody hears of it.
            door="ok",
        )
        return replace(answer, checks=checks)

    def list_clips(command: Command, answer: Answer) -> Answer:
        return replace(answer, clips=clips()[:MAX_CLIPS])

    return {
        "log-proof": prove,
        "ping": ping,
        "health": tell_health,
        "pause": close_shutter,
        "maintenance": let_installer_in,
        "self-test": test_itself,
        "export-list": list_clips,
        # Done once it is answered, by who runs the camera.
        "restart": ping,
    }


def _check(is_well: bool) -> Check:
    return "ok" if is_well else "failed"
