"""Who pushed what: a list of which no line can be changed, left out or put elsewhere."""

import pytest

from edge.contract import Envelope, Signature
from edge.errors import BadInputError
from edge.fleet import audit

ENVELOPE = Envelope(
    body="version: 7", audience=("cam-1",), signatures=(Signature(key="0" * 16, sig="x"),)
)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "audit.jsonl"
    for version in range(4):
        names = (f"cam-{version}", "cam-9")
        audit.append(
            path,
            audit.entry(
                ENVELOPE, topic="config/desired", version=version, cameras=names, utc_s=1.9
            ),
        )
    return path


def test_it_says_who_what_when_and_to_whom(log):
    found = audit.read(log)
    assert [entry.version for entry in found] == [0, 1, 2, 3]
    assert (found[1].t, found[1].by, found[1].cameras) == (1, ("0" * 16,), ("cam-1", "cam-9"))


def rewritten(log, change):
    lines = log.read_bytes().splitlines(keepends=True)
    change(lines)
    log.write_bytes(b"".join(lines))


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines.pop(1),
        lambda lines: lines.__setitem__(1, lines[1].replace(b"cam-1", b"cam-2")),
        lambda lines: lines.reverse(),
        lambda lines: lines.insert(2, lines[1]),
        lambda lines: lines.__setitem__(1, b"{}\n"),
    ],
)
def test_a_list_that_was_changed_is_refused_and_not_added_to(log, change):
    rewritten(log, change)
    with pytest.raises(BadInputError, match="line"):
        audit.read(log)
    before = log.read_bytes()
    with pytest.raises(BadInputError, match="line"):
        audit.append(log, audit.entry(ENVELOPE, topic="x", version=1, cameras=(), utc_s=0))
    assert log.read_bytes() == before
