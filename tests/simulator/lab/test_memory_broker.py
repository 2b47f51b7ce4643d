"""The broker in memory says to everybody what a real Mosquitto says."""

from pathlib import Path

import pytest

from simulator.lab.topics import matches
from tests.simulator.lab.memory_stage import MemoryStage
from tests.simulator.lab.mosquitto_stage import MosquittoStage
from tests.simulator.lab.scripts import (
    Ask,
    Come,
    Got,
    Leave,
    Restart,
    Stage,
    Step,
    Tell,
    random_script,
)

WILL = ("a/status", b"gone", 1, True)

SCRIPTS: dict[str, list[Step]] = {
    "a kept message is replaced and cleared": [
        Come(who="ann"),
        Tell(who="ann", topic="a", payload=b"1", retain=True),
        Tell(who="ann", topic="a", payload=b"2", retain=True),
        Come(who="bob"),
        Ask(who="bob", pattern="a"),
        Tell(who="ann", topic="a", payload=b"3", retain=True),
        Tell(who="ann", topic="a", payload=b"", retain=True),
        Come(who="cat"),
        Ask(who="cat", pattern="a"),
        Tell(who="ann", topic="a", payload=b"4"),
    ],
    "who is gone gets at QoS 1 what came meanwhile": [
        Come(who="ann"),
        Come(who="bob", kept=True),
        Ask(who="bob", pattern="a/#"),
        Leave(who="bob"),
        Tell(who="ann", topic="a/b", payload=b"1"),
        Tell(who="ann", topic="a/b", payload=b"2", qos=0),
        Tell(who="ann", topic="a", payload=b"3"),
        Come(who="bob", kept=True),
        Tell(who="ann", topic="a", payload=b"4"),
    ],
    "a session that is not kept is forgotten": [
        Come(who="ann"),
        Come(who="bob"),
        Ask(who="bob", pattern="a"),
        Leave(who="bob"),
        Tell(who="ann", topic="a", payload=b"1"),
        Come(who="bob", kept=True),
        Tell(who="ann", topic="a", payload=b"2"),
    ],
    "a clean start throws the kept session away": [
        Come(who="ann"),
        Come(who="bob", kept=True),
        Ask(who="bob", pattern="a"),
        Leave(who="bob"),
        Tell(who="ann", topic="a", payload=b"1"),
        Come(who="bob"),
        Tell(who="ann", topic="a", payload=b"2"),
    ],
    "a will is told after a cable is pulled and not after a goodbye": [
        Come(who="ann"),
        Ask(who="ann", pattern="a/#"),
        Come(who="bob", will=WILL),
        Leave(who="bob", goodbye=False),
        Come(who="bob", will=WILL),
        Leave(who="bob"),
        Come(who="cat"),
        Ask(who="cat", pattern="#"),
    ],
    "one client id takes the place of another": [
        Come(who="ann"),
        Ask(who="ann", pattern="a/#"),
        Come(who="bob", will=WILL),
        Come(who="bob", will=WILL),
        Tell(who="bob", topic="a", payload=b"here"),
    ],
    "a restart tells wills and keeps what is to be kept": [
        Come(who="ann", kept=True),
        Ask(who="ann", pattern="a/#"),
        Come(who="bob", will=WILL),
        Tell(who="bob", topic="a/b", payload=b"1", retain=True),
        Restart(),
        Come(who="ann", kept=True),
        Come(who="cat"),
        Ask(who="cat", pattern="#"),
    ],
    "a message comes once for each filter that matches": [
        Come(who="ann"),
        Ask(who="ann", pattern="a/#", qos=0),
        Ask(who="ann", pattern="+/b", qos=1),
        Tell(who="ann", topic="a/b", payload=b"1"),
    ],
}


@pytest.fixture
def mosquitto(tmp_path: Path):
    stage = MosquittoStage(tmp_path)
    yield stage
    stage.close()


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_everybody_is_sent_what_mosquitto_sends(
    script: list[Step], mosquitto: MosquittoStage
) -> None:
    assert _sent(MemoryStage(), script) == _sent(mosquitto, script)


@pytest.mark.parametrize("seed", range(4))
def test_everybody_is_sent_what_mosquitto_sends_in_a_random_play(
    seed: int, mosquitto: MosquittoStage
) -> None:
    script = random_script(seed)
    assert _sent(MemoryStage(), script) == _sent(mosquitto, script)


@pytest.mark.parametrize(
    ("pattern", "topic", "takes"),
    [
        ("a/b", "a/b", True),
        ("a/b", "a/b/c", False),
        ("a/b/c", "a/b", False),
        ("a/+", "a/b", True),
        ("a/+", "a", False),
        ("a/+", "a/b/c", False),
        ("+/+", "/b", True),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/#", "ab", False),
        ("#", "a/b", True),
        ("#", "$SYS/a", False),
        ("+/a", "$SYS/a", False),
        ("$SYS/#", "$SYS/a", True),
    ],
)
def test_a_filter_takes_the_topics_that_mqtt_says(pattern: str, topic: str, takes: bool) -> None:
    assert matches(pattern, topic) is takes


def _sent(stage: Stage, script: list[Step]) -> dict[str, list[Got]]:
    """What everybody was sent; kept messages that come at once have no order among them."""
    for step in script:
        stage.do(step)
    return {who: _sorted_bursts(got) for who, got in stage.got().items()}


def _sorted_bursts(got: list[Got]) -> list[Got]:
    ordered: list[Got] = []
    burst: list[Got] = []
    for found in [*got, None]:
        if found is not None and found[2]:
            burst.append(found)
            continue
        ordered += sorted(burst)
        burst.clear()
        if found is not None:
            ordered.append(found)
    return ordered
