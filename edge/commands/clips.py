"""`passerby clips`: which clips a camera has kept, and one of them to take along."""

import argparse
import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from edge.errors import BadInputError

if TYPE_CHECKING:
    from edge.clips.clip import Clip
    from edge.clips.store import Store


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser("clips", help="list, export and delete clips of masked video")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="all clips, oldest first")
    listing.add_argument("--json", action="store_true", help="print one JSON object")
    listing.set_defaults(func=_list)
    export = actions.add_parser("export", help="copy one to a file of its own")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="MP4 file")
    export.set_defaults(func=_export)
    delete = actions.add_parser("delete", help="remove one before its time")
    delete.set_defaults(func=_delete)
    for action in (export, delete):
        action.add_argument("id", metavar="ID", help="of the event that opened it")
    for action in (listing, export, delete):
        action.add_argument(
            "--state", type=Path, required=True, metavar="DIR", help="as of `passerby run`"
        )


def _list(args: argparse.Namespace) -> int:
    store = _store(args)
    clips = store.clips()
    if args.json:
        rows = [_told(clip, store) for clip in clips]
        print(msgspec.json.encode({"clips": rows}).decode())
        return 0
    for clip in clips:
        print(_row(clip, store))
    if not clips:
        print("no clips")
    return 0


def _export(args: argparse.Namespace) -> int:
    from edge.whole_file import whole_file

    store = _store(args)
    film = store.film(store.find(args.id).id)
    _log_export(args.state, film)
    with whole_file(args.output) as part:
        try:
            shutil.copyfile(film, part)
        except FileNotFoundError as error:
            raise BadInputError(f"{args.id}: no such clip") from error
    return 0


def _log_export(state: Path, film: Path) -> None:
    """Before the first byte is copied: an export that the log cannot know of does not happen."""
    from edge.oversight.log.entry import Exported
    from edge.oversight.log.log import FOLDER
    from edge.oversight.log.spool import hand_in

    with film.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    hand_in(state / FOLDER, Exported(digest=digest))


def _delete(args: argparse.Namespace) -> int:
    store = _store(args)
    store.delete(store.find(args.id))
    return 0


def _store(args: argparse.Namespace) -> "Store":
    """The camera's clips, without those whose time is over: also where no camera runs to look."""
    from edge.clips.store import FOLDER, Store, this_boot
    from edge.clock import SystemClock

    if not args.state.is_dir():
        raise BadInputError(f"{args.state}: no such folder")
    store = Store(args.state / FOLDER, clock=SystemClock(), boot=this_boot())
    store.sweep()
    return store


def _told(clip: "Clip", store: "Store") -> dict[str, object]:
    return {
        "id": clip.id,
        "rule": clip.rule,
        "t": clip.t,
        "events": clip.events,
        "length_s": clip.length_s,
        "bytes": store.size_bytes(clip),
    }


def _row(clip: "Clip", store: "Store") -> str:
    from datetime import UTC, datetime

    when = "time unknown"
    if clip.t is not None:
        when = f"{datetime.fromtimestamp(clip.t, UTC):%Y-%m-%d %H:%M:%S}"
    size_mb = store.size_bytes(clip) / 1e6
    events = f"{len(clip.events)} event{'s' if len(clip.events) != 1 else ''}"
    return (
        f"{clip.id}  {when:19}  {clip.rule:15}  {clip.length_s:6.1f} s  {size_mb:6.1f} MB  {events}"
    )
