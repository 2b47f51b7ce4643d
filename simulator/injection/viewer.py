"""Somebody who looks at the preview, and stops reading."""

import socket
from pathlib import Path

from edge.config import Config
from edge.loop.pipeline import View
from edge.preview import Preview


class HangingViewer:
    """The device's preview with one viewer connected who never takes a byte."""

    def __init__(self, path: Path) -> None:
        self._preview = Preview(path)
        self._viewer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._viewer.connect(str(path))

    def show(self, view: View, config: Config) -> None:
        self._preview.show(view.masked, tracks=view.tracks, config=config, state="ok", seen_bytes=0)

    def close(self) -> None:
        self._viewer.close()
        self._preview.close()
