"""`passerby scenario new`: a scenario to start from."""

import argparse
import re
from pathlib import Path
from typing import Any, Final

from edge.errors import BadInputError
from simulator.scenario.library import SUFFIX

_TEMPLATE: Final = Path(__file__).with_name("template.yaml")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{2,59}\Z")


def register(actions: Any) -> None:
    """Add the action to an argparse subparsers object."""
    parser = actions.add_parser("new", help="write a scenario to start from into this folder")
    parser.add_argument("name", metavar="NAME", help="of the file, without .yaml")
    parser.set_defaults(func=_new)


def _new(args: argparse.Namespace) -> int:
    name = args.name.removesuffix(SUFFIX)
    if not _NAME.match(name):
        raise BadInputError(f"{args.name}: expected small letters, digits, - and _, three to sixty")
    path = Path(f"{name}{SUFFIX}")
    text = _TEMPLATE.read_text("utf-8").replace("A NAME", name.replace("-", " "))
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise BadInputError(f"{path}: is there already") from error
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error
    print(f"{path} is written. Look at it:  passerby scenario show {path}")
    print(f"and let a camera see it:       passerby scenario run {path} --score")
    return 0
