"""Configurations and policies of every kind, for properties that have to hold for all of them."""

from datetime import UTC, datetime
from typing import Any, get_args

from hypothesis import strategies as st
from msgspec.structs import replace

from edge.config import (
    Clips,
    Config,
    Counts,
    Line,
    LineCrossing,
    Loitering,
    Noise,
    Occupancy,
    Privacy,
    RestrictedZone,
    RuleConfig,
    Tampering,
    UnattendedObject,
    Zone,
)
from edge.governance.policy import ClipLimits, Policy, Purpose
from edge.label import LABELS, Label
from edge.terms import PrivacyLevel, RuleName

PURPOSES = ("general", "safety", "counting")
AREAS = tuple(
    Zone(polygon=((left, 0.1), (left + 0.1, 0.1), (left + 0.1, 0.3))) for left in (0.1, 0.4, 0.7)
)
YARD = Zone(polygon=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)))
DOOR = Line(start=(0.0, 0.5), end=(1.0, 0.5))

labels: st.SearchStrategy[tuple[Label, ...]] = st.lists(
    st.sampled_from(LABELS), min_size=1, max_size=5, unique=True
).map(tuple)
moments = st.none() | st.datetimes(
    min_value=datetime(2026, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC)
)
# As often with events as without: only without them can there be noise.
levels = st.just("P0") | st.sampled_from(get_args(PrivacyLevel))
areas = st.dictionaries(st.sampled_from(("a", "b", "policy-0")), st.sampled_from(AREAS))


noises = st.none() | st.builds(
    Noise,
    epsilon_milli=st.sampled_from((100, 1_000)),
    total_milli=st.sampled_from((1_000, 9_000)),
    days=st.sampled_from((1, 7)),
)


@st.composite
def rules(draw: Any) -> tuple[RuleConfig, ...]:
    all_of = (
        RestrictedZone(zone="yard", labels=draw(labels)),
        Loitering(zone="yard", after_s=9, labels=draw(labels)),
        LineCrossing(line="door", labels=draw(labels)),
        Occupancy(zone="yard", labels=draw(labels)),
        UnattendedObject(zone="yard"),
        Tampering(),
    )
    return tuple(rule for rule in all_of if draw(st.booleans()))


def _config(counts: Counts, privacy: Privacy, **fields: Any) -> Config:
    """With noise events are out of the question."""
    level = privacy.level if counts.noise is None else "P0"
    return Config(counts=counts, privacy=replace(privacy, level=level), **fields)


configs = st.builds(
    _config,
    version=st.just(3),
    privacy=st.builds(Privacy, level=levels, strict=st.booleans(), areas=areas),
    counts=st.builds(Counts, window_s=st.sampled_from((10, 900, 3600)))
    | st.builds(Counts, window_s=st.just(3600), noise=noises),
    clips=st.none() | st.builds(Clips, keep_hours=st.sampled_from((1, 24, 72, 720))),
    zones=st.just({"yard": YARD}),
    lines=st.just({"door": DOOR}),
    purposes=st.dictionaries(
        st.sampled_from(PURPOSES),
        st.lists(st.sampled_from(("yard", "door")), min_size=1, max_size=2).map(tuple),
    ),
    rules=rules(),
)
purposes = st.builds(
    Purpose,
    rules=st.lists(st.sampled_from(get_args(RuleName)), max_size=8, unique=True).map(tuple),
    labels=labels,
)


def _policy(level: PrivacyLevel, noise: Noise | None, **fields: Any) -> Policy:
    return Policy(level=level, noise=noise if level == "P0" else None, **fields)


policies = st.builds(
    _policy,
    version=st.integers(1, 3),
    until=moments,
    level=levels,
    noise=noises,
    strict=st.booleans(),
    areas=areas,
    window_s=st.sampled_from((10, 900, 3600)),
    clips=st.none() | st.builds(ClipLimits, keep_hours=st.sampled_from((1, 24, 72, 720))),
    purposes=st.dictionaries(st.sampled_from(PURPOSES), purposes),
    window_from_afar=st.booleans(),
)


@st.composite
def _changes(draw: Any) -> tuple[Policy, Policy]:
    """A policy and the one before it, which differs in a clause or two."""
    old, other = draw(policies), draw(policies)
    fields = ("until", "level", "strict", "areas", "window_s", "noise", "clips", "purposes")
    fields += ("window_from_afar",)
    changed = draw(st.lists(st.sampled_from(fields), min_size=1, max_size=2))
    values = {field: getattr(other, field) for field in changed}
    if values.get("level", old.level) != "P0":
        values["noise"] = None
    return replace(old, **values), old


changes = _changes()
