"""`passerby contract`: the contract as documents for editors and other tools."""

import argparse
from pathlib import Path
from typing import Any


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    from edge.documents import DOCUMENTS

    parser = commands.add_parser("contract", help="topics and files as AsyncAPI and JSON Schema")
    parser.add_argument("document", choices=DOCUMENTS, nargs="?", help="print this one")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write all of them there")
    parser.set_defaults(func=_contract)


def _contract(args: argparse.Namespace) -> int:
    from edge.documents import DOCUMENTS
    from edge.documents.files import text
    from edge.errors import BadInputError

    if (args.document is None) == (args.into is None):
        raise BadInputError("contract: name one document, or give --into FOLDER")
    if args.document is not None:
        print(text(args.document), end="")
        return 0
    for name, file in DOCUMENTS.items():
        path = args.into / file
        path.write_text(text(name))
        print(path)
    return 0
