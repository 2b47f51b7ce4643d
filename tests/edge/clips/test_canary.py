"""A colour painted on people, through the whole pipeline: no clip shows it, in no picture."""

import os

import numpy as np
import pytest

from edge.clips.encoder import open_encoder
from edge.clips.planes import i420
from edge.clips.recorder import ClipRecorder
from edge.clock import ManualClock
from edge.config import parse_config
from edge.loop.judges import Bench
from edge.loop.pipeline import Pipeline
from edge.perception.frame import Frame
from edge.privacy.mask import Masker
from tests.edge.clips import films
from tests.edge.clips.films import START_UTC_S, played, store_in
from tests.edge.white_people import NoFaces, WhitePeople
from tests.patience import wait_until

SIZE_PX = (320, 240)
CANARY = (255, 0, 255)
CONFIG = """
version: 1
clips: {before_s: 2, after_s: 1}
zones: {everywhere: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}
rules: [{rule: restricted_zone, zone: everywhere}]
"""


def street(second: float) -> np.ndarray:
    """From the third second on somebody in white walks through it, magenta from the hips up."""
    columns = np.linspace(20, 120, SIZE_PX[0])[None, :, None]
    pixels = np.repeat(np.repeat(columns, SIZE_PX[1], axis=0), 3, axis=2).astype(np.uint8)
    if second >= 3.0:
        left = 40 + round(30 * (second - 3.0))
        pixels[80:200, left : left + 40] = 255
        pixels[80:125, left : left + 40] = CANARY
    return pixels


def canary_px(pixels: np.ndarray) -> int:
    """Pixels that lossy coding may have made of the canary, or of some of it."""
    blue, green, red = (pixels[..., channel].astype(int) for channel in range(3))
    return int(((np.minimum(blue, red) - green) > 40).sum())


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> films.Shown:
    folder = tmp_path_factory.mktemp("state") / "clips"
    clock = ManualClock(mono_s=100.0, utc_s=START_UTC_S)
    config = parse_config(CONFIG.encode())
    pipeline = Pipeline(
        objects=WhitePeople(blind_at_s=(105.0, 105.3)),
        faces=NoFaces(),
        masker=Masker(ahead_s=0.3, starts_blind=True),
        judges=Bench(random_bytes=os.urandom).build(config),
    )
    recorder = ClipRecorder(folder, clock=clock, boot="this")
    recorder.configure(config)
    for number in range(100):
        clock.advance(0.1)
        frame = Frame(street(number / 10), mono_s=clock.mono_s(), utc_s=clock.utc_s())
        look = pipeline.look(frame)
        recorder.note(look.events, mono_s=clock.mono_s())
        for view in look.views:
            recorder.take(view.masked)
            wait_until(lambda: not recorder._inbox._items, "an empty inbox")
    recorder.close()
    store = store_in(folder, clock=clock)
    (found,) = store.clips()
    return played(store.film(found.id))


def test_a_clip_that_was_not_masked_would_show_it() -> None:
    encoder = open_encoder(width=SIZE_PX[0], height=SIZE_PX[1])
    (packet,) = encoder.encode(i420(street(5.0), SIZE_PX), mono_s=5.0, key=True)
    assert encoder.stream is not None
    from edge.clips import mp4

    raw = mp4.header(encoder.stream) + mp4.fragment(1, [packet], start_s=5.0, end_s=5.1)
    (picture,) = played(raw).pictures
    assert canary_px(picture) > 1000


def test_no_picture_of_the_clip_shows_it(clip: films.Shown) -> None:
    assert len(clip.pictures) >= 30
    assert [canary_px(picture) for picture in clip.pictures] == [0] * len(clip.pictures)


def test_the_clip_shows_the_street_and_that_somebody_is_there(clip: films.Shown) -> None:
    picture = clip.pictures[-1]
    assert picture[20, 300].mean() > picture[20, 20].mean() + 60
    assert ((picture > 240).all(axis=-1)).sum() > 500
