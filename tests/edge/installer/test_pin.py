"""A PIN can be guessed a few times."""

import pytest

from edge.errors import DocumentError
from edge.installer.pin import MAX_WRONG, Pin, lock


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "pin.json"
    path.write_bytes(lock("12345678"))
    return path


def test_the_right_one_opens_and_no_other(path):
    pin = Pin(path)
    assert not pin.opens("12345679")
    assert not pin.opens("")
    assert pin.opens("12345678")


def test_after_too_many_wrong_ones_the_right_one_opens_nothing_either(path):
    pin = Pin(path)
    assert not any(pin.opens(f"{number:08}") for number in range(MAX_WRONG))
    assert pin.left == 0
    assert not pin.opens("12345678")


def test_the_right_one_gives_all_tries_back(path):
    pin = Pin(path)
    pin.opens("1")
    assert pin.opens("12345678")
    assert pin.left == MAX_WRONG


def test_the_same_pin_is_never_kept_as_the_same_bytes():
    assert lock("12345678") != lock("12345678")


@pytest.mark.parametrize("raw", [b"", b"{}", b'{"salt":"","proof":""}', b"\xff"])
def test_a_damaged_file_lets_nobody_in(tmp_path, raw):
    (tmp_path / "pin.json").write_bytes(raw)
    with pytest.raises(DocumentError, match=r"pin\.json: damaged"):
        Pin(tmp_path / "pin.json")


def test_without_a_file_nobody_is_let_in(tmp_path):
    with pytest.raises(DocumentError, match="No such file"):
        Pin(tmp_path / "pin.json")
