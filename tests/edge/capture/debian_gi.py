"""GStreamer's bindings, which Debian builds for its own Python alone and PyPI not at all."""

import sys
import warnings
from pathlib import Path

_PACKAGES = Path("/usr/lib/python3/dist-packages")
WHY_NOT = "GStreamer's bindings (python3-gi) are not here for this version of Python"


def is_here() -> bool:
    built = f"gi/_gi.cpython-{sys.version_info.major}{sys.version_info.minor}-*.so"
    return any(_PACKAGES.glob(built))


def reach(folder: Path) -> None:
    """Make `import gi` work by a link in a folder, without the rest of Debian's packages."""
    (folder / "gi").symlink_to(_PACKAGES / "gi")
    sys.path.append(str(folder))
    with warnings.catch_warnings():
        # Its loader is of an older fashion.
        warnings.simplefilter("ignore", ImportWarning)
        import gi

        for library in ("Gst", "GstApp", "GstVideo"):
            gi.require_version(library, "1.0")
        from gi.repository import GLib, Gst, GstApp, GstVideo  # noqa: F401
