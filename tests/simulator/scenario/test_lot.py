"""Scenes drawn by lot."""

import pytest

from edge.errors import BadInputError
from simulator.scenario.lot import LOTS, drawn


@pytest.mark.parametrize("rule", LOTS)
def test_a_seed_draws_the_same_scene_again_and_another_seed_another(rule):
    assert drawn(rule, seed=7) == drawn(rule, seed=7)
    assert drawn(rule, seed=7) != drawn(rule, seed=8)


@pytest.mark.parametrize("rule", LOTS)
def test_scenes_are_about_the_rule_that_they_are_drawn_for(rule):
    assert {each["rule"] for each in drawn(rule, seed=1).config["rules"]} == {rule}


def test_a_rule_without_scenes_is_refused_by_name():
    with pytest.raises(BadInputError, match="lot:nothing"):
        drawn("nothing", seed=1)
