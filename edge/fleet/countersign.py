"""One more signature for what others have signed, once its next signer may see what it says."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.config import parse_config
from edge.contract import Envelope
from edge.errors import BadInputError, DocumentError
from edge.fleet.push import read_sealed
from edge.governance.policy import parse_policy
from edge.governance.signing import countersigned, key_id
from edge.strict import parse
from edge.update.document import Bundle

Purpose = Literal["config", "policy", "update"]
_READERS: Final[Mapping[Purpose, Callable[[bytes], object]]] = {
    "config": parse_config,
    "policy": parse_policy,
    "update": partial(parse, type_=Bundle),
}


def countersign(path: Path, purpose: Purpose, *, key: Ed25519PrivateKey, utc_s: float) -> Envelope:
    """The envelope with this key's signature beside the others, which nobody checks here.

    purpose: for which the others have signed; a signature for another one is none.
    Raises BadInputError, naming the file, for what a camera would not take, for what has expired
    and for a key that has signed it already.
    """
    envelope = read_sealed(path).envelope
    try:
        _READERS[purpose](envelope.body.encode())
    except DocumentError as error:
        raise DocumentError(error.faults, file=path) from error
    if envelope.expires is not None and utc_s >= envelope.expires:
        raise BadInputError(f"{path}: nobody takes it any more: it has expired")
    own = key_id(key.public_key())
    if own in {signature.key for signature in envelope.signatures}:
        raise BadInputError(f"{path}: {own} has signed it already")
    return countersigned(envelope, purpose=purpose, key=key)
