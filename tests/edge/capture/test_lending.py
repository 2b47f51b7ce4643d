import gc
import threading

import pytest

from edge.capture.layout import Layout
from edge.capture.lending import Lending
from tests.patience import wait_until


@pytest.fixture
def returned() -> list[str]:
    return []


def lend(lending, returned, name="one", size=24):
    return lending.lend([memoryview(bytearray(size))] * 2, lambda: returned.append(name))


def test_memory_goes_back_once_nobody_has_any_view_of_it(returned):
    lending = Lending(most=2)
    main, lores = lend(lending, returned)
    view = Layout.packed("NV12", width=4, height=4, stride=4).picture(main).chroma[0][1:, :1]
    del main
    assert lending._lent == 1
    del lores
    gc.collect()
    assert returned == []
    del view
    wait_until(lambda: returned == ["one"], "its return")
    lending.close()


def test_it_is_full_until_something_comes_back(returned):
    lending = Lending(most=1)
    arrays = lend(lending, returned)
    assert lending.is_full
    del arrays
    wait_until(lambda: not lending.is_full, "its return")
    lending.close()


def test_a_camera_without_a_buffer_to_spare_lends_none():
    lending = Lending(most=-2)
    assert lending.is_full
    lending.close()


def test_what_is_out_comes_back_after_the_camera_was_closed(returned):
    before = threading.active_count()
    lending = Lending(most=3)
    arrays = lend(lending, returned)
    lending.close()
    del arrays
    wait_until(lambda: returned == ["one"], "its return")
    wait_until(lambda: threading.active_count() <= before, "the end of its thread")


def test_memory_in_a_knot_is_freed_by_the_collector_while_others_wait(returned):
    lending = Lending(most=3)
    knot: list[object] = [lend(lending, returned)]
    knot.append(knot)
    del knot
    gc.collect()
    wait_until(lambda: returned == ["one"], "its return")
    lending.close()


def test_a_camera_that_takes_nothing_back_stops_nobody(returned, caplog):
    def refuse() -> None:
        raise RuntimeError("no such device")

    lending = Lending(most=1)
    array = lending.lend([memoryview(bytearray(4))], refuse)
    del array
    wait_until(lambda: not lending.is_full, "its return")
    assert "no such device" in caplog.text
    arrays = lend(lending, returned)
    del arrays
    wait_until(lambda: returned == ["one"], "its return")
    lending.close()
