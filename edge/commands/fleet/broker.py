"""How the verbs that need a broker reach it, and which cameras they mean."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from edge.fleet.wire import Wire

# Health comes every ten seconds: after this long, all that are well have told theirs.
LISTEN_S: Final = 12.0


def add_broker(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--broker", required=True, metavar="URL", help="mqtts://host:8884")
    verb.add_argument("--as", dest="user", default="operator", help="who we are at the broker")
    verb.add_argument("--ca", type=Path, help="PEM file of the authority that signed the broker")
    verb.add_argument("--cert", type=Path, help="PEM file of our certificate")
    verb.add_argument("--cert-key", type=Path, help="PEM file of its private key")
    verb.add_argument("--json", action="store_true", help="print JSON")


def add_prefixes(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--only", action="append", default=[], metavar="PREFIX", help="names that begin like this"
    )


def add_targets(verb: argparse.ArgumentParser) -> None:
    add_prefixes(verb)
    verb.add_argument("--log", type=Path, required=True, metavar="FILE", help="the audit")


def connected(args: argparse.Namespace, *, also: str | None = None) -> "Wire":
    """Raises BadInputError for what cannot work, NotNowError for a broker that lets nobody in.

    also: as of a Wire.
    """
    from edge.fleet.wire import Wire
    from edge.uplink.settings import UplinkSettings

    settings = UplinkSettings(
        camera=args.user, broker=args.broker, ca=args.ca, cert=args.cert, key=args.cert_key
    )
    return Wire(settings, also=also)


def targets_of(wire: "Wire", prefixes: list[str]) -> list[str]:
    """Raises BadInputError for none."""
    from edge.errors import BadInputError
    from edge.fleet.rollout import targets

    names = targets(wire.known.cameras, prefixes)
    if not names:
        raise BadInputError("no camera was heard of whose name begins so")
    return names
