"""What others may import, and that it does what the package's first lines say."""

import pytest

import simulator
from simulator.score import score


@pytest.mark.parametrize("name", simulator.__all__)
def test_every_name_that_is_promised_is_there(name):
    assert getattr(simulator, name) is not None


def test_a_name_that_is_not_promised_is_not_there():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        simulator.nothing  # noqa: B018


def test_a_scenario_can_be_run_and_judged_in_three_lines():
    scenario = simulator.read_scenario(simulator.find("two-visits"))
    verdict = score(simulator.run_scenario(scenario, level="truth"))
    assert verdict.passed, verdict.failures
