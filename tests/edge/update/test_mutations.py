"""Bundles and documents with one thing changed at random: none is ever taken."""

import random

import pytest

from edge.errors import DocumentError
from edge.update.intake import take
from tests.edge.update.updated import CONTENT, NOW_UTC_S, Updated, bundle, signed

# The long form is the same with another number.
MUTATIONS = 200


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """One bit, one byte, a piece too few, a piece twice, or a piece of noise."""
    at = chance.randrange(len(raw))
    length = chance.randint(1, 8)
    kind = chance.randrange(5)
    if kind == 0:
        return raw[:at] + bytes([raw[at] ^ 1 << chance.randrange(8)]) + raw[at + 1 :]
    if kind == 1:
        return raw[:at] + raw[at + length :]
    if kind == 2:
        return raw[:at] + raw[at : at + length] + raw[at:]
    if kind == 3:
        return raw[:at]
    return raw[:at] + chance.randbytes(length) + raw[at + length :]


def test_no_changed_document_is_taken_up(tmp_path):
    chance = random.Random(1)
    raw = signed(bundle(format="wheel"), not_before=int(NOW_UTC_S) - 5)
    camera = Updated(tmp_path)
    for _ in range(MUTATIONS):
        other = mutated(raw, chance)
        if other != raw:
            report = camera.receive(other)
            assert report.state == "rejected"
            assert report.faults
    assert camera.records.now.stage == "none"
    assert camera.order() is None
    assert not (tmp_path / "state").exists()
    camera.end()


def test_no_changed_bundle_is_taken(tmp_path):
    chance = random.Random(2)
    part = tmp_path / "part"
    for _ in range(MUTATIONS):
        other = mutated(CONTENT * 3, chance)
        part.write_bytes(other)
        if other == CONTENT * 3:
            continue
        with pytest.raises(DocumentError) as refused:
            take(part, tmp_path / "own", bundle(CONTENT * 3))
        assert refused.value.faults[0].path in ("size_bytes", "sha256")
    part.write_bytes(CONTENT * 3)
    take(part, tmp_path / "own", bundle(CONTENT * 3))
    assert (tmp_path / "own").read_bytes() == CONTENT * 3
