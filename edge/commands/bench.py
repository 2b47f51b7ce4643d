"""`passerby bench`: what this firmware costs on this machine, as ratios taken in one run."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge.bench.figure import LIMITS, Figure, MissingError, missing

if TYPE_CHECKING:
    from edge.bench.scenes import Scenes

Measures = Mapping[str, Callable[[], Figure]]


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser(
        "bench", help="what this firmware costs on this machine: models, loop, memory, start"
    )
    parser.add_argument(
        "video", nargs="?", metavar="VIDEO", help="a crowded recording, instead of a drawn one"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw it, as .svg or .png")
    parser.add_argument(
        "--only", nargs="+", choices=LIMITS, metavar="FIGURE", help=f"some of: {', '.join(LIMITS)}"
    )
    parser.add_argument(
        "--width",
        type=_width,
        metavar="PX",
        help="of the whole loop's pictures (default: 1280, as drawn ones are)",
    )
    parser.set_defaults(func=_bench)


def _width(text: str) -> int:
    if not text.isdecimal() or not 64 <= int(text) <= 3840:
        raise argparse.ArgumentTypeError(f"expected 64 to 3840 px, got {text}")
    return int(text)


def _bench(args: argparse.Namespace) -> int:
    from edge.bench.plot import plot, require_plots
    from edge.bench.report import as_json, table
    from edge.bench.scenes import WIDTH_PX, scenes

    if args.plot is not None:
        require_plots()
    with scenes(args.video, width_px=args.width or WIDTH_PX) as shown:
        figures = taken(_measures(shown), args.only or list(LIMITS))
    print(as_json(figures) if args.json else "\n".join(table(figures)))
    if args.plot is not None:
        plot(figures, args.plot)
    return 0


def _measures(scenes: "Scenes") -> Measures:
    from edge.bench import against_deface, every_frame, loop, memory, quiet, start

    folder = scenes.folder
    return {
        "loop_over_models": lambda: loop.measure(scenes, folder / "loop"),
        "fps_over_deface": lambda: against_deface.measure(scenes),
        "fps_over_every_frame": lambda: every_frame.measure(scenes),
        "quiet_over_always": lambda: quiet.measure(scenes, folder / "quiet"),
        "vision_rss_mib": lambda: memory.measure_vision(scenes, folder / "memory"),
        "uplink_rss_mib": lambda: memory.measure_uplink(folder / "uplink"),
        "start_over_load": lambda: start.measure(scenes, folder / "start"),
    }


def taken(measures: Measures, wanted: list[str]) -> list[Figure]:
    """The wanted figures in the order of LIMITS; what is missing for one stops no other."""
    figures: list[Figure] = []
    for name in (name for name in LIMITS if name in wanted):
        print(f"passerby: measuring {name}", file=sys.stderr)
        try:
            figures.append(measures[name]())
        except MissingError as error:
            figures.append(missing(name, error))
    return figures
