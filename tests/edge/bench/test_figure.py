import pytest

from edge.bench.figure import LIMITS, Limit, ratio

AT_MOST = Limit(about="", bound=2.0, unit=" MiB")
AT_LEAST = Limit(about="", bound=8.0, at_least=True)


@pytest.mark.parametrize(
    ("limit", "value", "holds"),
    [(AT_MOST, 2.0, True), (AT_MOST, 2.1, False), (AT_LEAST, 8.0, True), (AT_LEAST, 7.9, False)],
)
def test_a_limit_holds_up_to_its_very_bound(limit: Limit, value: float, holds: bool) -> None:
    assert limit.holds(value) is holds
    assert (limit.used(value) <= 1) is holds


def test_half_the_memory_uses_half_of_the_limit_and_so_does_twice_the_speed() -> None:
    assert AT_MOST.used(1.0) == AT_LEAST.used(16.0) == 0.5


def test_a_limit_says_what_must_be() -> None:
    assert (str(AT_MOST), str(AT_LEAST)) == ("<= 2 MiB", ">= 8")


def test_a_speed_of_nothing_uses_up_any_limit() -> None:
    assert AT_LEAST.used(0.0) == float("inf")


def test_nothing_divides_by_nothing() -> None:
    assert ratio(1.0, 0.0) is None


def test_every_figure_says_what_it_is_about() -> None:
    assert all(limit.about for limit in LIMITS.values())
