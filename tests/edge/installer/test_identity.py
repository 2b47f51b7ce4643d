"""What a camera makes for its installer, once."""

import stat

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from edge.installer.identity import CERTIFICATE, KEY, PIN, make
from edge.installer.pin import PIN_DIGITS


def test_the_label_names_camera_pin_and_fingerprint(tmp_path):
    label = make(tmp_path, "gate-3")
    certificate = x509.load_pem_x509_certificate((tmp_path / CERTIFICATE).read_bytes())
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex(":").upper()
    camera, pin, *rows = label.splitlines()
    assert camera.split() == ["camera", "gate-3"]
    assert len("".join(pin.split()[1:])) == PIN_DIGITS
    assert ":".join(row.split()[-1] for row in rows) == fingerprint


def test_what_is_kept_is_nobody_elses_to_read_and_holds_no_pin(tmp_path):
    pin = make(tmp_path, "gate-3").splitlines()[1].partition(" ")[2].replace(" ", "")
    for name in (KEY, CERTIFICATE, PIN):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        assert pin.encode() not in (tmp_path / name).read_bytes()


def test_no_two_cameras_have_the_same(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
    assert make(tmp_path / "a", "gate-3") != make(tmp_path / "b", "gate-3")


def test_it_is_made_once(tmp_path):
    make(tmp_path, "gate-3")
    before = (tmp_path / PIN).read_bytes()
    with pytest.raises(FileExistsError):
        make(tmp_path, "gate-3")
    assert (tmp_path / PIN).read_bytes() == before
