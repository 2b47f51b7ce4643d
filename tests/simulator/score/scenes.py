"""Small scenes with a known truth, and records of runs that never were."""

import json
from typing import Any

import msgspec

from edge.strict import convert
from simulator.lab.record import Happened, Heard, Record, Shown
from simulator.scenario.schema import Scenario
from simulator.world.places import config_of

SESSION = "5c98d315"
BASE: dict[str, Any] = {
    "name": "a scene for a test",
    "about": "Somebody walks across a yard and back again.",
    "theme": "restricted_zone",
    "kind": "normal",
    "duration_s": 60,
}


def scene(**changes: Any) -> Scenario:
    return convert({**BASE, **changes}, Scenario)


def walks(*spots: tuple[float, float], at_s: float = 0.0, name: str = "ana") -> dict[str, Any]:
    """One who starts at the first spot and walks from each to the next, at 1 m/s."""
    way = [{"do": "walk", "to": list(spot), "pace_m_s": 1.0} for spot in spots[1:]]
    return {"name": name, "start": list(spots[0]), "at_s": at_s, "way": way}


def event(
    number: int, *, rule: str = "restricted_zone", phase: str = "open", seq: int = 0, **fields: Any
) -> bytes:
    """An event as it travels; numbers name it, `of` its episode's opening."""
    opening = fields.pop("of", number)
    zone = {"zone": "yard", "dwell": "0-10s", "after_s": 1}
    place = {"line": "gate"} if rule == "line_crossing" else zone
    return json.dumps(
        {
            "rule": rule,
            "v": 1,
            "id": f"01a206d4-3420-7a75-9168-{number:012x}",
            "episode": f"01a206d4-3420-7a75-9168-{opening:012x}",
            "session": SESSION,
            "seq": seq or number,
            "t": 1_800_000_000,
            "phase": phase,
            "severity": "alarm",
            "label": "person",
            **place,
            **fields,
        }
    ).encode()


def unstamped(raw: bytes) -> bytes:
    """An event as vision judges it, before the door."""
    fields = json.loads(raw)
    return json.dumps({k: v for k, v in fields.items() if k not in ("session", "seq")}).encode()


def record(
    scenario: Scenario,
    *,
    happened: list[tuple[float, bytes]] = (),  # type: ignore[assignment]
    heard: list[tuple[float, str, bytes]] = (),  # type: ignore[assignment]
    shown: list[tuple[float, bool]] = (),  # type: ignore[assignment]
    waiting: int = 0,
) -> Record:
    return Record(
        scenario=scenario,
        seed=scenario.seed,
        level="truth",
        broker="memory",
        config=config_of(scenario),
        happened=tuple(
            Happened(
                t_s=t_s, topic=f"event/{msgspec.json.decode(raw)['rule']}", payload=unstamped(raw)
            )
            for t_s, raw in happened
        ),
        heard=tuple(Heard(t_s=t_s, topic=topic, payload=raw) for t_s, topic, raw in heard),
        shown=tuple(Shown(t_s=t_s, whole=whole, raw_bytes=1) for t_s, whole in shown),
        waiting=waiting,
        frames=600,
        wall_s=0.1,
    )
