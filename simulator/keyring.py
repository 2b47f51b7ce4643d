"""Both hands that a camera heeds, the operator's and the oversight's, for a desk or a test.

On the street nobody holds both: what is here in one process belongs to two people there.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Self, get_args

import msgspec
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from edge.governance.policy import ClipLimits, Policy, Purpose
from edge.governance.signing import public_text, seal
from edge.governance.trust import TRUST_FILE, Circle, Trust
from edge.terms import GENERAL, RuleName

# All that a configuration can ask for, and one purpose for everything.
WIDEST: Final = Policy(
    version=1,
    level="P3",
    strict=False,
    window_s=10,
    clips=ClipLimits(keep_hours=720),
    window_from_afar=True,
    purposes={GENERAL: Purpose(rules=get_args(RuleName))},
)
# What the demo's oversight has signed: one can see there what a ceiling is.
OF_THE_DEMO: Final = replace(WIDEST, level="P2")
POLICY_FILE: Final = "policy.signed.json"


class Keyring:
    """One operator's key and one of the oversight."""

    def __init__(self, *, operator: Ed25519PrivateKey, oversight: Ed25519PrivateKey) -> None:
        self.operator = operator
        self.oversight = oversight

    @classmethod
    def fresh(cls) -> Self:
        """New keys, which are nowhere else."""
        return cls.of(os.urandom(32))

    @classmethod
    def of(cls, seed: bytes) -> Self:
        """The same keys for the same bytes: for those who are to do the same each time."""
        return cls(operator=_key(seed + b"operator"), oversight=_key(seed + b"oversight"))

    def trust(self, camera: str, *, fleets: tuple[str, ...] = ()) -> Trust:
        """What a camera has to know to heed them."""
        return Trust(
            camera=camera,
            fleets=fleets,
            operators=Circle(keys={"operator": public_text(self.operator.public_key())}),
            oversight=Circle(keys={"oversight": public_text(self.oversight.public_key())}),
        )

    def config(
        self,
        text: str,
        *,
        audience: Iterable[str],
        not_before: int | None = None,
        expires: int | None = None,
    ) -> bytes:
        """A configuration as the operator sends it."""
        return seal(
            text,
            purpose="config",
            audience=audience,
            by=[self.operator],
            not_before=not_before,
            expires=expires,
        )

    def policy(self, policy: Policy, *, audience: Iterable[str]) -> bytes:
        """A policy as the oversight sends it."""
        text = msgspec.json.encode(policy).decode()
        return seal(text, purpose="policy", audience=audience, by=[self.oversight])

    def enrol(self, camera: str, folder: Path, policy: Policy = WIDEST) -> list[str]:
        """Write what `passerby run` needs into a folder. Returns the words for its command line."""
        trust, signed = folder / TRUST_FILE, folder / POLICY_FILE
        trust.write_text(yaml.safe_dump(msgspec.to_builtins(self.trust(camera))), "utf-8")
        signed.write_bytes(self.policy(policy, audience=[camera]))
        return [f"--trust={trust}", f"--policy={signed}"]


def _key(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed).digest())
