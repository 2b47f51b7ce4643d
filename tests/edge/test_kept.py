"""What survives restarts, and every shape in which earlier firmware has kept it."""

from math import cos, pi, sin
from pathlib import Path

import pytest

from edge.config import Config, parse_config
from edge.desired.last_good import LastGood
from edge.errors import DocumentError
from edge.governance.policy import Policy
from edge.kept import Kept
from simulator.keyring import WIDEST

SAMPLES = Path(__file__).parent / "kept_samples"


def test_what_was_kept_comes_back_whole(tmp_path: Path) -> None:
    Kept(tmp_path / "policy.json", Policy).keep(WIDEST)
    assert Kept(tmp_path / "policy.json", Policy).load() == WIDEST
    assert Kept(tmp_path / "another.json", Policy).load() is None


def test_a_flipped_bit_is_noticed_wherever_it_is(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    Kept(path, Policy).keep(WIDEST)
    raw = path.read_bytes()
    for place in range(0, len(raw), 7):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        with pytest.raises(DocumentError):
            Kept(path, Policy).load()


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_what_any_earlier_firmware_has_kept_is_at_work_as_it_was(sample: Path) -> None:
    config = LastGood(sample).load()
    assert config == parse_config(sample.with_suffix(".yaml").read_bytes())


def test_a_document_that_grows_by_its_defaults_is_still_read_after_a_restart(
    tmp_path: Path,
) -> None:
    hours = ", ".join('{from: "08:00", to: "09:00"}' for _ in range(16))
    circle = [
        [round(0.5 + 0.4 * cos(n * pi / 16), 3), round(0.5 + 0.4 * sin(n * pi / 16), 3)]
        for n in range(32)
    ]
    zones = "".join(f"  z{n}: {{polygon: {circle}}}\n" for n in range(32))
    areas = "".join(f"  a{n}: {{polygon: {circle[::3]}}}\n" for n in range(32))
    rules = "".join(
        f"  - {{rule: restricted_zone, zone: z{n}, schedule: [{hours}]}}\n" for n in range(32)
    )
    rules += "".join(f"  - {{rule: loitering, zone: z{n}, after_s: 9}}\n" for n in range(32))
    text = f"version: 1\nprivacy:\n areas:\n{areas}zones:\n{zones}rules:\n{rules}"
    config = parse_config(text.encode())
    LastGood(tmp_path / "config.json").keep(config)
    assert (tmp_path / "config.json").stat().st_size > 65_536
    assert LastGood(tmp_path / "config.json").load() == config


def test_a_configuration_of_later_firmware_is_set_aside_and_not_guessed_at(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(b'{"version": 3, "colour": "red"}')
    with pytest.raises(DocumentError):
        Kept(path, Config).load()
    assert LastGood(path).load() is None
    assert path.with_suffix(".damaged").exists()
