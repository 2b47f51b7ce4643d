"""`passerby demo`: a whole camera, a broker and a page to watch both, on one desk."""

import argparse
import asyncio
import contextlib
import sys
import tempfile
from pathlib import Path
from typing import Final

from edge.config import read_config
from edge.errors import BadInputError, DocumentError
from edge.uplink.settings import UplinkSettings
from simulator.broker import BrokerError, start_broker
from simulator.scenario.library import find, library
from simulator.web.run import NOBODY, DemoError, Plan, run_demo
from simulator.web.scenes import Repertoire, Scene

STREET: Final = "street"
BAD_INPUT: Final = 2


def main(argv: list[str]) -> int:
    """Run the demo until Ctrl-C. Returns 0, 1 when a part did not start, 2 for bad input."""
    args = _parser().parse_args(argv)
    try:
        if args.config:
            read_config(args.config)
        if args.broker:
            UplinkSettings(camera=NOBODY, broker=args.broker)
        repertoire, first = _scenes(args)
        _show(args, repertoire, first)
    except BadInputError as error:
        for fault in error.lines if isinstance(error, DocumentError) else (error,):
            print(f"passerby demo: {fault}", file=sys.stderr)
        return BAD_INPUT
    except (DemoError, BrokerError) as error:
        print(f"passerby demo: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="passerby demo", description="Watch a camera, and what it tells, in the browser."
    )
    parser.add_argument(
        "--scenario", metavar="NAME", help=f"to begin with, from the library or a file ({STREET})"
    )
    parser.add_argument(
        "--video", type=_file, action="append", default=[],
        help="a recording to begin with; may be given several times",
    )  # fmt: skip
    parser.add_argument("--config", type=_file, help="to start from, instead of the scene's own")
    parser.add_argument("--broker", metavar="URL", help="mqtt://127.0.0.1:1883, instead of its own")
    parser.add_argument("--port", type=_port, default=8765, help="of the page (default 8765)")
    parser.add_argument("--no-browser", action="store_true", help="open none")
    parser.add_argument("--seconds", type=float, help="stop after this long")
    return parser


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path.resolve()


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_000:
        raise argparse.ArgumentTypeError(f"expected a port from 1 to 65000, got {text}")
    return int(text)


def _scenes(args: argparse.Namespace) -> tuple[Repertoire, Scene]:
    """The scenes to choose from and the one to begin with. Raises BadInputError."""
    scenarios = library()
    if args.scenario and args.scenario not in scenarios:
        path = find(args.scenario)
        args.scenario = str(path)
        scenarios = {args.scenario: path, **scenarios}
    repertoire = Repertoire(videos=args.video, scenarios=scenarios, config=args.config)
    return repertoire, repertoire.open(args.scenario or ("video 1" if args.video else STREET))


def _show(args: argparse.Namespace, repertoire: Repertoire, first: Scene) -> None:
    with contextlib.ExitStack() as stack:
        broker = None if args.broker else stack.enter_context(start_broker())
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="passerby-"))
        plan = Plan(
            repertoire=repertoire,
            first=first,
            broker_url=args.broker or ("" if broker is None else broker.url),
            broker=broker,
            folder=Path(folder),
            port=args.port,
            browser=not args.no_browser,
            for_s=args.seconds,
        )
        asyncio.run(run_demo(plan))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
