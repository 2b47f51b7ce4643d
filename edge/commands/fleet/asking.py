"""`passerby fleet ask` and `wishes`: commands, and what cameras answer."""

import argparse
import json
import time
from pathlib import Path
from typing import Any, get_args

from edge.commands.fleet.broker import add_broker, add_prefixes, connected, targets_of
from edge.commands.fleet.signing import passphrase
from edge.contract import CommandName


def register(verbs: Any) -> None:
    """Add the verb to an argparse subparsers object."""
    ask = verbs.add_parser("ask", help="give a command and wait for the answers; exit 1 without")
    ask.add_argument("name", choices=get_args(CommandName))
    ask.add_argument("--minutes", type=int, help="of a pause or a maintenance window; 0 ends it")
    ask.add_argument("--entry", type=int, help="of a log-proof: what is to be proved to be in it")
    ask.add_argument("--since", type=int, help="of a log-proof: size of an earlier checkpoint")
    ask.add_argument("--key", type=Path, required=True, metavar="FILE", help="that signs it")
    ask.add_argument("--passphrase-file", type=Path, help="its first line opens the key")
    add_prefixes(ask)
    add_broker(ask)
    ask.set_defaults(func=_ask)
    wishes = verbs.add_parser("wishes", help="sign what Home Assistant's privacy shutter asks for")
    wishes.add_argument("--minutes", type=int, default=60, help="of one pause (default: 60)")
    wishes.add_argument("--key", type=Path, required=True, metavar="FILE", help="that signs it")
    wishes.add_argument("--passphrase-file", type=Path, help="its first line opens the key")
    add_broker(wishes)
    wishes.set_defaults(func=_obey_wishes)


def _ask(args: argparse.Namespace) -> int:
    import msgspec

    from edge.errors import BadInputError
    from edge.fleet import keyfile
    from edge.fleet.ask import VALID_S, questions

    if (args.minutes is None) is (args.name in ("pause", "maintenance")):
        raise BadInputError("minutes: what a pause or maintenance needs, and nothing else")
    if args.name != "log-proof" and (args.entry, args.since) != (None, None):
        raise BadInputError("entry, since: of a log-proof alone")
    key = keyfile.read(args.key, passphrase=passphrase(args.passphrase_file))
    wire = connected(args)
    wire.listen(0.0)
    names = targets_of(wire, args.only)
    arguments = {name: getattr(args, name) for name in ("minutes", "entry", "since")}
    asked = questions(names, args.name, utc_s=time.time(), **arguments)
    for question in asked:
        wire.ask(question, question.sealed(key))
    waiting = {(question.camera, question.command.id) for question in asked}
    end_s = time.monotonic() + VALID_S
    while waiting - wire.known.answers.keys() and time.monotonic() < end_s:
        wire.step()
    wire.close()
    answers = {name: wire.known.answers.get((name, id_)) for name, id_ in sorted(waiting)}
    if args.json:
        print(json.dumps(msgspec.to_builtins(answers)))
    else:
        for name, answer in answers.items():
            said = "no answer" if answer is None else answer.reason or answer.state
            print(f"{name}: {said}")
    return 0 if all(answer and answer.state == "done" for answer in answers.values()) else 1


def _obey_wishes(args: argparse.Namespace) -> int:
    from edge.contract import MAX_PAUSE_MINUTES
    from edge.errors import BadInputError
    from edge.fleet import keyfile
    from edge.fleet.wishes import TOPICS, obey
    from edge.stop import Stop

    if not 1 <= args.minutes <= MAX_PAUSE_MINUTES:
        raise BadInputError(f"minutes: expected 1 to {MAX_PAUSE_MINUTES}")
    key = keyfile.read(args.key, passphrase=passphrase(args.passphrase_file))
    stop = Stop()
    wire = connected(args, also=TOPICS)
    while not stop():
        wire.step()
        for line in obey(wire, key, minutes=args.minutes, utc_s=time.time()):
            print(line, flush=True)
    wire.close()
    return 0
