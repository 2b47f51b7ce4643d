"""One file from one server, as bytes that nobody here looks into: the rest of it, never more.

RFC 9110, 14: a server that knows ranges is asked for what is missing; from one that does not, all
of it comes again. Nobody sends us elsewhere: a redirect is a refusal.
"""

import errno
import http.client
import os
import re
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

from edge.update.document import Obstacle, Order

# Longer than any server thinks, and a phone network is gone when it hands over.
STALL_S: Final = 30.0
# The door has to go on while a bundle comes: this much of the disk stays free.
_SPARE_BYTES: Final = 64 * 2**20
_PIECE_BYTES: Final = 2**16
_RANGE: Final = re.compile(r"bytes ([0-9]{1,12})-[0-9]{1,12}/([0-9]{1,12})\Z")
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)


class FetchError(Exception):
    """Why it does not go on; what has come so far is kept."""

    def __init__(self, obstacle: Obstacle, detail: str) -> None:
        super().__init__(f"{obstacle}: {detail}")
        self.obstacle = obstacle


def fetch(
    order: Order,
    part: Path,
    *,
    context: ssl.SSLContext,
    stop: Callable[[], bool],
    stall_s: float = STALL_S,
) -> None:
    """Put what is missing of it into part, until it has the size that was signed, or until stop.

    A server that sends more is not heard out. Raises FetchError; the next call goes on from there.
    """
    try:
        with part.open("ab") as sink:
            _fetch(order, sink, context=context, stop=stop, stall_s=stall_s)
    except FetchError:
        raise
    except TimeoutError as error:
        raise FetchError("the server sends too slowly", f"nothing for {stall_s} s") from error
    except ssl.SSLCertVerificationError as error:
        raise FetchError("certificate", error.verify_message) from error
    except ValueError as error:
        # A port or a name that no address can be made of.
        raise FetchError("no connection", str(error)) from error
    except http.client.HTTPException as error:
        raise FetchError("the connection broke", repr(error)) from error
    except OSError as error:
        raise FetchError(_obstacle(error), str(error)) from error


def _fetch(
    order: Order,
    sink: IO[bytes],
    *,
    context: ssl.SSLContext,
    stop: Callable[[], bool],
    stall_s: float,
) -> None:
    have = sink.tell()
    if have > order.size_bytes:
        # Of another life of this folder: it cannot be the beginning of anything.
        have = sink.truncate(0)
    if have == order.size_bytes:
        return
    _check_room(sink, order.size_bytes - have)
    url = urlsplit(order.url)
    connection = http.client.HTTPSConnection(
        url.hostname or "", url.port, timeout=stall_s, context=context
    )
    try:
        # No compression: ranges are of the file itself.
        asked = {"Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
        target = url.path + (f"?{url.query}" if url.query else "")
        connection.request("GET", target, headers=asked)
        answer = connection.getresponse()
        if _begin(answer, order, have=have) != have:
            have = sink.truncate(0)
        _receive(answer, sink, order.size_bytes - have, stop)
    finally:
        connection.close()


def _begin(answer: http.client.HTTPResponse, order: Order, *, have: int) -> int:
    """Where in the file the answer begins. Raises FetchError for what is no part of it."""
    length = answer.getheader("Content-Length")
    if answer.status == http.client.PARTIAL_CONTENT and have:
        found = _RANGE.match(answer.getheader("Content-Range") or "")
        if found is None or int(found[1]) != have:
            raise FetchError("the server refuses it", "it answers with another range")
        size = int(found[2])
    elif answer.status == http.client.OK:
        have, size = 0, order.size_bytes if length is None else answer.length or 0
    elif answer.status == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise FetchError("it is of another size there", "there is nothing after what has come")
    else:
        raise FetchError("the server refuses it", f"{answer.status} {answer.reason}")
    if size != order.size_bytes:
        raise FetchError("it is of another size there", f"{size}, not {order.size_bytes}")
    return have


def _receive(
    answer: http.client.HTTPResponse, sink: IO[bytes], missing: int, stop: Callable[[], bool]
) -> None:
    while missing and not stop():
        # read1: what has come, however little; read() would wait for all of it.
        piece = answer.read1(min(missing, _PIECE_BYTES))
        if not piece:
            raise FetchError("the connection broke", f"{missing} bytes are missing")
        sink.write(piece)
        # What vision tells of its progress is the size of the file.
        sink.flush()
        missing -= len(piece)
    os.fsync(sink.fileno())


def _check_room(sink: IO[bytes], missing: int) -> None:
    room = os.fstatvfs(sink.fileno())
    free = room.f_bavail * room.f_frsize
    if free < missing + _SPARE_BYTES:
        raise FetchError("no room on the disk", f"{free} bytes free, {missing} to come")


def _obstacle(error: OSError) -> Obstacle:
    if error.errno in _NO_ROOM:
        return "no room on the disk"
    return "the connection broke" if isinstance(error, ConnectionResetError) else "no connection"
