"""`passerby scenario`: the catalogue of scenes, and what a camera makes of them."""

import argparse
import io
import sys
from collections.abc import Sequence
from typing import Final

from edge.errors import BadInputError, DocumentError, NotNowError
from simulator.command import catalogue, draft, replaying, running, showing

FAILED: Final = 1
BAD_INPUT: Final = 2
INTERRUPTED: Final = 130
_ACTIONS: Final = (catalogue, showing, draft, running, replaying)


def main(argv: Sequence[str]) -> int:
    """Run one action. Returns 0, 1 when a scenario fails, 2 for bad input, named on stderr."""
    args = _parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # File names may hold what a terminal cannot show.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code: int = args.func(args)
    except BadInputError as error:
        _say(*error.lines if isinstance(error, DocumentError) else (str(error),))
        return BAD_INPUT
    except NotNowError as error:
        _say(str(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="passerby scenario",
        description="Would this camera have told it? Scenes whose truth is known.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for action in _ACTIONS:
        action.register(actions)
    return parser


def _say(*lines: str) -> None:
    for line in lines:
        print(f"passerby scenario: {line}", file=sys.stderr)
