from pathlib import Path

import pytest

from edge.errors import DocumentError
from edge.governance.trust import NOBODY, read_trust, trust_or_nobody
from tests.keys import KEYS

KEY = KEYS.trust("cam-1").operators.keys["operator"]


def written(folder: Path, text: str) -> Path:
    path = folder / "trust.yaml"
    path.write_text(text)
    return path


def test_a_camera_answers_to_its_id_and_to_its_fleets(tmp_path: Path) -> None:
    path = written(
        tmp_path, f"camera: cam-1\nfleets: [north]\noperators: {{keys: {{anna: {KEY}}}}}"
    )
    assert read_trust(path).names == {"cam-1", "fleet:north"}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("camera: Cam", "camera"),
        ("camera: cam-1\nowner: me", "owner"),
        ("operators: {keys: {anna: xx}}", "operators.keys.anna"),
        (f"operators: {{keys: {{Anna!: {KEY}}}}}", "operators.keys.Anna!"),
        (f"operators: {{keys: {{anna: {KEY}, bob: {KEY}}}}}", "operators.keys"),
        (f"oversight: {{at_least: 2, keys: {{carl: {KEY}}}}}", "oversight.at_least"),
        ("oversight: {at_least: 0}", "oversight.at_least"),
        (
            f"operators: {{keys: {{anna: {KEY}}}}}\noversight: {{keys: {{carl: {KEY}}}}}",
            "oversight.keys",
        ),
    ],
)
def test_a_wrong_file_names_its_place_and_nobody_is_trusted(
    tmp_path: Path, text: str, path: str
) -> None:
    file = written(tmp_path, text)
    with pytest.raises(DocumentError) as refusal:
        read_trust(file)
    assert [fault.path for fault in refusal.value.faults] == [path]
    assert trust_or_nobody(file) == NOBODY


def test_without_a_file_nobody_is_trusted_and_the_log_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert trust_or_nobody(tmp_path / "trust.yaml") == NOBODY
    said = [r.message for r in caplog.records if "no operator is trusted" in r.message]
    assert len(said) == 1
