"""What an operator signs for an installer's stick."""

import subprocess
import sys
import time

import pytest

from edge.desired.memory import Memory
from edge.errors import DocumentError
from edge.fleet import keyfile
from edge.governance.authority import Authority
from edge.governance.signing import public_text
from edge.governance.trust import Circle, Trust
from edge.installer.opening import read_opening


def signed(folder, *words):
    """Run `passerby fleet opening` with a fresh key, and return what a camera makes of the file."""
    key = keyfile.create(folder / "operator.pem", passphrase=None)
    command = [sys.executable, "-m", "edge", "fleet", "opening", "--for", "cam-1", *words]
    command += ["--key", str(folder / "operator.pem"), "-o", str(folder / "open.json")]
    done = subprocess.run(command, capture_output=True, text=True)
    operators = Circle(keys={"operator": public_text(key.public_key())})
    trust = Trust(camera="cam-1", operators=operators)
    return done, Authority(trust=trust, kept=Memory(folder).policy)


def test_it_is_good_for_days_and_not_for_longer(tmp_path):
    done, authority = signed(tmp_path, "--minutes", "25", "--days", "2")
    assert done.returncode == 0, done.stderr
    raw = (tmp_path / "open.json").read_bytes()
    minutes, keys = read_opening(raw, authority, utc_s=time.time() + 1.9 * 86_400)
    assert (minutes, len(keys)) == (25, 1)
    with pytest.raises(DocumentError, match="expires"):
        read_opening(raw, authority, utc_s=time.time() + 2.1 * 86_400)


def test_no_more_than_an_hour_can_be_signed(tmp_path):
    done, _ = signed(tmp_path, "--minutes", "61")
    assert (done.returncode, done.stderr) == (2, "passerby: minutes: expected 1 to 60\n")
    assert not (tmp_path / "open.json").exists()
