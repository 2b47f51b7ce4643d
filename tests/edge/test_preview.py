import json
import socket
import stat
import struct
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from edge.config import Config
from edge.errors import BadInputError
from edge.perception.frame import Frame
from edge.preview import Preview
from edge.privacy.mask import MaskedFrame, mask_whole
from tests.patience import PATIENCE_S


def _masked() -> MaskedFrame:
    return mask_whole(Frame(np.zeros((48, 64, 3), np.uint8), mono_s=1.5))


def _show(preview: Preview, masked: MaskedFrame) -> None:
    preview.show(masked, tracks=(), config=Config(version=3), state="ok", seen_bytes=9216)


def _connect(path: Path) -> socket.socket:
    viewer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    viewer.settimeout(PATIENCE_S)
    viewer.connect(str(path))
    return viewer


def _part(viewer: socket.socket) -> bytes:
    (length,) = struct.unpack(">I", viewer.recv(4, socket.MSG_WAITALL))
    return viewer.recv(length, socket.MSG_WAITALL)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "preview.sock"


def test_a_viewer_gets_a_header_and_a_picture(path: Path) -> None:
    preview = Preview(path)
    viewer = _connect(path)
    _show(preview, _masked())
    header: dict[str, Any] = json.loads(_part(viewer))
    picture = cv2.imdecode(np.frombuffer(_part(viewer), np.uint8), cv2.IMREAD_COLOR)
    assert header["whole"] is True
    assert header["config"]["version"] == 3
    assert picture is not None
    assert picture.shape == (header["height"], header["width"], 3)
    viewer.close()
    preview.close()


def test_only_this_user_can_open_the_socket(path: Path) -> None:
    preview = Preview(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    preview.close()


def test_a_viewer_that_never_reads_does_not_hold_up_the_camera_or_the_others(path: Path) -> None:
    preview = Preview(path)
    asleep, awake = _connect(path), _connect(path)
    noise = np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8)
    for _ in range(30):
        masked = mask_whole(Frame(noise.copy(), mono_s=0.0))
        masked.pixels[:] = noise
        _show(preview, masked)
        _part(awake)
        _part(awake)
    asleep.close()
    awake.close()
    preview.close()


def test_a_viewer_that_left_is_forgotten_and_a_new_one_served(path: Path) -> None:
    preview = Preview(path)
    _connect(path).close()
    for _ in range(3):
        _show(preview, _masked())
    viewer = _connect(path)
    _show(preview, _masked())
    assert _part(viewer)
    viewer.close()
    preview.close()


def test_a_socket_left_by_a_killed_camera_is_replaced(path: Path) -> None:
    Preview(path)._listener.close()
    assert path.exists()
    preview = Preview(path)
    viewer = _connect(path)
    _show(preview, _masked())
    assert _part(viewer)
    viewer.close()
    preview.close()


@pytest.mark.parametrize("name", ["folder", "x" * 120, "none/preview.sock"])
def test_a_path_that_no_socket_can_have_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInputError, match=f"^{tmp_path / name}: "):
        Preview(tmp_path / name)


def test_a_frame_is_refused_because_only_masked_frames_are_shown(path: Path) -> None:
    preview = Preview(path)
    viewer = _connect(path)
    with pytest.raises(AttributeError):
        _show(preview, Frame(np.zeros((48, 64, 3), np.uint8), mono_s=0.0))  # type: ignore[arg-type]
    viewer.close()
    preview.close()
