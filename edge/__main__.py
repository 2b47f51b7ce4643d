"""The command line: `passerby <command>`."""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from edge.commands import check, mask, models, replay, run, uplink, vision
from edge.errors import BadInputError
from edge.strict import DocumentError

EXIT_BAD_INPUT: Final = 2
COMMANDS: Final = (run, vision, uplink, check, replay, mask, models)
# What the simulator adds, found by name so that the device never imports it.
PLUGINS: Final = "passerby.commands"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code: 0 done, 1 failed, 2 bad input, named on stderr."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    built_in = {module.__name__.rpartition(".")[2] for module in COMMANDS}
    # Looking for plugins opens files of every installed package: the uplink must not do that.
    if arguments and arguments[0] in built_in:
        return _run(_parser(plugins=[]).parse_args(arguments))
    plugins = {point.name: point for point in entry_points(group=PLUGINS)}
    if arguments and arguments[0] in plugins:
        return _run_plugin(plugins[arguments[0]], arguments[1:])
    return _run(_parser(plugins=sorted(plugins)).parse_args(arguments))


def _run_plugin(plugin: EntryPoint, arguments: list[str]) -> int:
    try:
        command: Callable[[list[str]], int] = plugin.load()
    except ModuleNotFoundError as error:
        print(
            f"passerby: {plugin.name} needs {error.name}: pip install 'passerby[simulator]'",
            file=sys.stderr,
        )
        return EXIT_BAD_INPUT
    return command(arguments)


def _parser(*, plugins: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="passerby",
        description="A camera that reports what happens, never who it happened to.",
        epilog=f"also: {', '.join(plugins)} (passerby COMMAND --help)" if plugins else None,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.register(commands)
    return parser


def _run(args: argparse.Namespace) -> int:
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname).1s %(name)s: %(message)s"
    )
    try:
        code: int = args.func(args)
    except BadInputError as error:
        places = error.faults if isinstance(error, DocumentError) else (error,)
        for place in places:
            print(f"passerby: {place}", file=sys.stderr)
        return EXIT_BAD_INPUT
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
