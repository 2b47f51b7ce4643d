"""`passerby forecast`: what it says, draws and refuses."""

import json
from pathlib import Path

import numpy as np
import pytest

from edge.__main__ import main
from tests.benchmarks.forecast import FIRST_HOUR, poisson

WEEKS = 5


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    """Two places for five weeks; the second is three times as busy, and was dark for a day."""
    path = tmp_path / "counts.csv"
    rows = ["place,hour,count,epsilon_milli"]
    for place, factor in (("gate-1/door", 1), ("gate-2/door", 3)):
        drawn = poisson(np.random.default_rng(factor), WEEKS * 168)
        for hour, count in enumerate(drawn.astype(int).tolist()):
            dark = factor == 3 and 740 <= hour < 764
            told = "" if dark else factor * count + (100 if hour == 800 else 0)
            rows.append(f"{place},{(FIRST_HOUR + hour) * 3_600},{told},")
    path.write_text("\n".join(rows) + "\n")
    return path


def test_it_tells_of_each_place_how_right_it_was_and_what_was_unusual(counts, tmp_path, capsys):
    assert main(["forecast", str(counts), "--json", "--html", str(tmp_path / "out.html")]) == 0
    told = json.loads(capsys.readouterr().out)
    first, second = told["places"]
    assert (first["place"], first["outages"], second["outages"]) == ("gate-1/door", 0, 24)
    assert first["judged_hours"] == WEEKS * 168 - first["trained_hours"]
    assert 0.8 < first["covered"] < 1.0
    hours = [hour["hour"] // 3_600 - FIRST_HOUR for hour in first["next_day"]]
    assert hours == [*range(WEEKS * 168, WEEKS * 168 + 24)]
    assert all(h["low"] <= round(h["expected"]) <= h["high"] for h in first["next_day"])
    page = (tmp_path / "out.html").read_text()
    assert page.count("<svg") == 2
    assert "gate-2/door" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_hotspots_name_the_busiest_place_and_what_choosing_it_was_worth(counts, tmp_path, capsys):
    plan = tmp_path / "map.csv"
    plan.write_text("place,x_m,y_m\ngate-1/door,0,0\ngate-2/door,50,10\n")
    out = tmp_path / "out.html"
    command = ["forecast", "hotspots", str(counts), "--map", str(plan), "--html", str(out)]
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["places"] == ["gate-2/door", "gate-1/door"]
    assert [*told["methods"]] == ["a day ahead", "seasonal naive", "KDE"]
    assert told["methods"]["a day ahead"]["pei"] > 0.9
    assert out.read_text().count("<svg") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["missing.csv"],
        ["coldspots", "{counts}"],
        ["hotspots", "{counts}", "--map", "missing.csv"],
        ["{counts}", "--map", "{counts}"],
        ["hotspots", "{counts}", "--map", "{counts}"],
    ],
)
def test_what_cannot_be_read_is_named(counts, words, capsys):
    assert main(["forecast", *(word.format(counts=counts) for word in words)]) == 2
    assert capsys.readouterr().err.startswith("passerby: ")


def test_a_short_file_is_too_little(tmp_path, capsys):
    path = tmp_path / "counts.csv"
    path.write_text(f"place,hour,count\ndoor,{FIRST_HOUR * 3_600},3\n")
    assert main(["forecast", str(path)]) == 2
    assert "at least 3 weeks" in capsys.readouterr().err
