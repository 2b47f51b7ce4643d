"""`passerby models`: which models there are, whether they are intact, how good they are."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from edge.errors import BadInputError

if TYPE_CHECKING:
    from edge.commands.trial import ModelReport, TruthReport
    from edge.perception.manifest import ModelCard
    from edge.perception.verdict import Audit

_EVALUATED_FRAMES = 100


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser("models", help="list, verify and evaluate the models")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="the rows of the manifest")
    listing.set_defaults(func=_list)
    verify = actions.add_parser("verify", help="compare every file with the manifest's hash")
    verify.set_defaults(func=_verify)
    evaluate = actions.add_parser("evaluate", help="how well a model finds things")
    _add_evaluate(evaluate)
    for action in (listing, verify, evaluate):
        action.add_argument("--json", action="store_true", help="print one JSON object")
        action.add_argument("--folder", type=Path, help="models folder, by default our own")


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="a model, or with --like a .tflite file")
    parser.add_argument("--like", metavar="MODEL", help="the model whose card the file follows")
    against = parser.add_mutually_exclusive_group(required=True)
    against.add_argument("--data", type=Path, help="folder of pictures with truth.json (COCO)")
    against.add_argument("--video", type=Path, help="recording to compare two models on")
    parser.add_argument("--reference", metavar="MODEL", help="with --video: the other model")
    parser.add_argument("--frames", type=_positive, help="at most so many frames or pictures")
    parser.set_defaults(func=_evaluate)


def _list(args: argparse.Namespace) -> int:
    from edge.perception.delegates import why_not
    from edge.perception.manifest import read_manifest

    manifest = read_manifest(_folder(args))
    cards = manifest.models
    on_cpu = {card.name: reason for card in cards if (reason := why_not(card.delegate))}
    if args.json:
        print(
            msgspec.json.encode(
                {**msgspec.structs.asdict(manifest), "on_cpu_because": on_cpu}
            ).decode()
        )
        return 0
    for card in cards:
        print(_row(card))
    for name, profile in manifest.profiles.items():
        print(f"profile {name}: {profile.objects}, {profile.faces}")
    for name, reason in on_cpu.items():
        print(f"{name} runs on the CPU: {reason}")
    for card in cards:
        if card.default and card.audit is not None and card.audit.despite is not None:
            print(_unproven(card, card.audit))
    return 0


def _row(card: "ModelCard") -> str:
    size = f"{card.input.width}x{card.input.height}"
    default = "default" if card.default else ""
    named = f"{card.name:28} {card.task:8} {default:8} {card.head:11} {size:9}"
    audit = "no audit" if card.audit is None else f"audit {card.audit.verdict}"
    return f"{named} {card.delegate:8} {card.licence:11} {audit}"


def _unproven(card: "ModelCard", audit: "Audit") -> str:
    return (
        f"! {card.name} IS A DEFAULT WITHOUT A PASSED AUDIT: {audit.verdict} on {audit.on}, "
        f"{audit.people} people photographed, {audit.needed_people_a_group} needed in each group\n"
        f"  despite: {audit.despite}"
    )


def _verify(args: argparse.Namespace) -> int:
    from edge.perception.manifest import ModelError, read_manifest, read_model

    wrong: dict[str, str] = {}
    cards = read_manifest(_folder(args)).models
    for card in cards:
        try:
            read_model(card, _folder(args))
        except ModelError as error:
            wrong[card.name] = str(error)
    if args.json:
        good = [card.name for card in cards if card.name not in wrong]
        print(msgspec.json.encode({"ok": not wrong, "good": good, "wrong": wrong}).decode())
        return 2 if wrong else 0
    if wrong:
        raise BadInputError("\n".join(wrong.values()))
    print(f"all {len(cards)} models are the ones the manifest names")
    return 0


def _evaluate(args: argparse.Namespace) -> int:
    from edge.perception.detector import DetectorError

    try:
        figures = asdict(_report(args))
    except DetectorError as error:
        raise BadInputError(str(error)) from error
    print(msgspec.json.encode(figures).decode() if args.json else _table(figures))
    return 0


def _report(args: argparse.Namespace) -> "TruthReport | ModelReport":
    from edge.commands import trial

    model = _card(args)
    if args.data is not None:
        return trial.against_truth(model, data=args.data, pictures=args.frames)
    if args.reference is None:
        raise BadInputError("--reference: needed with --video, the model to compare with")
    reference = _named(args, args.reference), _folder(args)
    frames = args.frames or _EVALUATED_FRAMES
    return trial.against_model(model, reference, video=args.video, frames=frames)


def _card(args: argparse.Namespace) -> "tuple[ModelCard, Path]":
    """The card of NAME and the folder its file lies in."""
    if args.like is None:
        return _named(args, args.name), _folder(args)
    from edge.perception.manifest import card_like

    path = Path(args.name)
    return card_like(_named(args, args.like), path), path.parent


def _named(args: argparse.Namespace, name: str) -> "ModelCard":
    from edge.perception.manifest import read_manifest

    return read_manifest(_folder(args)).card(name)


def _folder(args: argparse.Namespace) -> Path:
    from edge.perception.manifest import models_folder

    folder: Path | None = args.folder
    return folder or models_folder()


def _table(report: dict[str, Any]) -> str:
    """One line a figure of the whole, then one line a label, person first."""
    by_label = report.pop("labels")
    whole = [f"{key:14} {_shown(value)}" for key, value in report.items()]
    rows = [
        f"{label:14} " + "  ".join(f"{key} {_shown(value)}" for key, value in row.items())
        for label, row in by_label.items()
    ]
    return "\n".join([*whole, *rows])


def _shown(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return int(text)
