"""`passerby scenario list`: the catalogue."""

import argparse
import shutil
import textwrap
from typing import Any, Final, get_args

import msgspec

from simulator.scenario.library import library
from simulator.scenario.read import read_scenario
from simulator.scenario.schema import Kind, Scenario, Theme

_THEMES: Final[tuple[str, ...]] = get_args(Theme)
_KINDS: Final[tuple[str, ...]] = get_args(Kind)
_INDENT: Final = " " * 4


def register(actions: Any) -> None:
    """Add the action to an argparse subparsers object."""
    parser = actions.add_parser("list", help="the scenarios of the library")
    parser.add_argument("--theme", choices=_THEMES, help="only those about one thing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(func=_list)


def _list(args: argparse.Namespace) -> int:
    scenarios = {name: read_scenario(path) for name, path in library().items()}
    chosen = sorted(
        (item for item in scenarios.items() if args.theme in (None, item[1].theme)), key=_place
    )
    print(_as_json(chosen) if args.json else "\n".join(_table(chosen)))
    return 0


def _place(item: tuple[str, Scenario]) -> tuple[int, int, str]:
    name, scenario = item
    return _THEMES.index(scenario.theme), _KINDS.index(scenario.kind), name


def _table(chosen: list[tuple[str, Scenario]]) -> list[str]:
    width = min(shutil.get_terminal_size().columns, 110)
    lines: list[str] = []
    theme = None
    for name, scenario in chosen:
        if scenario.theme != theme:
            theme = scenario.theme
            lines += ["", theme.replace("_", " ").upper()]
        kind = scenario.kind.replace("_", " ")
        lines.append(f"{name:36} {kind:10} {duration(scenario.duration_s):>8}")
        lines += textwrap.wrap(
            scenario.about, width, initial_indent=_INDENT, subsequent_indent=_INDENT
        )
    return [*lines[1:], "", f"{len(chosen)} scenarios"]


def duration(seconds: float) -> str:
    """A length of time as people say it."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"


def _as_json(chosen: list[tuple[str, Scenario]]) -> str:
    rows = [
        {
            "name": name,
            "title": scenario.name,
            "about": scenario.about,
            "theme": scenario.theme,
            "kind": scenario.kind,
            "duration_s": scenario.duration_s,
            "faults": sorted({str(fault.__struct_config__.tag) for fault in scenario.faults}),
        }
        for name, scenario in chosen
    ]
    return msgspec.json.encode({"scenarios": rows}).decode()
