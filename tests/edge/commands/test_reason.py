"""Every event can be read back: which rule, which threshold, how long."""

from typing import Any, get_args

import pytest

from edge.commands.reason import reason
from edge.label import LABELS
from edge.privacy.event import (
    Event,
    LineCrossingEvent,
    ObjectRemovedEvent,
    OccupancyEvent,
    SummaryEvent,
    TamperingEvent,
    UnattendedObjectEvent,
    WrongWayEvent,
)
from tests.edge.samples import event

COMMON = {
    name: getattr(event(), name)
    for name in event().__struct_fields__
    if name not in ("zone", "dwell", "after_s")
}
BARE = {name: COMMON[name] for name in COMMON if name not in ("label", "cell", "box")}
ZONE: dict[str, Any] = {**COMMON, "zone": "yard", "dwell": "10-30s", "after_s": 2}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (event(), "loitering: somebody stayed in platform for 30-60s, told from 30 s on [warning]"),
        (
            WrongWayEvent(**{**ZONE, "phase": "close"}),
            "wrong_way: somebody went through yard against its way for 10-30s, "
            "told from 2 s on, and it is over [warning]",
        ),
        (
            OccupancyEvent(**ZONE, limit=10, count="10-19"),
            "occupancy: 10-19 people were in yard, limit 10 for 10-30s, told from 2 s on [warning]",
        ),
        (
            LineCrossingEvent(**{**COMMON, "label": "bicycle"}, line="gate", direction="in"),
            "line_crossing: a bicycle passed the line gate going in [warning]",
        ),
        (
            SummaryEvent(
                **BARE, of="line_crossing", place="gate", direction="out", count=87, over_s=61
            ),
            "line_crossing: 87 more at gate going out within 61 s, not told one by one "
            "(cooldown, or more messages than may leave in a minute) [warning]",
        ),
        (
            UnattendedObjectEvent(**{**ZONE, "label": "bag"}),
            "unattended_object: something stood alone in yard for 10-30s, told from 2 s on "
            "[warning]",
        ),
        (
            UnattendedObjectEvent(**{**ZONE, "label": "bag", "phase": "close"}, ended="removed"),
            "unattended_object: something stood alone in yard for 10-30s, told from 2 s on, "
            "and it is gone [warning]",
        ),
        (
            ObjectRemovedEvent(**{**ZONE, "label": "bag", "phase": "close"}, ended="reclaimed"),
            "object_removed: something that belongs in yard was gone for 10-30s, told from 2 s on, "
            "and it is back [warning]",
        ),
        (
            TamperingEvent(**{**BARE, "severity": "alarm"}, kind="moved", dwell="0-10s", after_s=3),
            "tampering: the camera was turned away for 0-10s, told from 3 s on [alarm]",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_event_is_explained_in_a_sentence(told, said):
    assert reason(told) == said


@pytest.mark.parametrize("kind", get_args(Event))
@pytest.mark.parametrize("label", LABELS)
def test_every_kind_of_event_and_of_thing_has_its_words(kind, label):
    fields = {
        **ZONE, "label": label, "line": "gate", "direction": "in", "limit": 3, "count": "2-4",
        "of": "loitering", "kind": "covered", "usual": "1", "once_in_days": 30, "place": "yard",
        "over_s": 60,
    }  # fmt: skip
    said = reason(kind(**{name: fields[name] for name in kind.__struct_fields__ if name in fields}))
    assert "None" not in said
    assert "{" not in said
