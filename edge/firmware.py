"""Which version of this firmware runs."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def firmware() -> str:
    """The version of this package, which decides what all the rest means."""
    # Looked up once: to read a package's metadata takes two milliseconds, a status is due often.
    try:
        return version("passerby")
    except PackageNotFoundError:
        return "0+source"
