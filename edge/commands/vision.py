"""`passerby vision`: the process that sees, and has no network."""

import argparse
import gc
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edge.stop import Stop
    from edge.vision import Vision


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser("vision", help="the process that sees: camera, no network")
    add_arguments(parser)
    parser.add_argument("--door", type=Path, required=True, metavar="FILE", help="the shared queue")
    parser.add_argument("--stop-with-parent", type=int, metavar="PID", help=argparse.SUPPRESS)
    parser.set_defaults(func=_vision)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `vision` and `run` both take."""
    parser.add_argument(
        "--source",
        required=True,
        help="video file, folder of pictures, picamera:0, usb:0, gst:csi:0, rtsp://..., "
        "http://... or sim:street",
    )
    parser.add_argument("--loop", action="store_true", help="play a recording again and again")
    parser.add_argument("--config", type=Path, required=True, help="configuration to start from")
    parser.add_argument(
        "--state", type=Path, required=True, metavar="DIR", help="kept over restarts"
    )
    parser.add_argument(
        "--trust",
        type=Path,
        metavar="FILE",
        help="whose signatures this camera believes (DIR/trust.yaml)",
    )
    parser.add_argument(
        "--policy", type=Path, metavar="FILE", help="signed: what this camera may ever do"
    )
    parser.add_argument(
        "--preview", action="store_true", help="masked pictures on DIR/preview.sock"
    )
    parser.add_argument(
        "--window", type=Path, metavar="DIR", help="masked pictures there in an installer's hour"
    )
    parser.add_argument(
        "--asked", type=Path, metavar="DIR", help="where a button and a stick ask for the window"
    )
    parser.add_argument(
        "--profile", metavar="NAME", help="models for a kind of device: light (Pi 4) or full (Pi 5)"
    )
    parser.add_argument("--objects", metavar="MODEL", help="object detector (passerby models list)")
    parser.add_argument("--faces", metavar="MODEL", help="face detector")


def chosen_models(args: argparse.Namespace) -> tuple[str | None, str | None]:
    """Object and face detector by name, None for the default; one that is named goes first."""
    if args.profile is None:
        return args.objects, args.faces
    from edge.perception.manifest import models_folder, read_manifest

    profile = read_manifest(models_folder()).profile(args.profile)
    return args.objects or profile.objects, args.faces or profile.faces


def _vision(args: argparse.Namespace) -> int:
    from edge.hardening import keep_memory_private
    from edge.stop import Stop

    # Before the libraries, which take a second to load: who is asked to end then ends in order too.
    stop = Stop(with_parent=args.stop_with_parent)
    keep_memory_private()
    # Else it starts a thread for each core, which spin for work that nothing here gives them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from edge.assemble import open_vision
    from edge.commands.state_folder import held

    objects, faces = chosen_models(args)
    with held(args.state, by="vision"):
        vision = open_vision(
            source=args.source,
            loop=args.loop,
            config_path=args.config,
            state=args.state,
            door_path=args.door,
            preview=args.preview,
            objects=objects,
            faces=faces,
            trust_path=args.trust,
            policy_path=args.policy,
            window=args.window,
            asked=args.asked,
        )
        _see(vision, stop)
    return 0


def _see(vision: "Vision", stop: "Stop") -> None:
    from edge.capture.camera import EndOfRecording
    from edge.notify import Notify
    from edge.vision import RestartAskedError

    notify = Notify()
    vision.start()
    # What is there now stays: to go through it again and again would hold up frames for 20 ms.
    gc.collect()
    gc.freeze()
    notify.ready()
    try:
        with suppress(EndOfRecording):
            while not stop():
                if vision.step():
                    notify.alive()
        vision.put_off_trial()
    except RestartAskedError:
        vision.put_off_trial()
        raise
    finally:
        vision.finish()
