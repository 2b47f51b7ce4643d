"""Reads masked pictures from a camera's preview socket."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import msgspec

from simulator.web.desk import Desk
from simulator.web.told import Header

_LENGTH_BYTES: Final = 4
# A 4K JPEG of a busy street stays below 4 MiB; more than this is not a picture.
_MAX_PART_BYTES: Final = 16_777_216
_RETRY_S: Final = 0.5
_HEADER: Final = msgspec.json.Decoder(Header)


class PreviewError(RuntimeError):
    """Not what a preview sends."""


async def follow_pictures(path: Path, desk: Desk) -> None:
    """Show every picture of a preview on the desk, and wait for it to come back when it is gone.

    path: the Unix socket. Runs until it is cancelled.
    """
    while True:
        try:
            async for header, raw in _pictures(path):
                desk.show(header, raw)
        except (OSError, asyncio.IncompleteReadError):
            desk.set_parts(picture="the camera's preview is closed")
        except PreviewError as error:
            desk.set_parts(picture=str(error))
        await asyncio.sleep(_RETRY_S)


async def _pictures(path: Path) -> AsyncIterator[tuple[Header, bytes]]:
    """Yield each picture's header, and its two parts as one message for a page."""
    reader, writer = await asyncio.open_unix_connection(path)
    try:
        while True:
            head, jpeg = await _part(reader), await _part(reader)
            yield _header(head), len(head).to_bytes(_LENGTH_BYTES) + head + jpeg
    finally:
        writer.close()


async def _part(reader: asyncio.StreamReader) -> bytes:
    length = int.from_bytes(await reader.readexactly(_LENGTH_BYTES))
    if length > _MAX_PART_BYTES:
        raise PreviewError(f"the preview announces a part of {length} bytes")
    return await reader.readexactly(length)


def _header(raw: bytes) -> Header:
    try:
        return _HEADER.decode(raw)
    except msgspec.DecodeError as error:
        raise PreviewError(f"the preview's header: {error}") from error
