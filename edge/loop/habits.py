"""What rules have learned of a place's usual hours, kept over restarts and power cuts."""

import hashlib
import logging
from collections.abc import Iterable
from pathlib import Path

import msgspec

from edge.config import Config, UnusualActivity
from edge.rules.habit import Known
from edge.rules.rule import Rule
from edge.rules.unusual_activity import UnusualActivityRule
from edge.whole_file import keep_whole

log = logging.getLogger(__name__)


def key_of(rule: UnusualActivity, config: Config) -> str:
    """Name what a habit is one of: another outline, other labels, another clock are another."""
    place = config.zones[rule.zone].polygon, rule.labels, config.timezone
    return f"{rule.zone}-{hashlib.sha256(msgspec.json.encode(place)).hexdigest()[:16]}"


class Habits:
    """One file, written when an hour was learned: some 20 kB for each rule of this kind."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: bytes | None = None

    def load(self) -> dict[str, Known]:
        """Return what was kept by key_of, nothing where it is damaged: it is learned anew."""
        try:
            self._kept = self._path.read_bytes()
            return msgspec.json.decode(self._kept, type=dict[str, Known])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.DecodeError) as error:
            log.error("%s: cannot be read, usual hours are learned anew: %s", self._path, error)
            return {}

    def keep(self, config: Config, rules: Iterable[Rule]) -> None:
        """Write what the rules of a configuration know, if it has changed and the disk takes it."""
        learned = {
            key_of(asked, config): rule.known
            for asked, rule in zip(config.rules, rules, strict=True)
            if isinstance(asked, UnusualActivity) and isinstance(rule, UnusualActivityRule)
        }
        raw = msgspec.json.encode(learned)
        if not learned or raw == self._kept:
            return
        # Also where the disk takes nothing: the next hour tries again, and costs it no more.
        self._kept = raw
        try:
            keep_whole(self._path, raw)
        except OSError as error:
            log.error("%s: usual hours are not kept: %s", self._path, error.strerror or error)
