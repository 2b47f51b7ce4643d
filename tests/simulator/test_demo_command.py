"""`passerby demo` refuses what cannot work before anything is started, and names it."""

import pytest

from simulator.demo import main


def test_a_bad_configuration_is_refused_with_every_place(tmp_path, capsys):
    config = tmp_path / "bad.yaml"
    config.write_text("version: 0\nextra: 1\n")
    assert main(["--config", str(config)]) == 2
    said = capsys.readouterr().err
    assert "version" in said
    assert "extra: unknown key" in said


@pytest.mark.parametrize("option", ["--video", "--config"])
def test_a_missing_file_is_named(option, tmp_path, capsys):
    missing = str(tmp_path / "missing")
    with pytest.raises(SystemExit) as ended:
        main([option, missing])
    assert ended.value.code == 2
    assert f"{option}: there is no file {missing}" in capsys.readouterr().err


def test_an_unknown_scenario_is_answered_with_what_sounds_alike(capsys):
    assert main(["--scenario", "stret"]) == 2
    assert "did you mean street" in capsys.readouterr().err


def test_a_scenario_file_is_refused_with_every_place(tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\nseed: few\n")
    assert main(["--scenario", str(path)]) == 2
    said = capsys.readouterr().err
    assert "seed: Expected" in said
    assert "about: missing" in said


@pytest.mark.parametrize("url", ["http://127.0.0.1", "mqtt://user:secret@127.0.0.1", "nonsense"])
def test_a_broker_that_is_none_is_refused_without_its_password(url, capsys):
    assert main(["--broker", url]) == 2
    said = capsys.readouterr().err
    assert "broker: expected mqtts://" in said
    assert "secret" not in said


@pytest.mark.parametrize("port", ["0", "65536", "eighty"])
def test_a_port_that_is_none_is_refused(port, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--port", port])
    assert ended.value.code == 2
    assert "--port" in capsys.readouterr().err
