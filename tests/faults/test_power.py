"""The short form of power cuts, on a disk that can really be cut."""

from pathlib import Path

import pytest

from edge.errors import BadInputError
from tests.faults import power


def test_a_power_cut_loses_nothing_that_was_told(tmp_path: Path) -> None:
    try:
        cuts = power.at_random(tmp_path, cuts=3, seed=7)
    except BadInputError as error:
        pytest.skip(str(error))
    assert cuts.faults == ()
