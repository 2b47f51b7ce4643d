"""Masked pictures on a Unix socket: for a desk, or for an installer in his hour."""

import contextlib
import json
import logging
import socket
import struct
from pathlib import Path
from typing import Any, Final

import cv2
import msgspec

from edge.config import Config
from edge.errors import NO_ROOM, BadInputError, NotNowError
from edge.privacy.mask import MaskedFrame
from edge.tracking.track import Track

log = logging.getLogger(__name__)

_JPEG_QUALITY: Final = 80
_MAX_VIEWERS: Final = 8
# Between two frames of a slow camera; whoever has no room is not waited for and not heard.
_MAX_WAITING: Final = 16
_MAX_SAID_BYTES: Final = 16


class _Viewer:
    """One connection; gets the newest picture it has room for and skips the rest."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._connection = connection
        self._unsent = memoryview(b"")

    def ready(self) -> bool:
        """Send what is left of an earlier message; tell whether a new one fits. Raises OSError."""
        self._flush()
        return not self._unsent

    def send(self, message: bytes) -> None:
        self._unsent = memoryview(message)
        self._flush()

    def heard(self) -> bytes:
        """What it has said since, b"" for nothing. Raises OSError once it is gone."""
        with contextlib.suppress(BlockingIOError):
            said = self._connection.recv(_MAX_SAID_BYTES)
            if not said:
                raise ConnectionResetError
            return said
        return b""

    def close(self) -> None:
        self._connection.close()

    def _flush(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._unsent:
                self._unsent = self._unsent[self._connection.send(self._unsent) :]


class Preview:
    """Serves masked frames on a Unix socket that only this user can open, or who mode lets.

    A message is two parts, each a 4-byte big-endian length and its bytes: a JSON header (size,
    tracks, configuration, state) and a JPEG. Nobody connected, nothing encoded. Raises
    BadInputError for a path that no socket can have, NotNowError where the disk takes none now.
    """

    def __init__(self, path: Path, *, mode: int = 0o600) -> None:
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            path.unlink(missing_ok=True)
            self._listener.bind(str(path))
            path.chmod(mode)
        except OSError as error:
            self._listener.close()
            kind = NotNowError if error.errno in NO_ROOM else BadInputError
            raise kind(f"{path}: {error.strerror or error}") from error
        self._listener.listen(_MAX_WAITING)
        self._listener.setblocking(False)
        self._viewers: list[_Viewer] = []
        self._said = b""

    @property
    def is_watched(self) -> bool:
        """Whether somebody is connected, as far as the last picture told."""
        return bool(self._viewers)

    def show(
        self,
        masked: MaskedFrame,
        *,
        tracks: tuple[Track, ...],
        config: Config,
        state: str,
        seen_bytes: int,
        left_s: float | None = None,
    ) -> None:
        """Offer one masked frame to everybody who has room for it.

        left_s: how long the preview stays open, None for as long as the camera runs.
        """
        self._accept()
        ready = [viewer for viewer in self._viewers if self._is_ready(viewer)]
        if not ready:
            return
        height, width = masked.pixels.shape[:2]
        header = {
            "width": width,
            "height": height,
            "mono_s": round(masked.mono_s, 3),
            "whole": masked.whole,
            "state": state,
            "tracks": [_drawable(track) for track in tracks],
            "config": msgspec.to_builtins(config),
            "seen_bytes": seen_bytes,
            "left_s": None if left_s is None else round(left_s),
        }
        message = _message(header, _jpeg(masked))
        for viewer in ready:
            try:
                viewer.send(message)
            except OSError:
                self._drop(viewer)

    def heard(self) -> bytes:
        """What was said since to whom pictures are shown; who only looks says nothing."""
        self._accept()
        for viewer in self._viewers:
            self._hear(viewer)
        said, self._said = self._said, b""
        return said

    def close(self) -> None:
        for viewer in self._viewers:
            viewer.close()
        self._viewers = []
        path = self._listener.getsockname()
        self._listener.close()
        Path(path).unlink(missing_ok=True)

    def _accept(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                connection, _ = self._listener.accept()
                viewer = _Viewer(connection)
                if len(self._viewers) < _MAX_VIEWERS:
                    self._viewers.append(viewer)
                else:
                    self._drop(viewer)

    def _is_ready(self, viewer: _Viewer) -> bool:
        try:
            return viewer.ready()
        except OSError:
            self._drop(viewer)
            return False

    def _hear(self, viewer: _Viewer) -> None:
        try:
            self._said = (self._said + viewer.heard())[:_MAX_SAID_BYTES]
        except OSError:
            self._drop(viewer)

    def _drop(self, viewer: _Viewer) -> None:
        # Its last words may be unread still.
        with contextlib.suppress(OSError):
            self._said = (self._said + viewer.heard())[:_MAX_SAID_BYTES]
        viewer.close()
        self._viewers = [other for other in self._viewers if other is not viewer]


def _drawable(track: Track) -> dict[str, Any]:
    box = track.box
    return {
        "label": track.label,
        "box": [round(side, 4) for side in (box.x_min, box.y_min, box.x_max, box.y_max)],
        "confirmed": track.confirmed,
    }


def _jpeg(masked: MaskedFrame) -> bytes:
    _, encoded = cv2.imencode(".jpg", masked.pixels, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return encoded.tobytes()


def _message(header: dict[str, Any], jpeg: bytes) -> bytes:
    head = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack(">I", len(head)) + head + struct.pack(">I", len(jpeg)) + jpeg
