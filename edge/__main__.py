"""The command line: `passerby <command>`."""

import argparse
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

from edge.errors import BadInputError, DocumentError, NotNowError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

EXIT_FAILED: Final = 1
EXIT_BAD_INPUT: Final = 2
EXIT_INTERRUPTED: Final = 130
# Modules of edge.commands. A camera that starts imports its own alone.
COMMANDS: Final = (
    "run",
    "vision",
    "uplink",
    "check",
    "replay",
    "mask",
    "clips",
    "log",
    "sealed",
    "models",
    "contract",
    "statement",
    "enrol",
    "fleet",
    "installer",
    "forecast",
    "bench",
)
# What the simulator adds, found by name so that the device never imports it.
PLUGINS: Final = "passerby.commands"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code: 0 done, 1 failed, 2 bad input, named on stderr."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    # Looking for plugins opens files of every installed package: the uplink must not do that.
    if arguments and arguments[0] in COMMANDS:
        return _run(_parser(arguments[:1], plugins=[]).parse_args(arguments))
    plugins = _plugins()
    if arguments and arguments[0] in plugins:
        return _run_plugin(plugins[arguments[0]], arguments[1:])
    return _run(_parser(COMMANDS, plugins=sorted(plugins)).parse_args(arguments))


def _plugins() -> dict[str, "EntryPoint"]:
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=PLUGINS)}


def _run_plugin(plugin: "EntryPoint", arguments: list[str]) -> int:
    try:
        command: Callable[[list[str]], int] = plugin.load()
    except ModuleNotFoundError as error:
        print(
            f"passerby: {plugin.name} needs {error.name}: pip install 'passerby[simulator]'",
            file=sys.stderr,
        )
        return EXIT_BAD_INPUT
    return command(arguments)


def _parser(names: Sequence[str], *, plugins: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="passerby",
        description="A camera that reports what happens, never who it happened to.",
        epilog=f"also: {', '.join(plugins)} (passerby COMMAND --help)" if plugins else None,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in names:
        import_module(f"edge.commands.{name}").register(commands)
    return parser


def _run(args: argparse.Namespace) -> int:
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname).1s %(name)s: %(message)s"
    )
    if isinstance(sys.stdout, io.TextIOWrapper):
        # File names may hold what a terminal cannot show.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code: int = args.func(args)
        _flush()
    except BadInputError as error:
        _say(*error.lines if isinstance(error, DocumentError) else (str(error),))
        return EXIT_BAD_INPUT
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _close_output()
        return EXIT_FAILED
    except (NotNowError, OSError) as error:
        _say(str(error))
        _close_output()
        return EXIT_FAILED
    return code


def _say(*lines: str) -> None:
    for line in lines:
        print(f"passerby: {line}", file=sys.stderr)


def _flush() -> None:
    """Find out now that nobody can read the output: at exit Python would complain in its way."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _close_output() -> None:
    """Drop what could not be printed. Otherwise Python tries again at exit."""
    try:
        _flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
