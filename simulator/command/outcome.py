"""What scenes came to, in plain lines or as JSON."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from simulator.lab.record import Happened, Heard, Record
from simulator.score import Verdict, verdict_lines, verdicts_json, write_html

FAILED: Final = 1
_ABOUT_THE_SCENE: Final = ("event/", "count/")


def tell(records: Sequence[Record], *, as_json: bool) -> int:
    """Print what happened. Returns the exit code."""
    if as_json:
        print(msgspec.json.encode({"runs": [_plain(record) for record in records]}).decode())
    else:
        print("\n".join(line for record in records for line in _lines(record)))
    return 0


def tell_verdicts(verdicts: Sequence[Verdict], *, as_json: bool, page: Path | None = None) -> int:
    """Print how good it was, and write the page. Returns 1 if a scenario fails, else 0."""
    if page is not None:
        write_html(page, verdicts)
    if as_json:
        print(msgspec.json.encode(verdicts_json(verdicts)).decode())
    else:
        print("\n".join(verdict_lines(verdicts)))
    return 0 if all(verdict.passed for verdict in verdicts) else FAILED


def _lines(record: Record) -> Iterator[str]:
    scenario = record.scenario
    yield f"{scenario.name}: {record.frames} pictures of {scenario.duration_s:g} s"
    told = [message for message in _told(record) if message.topic.startswith(_ABOUT_THE_SCENE)]
    yield from (_line(message) for message in told)
    if not told:
        yield "  nothing was told"
    late = f", {record.waiting} still wait in the camera" if record.waiting else ""
    yield f"  {len(record.heard)} messages arrived{late}"


def _told(record: Record) -> Sequence[Happened | Heard]:
    """As vision judged it, or where nobody can look into it, as the receiver got it."""
    return record.happened or record.heard


def _line(message: Happened | Heard) -> str:
    said: dict[str, Any] = msgspec.json.decode(message.payload)
    what = str(said.get("rule", "line_crossing" if "line" in said else "occupancy"))
    place = said.get("zone") or said.get("line")
    detail = said.get("direction") or said.get("dwell") or _counted(said)
    phase = said.get("phase", "count")
    return f"  {message.t_s:9.1f} s  {what:16} {phase:7} {place:16} {said['label']} {detail}"


def _counted(said: dict[str, Any]) -> str:
    if said.get("count_in") is None and said.get("peak") is None:
        return "not watched throughout"
    if "peak" in said:
        mean = said["total_s"] / said["window_s"]
        return f"{said['peak']} at most, {mean:.1f} on average"
    return f"{said['count_in']} in, {said['count_out']} out"


def _plain(record: Record) -> dict[str, Any]:
    return {
        "name": record.scenario.name,
        "seed": record.seed,
        "level": record.level,
        "broker": record.broker,
        "frames": record.frames,
        "waiting": record.waiting,
        "wall_s": round(record.wall_s, 3),
        "told": [
            {"t_s": round(m.t_s, 3), "topic": m.topic, "payload": msgspec.Raw(m.payload)}
            for m in _told(record)
            if m.topic.startswith(_ABOUT_THE_SCENE)
        ],
    }
