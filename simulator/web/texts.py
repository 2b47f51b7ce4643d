"""Which of the known texts the configuration at work was written in."""

from collections import deque
from typing import Final

from edge.config import Config, parse_config
from edge.errors import DocumentError
from simulator.web.told import AtWork
from simulator.web.written import write_config

_KEPT: Final = 20


class Texts:
    """Configurations as people wrote them, the newest ones: comments are worth keeping."""

    def __init__(self, first: str) -> None:
        self._known: deque[str] = deque([first], maxlen=_KEPT)

    def add(self, text: str) -> None:
        self._known.append(text)

    def at_work(self, config: Config) -> AtWork:
        """Find the text of a configuration, or write it anew if it came from elsewhere."""
        return AtWork(version=config.version, text=self._text_of(config))

    def _text_of(self, config: Config) -> str:
        for text in reversed(self._known):
            if _parsed(text) == config:
                return text
        return write_config(config)


def _parsed(text: str) -> Config | None:
    try:
        return parse_config(text.encode())
    except DocumentError:
        return None
