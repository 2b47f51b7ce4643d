"""Who may read what in the image: as git knows it, not as this checkout was made."""

from collections.abc import Iterable
from pathlib import Path


def settle(root: Path, overlays: Iterable[Path]) -> None:
    """Everybody may read what we have put there, and run what is a program.

    A checkout under a narrow umask would make an image in which no service reads its own code.
    """
    made = [root / "usr/lib/passerby"]
    for overlay in overlays:
        made += [root / path.relative_to(overlay) for path in overlay.rglob("*")]
    made += (root / "usr/lib/passerby").rglob("*")
    made += (root / "usr/lib/systemd/system").glob("passerby-*")
    for path in made:
        if not path.is_symlink():
            is_run = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if is_run else 0o644)
