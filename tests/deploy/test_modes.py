"""An image from a checkout that only its owner may read is read by everybody in it."""

import stat
from pathlib import Path

from tests.deploy.device import program

modes = program("image/modes")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_we_put_there_may_be_read_by_all_and_what_the_packages_did_stays(tmp_path):
    overlay, root = tmp_path / "overlay", tmp_path / "root"
    for folder in (overlay / "etc/our", root / "etc/our", root / "usr/lib/passerby"):
        folder.mkdir(parents=True)
    (overlay / "etc/our/settings").touch()
    for name, narrow in (("etc/our/settings", 0o600), ("etc/shadow", 0o640)):
        (root / name).touch()
        (root / name).chmod(narrow)
    program_file = root / "usr/lib/passerby/slots.py"
    program_file.touch()
    program_file.chmod(0o700)
    (root / "etc/our").chmod(0o700)
    modes.settle(root, [overlay])
    assert mode(root / "etc/our") == 0o755
    assert mode(root / "etc/our/settings") == 0o644
    assert mode(root / "etc/shadow") == 0o640
    assert mode(program_file) == 0o755
