"""`passerby scenario` list, show and new, and what every action refuses."""

import cv2
import msgspec
import numpy as np
import pytest

from simulator.command import main
from simulator.scenario.library import library
from simulator.scenario.read import read_scenario
from simulator.world.places import config_of
from simulator.world.world import World


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_list_names_every_scenario_and_what_it_is_about(capsys):
    assert main(["list"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in library())
    assert f"{len(library())} scenarios" in said


def test_the_list_of_one_theme_is_machine_readable(capsys):
    assert main(["list", "--theme", "network", "--json"]) == 0
    rows = msgspec.json.decode(capsys.readouterr().out)["scenarios"]
    assert {row["theme"] for row in rows} == {"network"}
    assert {"name", "title", "about", "kind", "duration_s", "faults"} <= set(rows[0])
    assert any("broker_down" in row["faults"] for row in rows)


def test_a_new_scenario_is_a_good_one(here, capsys):
    assert main(["new", "my-gate"]) == 0
    scenario = read_scenario(here / "my-gate.yaml")
    World(scenario)
    assert config_of(scenario).zones
    assert scenario.name == "my gate"
    assert "passerby scenario run my-gate.yaml" in capsys.readouterr().out


def test_a_new_scenario_overwrites_nothing(here, capsys):
    (here / "my-gate.yaml").write_text("mine")
    assert main(["new", "my-gate"]) == 2
    assert (here / "my-gate.yaml").read_text() == "mine"
    assert "my-gate.yaml: is there already" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["../up", "A B", "x", ".yaml", "a" * 80])
def test_a_new_scenario_needs_a_name_for_a_file(name, here, capsys):
    assert main(["new", name]) == 2
    assert not list(here.iterdir())


@pytest.mark.parametrize("name", ["two-lines-close-together", "straight-above", "quiet-night"])
def test_a_sheet_shows_the_plan_and_the_pictures(name, here, capsys):
    assert main(["show", name, "-o", "sheet.png"]) == 0
    sheet = cv2.imread(str(here / "sheet.png"))
    assert sheet.shape[0] > 900
    assert sheet.shape[1] > 1500
    plan, pictures = sheet[100:, :900], sheet[100:, 910:]
    assert len(np.unique(plan.reshape(-1, 3), axis=0)) > 20
    assert pictures.std() > 20


def test_a_sheet_is_named_after_its_scenario(here, capsys):
    assert main(["new", "mine"]) == 0
    assert main(["show", "mine.yaml"]) == 0
    assert (here / "mine.png").stat().st_size > 50_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "two-vists"], "did you mean two-visits"),
        (["show", "two-visits", "-o", "sheet.jpg"], "sheet.jpg: expected a name that ends with"),
        (["show", "two-visits", "-o", "nowhere/a.png"], "nowhere/a.png: No such file"),
        (["run", "nothing.yaml"], "nothing.yaml: there is no such file"),
        (["run", "two-visits", "--html", "a.html"], "--html: shows a judgement"),
        (["run", "all", "--trace", "a.trace"], "--trace: keeps one scene"),
        (["run", "two-visits", "--trace", "no/a.trace"], "no/a.trace: there is no folder no"),
        (["replay", "nothing.trace"], "nothing.trace"),
    ],
)
def test_what_cannot_be_is_named_in_one_line(arguments, said, here, capsys):
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("passerby scenario: ")
    assert said in error
    assert error.count("\n") == 1


def test_a_wrong_scenario_is_refused_with_every_place(here, capsys):
    (here / "wrong.yaml").write_text("name: wrong\nduration_s: -1\nextra: 1\n")
    assert main(["run", "wrong.yaml"]) == 2
    error = capsys.readouterr().err
    assert "extra: unknown key" in error
    assert "about: missing" in error


@pytest.mark.parametrize(
    "arguments",
    [["run", "all", "--jobs", "0"], ["run", "all", "--seed", "-1"], ["list", "--theme", "x"], []],
)
def test_an_option_out_of_range_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
