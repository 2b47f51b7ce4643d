"""Who changed numbers with whom, where how they went does not say it alone."""

import pytest

from edge.geometry import Box
from edge.rules.parting import Meeting, Past, changed
from tests.edge.rules.walks import times


def past(x_before: float, x_after: float, *, before: float, after: float) -> Past:
    """Stands at one foot until they meet at 2 s, and at another; so tall before and after."""
    one = Past()
    for t in times(4):
        x, height = (x_before, before) if t < 2.0 else (x_after, after)
        one.add(Box(x_min=x - 0.03, y_min=0.7 - height, x_max=x + 0.03, y_max=0.7), mono_s=t)
    return one


@pytest.mark.parametrize(("child", "told"), [(0.15, True), (0.2, False)])
def test_two_a_third_of_a_breadth_apart_are_told_by_how_tall_they_are(child, told):
    one = past(0.5, 0.52, before=0.2, after=child)
    other = past(0.52, 0.5, before=child, after=0.2)
    assert changed(one, other, Meeting(began_mono_s=2.0, ended_mono_s=3.0), 4.0) is told
