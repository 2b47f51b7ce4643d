"""A camera that has much to tell, and what it tells."""

import copy
from datetime import UTC, datetime
from typing import Any

import msgspec

from edge.config import Config, parse_config
from edge.governance.ceiling import narrowed
from edge.governance.policy import STRICTEST, Policy, SealedLimits
from edge.oversight.public.carried import carried
from edge.oversight.public.facts import About, gathered
from edge.oversight.public.statement import Facts, Statement, stated
from edge.oversight.sealed.keys import make_key
from edge.perception.manifest import models_folder, read_manifest
from simulator.keyring import WIDEST
from tests.keys import CAMERA, KEYS

SQUARE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]
WORDS: dict[str, Any] = {
    "place": "Market square, north side",
    "controller": {"name": "City of Example", "email": "privacy@example.org"},
    "purposes": {"general": {"text": "To keep the square safe.", "dtpr": "safety_security"}},
    "legal_basis": "Art. 6(1)(e) GDPR",
    "broker_days": 30,
    "rights": "Write to privacy@example.org.",
    "url": "https://example.org/cameras/1",
}
DOCUMENT: dict[str, Any] = {
    "version": 7,
    "timezone": "Europe/Berlin",
    "privacy": {"level": "P1", "areas": {"window": {"polygon": [[0.6, 0], [0.9, 0], [0.9, 0.4]]}}},
    "clips": {"keep_hours": 24},
    "zones": {"yard": {"polygon": SQUARE}, "spare": {"polygon": SQUARE}},
    "lines": {"gate": {"from": [0.2, 0.5], "to": [0.8, 0.5]}},
    "rules": [
        {"rule": "restricted_zone", "zone": "yard", "schedule": [{"from": "22:00", "to": "06:00"}]},
        {"rule": "loitering", "zone": "yard", "after_s": 60},
        {"rule": "line_crossing", "line": "gate", "labels": ["person", "bicycle"]},
        {"rule": "occupancy", "zone": "yard", "limits": [5, 10]},
        {"rule": "wrong_way", "zone": "yard", "along": "gate"},
        {"rule": "unattended_object", "zone": "yard"},
        {"rule": "object_removed", "zone": "yard"},
        {"rule": "tampering"},
        {"rule": "unusual_activity", "zone": "yard"},
    ],
    "statement": WORDS,
}
# A policy that permits unmasked originals, to these holders.
SEALING = msgspec.structs.replace(
    WIDEST,
    sealed=SealedLimits(
        epoch="2026",
        until=datetime(2030, 1, 1, tzinfo=UTC),
        holders={name: str(make_key().holder) for name in ("anna", "bob", "carla")},
    ),
)
MODELS = carried(read_manifest(models_folder()), objects=None, faces=None)
ABOUT = About(camera=CAMERA, firmware="1.2.3", source="usb", preview=False, models=MODELS)


def changed(*places: tuple[tuple[Any, ...], Any], document: dict[str, Any] = DOCUMENT) -> Config:
    """The configuration with some places set, or removed for ... ."""
    made = copy.deepcopy(document)
    for place, value in places:
        inner = made
        for key in place[:-1]:
            inner = inner[key]
        if value is ...:
            del inner[place[-1]]
        else:
            inner[place[-1]] = value
    return parse_config(msgspec.json.encode(made))


def facts(config: Config | None, *, policy: Policy = WIDEST, about: About = ABOUT) -> Facts:
    """What a camera tells of itself with that configuration, as far as the policy permits it."""
    trust = KEYS.trust(CAMERA)
    return gathered(
        about,
        config=None if config is None else narrowed(config, policy),
        policy=policy,
        operators=(policy.operators or trust.operators).as_keys(),
        oversight=(policy.oversight or trust.oversight).as_keys(),
    )


def statement(config: Config | None = None, *, policy: Policy = WIDEST) -> Statement:
    made = facts(changed() if config is None else config, policy=policy)
    return stated(made, config_version=7, policy_version=policy.version)


def silent() -> Statement:
    """Of an operator who says nothing, under no policy."""
    config = changed((("statement",), ...))
    return stated(facts(config, policy=STRICTEST), config_version=7, policy_version=None)
