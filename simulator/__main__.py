"""`simulator COMMAND`: what is only for the desk, and not a part of the camera's own command."""

import sys
from importlib import import_module
from typing import Final

COMMANDS: Final = {"fleet": "simulator.fleet.command", "sweep": "simulator.sweep.command"}


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns its exit code, 2 for one that is not known."""
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] not in COMMANDS:
        print(f"usage: simulator {{{','.join(COMMANDS)}}} ...", file=sys.stderr)
        return 2
    code: int = import_module(COMMANDS[words[0]]).main(words[1:])
    return code


if __name__ == "__main__":
    sys.exit(main())
