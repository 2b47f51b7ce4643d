"""The device's own code on every scene of the library, told what a detector would say of it."""

import pytest

from simulator import library, read_scenario, run_scenario
from simulator.score import score

# The hours and the day are for `passerby scenario run all`.
LONGEST_S = 1200.0
SHORT = {
    name: scenario
    for name, path in library().items()
    if (scenario := read_scenario(path)).duration_s <= LONGEST_S
}


@pytest.mark.parametrize("name", SHORT)
def test_a_camera_tells_what_the_scene_expects(name):
    verdict = score(run_scenario(SHORT[name], level="truth"))
    assert verdict.failures == ()
