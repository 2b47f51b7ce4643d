"""`passerby scenario` run and replay: what a camera made of a scene, in lines and as JSON."""

import msgspec
import pytest

from simulator.command import main


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_run_tells_what_happened_in_plain_lines(capsys):
    assert main(["run", "two-visits"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "The same person twice: 600 pictures of 60 s"
    assert [line.split()[3:5] for line in lines[1:-1]] == [["open", "yard"], ["close", "yard"]] * 2
    assert lines[-1].endswith("messages arrived")


def test_a_run_is_machine_readable(capsys):
    assert main(["run", "two-visits", "--json", "--seed", "3"]) == 0
    (run,) = msgspec.json.decode(capsys.readouterr().out)["runs"]
    assert (run["seed"], run["level"], run["frames"], run["waiting"]) == (3, "truth", 600, 0)
    assert {"t_s", "topic", "payload"} <= set(run["told"][0])


def test_scenes_side_by_side_come_to_the_same_as_one_after_the_other(capsys):
    told = []
    for jobs in ("1", "2"):
        assert main(["run", "two-visits", "one-comes-in", "--json", "--jobs", jobs]) == 0
        runs = msgspec.json.decode(capsys.readouterr().out)["runs"]
        told.append([(run["name"], run["told"]) for run in runs])
    assert told[0] == told[1]


def test_a_trace_replays_to_the_same_lines(here, capsys):
    assert main(["run", "two-visits", "--trace", "two.trace"]) == 0
    lived = capsys.readouterr().out
    assert main(["replay", "two.trace"]) == 0
    assert capsys.readouterr().out == lived


def test_a_score_passes_judgement_and_writes_a_page(here, capsys):
    assert main(["run", "two-visits", "one-comes-in", "--score", "--html", "page.html"]) == 0
    assert capsys.readouterr().out.count("passed") == 2
    assert "The same person twice" in (here / "page.html").read_text()


def test_a_scenario_that_fails_ends_with_one(here, capsys):
    assert main(["new", "mine"]) == 0
    file = here / "mine.yaml"
    file.write_text(file.read_text().replace("open_s: [4.5, 7]", "open_s: [20, 25]"))
    assert main(["run", "mine.yaml", "--score", "--json"]) == 1
    said = capsys.readouterr().out
    verdicts = msgspec.json.decode(said[said.index('{"') :])
    assert (verdicts["passed"], verdicts["failed"]) == (0, 1)


def test_many_seeds_of_scenes_drawn_by_lot_come_as_one_object(capsys):
    main(
        [
            "run",
            "lot:restricted_zone",
            "--seeds",
            "3",
            "--seed",
            "5",
            "--rough",
            "--score",
            "--json",
        ]
    )
    said = msgspec.json.decode(capsys.readouterr().out)
    assert [run["seed"] for run in said["scenarios"]] == [5, 6, 7]
    assert {"precision", "recall", "f1", "latency_s_p95"} <= set(said["rules"]["restricted_zone"])


def test_many_seeds_of_a_scene_of_the_library_begin_with_its_own(capsys):
    main(["run", "two-frames-a-second", "--seeds", "2", "--json"])
    seeds = [run["seed"] for run in msgspec.json.decode(capsys.readouterr().out)["runs"]]
    assert seeds[1] == seeds[0] + 1


def test_a_lot_that_is_not_drawn_is_bad_input(capsys):
    assert main(["run", "lot:nothing"]) == 2
    assert "lot:nothing" in capsys.readouterr().err
