"""A network camera: GStreamer's RTSP server, which shows a clock that tests can read.

Run by the system's Python, which has the bindings; says PORT on stdout once it listens, and ends
with status MISSING where GStreamer is not installed. See test_rtsp.py.
"""

import argparse
import sys
import time
from typing import Any, Final

try:
    import gi

    gi.require_version("Gst", "1.0")
    gi.require_version("GstRtsp", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstRtsp, GstRtspServer
except (ImportError, ValueError):
    gi = None

MISSING: Final = 77
WIDTH_PX: Final = 320
HEIGHT_PX: Final = 240
FPS: Final = 20
# The upper half is red, green and blue; the lower one a grey that says when it was made.
BARS_RGB: Final = ((230, 20, 20), (20, 200, 20), (20, 20, 230))
TICK_S: Final = 0.2
TICKS: Final = 45
CODECS: Final = {
    "h264": "openh264enc gop-size=20 ! rtph264pay name=pay0 config-interval=-1",
    "jpeg": "jpegenc ! rtpjpegpay name=pay0",
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", default="0")
    parser.add_argument("--codec", choices=CODECS, default="h264")
    parser.add_argument("--password", help="of the user anna; without it anyone may watch")
    parser.add_argument("--only-udp", action="store_true")
    options = parser.parse_args()
    if gi is None:
        return MISSING
    Gst.init(None)
    if not all(Gst.ElementFactory.find(name) for name in ("openh264enc", "jpegenc")):
        return MISSING
    server = GstRtspServer.RTSPServer(address="127.0.0.1", service=options.port)
    factory = _factory(options.codec)
    if options.only_udp:
        factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP)
    if options.password:
        _lock(server, factory, options.password)
    server.get_mount_points().add_factory("/street", factory)
    server.attach(None)
    print(server.get_bound_port(), flush=True)
    GLib.MainLoop().run()
    return 0


def _factory(codec: str) -> Any:
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_shared(True)
    factory.set_launch(
        "appsrc name=lens is-live=true format=time do-timestamp=true "
        f"caps=video/x-raw,format=RGB,width={WIDTH_PX},height={HEIGHT_PX},framerate={FPS}/1 "
        f"! videoconvert ! video/x-raw,format=I420 ! {CODECS[codec]}"
    )
    factory.connect("media-configure", _start_lens)
    return factory


def _start_lens(_factory: Any, media: Any) -> None:
    lens = media.get_element().get_by_name("lens")

    def push() -> bool:
        flow = lens.emit("push-buffer", Gst.Buffer.new_wrapped(picture(time.monotonic())))
        return flow in (Gst.FlowReturn.OK, Gst.FlowReturn.FLUSHING)

    timer = GLib.timeout_add(1000 // FPS, push)
    media.connect("unprepared", lambda _media: GLib.source_remove(timer))


def _lock(server: Any, factory: Any, password: str) -> None:
    """Let in anna alone, by digest or basic authentication."""
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth.add_digest("anna", password, token)
    server.set_auth(auth)
    factory.add_role_from_structure(
        Gst.Structure.new_from_string(
            "viewer, media.factory.access=(boolean)true, media.factory.construct=(boolean)true"
        )
    )


def picture(mono_s: float) -> bytes:
    """RGB pixels that show a moment of the monotonic clock, which all processes share."""
    grey = 10 + 5 * (int(mono_s / TICK_S) % TICKS)
    bar_px = -(-WIDTH_PX // len(BARS_RGB))
    bars = b"".join(bytes(colour) * bar_px for colour in BARS_RGB)[: 3 * WIDTH_PX]
    return bars * (HEIGHT_PX // 2) + bytes([grey]) * (3 * WIDTH_PX * (HEIGHT_PX // 2))


if __name__ == "__main__":
    sys.exit(main())
