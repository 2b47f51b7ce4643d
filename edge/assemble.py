"""Configuration to objects: what this firmware is made of, and how it is put together."""

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import cv2

from edge.capture.sources import open_camera
from edge.clips.available import check_clips
from edge.clips.recorder import ClipRecorder
from edge.clips.store import FOLDER as CLIPS
from edge.clips.store import Store
from edge.clock import Clock, SystemClock
from edge.commanding.pause import Pause, Paused
from edge.config import Config, read_config
from edge.contract import ConfigReport, Exported, PolicyReport
from edge.desired.beginning import begin
from edge.desired.desired import Desired
from edge.desired.memory import Memory
from edge.door.door import Door, DoorError, machine_start
from edge.errors import NotNowError
from edge.firmware import firmware
from edge.governance.authority import Authority, take_local_policy
from edge.governance.trust import TRUST_FILE, trust_or_nobody
from edge.installer.window import Window
from edge.kept import Kept
from edge.loop.habits import Habits
from edge.loop.judges import Bench, Judges
from edge.loop.last_view import LastView, View, since_then
from edge.loop.pipeline import Pipeline
from edge.oversight.account import Account
from edge.oversight.device import device_key, own_key
from edge.oversight.log.entry import Started, Updated
from edge.oversight.log.journal import Journal
from edge.oversight.log.log import FOLDER as LOG
from edge.oversight.log.told import configured, governed
from edge.oversight.public.carried import carried
from edge.oversight.public.facts import About
from edge.oversight.public.publication import STATEMENT_FILE, Publication
from edge.oversight.sealed.sealing import Sealing
from edge.oversight.sealed.store import FOLDER as SEALED
from edge.perception.attention import Attention
from edge.perception.frame import Frame
from edge.perception.heads import (
    NetworkFaces,
    NetworkObjects,
    open_face_detector,
    open_object_detector,
)
from edge.perception.manifest import models_folder, read_manifest
from edge.perception.sight import Sight
from edge.perception.things import Things
from edge.preview import Preview
from edge.privacy.ledger import Ledger
from edge.privacy.mask import Masker
from edge.update.beginning import models_to_use
from edge.update.document import UpdateReport
from edge.update.opening import open_updates
from edge.update.record import Records
from edge.vision import Vision

__all__ = ["AHEAD_S", "Bench", "open_detectors", "open_pipeline", "open_vision"]
__all__ += ["sight_of", "threads_live", "threads_offline"]

log = logging.getLogger(__name__)

# As long as the models rest where somebody moves: whoever was overlooked is found by then.
AHEAD_S: Final = 0.3
# More threads than this gain nothing on nets of this size.
_MAX_THREADS: Final = 4


def threads_live() -> int:
    """Threads for a camera at work: one core stays free for capture, encoder and uplink.

    The runtime's threads spin while they wait. At 10 fps on two cores a second one took at best
    a fifth off the time of a frame, and cost 11 to 27 % more CPU time.
    """
    return max(1, threads_offline() - 1)


def threads_offline() -> int:
    """Threads for a recording that nothing waits beside: all cores."""
    return min(_MAX_THREADS, os.cpu_count() or 1)


def open_detectors(
    *, objects: str | None, faces: str | None, threads: int, folder: Path | None = None
) -> tuple[NetworkObjects, NetworkFaces]:
    """Load both detectors by manifest name, None for the default. Raises ModelError by name.

    folder: with the manifest and the models, our own unless given.
    """
    folder = folder or models_folder()
    manifest = read_manifest(folder)
    return (
        open_object_detector(
            manifest.card(objects) if objects else manifest.default("objects"),
            threads=threads,
            folder=folder,
        ),
        open_face_detector(
            manifest.card(faces) if faces else manifest.default("faces"),
            threads=threads,
            folder=folder,
        ),
    )


def open_pipeline(
    config: Config | None,
    *,
    objects: str | None,
    faces: str | None,
    bench: Bench,
    threads: int,
    every_frame: bool = False,
    live: bool = False,
    view: View | None = None,
    before: Callable[[Frame], None] | None = None,
    folder: Path | None = None,
) -> Pipeline:
    """Everything between a frame and an event. Raises ModelError.

    config: None to mask everything whole, for want of one. every_frame: both models look at each,
    whatever stirs. live: pictures leave from the first frame on, masked whole for as long as
    later ones are kept back. view: what was known of it when the camera last ran. folder: with the
    models, our own unless given. before: of Masker, for sealed originals alone.
    """
    # Two threads of OpenCV resize no sooner beside the runtime's own, and burn twice the time.
    cv2.setNumThreads(1)
    object_detector, face_detector = open_detectors(
        objects=objects, faces=faces, threads=threads, folder=folder
    )
    return Pipeline(
        objects=object_detector,
        faces=face_detector,
        masker=Masker(ahead_s=AHEAD_S, starts_blind=live, before=before),
        judges=bench.build(config),
        attention=None if every_frame else Attention(),
        sight=sight_of(view),
        things=Things(),
        remembered=() if view is None else view.causes,
    )


def sight_of(view: View | None) -> Sight:
    """A fresh sight that knows what was kept."""
    if view is None:
        return Sight()
    return Sight(edges=view.edges, moved="moved" in view.causes)


def open_vision(
    *,
    source: str,
    loop: bool,
    config_path: Path,
    state: Path,
    door_path: Path,
    preview: bool,
    objects: str | None,
    faces: str | None,
    clock: Clock | None = None,
    trust_path: Path | None = None,
    policy_path: Path | None = None,
    window: Path | None = None,
    asked: Path | None = None,
) -> Vision:
    """Put the vision process together, also on a disk that takes nothing now.

    trust_path: TRUST_FILE in the state folder unless given. policy_path: a signed envelope, given
    as if it had come from afar. window: folder of the socket while an installer may look, None for
    never; asked: where button and stick ask for that. Raises BadInputError for what a person at
    this machine can mend (source, model). Without a configuration that can be read it starts all
    the same, masks everything whole, says what is wrong with it, and waits for another from afar;
    without a trust file or a policy that can be read it believes nobody, and does no more than the
    strictest.
    """
    clock = clock or SystemClock()
    # Where that fails the door says so, and waits for room.
    with suppress(OSError):
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
    memory = Memory(state)
    trust = trust_or_nobody(state / TRUST_FILE if trust_path is None else trust_path)
    authority = Authority(trust=trust, kept=memory.policy)
    if policy_path is not None:
        take_local_policy(policy_path, authority, clock.utc_s())
    beginning = begin(
        lambda: read_config(config_path),
        memory=memory,
        authority=authority,
        utc_s=clock.utc_s(),
        check=check_clips,
    )
    config = beginning.within
    habits = Habits(state / "habits.json")
    ledger = Ledger(state / "noise.db")
    bench = Bench(random_bytes=os.urandom, habits=habits.load(), spend=ledger.spend)
    records = Records(state)
    models = models_to_use(records, firmware=firmware(), objects=objects, faces=faces)
    camera = open_camera(source, clock=clock, loop=loop)
    last_view = LastView(state / "view.json")
    sealing = Sealing(state / SEALED, clock=clock, boot=machine_start())
    pipeline = open_pipeline(
        config,
        objects=objects,
        faces=faces,
        bench=bench,
        threads=threads_live(),
        live=True,
        view=since_then(last_view.load(), None if config is None else config.version),
        folder=models,
        before=sealing.take,
    )
    door = Door(door_path)

    def build(config: Config | None, old: Judges | None) -> Judges:
        if config is not None:
            check_clips(config)
        return bench.build(config, old)

    journal = Journal(state / LOG, key=lambda: device_key(state), clock=clock)
    boot = None
    with suppress(DoorError):
        boot = door.boot + 1
    journal.started(Started(boot=boot, firmware=firmware(), source=camera.kind))
    journal.note_change(configured(beginning.report, config))
    journal.note_change(governed(authority.report, authority.policy(None)))

    def told(report: ConfigReport | PolicyReport, config: Config) -> None:
        if isinstance(report, ConfigReport):
            journal.note(configured(report, config))
        else:
            journal.note(governed(report, authority.policy(None)))

    def told_update(report: UpdateReport, sha256: str) -> None:
        if report.state != "fetching" and report.state != "checking":
            journal.note_change(Updated(state=report.state, digest=sha256))

    publication = Publication(
        about=About(
            camera=trust.camera,
            firmware=firmware(),
            source=camera.kind,
            preview=preview or window is not None,
            models=carried(read_manifest(models or models_folder()), objects=objects, faces=faces),
        ),
        authority=authority,
        key=own_key(state),
        path=state / STATEMENT_FILE,
        clock=clock,
    )
    return Vision(
        camera=camera,
        pipeline=pipeline,
        door=door,
        desired=Desired(
            door=door,
            memory=memory,
            build=build,
            authority=authority,
            beginning=beginning,
            told=told,
        ),
        preview=_open_preview(state) if preview else None,
        window=None
        if window is None
        else Window(window, asked=asked, authority=authority, clock=clock),
        clips=ClipRecorder(state / CLIPS, clock=clock),
        clock=clock,
        last_view=last_view,
        habits=habits,
        authority=authority,
        account=Account(
            clock=clock,
            authority=authority,
            journal=journal,
            publication=publication,
            sealing=sealing,
        ),
        pause=Pause(Kept(state / "pause.json", Paused), clock, boot=machine_start()),
        exported=lambda: _exported(Store(state / CLIPS, clock=clock, boot=machine_start())),
        updates=open_updates(
            door_path,
            door=door,
            authority=authority,
            records=records,
            objects=objects,
            faces=faces,
            told=told_update,
        ),
    )


def _exported(store: Store) -> tuple[Exported, ...]:
    """What lies on the disk, newest first; nothing where that cannot be read."""
    with suppress(OSError):
        return tuple(
            Exported(
                id=clip.id, t=clip.t, length_s=clip.length_s, size_bytes=store.size_bytes(clip)
            )
            for clip in reversed(store.clips())
        )
    return ()


def _open_preview(state: Path) -> Preview | None:
    """None where no socket can be made now: a camera that nobody can look at still works."""
    if not state.is_dir():
        log.error("no preview: %s: no such folder", state)
        return None
    try:
        return Preview(state / "preview.sock")
    except NotNowError as error:
        log.error("no preview: %s", error)
        return None
