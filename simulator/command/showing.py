"""`passerby scenario show`: a scene on one sheet, its plan beside what the camera sees."""

import argparse
from pathlib import Path
from typing import Any

from edge.errors import BadInputError


def register(actions: Any) -> None:
    """Add the action to an argparse subparsers object."""
    parser = actions.add_parser("show", help="draw the plan of a scene and some of its pictures")
    parser.add_argument("name", metavar="NAME", help="of the library, or a file")
    parser.add_argument("-o", "--out", type=Path, metavar="FILE.png", help="by default NAME.png")
    parser.set_defaults(func=_show)


def _show(args: argparse.Namespace) -> int:
    from simulator.command.sheet import sheet_png
    from simulator.scenario.library import find
    from simulator.scenario.read import read_scenario

    source = find(args.name)
    out: Path = args.out or Path(f"{source.stem}.png")
    if out.suffix.lower() != ".png":
        raise BadInputError(f"{out}: expected a name that ends with .png")
    png = sheet_png(read_scenario(source))
    try:
        out.write_bytes(png)
    except OSError as error:
        raise BadInputError(f"{out}: {error.strerror}") from error
    print(out)
    return 0
