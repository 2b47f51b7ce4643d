"""The programs of deploy/, which are no package: found by their path."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def program(name: str) -> ModuleType:
    """The module at deploy/<name>.py."""
    path = DEPLOY / f"{name}.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses and msgspec look their module up by its name.
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module
