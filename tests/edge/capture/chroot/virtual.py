"""The real picamera2 on libcamera's `virtual` camera: what this machine lacks of a Pi.

The camera serves numbered pictures as fast as they are taken, as NV12, without controls. Stand-ins
are only for what nobody here calls (screens, DNG files) and for what is no Pi's: buffers come from
memory files instead of DMA heaps, and there are no raw modes.
"""

import mmap
import os
import sys
from pathlib import Path
from unittest.mock import MagicMock

import cv2
import numpy as np

for name in ("pykms", "pidng", "pidng.core", "pidng.camdefs"):
    sys.modules.setdefault(name, MagicMock())

import libcamera  # noqa: E402
import picamera2.picamera2  # noqa: E402
from picamera2 import CompletedRequest, MappedArray, Picamera2  # noqa: E402, F401
from picamera2.allocators import Allocator  # noqa: E402

_info = Picamera2.global_camera_info
_FRAMES = Path("/opt/frames")


class MemoryFiles(Allocator):
    """Buffers of a camera in memory files.

    at_least: so many for each stream; the virtual camera wants no more than four, a Pi's as many as
    are asked for.
    """

    at_least = 13

    def __init__(self) -> None:
        super().__init__()
        self.mapped_buffers: dict[object, mmap.mmap] = {}
        self.frame_buffers: dict[object, list[object]] = {}
        self.sync = _NoSync

    def allocate(self, libcamera_config, use_case):
        self.close()
        for stream in libcamera_config:
            count = max(self.at_least, stream.buffer_count)
            buffers = [self._buffer(stream) for _ in range(count)]
            self.frame_buffers[stream.stream] = buffers

    def buffers(self, stream):
        return self.frame_buffers[stream]

    def close(self):
        self.mapped_buffers, self.frame_buffers = {}, {}

    def _buffer(self, stream):
        file = os.memfd_create("camera")
        os.ftruncate(file, stream.frame_size)
        luma = stream.stride * stream.size.height
        planes = []
        for offset, length in ((0, luma), (luma, stream.frame_size - luma)):
            plane = libcamera.FrameBuffer.Plane()
            plane.fd, plane.offset, plane.length = file, offset, length
            planes.append(plane)
        buffer = libcamera.FrameBuffer(planes)
        self.mapped_buffers[buffer] = mmap.mmap(file, stream.frame_size)
        # Both have a descriptor of their own.
        os.close(file)
        return buffer


class _NoSync:
    def __init__(self, allocator, buffer, write):
        self._memory = allocator.mapped_buffers[buffer]

    def __enter__(self):
        return self._memory

    def __exit__(self, *error):
        pass


def install() -> None:
    """Make Picamera2 take the virtual camera, and draw what that shows."""
    picamera2.picamera2.DmaAllocator = MemoryFiles
    Picamera2._get_raw_modes = _raw_modes
    for number in range(10):
        picture = np.full((720, 1280, 3), 40 + 20 * number, np.uint8)
        cv2.imwrite(str(_FRAMES / f"{number}.jpg"), picture)


def unplug() -> None:
    """Pictures end, and there is no camera any more.

    libcamera itself cannot be told that its virtual camera is gone, nor find it a second time.
    """
    Picamera2.global_camera_info = staticmethod(list)
    for camera in [*Picamera2._cm.cameras.values()]:
        camera.stop()


def plug() -> None:
    Picamera2.global_camera_info = staticmethod(_info)


def _raw_modes(self):
    # `virtual` refuses to be asked for raw pictures; USB cameras answer with what they have.
    formats = self.camera.generate_configuration([libcamera.StreamRole.Viewfinder]).at(0).formats
    return [
        {"format": str(pixels), "size": (size.width, size.height)}
        for pixels in formats.pixel_formats
        for size in formats.sizes(pixels)
    ]
