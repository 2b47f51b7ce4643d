"""`passerby installer`: the installer's hour, from the camera's side."""

import argparse
from pathlib import Path
from typing import Any


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser(
        "installer", help="serve masked pictures to an installer while a window is open"
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    make = verbs.add_parser("make", help="make key, certificate and PIN; print what a label needs")
    make.add_argument("camera", metavar="CAMERA")
    make.set_defaults(func=_make)
    serve = verbs.add_parser("serve", help="serve until the window closes")
    serve.add_argument(
        "--window", type=Path, required=True, metavar="DIR", help="as of `passerby vision`"
    )
    serve.add_argument("--address", help="to listen on (default: all of this machine)")
    serve.add_argument("--port", type=int, default=8443, help="default: 8443")
    serve.set_defaults(func=_serve)
    for verb in (make, serve):
        verb.add_argument("--keys", type=Path, required=True, metavar="DIR", help="key and PIN")
    button = verbs.add_parser("button", help="ask for a window whenever a button is held")
    button.add_argument("device", type=Path, metavar="DEVICE", help="such as /dev/passerby-button")
    button.add_argument(
        "--asked", type=Path, required=True, metavar="DIR", help="as of `passerby vision`"
    )
    button.set_defaults(func=_button)


def _make(args: argparse.Namespace) -> int:
    from edge.contract import CameraId
    from edge.errors import BadInputError
    from edge.installer.identity import make
    from edge.strict import convert

    camera: str = convert(args.camera, CameraId)
    try:
        args.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        print(make(args.keys, camera), end="")
    except FileExistsError as error:
        raise BadInputError(
            f"{args.keys}: there are keys already, and a label with them"
        ) from error
    return 0


def _serve(args: argparse.Namespace) -> int:
    from edge.installer.serve import serve
    from edge.notify import Notify
    from edge.stop import Stop

    serve(
        args.window,
        args.keys,
        address=args.address,
        port=args.port,
        stop=Stop(),
        ready=Notify().ready,
    )
    return 0


def _button(args: argparse.Namespace) -> int:
    from edge.installer.button import EVENT, presses
    from edge.installer.window import BUTTON

    with args.device.open("rb", buffering=0) as device:
        for _ in presses(iter(lambda: device.read(EVENT.size), b"")):
            (args.asked / BUTTON).touch()
    return 0
