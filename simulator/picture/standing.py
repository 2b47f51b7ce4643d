"""What occluders look like, and the posts of street lamps."""

from collections.abc import Callable
from typing import Final

import numpy as np

from simulator.picture.blocks import Box3, Faces, draw_box, meet_box, shaded
from simulator.picture.light import LAMP_HEIGHT_M
from simulator.picture.shot import Shot
from simulator.picture.texture import bgr, bricks, rough, wave
from simulator.scenario.schema import Occluder, Spot
from simulator.world.occluders import Block, block

_POST_M: Final = 0.12


def stand(shot: Shot, occluder: Occluder, rng: np.random.Generator) -> None:
    """Draw one occluder within the space it fills."""
    _LOOKS[occluder.kind](shot, block(occluder), rng)


def lamp_post(shot: Shot, spot: Spot) -> None:
    """A post with its head; the head shines where it is evening."""
    half = _POST_M / 2
    top_m = LAMP_HEIGHT_M
    low, high = (spot[0] - half, 0.0, spot[1] - half), (spot[0] + half, top_m, spot[1] + half)
    draw_box(shot, Box3(low=low, high=high), (84, 88, 88))
    head = meet_box(
        shot,
        Box3(
            low=(spot[0] - 0.28, top_m, spot[1] - 0.28),
            high=(spot[0] + 0.28, top_m + 0.22, spot[1] + 0.28),
        ),
    )
    if head is not None:
        colour = bgr([205, 240, 255]) if shot.evening else bgr([120, 124, 126])
        shot.paint(head.hit, head.hit.met, colour, glows=shot.evening)


def _part(one: Block, across: tuple[float, float], up: tuple[float, float], deep: float) -> Box3:
    """A part of a block: shares of its width and height, and of its depth about its middle."""
    left, front = one.x_m - one.width_m / 2, one.ahead_m - deep * one.depth_m / 2
    return Box3(
        low=(left + across[0] * one.width_m, up[0] * one.height_m, front),
        high=(left + across[1] * one.width_m, up[1] * one.height_m, front + deep * one.depth_m),
    )


def _whole(one: Block) -> Box3:
    return _part(one, (0.0, 1.0), (0.0, 1.0), 1.0)


def _pillar(shot: Shot, one: Block, rng: np.random.Generator) -> None:
    faces = draw_box(shot, _part(one, (0.04, 0.96), (0.0, 1.0), 0.92), (150, 158, 162))
    if faces is not None:
        _speckle(shot, faces, (150, 158, 162), rng)
    draw_box(shot, _part(one, (0.0, 1.0), (0.0, 0.09), 1.0), (118, 122, 124))
    draw_box(shot, _part(one, (0.0, 1.0), (0.93, 1.0), 1.0), (128, 132, 134))


def _speckle(
    shot: Shot, faces: Faces, colour: tuple[float, float, float], rng: np.random.Generator
) -> None:
    worn = 1 + 0.05 * rough(faces.along, faces.hit.up, 0.08, rng)
    shot.paint(faces.hit, faces.hit.met, shaded(faces, bgr(colour) * worn[..., None]))


def _hedge(shot: Shot, one: Block, rng: np.random.Generator) -> None:
    faces = meet_box(shot, _whole(one))
    if faces is None:
        return
    hit, top = faces.hit, faces.light > 1
    across = np.where(top, hit.ahead, hit.up)
    leaf = rough(faces.along, across, 0.035, rng)
    lump = rough(faces.along, across, 0.3, rng)
    green = bgr([46, 92, 74]) * np.clip(0.95 + 0.24 * leaf + 0.14 * lump, 0.3, 1.6)[..., None]
    # One looks through between its topmost leaves, but from above one looks onto it.
    ragged = hit.up < one.height_m - 0.02 + 0.02 * leaf
    shot.paint(hit, hit.met & (ragged | top | (shot.up[hit.box] < 0)), shaded(faces, green))


def _wall(shot: Shot, one: Block, _: np.random.Generator) -> None:
    faces = meet_box(shot, _whole(one))
    if faces is None:
        return
    mortar = bricks(faces.along, faces.hit.up)[..., None]
    colours = bgr([112, 130, 170]) * (1 - 0.12 * mortar) + 14 * mortar
    shot.paint(faces.hit, faces.hit.met, shaded(faces, colours))
    draw_box(shot, _part(one, (-0.01, 1.01), (0.95, 1.0), 1.2), (158, 162, 164))


def _kiosk(shot: Shot, one: Block, _: np.random.Generator) -> None:
    body = draw_box(shot, _part(one, (0.03, 0.97), (0.0, 0.9), 0.92), (76, 104, 62))
    draw_box(shot, _part(one, (0.0, 1.0), (0.9, 1.0), 1.0), (66, 72, 72))
    if body is None:
        return
    share = (body.hit.x - one.x_m) / one.width_m + 0.5
    up = body.hit.up / one.height_m
    counter = ~body.side & (np.abs(share - 0.5) < 0.36) & (up > 0.4) & (up < 0.78)
    goods = np.floor(share * 14) + 3 * np.floor(up * 12)
    colours = bgr([70, 96, 120]) + 60 * ((goods * 7 % 5) / 5)[..., None] * bgr([0.5, 0.8, 1.2])
    shot.paint(body.hit, counter, shaded(body, colours))
    shot.paint(body.hit, ~body.side & (np.abs(up - 0.39) < 0.012), bgr([170, 176, 178]))


def _car(shot: Shot, one: Block, rng: np.random.Generator) -> None:
    paint = ((150, 120, 80), (70, 66, 150), (160, 160, 164), (74, 76, 78))[int(rng.integers(4))]
    body = draw_box(shot, _part(one, (0.0, 1.0), (0.14, 0.62), 0.98), paint)
    cabin = draw_box(shot, _part(one, (0.2, 0.84), (0.62, 1.0), 0.86), paint)
    _wheels(shot, one)
    if cabin is not None:
        share = (cabin.hit.x - one.x_m) / one.width_m + 0.5
        up = cabin.hit.up / one.height_m
        glass = (up > 0.66) & (up < 0.94) & (np.abs(share - 0.53) > 0.018)
        edge = (share > 0.23) & (share < 0.81)
        shot.paint(cabin.hit, glass & (edge | cabin.side), bgr([74, 66, 58]) + 20 * up[..., None])
    if body is not None:
        share = (body.hit.x - one.x_m) / one.width_m + 0.5
        up = body.hit.up / one.height_m
        seam = ~body.side & ((np.abs(share - 0.36) < 0.004) | (np.abs(share - 0.62) < 0.004))
        shot.paint(body.hit, seam, bgr(paint) * 0.6)
        ends = np.abs(np.abs(share - 0.5) - 0.48) < 0.02
        lights = ~body.side & (np.abs(up - 0.5) < 0.05) & ends
        shot.paint(body.hit, lights, bgr([190, 200, 214]))


def _wheels(shot: Shot, one: Block) -> None:
    hit = shot.meet_across(one.ahead_m - one.depth_m / 2)
    if hit is None:
        return
    radius_m = 0.22 * one.height_m
    for share in (-0.31, 0.29):
        x_m = one.x_m + share * one.width_m
        away_m = np.sqrt((hit.x - np.float32(x_m)) ** 2 + (hit.up - np.float32(radius_m)) ** 2)
        shot.paint(hit, away_m < radius_m, bgr([34, 34, 36]))
        shot.paint(hit, away_m < 0.6 * radius_m, bgr([136, 138, 140]))


def _bench(shot: Shot, one: Block, _: np.random.Generator) -> None:
    for side in (0.06, 0.88):
        draw_box(shot, _part(one, (side, side + 0.06), (0.0, 0.5), 0.8), (70, 74, 76))
    seat = draw_box(shot, _part(one, (0.0, 1.0), (0.48, 0.55), 1.0), (62, 98, 140))
    left, back = one.x_m - one.width_m / 2, one.ahead_m + one.depth_m / 2
    rest = Box3(
        low=(left, 0.62 * one.height_m, back - 0.05), high=(left + one.width_m, one.height_m, back)
    )
    for faces in (seat, draw_box(shot, rest, (62, 98, 140))):
        if faces is not None:
            grain = bgr([62, 98, 140]) * (1 + 0.10 * wave(faces.hit.up / 0.11))[..., None]
            shot.paint(faces.hit, faces.hit.met, shaded(faces, grain))


def _sign(shot: Shot, one: Block, _: np.random.Generator) -> None:
    faces = draw_box(shot, _part(one, (0.0, 1.0), (0.0, 1.0), 1.0), (58, 62, 66))
    if faces is None:
        return
    share = (faces.hit.x - one.x_m) / one.width_m + 0.5
    up = faces.hit.up / one.height_m
    board = ~faces.side & (np.abs(share - 0.5) < 0.42) & (up > 0.16) & (up < 0.94)
    shot.paint(faces.hit, board, shaded(faces, bgr([196, 206, 210])))
    text = board & (up % 0.11 < 0.045) & (np.abs(share - 0.5) < 0.33) & (up < 0.72)
    shot.paint(faces.hit, text, shaded(faces, bgr([80, 80, 84])))
    shot.paint(faces.hit, board & (up > 0.78), shaded(faces, bgr([56, 70, 178])))


_LOOKS: Final[dict[str, Callable[[Shot, Block, np.random.Generator], None]]] = {
    "pillar": _pillar,
    "hedge": _hedge,
    "wall": _wall,
    "kiosk": _kiosk,
    "car": _car,
    "bench": _bench,
    "sign": _sign,
}
