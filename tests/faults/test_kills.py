"""The short form of tests/faults/long.py: kills, bad networks, a week without a broker."""

from pathlib import Path

import pytest

from edge.errors import BadInputError
from edge.privacy.event import event_bytes, late_bytes
from tests.edge.samples import event, event_id
from tests.faults import kills, network, week
from tests.faults.ledger import judge


def test_kills_lose_nothing_tell_nothing_twice_and_keep_the_order(tmp_path: Path) -> None:
    killed = kills.run(tmp_path, kills=40, cameras=2, seed=7)
    assert sum(killed.kills.values()) == 40
    assert killed.fell == 0
    for verdict in killed.verdicts:
        assert verdict.committed > 0
        assert verdict.is_clean, verdict


def test_a_bad_network_loses_nothing_and_ends_no_uplink(tmp_path: Path) -> None:
    try:
        weathered = network.run(tmp_path, faults=5, cameras=1, seed=7, long=False)
    except BadInputError as error:
        pytest.skip(str(error))
    assert set(weathered.faults) == set(network.KINDS)
    assert weathered.fell == 0
    for verdict in weathered.verdicts:
        assert verdict.committed > 0
        assert verdict.is_clean, verdict


def test_after_hours_without_a_broker_counts_are_complete_and_drops_are_told(
    tmp_path: Path,
) -> None:
    hours = week.run(tmp_path, hours=5, events_a_minute=20, cap_bytes=500_000)
    assert hours.is_clean, hours
    assert hours.told_events > hours.events > 0
    # Pages that are half full, and what is remembered of documents and commands.
    assert hours.file_bytes < hours.cap_bytes + 100_000


@pytest.mark.parametrize(
    ("numbers", "lost", "duplicates", "reordered", "repeated"),
    [
        ((1, 2, 3), (), 0, 0, 0),
        ((1, 2, 1, 2, 3), (), 0, 0, 2),
        ((1, 3), (2,), 0, 0, 0),
        ((1, 3, 2), (), 0, 1, 0),
    ],
)
def test_the_ledger_sees_what_is_lost_and_what_is_out_of_order(
    numbers: tuple[int, ...],
    lost: tuple[int, ...],
    duplicates: int,
    reordered: int,
    repeated: int,
) -> None:
    verdict = judge([_raw(n, seq=n) for n in numbers], committed=3)
    found = verdict.lost, verdict.duplicates, verdict.reordered, verdict.repeated
    assert found == (lost, duplicates, reordered, repeated)


def test_the_ledger_sees_an_id_that_is_used_twice_and_a_repetition_that_differs() -> None:
    assert judge([_raw(1, seq=1), _raw(1, seq=2)], committed=2).duplicates == 1
    assert judge([_raw(1, seq=1), _raw(2, seq=1)], committed=1).duplicates == 1
    assert judge([_raw(1, seq=1), late_bytes(_raw(1, seq=1))], committed=1).is_clean


def _raw(number: int, *, seq: int) -> bytes:
    return event_bytes(event(number, seq=seq, id=event_id(number)))
