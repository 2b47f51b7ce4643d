"""What is known of a fleet, as lines to read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from edge.fleet.known import Camera, said
from edge.fleet.rollout import STAGES, Outcome


def fleet_lines(cameras: Iterable[Camera], *, rows: int) -> Iterator[str]:
    """A summary, then a line for each camera, those that fare badly first; rows at most."""
    listed = sorted(cameras, key=lambda camera: (camera.ailment() is None, camera.name))
    states = Counter("well" if camera.ailment() is None else "unwell" for camera in listed)
    versions = Counter(_version(camera) for camera in listed)
    yield f"{len(listed):,} cameras, {states['well']:,} well, {states['unwell']:,} not"
    yield "versions: " + ", ".join(f"{name} at {n:,}" for name, n in versions.most_common(5))
    for camera in listed[:rows]:
        state = f"{camera.ailment() or 'well'}{_update(camera)}"
        yield f"{camera.name:<24} {_version(camera):>12}  {state}"
    if len(listed) > rows:
        yield f"... and {len(listed) - rows:,} more"


def snapshot(camera: Camera) -> dict[str, Any]:
    """The same of one camera, for a machine."""
    return {
        "camera": camera.name,
        "ailment": camera.ailment(),
        "drift": camera.drift(),
        "desired": camera.desired,
        "config": None if camera.config is None else camera.config.version,
        "policy": None if camera.policy is None else camera.policy.version,
        "update": None if camera.update is None else msgspec.to_builtins(camera.update),
        "firmware": None if camera.status is None else camera.status.firmware,
    }


def outcome_line(outcome: Outcome) -> str:
    """How far a roll-out is."""
    share = STAGES[outcome.stage - 1]
    return (
        f"{outcome.state}, stage {outcome.stage} ({share:.0%}): {outcome.told:,} told, "
        f"{outcome.good:,} well, {len(outcome.failed):,} failed, {outcome.untold:,} to go"
    )


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """How it went, and who failed or was left out, by name."""
    yield outcome_line(outcome)
    for name, why in outcome.failed.items():
        yield f"failed    {name}: {why}"
    for name, why in outcome.left_out.items():
        yield f"left out  {name}: {why}"


def _update(camera: Camera) -> str:
    """How far an update is, where one was ever taken up."""
    report = camera.update
    if report is None:
        return ""
    far = f" {report.fetched_bytes / report.size_bytes:.0%}" if report.state == "fetching" else ""
    return f"  {report.kind or 'update'} {report.desired_version or '?'}: {said(report)}{far}"


def _version(camera: Camera) -> str:
    return "-" if camera.config is None else str(camera.config.version)
