"""The short form of `python -m tests.benchmarks.bad_documents`."""

from pathlib import Path

from simulator.lab.folder import lab_folder
from tests.benchmarks.bad_documents import attack, report


def test_no_bad_document_of_any_kind_is_taken_or_ends_the_camera() -> None:
    with lab_folder() as folder:
        tally = attack(1_200, seed=7, folder=Path(folder), show=lambda number: None)
    told = report(tally)
    assert (told["applied"], told["crashed"], told["hung"]) == (0, 0, 0), tally.examples
    assert told["refused"] > 1_000
