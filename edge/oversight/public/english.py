"""The statement in plain English, for whoever walks past. Another language is another such file."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from edge.oversight.public.english_text import TEXT
from edge.oversight.public.kept import Keeping
from edge.oversight.public.statement import Model, Watch

__all__ = ["CODE", "KEPT", "LEVELS", "MISSING", "SOURCES", "TASKS", "TEXT", "VERDICTS"]
__all__ += ["is_loud", "kept", "listed", "model", "noise", "rule", "span"]

CODE: Final = "en"
MISSING: Final = "Not stated by the operator."

LEVELS: Final[Mapping[str, str]] = {
    "P0": "Only numbers leave the camera: how many, in how much time. Nothing about one person.",
    "P1": "Short messages leave the camera: what happened, in which zone, and roughly when.",
    "P2": "Short messages leave the camera: what happened, in which zone, roughly when, "
    "and in which corner of the picture.",
    "P3": "Short messages leave the camera: what happened, in which zone, roughly when, "
    "and a box around where it was in the picture.",
}
SOURCES: Final[Mapping[str | None, str]] = {
    None: "Not known: this is a draft, not a camera at work.",
    "file": "A recording, not a live view.",
    "pictures": "A folder of pictures, not a live view.",
    "usb": "A camera that is part of the device.",
    "picamera": "A camera that is part of the device.",
    "network": "A NETWORK CAMERA: its unmasked pictures come over a network before they reach "
    "the device that hides people.",
    "simulator": "A drawn scene. There is no camera.",
}
TASKS: Final[Mapping[str, str]] = {
    "objects": "finds people, bicycles, vehicles, bags and animals",
    "faces": "finds where faces are, so that they can be covered",
}
VERDICTS: Final[Mapping[str | None, str]] = {
    None: "Nobody has tested whether it misses some groups of people more often.",
    "pass": "Tested: no group of people is missed noticeably more often.",
    "fail": "Tested and FAILED: some groups of people are missed more often.",
    "insufficient": "NOT PROVEN FAIR: too few people were in the test to tell whether some groups "
    "are missed more often.",
}
KEPT: Final[Mapping[str, tuple[str, str]]] = {
    "raw": (
        "The picture before people are covered",
        "Less than a second, in the camera's memory. It is never stored and never sent.",
    ),
    "raw_of_sealed": (
        "The picture before people are covered",
        "Less than a second, in the camera's memory, and around an event also as sealed originals.",
    ),
    "clips": (
        "Video around an event, in which people are covered",
        "{time}, on the camera. It is not sent to the network by itself.",
    ),
    "sealed": (
        "Sealed originals: video in which people are NOT covered, encrypted at once",
        "{time}, on the camera, which cannot open it. Two of three key holders have to do so "
        "together.",
    ),
    "messages": (
        "Messages that wait for the network",
        "Until they are delivered.",
    ),
    "habits": (
        "How busy each hour of the week usually is",
        "As long as the rule is in use: 168 averages, and nothing of anybody.",
    ),
    "view": (
        "A rough sketch of the scene, to notice when the camera is moved",
        "As long as the camera looks there. Nobody can be seen in it.",
    ),
    "received": ("The messages, where they arrive", "{time}."),
}
_LABELS: Final[Mapping[str, str]] = {
    "person": "people",
    "bicycle": "bicycles",
    "vehicle": "vehicles",
    "bag": "bags",
    "animal": "animals",
}
_RULES: Final[Mapping[str, str]] = {
    "restricted_zone": "Tells when {labels} are in “{place}”",
    "loitering": "Tells when {labels} stay in “{place}” for more than {after}",
    "line_crossing": "Counts {labels} that cross the line “{place}”, in each direction",
    "occupancy": "Counts how many {labels} are in “{place}”",
    "wrong_way": "Tells when {labels} go through “{place}” the wrong way",
    "unattended_object": "Tells when something left in “{place}” has been alone for {after}",
    "object_removed": "Tells when something that belongs in “{place}” has been gone for {after}",
    "tampering": "Tells when the camera itself is covered, moved, blinded or frozen",
    "unusual_activity": "Tells when many more {labels} than usual come into “{place}”",
}
_COUNTING: Final = ("line_crossing", "occupancy")
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def rule(watch: Watch, *, level: str) -> str:
    """One sentence on what a rule does."""
    settings = watch.settings
    sentence = _RULES[watch.rule].format(
        labels=listed(_LABELS.get(label, label) for label in settings.get("labels", ())),
        place=watch.place,
        after=span(settings.get("after_s", 0.0)),
    )
    if settings.get("limits"):
        sentence += f", and tells when there are {listed(map(str, settings['limits']), 'or')}"
    if settings.get("schedule"):
        sentence += f", {listed(map(_hours, settings['schedule']))}"
    if level == "P0" and watch.rule not in _COUNTING:
        return f"{sentence}. At this privacy level nothing of that is sent."
    return f"{sentence}."


def is_loud(text: str) -> bool:
    """Whether it says what must not be overlooked: what is missing, what failed."""
    words = text.replace(":", " ").split()
    return MISSING in text or any(word.isupper() and len(word) > 2 for word in words)


def model(one: Model) -> str:
    """What a network is for, and what is known of its fairness."""
    said = VERDICTS[None if one.audit is None else one.audit.verdict]
    if one.audit is None:
        return said
    people = f"{said} {one.audit.people} photographed people were tested on {one.audit.on}"
    if one.audit.verdict == "pass":
        return f"{people}."
    return f"{people}; {one.audit.needed_people_a_group} in each group would be needed."


def kept(one: Keeping) -> tuple[str, str]:
    """What is kept, and for how long."""
    what, how_long = KEPT[one.what]
    if one.ends == "unstated":
        return what, MISSING
    if one.hours is None:
        return what, how_long.format(time="As long as the operator has set")
    return what, how_long.format(time=span(3600 * one.hours) if one.hours else "Not at all")


def noise(counts: Mapping[str, Any]) -> str | None:
    """What is added to the numbers, None for nothing."""
    added = counts.get("noise")
    if added is None:
        return None
    epsilon = added["epsilon_milli"] / 1000
    return (
        f"Chance is added to each number (differential privacy, epsilon {epsilon:g} a window), so "
        "that nobody can tell from it whether you were there."
    )


def span(seconds: float) -> str:
    """A length of time in the unit that a person would use."""
    for unit, length_s in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = seconds / length_s
        if count >= 1 and count == int(count):
            return f"{count:g} {unit}" + ("s" if count != 1 else "")
    return f"{seconds:g} seconds"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as a person lists them."""
    *first, end = list(words) or ["things"]
    return f"{', '.join(first)} {last} {end}" if first else end


def _hours(hours: Mapping[str, Any]) -> str:
    start, end = hours["from"], hours["to"]
    days = [day for day in _DAYS if day in hours["days"]]
    time = "at any hour" if start == end else f"from {start} to {end}"
    return time if len(days) == len(_DAYS) else f"{time} on {listed(days)}"
