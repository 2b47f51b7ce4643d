"""The short form of `python -m tests.benchmarks.bad_documents`."""

import random
from pathlib import Path

from simulator.lab.folder import lab_folder
from tests.benchmarks.bad_documents import CONFIG, attack, report
from tests.benchmarks.spoiling import spoiled


def test_no_bad_document_of_any_kind_is_taken_or_ends_the_camera() -> None:
    with lab_folder() as folder:
        tally = attack(1_200, seed=7, folder=Path(folder), show=lambda number: None)
    told = report(tally)
    assert (told["applied"], told["crashed"], told["hung"]) == (0, 0, 0), tally.examples
    assert told["refused"] > 1_000


def test_what_spoils_one_document_is_not_spoilt_for_the_next() -> None:
    first = [spoiled(CONFIG, random.Random(seed)) for seed in range(300)]
    assert [spoiled(CONFIG, random.Random(seed)) for seed in range(300)] == first
