"""A camera that may seal originals: somebody in white walks by, magenta from the hips up."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec.structs import replace

from edge.clock import ManualClock
from edge.config import Config, parse_config
from edge.governance.policy import Policy, SealedLimits
from edge.loop.judges import Bench
from edge.loop.pipeline import Pipeline
from edge.oversight.sealed.keys import HolderKey
from edge.oversight.sealed.sealing import Sealing
from edge.perception.frame import Frame
from edge.privacy.mask import Masker
from simulator.keyring import WIDEST
from tests.edge.clips.test_canary import street
from tests.edge.white_people import NoFaces, WhitePeople
from tests.patience import wait_until

START_UTC_S = 1_800_000_000.0


def _key(name: str) -> HolderKey:
    """The same in each process: what one seals another can open."""
    seed = hashlib.sha512(name.encode()).digest()
    return HolderKey(
        mlkem=MLKEM768PrivateKey.from_seed_bytes(seed),
        x25519=X25519PrivateKey.from_private_bytes(seed[:32]),
    )


HOLDERS = {name: _key(name) for name in ("court", "police", "ombud")}
KEYS = list(HOLDERS.values())
LIMITS = SealedLimits(
    epoch="2027-01",
    until=datetime.fromtimestamp(START_UTC_S + 86_400, UTC),
    holders={name: str(key.holder) for name, key in HOLDERS.items()},
    keep_hours=72,
)
PERMITTED = replace(WIDEST, sealed=LIMITS)
CONFIG = parse_config(
    b"""
version: 1
sealed: {before_s: 2, after_s: 1}
zones: {everywhere: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}
rules: [{rule: restricted_zone, zone: everywhere}]
"""
)


def walk(
    folder: Path,
    *,
    policy: Policy = PERMITTED,
    config: Config = CONFIG,
    clock: ManualClock | None = None,
    seconds: int = 8,
    changes: dict[int, Policy] | None = None,
    paused: bool = False,
) -> Sealing:
    """Play so many seconds. changes: another policy from a second on."""
    clock = clock or ManualClock(mono_s=100.0, utc_s=START_UTC_S)
    sealing = Sealing(folder, clock=clock, boot="this")
    pipeline = Pipeline(
        objects=WhitePeople(),
        faces=NoFaces(),
        masker=Masker(ahead_s=0.3, starts_blind=True, before=sealing.take),
        judges=Bench(random_bytes=os.urandom).build(config),
    )
    pipeline.paused = paused
    for number in range(10 * seconds):
        policy = (changes or {}).get(number // 10, policy)
        sealing.heed(config, policy)
        clock.advance(0.1)
        frame = Frame(street(number / 10), mono_s=clock.mono_s(), utc_s=clock.utc_s())
        look = pipeline.look(frame)
        sealing.note(look.events, mono_s=clock.mono_s())
        wait_until(lambda: sealing._items.empty(), "everything taken in")
    sealing.close()
    return sealing


def canary_px(pixels: np.ndarray) -> int:
    """Pixels that lossy coding may have made of magenta."""
    blue, green, red = (pixels[..., channel].astype(int) for channel in range(3))
    return int(((np.minimum(blue, red) - green) > 40).sum())
