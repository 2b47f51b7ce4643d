"""`passerby fleet`: the operator's side. Keys, signatures, pushes, roll-outs, and who did what."""

from importlib import import_module
from typing import Any, Final

_VERBS: Final = (
    "signing",
    "claiming",
    "enrolling",
    "looking",
    "telling",
    "updating",
    "asking",
    "opening",
)


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser("fleet", help="configure and watch many cameras from afar")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name in _VERBS:
        import_module(f"edge.commands.fleet.{name}").register(verbs)
