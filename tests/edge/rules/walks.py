"""Walks through the picture for rules to judge: a foot, or none, at each moment."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from edge.geometry import Box, Point
from edge.label import Label
from edge.rules.finding import Finding
from edge.rules.rule import Rule, Scene
from edge.rules.who import Who
from edge.tracking.track import Track, TrackId

HEIGHT, WIDTH = 0.2, 0.06


def box_at(foot: Point) -> Box:
    x, y = foot
    return Box(x_min=x - WIDTH / 2, y_min=y - HEIGHT, x_max=x + WIDTH / 2, y_max=y)


def track(
    foot: Point,
    *,
    mono_s: float,
    number: int = 1,
    label: Label = "person",
    confirmed: bool = True,
    unseen_s: float = 0.0,
    first_mono_s: float = 0.0,
) -> Track:
    return Track(
        id=TrackId(number),
        label=label,
        box=box_at(foot),
        score=0.7,
        first_mono_s=first_mono_s,
        seen_mono_s=mono_s - unseen_s,
        confirmed=confirmed,
    )


def scene(*tracks: Track, mono_s: float, utc_s: float | None = None) -> Scene:
    return Scene(tracks=tracks, mono_s=mono_s, utc_s=utc_s)


def told_apart(scenes: Iterable[Scene]) -> list[Scene]:
    """The same as the rules of a camera get them, whoever's numbers were mixed up."""
    who = Who()
    return [
        replace(each, tracks=who.told_apart(each.tracks, mono_s=each.mono_s)) for each in scenes
    ]


def watch(rule: Rule, scenes: Iterable[Scene]) -> list[Finding]:
    return [finding for each in scenes for finding in rule.observe(each)]


def times(until_s: float, *, fps: float = 10.0, start_s: float = 0.0) -> list[float]:
    return [start_s + i / fps for i in range(round((until_s - start_s) * fps) + 1)]


def along(path: Callable[[float], Point | None], moments: Iterable[float]) -> list[Scene]:
    """One confirmed person whose foot is at path(mono_s), or who is not there at all."""
    return [
        scene(*([track(foot, mono_s=t)] if (foot := path(t)) else []), mono_s=t) for t in moments
    ]
