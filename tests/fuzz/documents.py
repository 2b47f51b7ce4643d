"""Whatever bytes come from afar: read, or refused with a reason; led by coverage (atheris).

    python -m tests.fuzz.documents [libFuzzer's options, such as -max_total_time=600]

The first byte says which reader gets the rest. What the readers make of whole documents, signed and
through a door, is tried in tests/benchmarks/bad_documents.py.
"""

import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from edge.claim import ask, read_asked
from edge.config import parse_config
from edge.contract import Command
from edge.errors import DocumentError
from edge.governance.policy import parse_policy
from edge.governance.signing import open_signed, seal
from edge.governance.trust import Trust
from edge.strict import parse
from simulator.keyring import WIDEST
from tests.edge.wrong_configs import GOOD
from tests.keys import CAMERA, KEYS

_OPERATORS: Final = KEYS.trust(CAMERA).operators.as_keys()
_CLAIM: Final = ec.derive_private_key(1, ec.SECP256R1())


def _open(raw: bytes) -> object:
    return open_signed(raw, purpose="config", keys=_OPERATORS, names=[CAMERA], utc_s=None)


READERS: Final[tuple[Callable[[bytes], object], ...]] = (
    parse_config,
    parse_policy,
    _open,
    lambda raw: parse(raw, Command),
    lambda raw: parse(raw, Trust),
    lambda raw: read_asked(raw, by=_CLAIM.public_key()),
)


def seeds() -> tuple[bytes, ...]:
    """A good document for each reader, which it takes."""
    command = {"id": "01890a5d-ac96-774b-bcce-b302099a8057", "name": "ping", "t": 0}
    config: Any = {**GOOD, "version": 1}
    signed = seal("version: 1", purpose="config", audience=[CAMERA], by=[KEYS.operator])
    trust = KEYS.trust(CAMERA)
    documents = (
        msgspec.json.encode(config),
        msgspec.json.encode(WIDEST),
        signed,
        msgspec.json.encode(command),
        msgspec.json.encode(trust),
        ask(_request(), _CLAIM),
    )
    return tuple(bytes([number]) + raw for number, raw in enumerate(documents))


def _request() -> bytes:
    """What a camera asks for with its claim."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, CAMERA)])
    draft = x509.CertificateSigningRequestBuilder().subject_name(name)
    made = draft.sign(ec.derive_private_key(2, ec.SECP256R1()), hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM)


def read(data: bytes) -> bool:
    """Whether the reader took it. Raises what is no refusal: that would end a camera."""
    if not data:
        return False
    try:
        READERS[data[0] % len(READERS)](data[1:])
    except DocumentError:
        return False
    return True


def main(argv: list[str]) -> None:
    # It has no types.
    atheris: Any = import_module("atheris")
    atheris.instrument_all()
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds()):
            (Path(folder) / str(number)).write_bytes(seed)
        atheris.Setup([*argv, folder], lambda data: (read(data), None)[1])
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
