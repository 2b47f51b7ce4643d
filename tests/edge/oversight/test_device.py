"""The camera's own key: one for its life, and nobody else's to read."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from edge.errors import DocumentError
from edge.oversight.device import KEY_FILE, device_key


def test_a_camera_has_one_key_for_its_life(tmp_path):
    assert device_key(tmp_path).private_bytes_raw() == device_key(tmp_path).private_bytes_raw()


def test_two_cameras_have_two_keys(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = device_key(tmp_path / "a"), device_key(tmp_path / "b")
    assert one.private_bytes_raw() != other.private_bytes_raw()


def test_nobody_else_may_read_it_and_nothing_is_left_beside_it(tmp_path):
    device_key(tmp_path)
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_those_that_begin_at_once_get_the_same_one(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = pool.map(lambda _: device_key(tmp_path).private_bytes_raw(), range(8))
    assert len(set(keys)) == 1


@pytest.mark.parametrize("content", [b"", b"no key\n", b"c2hvcnQ=\n", b"A" * 44])
def test_a_damaged_key_is_named_and_not_replaced(tmp_path, content):
    (tmp_path / KEY_FILE).write_bytes(content)
    with pytest.raises(DocumentError, match=KEY_FILE):
        device_key(tmp_path)
    assert (tmp_path / KEY_FILE).read_bytes() == content


def test_where_no_key_can_be_made_it_says_so(tmp_path):
    with pytest.raises(OSError, match="missing"):
        device_key(tmp_path / "missing")
