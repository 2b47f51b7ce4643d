"""The scenarios that come with the simulator, by name."""

from difflib import get_close_matches
from pathlib import Path
from typing import Final

from edge.errors import BadInputError

FOLDER: Final = Path(__file__).parent.parent / "scenarios"
SUFFIX: Final = ".yaml"


def library() -> dict[str, Path]:
    """Every scenario of the library by the name of its file, in the order of the alphabet."""
    return {path.stem: path for path in sorted(FOLDER.glob(f"*{SUFFIX}"))}


def find(name_or_path: str) -> Path:
    """The file of a scenario: a path that exists, or a name of the library.

    Raises BadInputError that names what sounds alike.
    """
    known = library()
    if name_or_path in known:
        return known[name_or_path]
    path = Path(name_or_path)
    if path.suffix == SUFFIX and path.is_file():
        return path.resolve()
    if path.suffix == SUFFIX:
        raise BadInputError(f"{name_or_path}: there is no such file")
    alike = get_close_matches(name_or_path, known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(alike)}?" if alike else "see: passerby scenario list"
    raise BadInputError(f"{name_or_path}: the library has no such scenario; {hint}")
