"""What a camera must not forget of its view, kept over restarts and power cuts.

It holds no picture of anybody: of 40x24 cells whether each is mostly brighter than its neighbours
(edge/perception/vantage.py), and why the picture was masked whole.
"""

import logging
from collections.abc import Callable, Iterable
from math import inf
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from edge.perception.vantage import unpack
from edge.privacy.guard import LASTING
from edge.terms import Cause
from edge.whole_file import keep_whole

log = logging.getLogger(__name__)


class View(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """config_version: the one that the view was set up for, None where nobody knows.

    edges: as vantage.pack makes them, None where none are known. causes: those of LASTING that
    held.
    """

    v: Literal[1] = 1
    config_version: int | None
    edges: bytes | None = None
    causes: tuple[Cause, ...] = ()


# The light of a day changes what edges are there within an hour.
_EVERY_S: Final = 600.0
# To try costs a card some writing, also where it fails.
_AGAIN_S: Final = 10.0
# The picture may be of any place: it opens when a person has said which.
_UNKNOWN: Final = View(config_version=None, causes=("moved",))


def since_then(view: View | None, config_version: int | None) -> View | None:
    """What of a kept view still holds under this configuration.

    Another version than the one it was set up for takes the view as it is for the right one.
    """
    if view is None or view.config_version in (None, config_version):
        return view
    causes = tuple(cause for cause in view.causes if cause != "moved")
    return View(config_version=config_version, causes=causes)


class LastView:
    """One file, replaced as a whole: a power cut leaves the old one or the new one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> View | None:
        """Return what was kept, None for nothing. Of a damaged file all is taken to be wrong."""
        try:
            view = msgspec.json.decode(self._path.read_bytes(), type=View)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            log.error("%s: cannot be read, the view is taken to be another: %s", self._path, error)
            return _UNKNOWN
        is_sound = view.edges is None or unpack(view.edges) is not None
        return view if is_sound and set(view.causes) <= LASTING else _UNKNOWN

    def keep(self, view: View) -> None:
        """Make it survive a power cut from here on. Raises OSError."""
        keep_whole(self._path, msgspec.json.encode(view))


class ViewKeeper:
    """Keeps what changes of a view, at once where it must not be forgotten."""

    def __init__(self, last: LastView) -> None:
        self._last = last
        self._kept: View | None = None
        self._due_s = -inf
        self._is_failing = False

    def follow(
        self,
        *,
        version: int | None,
        causes: Iterable[Cause],
        edges: Callable[[], bytes | None],
        now_s: float,
    ) -> None:
        """Take in what holds for the last frame. version: of the configuration at work."""
        lasting = tuple(cause for cause in causes if cause in LASTING)
        if version is None or not self._is_due(version, lasting, now_s):
            return
        view = View(config_version=version, edges=edges(), causes=lasting)
        self._due_s = now_s + _EVERY_S
        if view != self._kept and (view.edges is not None or lasting):
            self._keep(view, now_s)

    def _is_due(self, version: int, lasting: tuple[Cause, ...], now_s: float) -> bool:
        if now_s >= self._due_s or self._kept is None:
            return not self._is_failing or now_s >= self._due_s
        return (version, lasting) != (self._kept.config_version, self._kept.causes)

    def _keep(self, view: View, now_s: float) -> None:
        try:
            self._last.keep(view)
        except OSError as error:
            if not self._is_failing:
                log.error("the view cannot be kept: %s", error.strerror)
            self._is_failing, self._kept = True, None
            self._due_s = now_s + _AGAIN_S
        else:
            self._is_failing, self._kept = False, view
