"""`simulator sweep`: does a detector find the people drawn here, of any size, from anywhere?"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

from edge.assemble import open_detectors, threads_offline
from edge.errors import BadInputError
from edge.perception.detector import ObjectDetector
from simulator.scenario.schema import Light
from simulator.sweep.cutouts import cutouts, scaled
from simulator.sweep.figures import by, by_size, share
from simulator.sweep.measure import Answer, drawn
from simulator.sweep.report import write_report
from simulator.sweep.sitting import Setting, settings

PITCHES_DEG: Final = (0.0, 7.5, 15.0, 22.5, 30.0, 37.5, 45.0)
BANDS: Final = 8
# Fewer cameras for the same number of people: an empty place takes as long to draw as fifty.
_FEW_BANDS: Final = 4
_TONES: Final = tuple(f"tone{number}" for number in range(1, 7))
_REAL: Final = 60


def main(argv: list[str]) -> int:
    """Returns 0, or 2 for bad input."""
    parser = argparse.ArgumentParser(prog="simulator sweep", description=__doc__)
    parser.add_argument("--objects", metavar="MODEL", help="object detector (default: the default)")
    parser.add_argument("--each", type=int, default=15, help="people for each camera (default 15)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--html", type=Path, metavar="FILE", help="a page with plots")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--cutouts", type=Path, metavar="VIDEO", help="real people beside them")
    args = parser.parse_args(argv)
    try:
        _sweep(args)
    except BadInputError as error:
        print(f"simulator sweep: {error}", file=sys.stderr)
        return 2
    return 0


def _sweep(args: argparse.Namespace) -> None:
    detector, _ = open_detectors(objects=args.objects, faces=None, threads=threads_offline())
    day = list(_shown(_by_day(), detector, args.seed, args.each))
    lights = list(_shown(_by_light(), detector, args.seed, 2 * args.each))
    in_every_tone = len(_TONES) * max(1, args.each // 2)
    tones = list(_shown(_by_tone(), detector, args.seed, in_every_tone))
    real: list[Answer] = []
    if args.cutouts is not None:
        people = cutouts(args.cutouts, detector, most=_REAL)
        real = list(scaled(people, detector, per_person=args.each, seed=args.seed))
    if args.html is not None:
        model = args.objects or "the default detector"
        write_report(args.html, model=model, day=day, lights=lights, tones=tones, real=real)
    _tell(day, lights, tones, real, as_json=args.json)


def _by_day() -> Iterator[Setting]:
    return settings(pitches_deg=PITCHES_DEG, bands=BANDS, light="day")


def _by_light() -> Iterator[Setting]:
    for light in get_args(Light):
        yield from settings(pitches_deg=(15.0,), bands=_FEW_BANDS, light=light)


def _by_tone() -> Iterator[Setting]:
    lights: tuple[Light, ...] = ("day", "dusk", "night")
    for light in lights:
        yield from settings(pitches_deg=(7.5,), bands=_FEW_BANDS, light=light, tones=_TONES)


def _shown(
    cameras: Iterator[Setting], detector: ObjectDetector, seed: int, count: int
) -> Iterator[Answer]:
    for camera in cameras:
        yield from drawn(camera, detector, count=count, seed=seed)


def _tell(
    day: list[Answer],
    lights: list[Answer],
    tones: list[Answer],
    real: list[Answer],
    *,
    as_json: bool,
) -> None:
    figures = {
        "day": share(day).as_json(),
        "by_size_px": {f"{height:.0f}": part.as_json() for height, part in by_size(day)},
        "by_pitch_deg": {
            str(key): p.as_json() for key, p in by(day, lambda a: a.pitch_deg).items()
        },
        "by_light": {str(key): p.as_json() for key, p in by(lights, lambda a: a.light).items()},
        "by_tone": {str(key): p.as_json() for key, p in by(tones, lambda a: a.tone).items()},
        "real_by_size_px": {f"{h:.0f}": p.as_json() for h, p in by_size(real)} if real else {},
    }
    if as_json:
        print(json.dumps(figures))
        return
    for name, table in figures.items():
        rows = {"all": table} if "shown" in table else table
        for key, row in rows.items():
            print(f"{name:16} {key:>10}  {row['shown']:5d} shown, {_percent(row)} found")


def _percent(row: dict[str, float]) -> str:
    share_found = row["found_at_continues"]
    return "-" if share_found is None else f"{100 * share_found:5.1f} %"
