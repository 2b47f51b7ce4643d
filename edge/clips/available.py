"""Whether this machine can keep clips at all; light enough for whoever checks a configuration."""

from importlib.util import find_spec

from edge.config import Config
from edge.errors import refuse


def check_clips(config: Config) -> None:
    """Refuse clips where nothing is installed that codes them. Raises DocumentError."""
    asks = "clips" if config.clips is not None else "sealed" if config.sealed is not None else None
    if asks is not None and find_spec("av") is None:
        raise refuse(asks, "needs PyAV, which is not installed: pip install 'passerby[clips]'")
