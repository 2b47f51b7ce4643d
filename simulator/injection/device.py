"""The device's own pipeline, put together as it is shipped, started again when it dies."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from edge.assemble import AHEAD_S, Bench, sight_of
from edge.config import parse_config
from edge.errors import DocumentError
from edge.loop.last_view import LastView, View, ViewKeeper, since_then
from edge.loop.pipeline import Pipeline
from edge.loop.pipeline import View as Handed
from edge.perception.attention import Attention
from edge.perception.frame import Frame
from edge.privacy.mask import Masker
from simulator.injection.breaking import BreakingTracker
from simulator.injection.detectors import Faces, Objects
from simulator.injection.eyes import Eyes
from simulator.injection.moment import Moment
from simulator.injection.viewer import HangingViewer

# A supervisor starts a process that has died again after this.
RESTART_S: Final = 0.5
# Whatever ends the process: it is no matter of what it died, but that nothing left it.
DEATHS: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)

MakePipeline = Callable[..., Pipeline]


def shipped(**parts: Any) -> Pipeline:
    """Put together what edge.assemble does for a camera at work."""
    masker = Masker[Any](ahead_s=AHEAD_S, starts_blind=True)
    return Pipeline(**{"masker": masker, "attention": Attention(), **parts})


class Card(LastView):
    """The file of the view, on a card that may be full."""

    full = False

    def keep(self, view: View) -> None:
        if self.full:
            raise OSError(errno.ENOSPC, "no space left on device")
        super().keep(view)


class Device:
    """One camera over its restarts. card: where it keeps its view; folder: for all else."""

    def __init__(
        self, eyes: Eyes, *, config: bytes, card: Card, folder: Path, make: MakePipeline
    ) -> None:
        self._objects, self._faces = Objects(eyes), Faces(eyes)
        self._config: bytes | None = config
        self._folder = folder
        self._make = make
        self._card = card
        self._viewer: HangingViewer | None = None
        self.deaths = 0
        self.restart()

    def restart(self) -> None:
        """Begin anew with the configuration that was applied last and the view that was kept."""
        self._bench = Bench(random_bytes=bytes)
        self._tracker = BreakingTracker()
        self._keeper = ViewKeeper(self._card)
        config = None if self._config is None else parse_config(self._config)
        view = since_then(self._card.load(), None if config is None else config.version)
        self._pipeline = self._make(
            objects=self._objects,
            faces=self._faces,
            judges=self._bench.build(config),
            tracker=self._tracker,
            sight=sight_of(view),
            remembered=() if view is None else view.causes,
        )

    def look(self, frame: Frame, moment: Moment) -> tuple[Handed, ...] | None:
        """Spend a frame; None if the process died of it, and what it kept back with it.

        Raises whatever it died of, where nothing is wrong that a process may die of.
        """
        self._objects.flaw, self._faces.flaw = moment.objects, moment.faces
        self._tracker.breaks = moment.tracker_breaks
        self._card.full = moment.disk_full
        mono_s = frame.mono_s
        try:
            look = self._pipeline.look(frame, stretch=moment.stretch, age_s=moment.age_s)
        except DEATHS:
            if not moment.kills:
                raise
            self.deaths += 1
            return None
        self._keeper.follow(
            version=self._pipeline.judges.version,
            causes=self._pipeline.causes,
            edges=lambda: self._pipeline.edges,
            now_s=mono_s,
        )
        if moment.viewer_hangs:
            self._show(look.views)
        return look.views

    def configure(self, document: bytes | None) -> None:
        """Take a configuration from afar, or refuse it, as edge.desired.desired does.

        None: the one it has cannot be read any more when it starts again.
        """
        if document is None:
            self._config = None
            self.restart()
            return
        try:
            config = parse_config(document)
        except DocumentError:
            return
        self._config = document
        self._pipeline.reconfigure(self._bench.build(config, self._pipeline.judges))

    def close(self) -> None:
        """Stop, as a camera is stopped: what is kept back is handed to nobody."""
        if self._viewer is not None:
            self._viewer.close()

    def _show(self, views: tuple[Handed, ...]) -> None:
        if self._viewer is None:
            self._viewer = HangingViewer(self._folder / "preview.sock")
        for view in views:
            self._viewer.show(view, self._pipeline.judges.config)
