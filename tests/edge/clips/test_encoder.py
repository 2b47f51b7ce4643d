"""Which encoder is taken, and that what it makes can be cut where we wish."""

import platform

import numpy as np
import pytest

from edge.clips import encoder as module
from edge.clips import nal
from edge.clips.encoder import Encoder, EncoderError, open_encoder

GREY = np.full((360, 320), 128, np.uint8)


def test_an_encoder_that_is_named_but_does_not_work_here_is_passed_over(monkeypatch, caplog):
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    monkeypatch.setattr(module, "_HARDWARE", "h264_of_no_machine")
    with caplog.at_level("INFO"):
        assert open_encoder(width=320, height=240).name in ("libx264", "libopenh264")
    assert "clips are coded by lib" in caplog.text


def test_the_encoder_of_a_pi_is_tried_on_its_kind_of_machine_alone(monkeypatch):
    tried = []

    def refuse(name, **size):
        tried.append(name)
        raise EncoderError(name)

    monkeypatch.setattr(module, "Encoder", refuse)
    for machine in ("x86_64", "aarch64"):
        monkeypatch.setattr(platform, "machine", lambda machine=machine: machine)
        with pytest.raises(EncoderError):
            open_encoder(width=320, height=240)
    assert tried == ["libx264", "libopenh264", "h264_v4l2m2m", "libx264", "libopenh264"]


@pytest.mark.parametrize("name", ["h264_of_no_machine", "png"])
def test_what_codes_no_h264_is_an_error_of_ours(name):
    with pytest.raises(EncoderError):
        module._prove(Encoder(name, width=320, height=240))


def test_key_pictures_come_where_they_are_wished_and_nowhere_else():
    encoder = open_encoder(width=320, height=240)
    wished = [0, 7, 8, 60]
    keys = [
        number
        for number in range(100)
        for packet in encoder.encode(GREY, mono_s=number / 10, key=number in wished)
        if packet.key
    ]
    assert keys == wished


def test_each_picture_comes_at_once_with_its_own_time():
    encoder = open_encoder(width=320, height=240)
    for mono_s in (1000.0, 1000.1, 1003.7, 4600.0):
        (packet,) = encoder.encode(GREY, mono_s=mono_s, key=False)
        assert packet.mono_s == pytest.approx(mono_s, abs=0.001)


def test_nothing_but_slices_is_left_of_a_picture():
    stream = b"".join(
        b"\0\0\0\1" + unit for unit in (b"\x09\xf0", b"\x06x264", b"\x65first", b"\x41next")
    )
    assert nal.picture(stream) == b"\0\0\0\6\x65first\0\0\0\5\x41next"
    assert [nal.kind(unit) for unit in nal.units(stream)] == [9, 6, 5, 1]
