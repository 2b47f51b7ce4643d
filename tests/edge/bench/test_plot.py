from pathlib import Path

import pytest

from edge.bench.figure import Figure, MissingError, missing
from edge.bench.plot import plot
from edge.errors import BadInputError

FIGURES = [
    Figure(name="loop_over_models", value=1.2, raw={}),
    Figure(name="vision_rss_mib", value=90.0, raw={}),
    missing("fps_over_deface", MissingError("not installed")),
]


def test_a_plot_is_written_in_the_format_of_its_name(tmp_path: Path) -> None:
    plot(FIGURES, tmp_path / "figures.svg")
    plot(FIGURES, tmp_path / "figures.png")
    assert "<svg" in (tmp_path / "figures.svg").read_text()
    assert (tmp_path / "figures.png").read_bytes().startswith(b"\x89PNG")


def test_nothing_measured_is_an_empty_plot(tmp_path: Path) -> None:
    plot([], tmp_path / "figures.svg")
    assert (tmp_path / "figures.svg").exists()


def test_an_ending_that_names_no_format_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"figures\.xyz"):
        plot(FIGURES, tmp_path / "figures.xyz")
    assert list(tmp_path.iterdir()) == []
