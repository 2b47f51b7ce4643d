"""The parts that measure: latencies, the ledger, the agenda, the limits of this machine."""

import resource

import pytest

from edge.errors import BadInputError, NotNowError
from simulator.fleet.agenda import Agenda, Task
from simulator.fleet.latency import Latencies
from simulator.fleet.ledger import REMEMBERED, Ledger
from simulator.fleet.limits import allow_files, source_addresses
from simulator.fleet.memory import Growth
from simulator.fleet.settings import Access, Load

URL = "mqtt://127.0.0.1:1883"


def test_percentiles_are_right_to_two_percent():
    latencies = Latencies()
    for ms in range(1, 1001):
        latencies.add(ms / 1000)
    for percent in (50, 95, 99):
        assert latencies.percentile_ms(percent) == pytest.approx(10 * percent, rel=0.02)


def test_nothing_measured_has_no_percentile():
    assert Latencies().percentile_ms(95) is None


def test_the_other_process_reads_how_old_an_event_is(tmp_path):
    ours = Ledger(tmp_path / "ledger", cameras=2, origin_s=100.0, new=True)
    theirs = Ledger(tmp_path / "ledger", cameras=2, origin_s=100.0, new=False)
    ours.event_sent(1, 1, mono_s=160.0)
    ours.count_sent(1, 3)
    assert theirs.age_s(1, 1, mono_s=160.25) == pytest.approx(0.25)
    assert (theirs.events(), theirs.counts()) == ([0, 1], [0, 3])


def test_an_event_whose_place_is_taken_has_no_age(tmp_path):
    ledger = Ledger(tmp_path / "ledger", cameras=1, origin_s=0.0, new=True)
    for seq in range(1, REMEMBERED + 2):
        ledger.event_sent(0, seq, mono_s=float(seq))
    assert ledger.age_s(0, 1, mono_s=100.0) is None
    assert ledger.age_s(0, 2, mono_s=100.0) == pytest.approx(98.0)


def test_what_is_due_stays_due_until_it_is_set_anew():
    agenda = Agenda(3)
    agenda.set(Task.HEALTH, 1, 10.0)
    assert agenda.due(Task.HEALTH, 9.9) == []
    assert agenda.due(Task.HEALTH, 10.0) == agenda.due(Task.HEALTH, 11.0) == [1]
    assert agenda.due(Task.VISIT, 11.0) == []
    agenda.clear(Task.HEALTH)
    assert agenda.due(Task.HEALTH, 11.0) == []


def test_too_many_cameras_for_the_open_files_are_refused_with_the_number_needed():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard == resource.RLIM_INFINITY:
        allow_files(10)
        return
    with pytest.raises(NotNowError, match=rf"need {hard + 128} open files.*ulimit -n"):
        allow_files(hard)


def test_a_loopback_gives_as_many_addresses_as_the_ports_need():
    assert source_addresses(1000, to="127.0.0.1") == (None,)
    several = source_addresses(90_000, to="127.0.0.1")
    assert len(set(several)) == len(several) >= 2


def test_another_machine_cannot_be_reached_more_often_than_there_are_ports():
    with pytest.raises(NotNowError, match="ip_local_port_range"):
        source_addresses(90_000, to="192.0.2.1")


def test_memory_that_stays_does_not_grow():
    growth = Growth()
    assert growth.mib_per_min() is None
    for second in range(30):
        growth.sample(float(second))
    assert abs(growth.mib_per_min()) < 60


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ({"cameras": 0}, "cameras"),
        ({"cameras": 1, "seconds": 0}, "seconds"),
        ({"cameras": 1, "storm_share": 1.5}, "storm_share"),
        ({"cameras": 1, "push_every_s": -1}, "push_every_s"),
        ({"cameras": 1, "hour": 24}, "hour"),
    ],
)
def test_a_load_that_cannot_be_is_refused_by_name(setting, named):
    with pytest.raises(BadInputError, match=named):
        Load(**setting)


def test_a_camera_is_known_by_its_name_and_another_fleets_is_not():
    access = Access(broker=URL, operators=URL, prefix="east-2")
    assert access.name(41) == "east-2-00042"
    assert access.index("east-2-00042") == 41
    assert access.index("fleet-00042") is None
    assert access.index("east-2-gate") is None
