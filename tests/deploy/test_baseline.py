"""The table of provisions: complete, honest about what nobody looked at, and without a failure."""

import json
import re
from pathlib import Path

import pytest

from deploy.baseline import looks
from deploy.baseline.proofs import Document, Evidence, Inside, Open, Tried, judge, read_facts
from deploy.baseline.provisions import PROVISIONS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def evidence() -> Evidence:
    return Evidence(ROOT, None)


def test_every_provision_has_one_row_and_something_that_shows_it():
    numbers = [provision.number for provision in PROVISIONS]
    assert len(set(numbers)) == len(numbers) == 68
    assert all(re.fullmatch(r"4-1|5\.\d+-\d+|6-\d", number) for number in numbers)
    assert all(provision.proofs for provision in PROVISIONS)


@pytest.mark.parametrize("provision", PROVISIONS, ids=lambda provision: provision.number)
def test_what_needs_no_started_image_and_no_tests_holds(provision, evidence):
    proofs = tuple(proof for proof in provision.proofs if not isinstance(proof, Tried))
    if proofs:
        assert judge(proofs, evidence).verdict != "FAILS"


def test_every_test_that_stands_for_a_provision_is_there():
    names = {n for row in PROVISIONS for p in row.proofs if isinstance(p, Tried) for n in p.names}
    for name in names:
        file, _, test = name.partition("::")
        assert f"def {test}(" in (ROOT / file).read_text(), name


def test_tests_are_run_and_one_that_is_not_there_fails(evidence):
    passing = Tried("edge/uplink/test_backoff.py::test_chance_spreads_a_fleet")
    missing = Tried("edge/uplink/test_backoff.py::test_that_nobody_wrote")
    evidence.want((*passing.names, *missing.names))
    assert judge((passing,), evidence).verdict == "holds"
    assert judge((passing, missing), evidence).verdict == "FAILS"


def test_what_was_not_looked_at_is_not_said_to_hold(evidence, tmp_path):
    closed = Inside("nothing listens", lambda told: told["listening"] == [])
    assert judge((closed,), evidence).verdict == "not looked at"
    facts = tmp_path / "facts.json"
    for listening, verdict in (([], "holds"), (["tcp 0:22"], "FAILS")):
        facts.write_text(json.dumps({"listening": listening}))
        assert judge((closed,), Evidence(ROOT, read_facts(facts))).verdict == verdict


def test_the_worst_of_several_proofs_counts(evidence):
    document = Document("SECURITY.md", "Report a weakness")
    assert judge((document, Open("nobody did")), evidence).verdict == "open"
    assert judge((document, Document("SECURITY.md", "is perfect")), evidence).verdict == "FAILS"


def test_a_secret_in_the_source_and_a_way_to_log_in_are_found(tmp_path):
    for room in ("edge", "deploy/image", "simulator", "models"):
        (tmp_path / room).mkdir(parents=True)
    (tmp_path / "edge/a.py").write_text("token = 'abcdefgh12'\n")
    (tmp_path / "deploy/image/packages.txt").write_text("bash\nopenssh-server\n")
    (tmp_path / "deploy/image/rootfs.py").write_text('"getty.target", "getty@.service"')
    evidence = Evidence(tmp_path, None)
    assert looks.no_secret_in_source(evidence) == ["edge/a.py"]
    assert looks.no_way_to_log_in(evidence) == [
        "package openssh-server",
        "serial-getty@.service is not masked",
    ]
