"""`passerby forecast`: what is to be expected of places, from counts by the hour alone."""

import argparse
import csv
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np

    from edge.forecast.expected import Expected
    from edge.forecast.hotspots import Worth
    from edge.forecast.series import Floats, Series

# What is left is expected hour by hour without having been fitted to.
_TRAINED: Final = 0.7
_DRAWN_H: Final = 14 * 24
_DAYS: Final = 30
_AHEAD_H: Final = 24


def register(commands: Any) -> None:
    """Add the command to an argparse subparsers object."""
    parser = commands.add_parser(
        "forecast",
        help="what to expect of places by the hour, what was unusual, which are busiest",
        usage="passerby forecast [hotspots] COUNTS [--map FILE] [--json] [--html OUT]",
    )
    parser.add_argument(
        "words",
        nargs="+",
        metavar="[hotspots] COUNTS",
        help="a .csv or .jsonl file of place, hour (UTC s), count, epsilon_milli; no count: outage",
    )
    parser.add_argument(
        "--map", type=Path, metavar="FILE", help="hotspots: a .csv of place, x_m, y_m, for the KDE"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--html", type=Path, metavar="OUT", help="draw it on one page")
    parser.set_defaults(func=_forecast)


def _forecast(args: argparse.Namespace) -> int:
    # Before numpy is imported: threads for matrices as small as these only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from edge.errors import BadInputError
    from edge.forecast.reading import read_series

    *kind, counts = args.words
    if kind not in ([], ["hotspots"]):
        raise BadInputError(f"forecast: expected [hotspots] COUNTS, not {' '.join(args.words)}")
    series = read_series(Path(counts))
    if kind:
        return _hotspots(args, series)
    if args.map is not None:
        raise BadInputError("forecast: --map is for hotspots")
    return _expected(args, series)


def _expected(args: argparse.Namespace, series: "tuple[Series, ...]") -> int:
    from edge.forecast.expected import expect

    told = []
    for one in series:
        trained_h = int(_TRAINED * one.counts.size)
        told.append((one, expect(one, trained_h=trained_h, once_in_h=_DAYS * 24)))
    places = [{**_place(*pair), "next_day": _next_day(pair[0])} for pair in told]
    _tell(args, {"once_in_days": _DAYS, "places": places}, [_sentence(one) for one in places])
    if args.html is not None:
        _draw(args.html, "Expected activity", [_picture(*pair) for pair in told])
    return 0


def _place(series: "Series", expected: "Expected") -> dict[str, Any]:
    import numpy as np

    from edge.forecast.glm import deviance

    judged = np.isfinite(series.counts) & np.isfinite(expected.low)
    judged[: expected.trained_h] = False
    counts, mean = series.counts[judged], expected.mean[judged]
    inside = (counts >= expected.low[judged]) & (counts <= expected.high[judged])
    return {
        "place": series.place,
        "hours": int(series.counts.size),
        "outages": int(np.count_nonzero(~np.isfinite(series.counts))),
        "trained_hours": expected.trained_h,
        "judged_hours": int(np.count_nonzero(judged)),
        "covered": float(np.mean(inside)) if inside.size else None,
        "deviance": deviance(np.maximum(counts, 0.0), mean) if inside.size else None,
        "unusual": [
            {
                "hour": (series.first_hour + i) * 3600,
                "count": int(series.counts[i]),
                "expected": round(float(expected.mean[i]), 2),
                "limit": round(float(expected.limit[i]), 2),
            }
            for i in _unusual(series, expected).tolist()
        ],
    }


def _next_day(series: "Series") -> list[dict[str, Any]]:
    """What the coming hours will be, as far as all there is up to now can tell."""
    from dataclasses import replace

    import numpy as np

    from edge.forecast.expected import expect

    known_h = series.counts.size
    longer = replace(series, counts=np.append(series.counts, np.full(_AHEAD_H, np.nan)))
    told = expect(longer, trained_h=known_h, once_in_h=_DAYS * 24, ahead_h=_AHEAD_H)
    return [
        {
            "hour": (series.first_hour + hour) * 3600,
            "expected": round(float(told.mean[hour]), 2),
            "low": int(told.low[hour]),
            "high": int(told.high[hour]),
        }
        for hour in range(known_h, known_h + _AHEAD_H)
    ]


def _unusual(series: "Series", expected: "Expected") -> "np.ndarray[Any, Any]":
    import numpy as np

    above = np.nan_to_num(series.counts, nan=-np.inf) > np.nan_to_num(expected.limit, nan=np.inf)
    above[: expected.trained_h] = False
    return np.flatnonzero(above)


def _sentence(place: dict[str, Any]) -> str:
    covered = "nothing to judge by"
    if place["covered"] is not None:
        covered = f"{place['covered']:.1%} within nine-in-ten intervals"
    return (
        f"{place['place']}: {place['judged_hours']} hours judged, {place['outages']} outages,"
        f" {covered}, {len(place['unusual'])} unusual hours"
    )


def _picture(series: "Series", expected: "Expected") -> str:
    from edge.forecast.picture import COLOURS, Curve, chart

    start = max(series.counts.size - _DRAWN_H, 0)
    shown = slice(start, None)
    marks = [i - start for i in _unusual(series, expected).tolist() if i >= start]
    days = [
        (i - start, f"{datetime.fromtimestamp((series.first_hour + i) * 3600, UTC):%a %d %b}")
        for i in range(start, series.counts.size)
        if (series.first_hour + i) % 48 == 0
    ]
    return chart(
        f"{series.place}: counts by the hour, what was expected, nine in ten within the band",
        [
            Curve(name="counted", values=series.counts[shown], colour=COLOURS[2], is_thin=True),
            Curve(name="expected", values=expected.mean[shown], colour=COLOURS[0]),
        ],
        labels=days,
        band=(expected.low[shown], expected.high[shown]),
        marks=marks,
    )


def _hotspots(args: argparse.Namespace, series: "tuple[Series, ...]") -> int:
    import numpy as np

    from edge.errors import BadInputError
    from edge.forecast.expected import expect
    from edge.forecast.hotspots import compared, kernel_density, seasonal_naive

    if len(series) < 2:
        raise BadInputError("forecast hotspots: at least two places are needed")
    first = min(one.first_hour for one in series)
    length = max(one.first_hour + one.counts.size for one in series) - first
    trained_h = int(_TRAINED * length)
    counts = np.full((len(series), length), np.nan)
    ours = np.full((len(series), length), np.nan)
    for row, one in enumerate(series):
        where = slice(one.first_hour - first, one.first_hour - first + one.counts.size)
        seen_h = max(trained_h - where.start, 0)
        counts[row, where] = one.counts
        ours[row, where] = expect(one, trained_h=seen_h, once_in_h=_DAYS * 24, ahead_h=24).mean
    forecasts = {"a day ahead": ours, "seasonal naive": seasonal_naive(counts)}
    if args.map is not None:
        places = _positions(args.map, [one.place for one in series])
        forecasts["KDE"] = kernel_density(counts[:, :trained_h], length, places)
    judged = {name: forecast[:, trained_h:] for name, forecast in forecasts.items()}
    worths = compared(judged, counts[:, trained_h:])
    busiest = np.argsort(-np.nan_to_num(np.nanmean(ours[:, -24:], axis=1)))
    names = [series[i].place for i in busiest.tolist()]
    answer = {
        "places": names,
        "methods": {n: {"pai": w.pai, "pei": w.pei, "hours": w.hours} for n, w in worths.items()},
    }
    lines = [
        f"{n}: PAI {w.pai:.2f}, PEI {w.pei:.2f} over {w.hours} hours" for n, w in worths.items()
    ]
    _tell(args, answer, [*lines, f"busiest: {', '.join(names[:5])}"])
    if args.html is not None:
        _draw(args.html, "Busiest places", _hotspot_pictures(judged, counts[:, trained_h:], worths))
    return 0


def _hotspot_pictures(
    judged: "dict[str, Floats]", counts: "Floats", worths: "dict[str, Worth]"
) -> list[str]:
    import numpy as np

    from edge.forecast.hotspots import compared
    from edge.forecast.picture import COLOURS, Curve, chart

    days = range(0, counts.shape[1] - 23, 24)
    per_day = [
        compared({n: f[:, d : d + 24] for n, f in judged.items()}, counts[:, d : d + 24])
        for d in days
    ]
    curves = [
        Curve(
            name=f"{name} (PAI {worths[name].pai:.2f}, PEI {worths[name].pei:.2f})",
            values=np.array([day[name].pei for day in per_day]),
            colour=colour,
        )
        for name, colour in zip(judged, COLOURS, strict=False)
    ]
    labels = [(i, f"day {i + 1}") for i in range(0, len(per_day), 7)]
    return [chart("PEI by the day: 1 is the best choice there was", curves, labels=labels)]


def _positions(path: Path, places: list[str]) -> "Floats":
    import numpy as np

    from edge.errors import refuse

    try:
        with path.open(newline="") as file:
            rows = {r["place"]: (float(r["x_m"]), float(r["y_m"])) for r in csv.DictReader(file)}
        return np.array([rows[place] for place in places])
    except OSError as error:
        raise refuse(str(path), error.strerror or "cannot be read") from error
    except (KeyError, TypeError, ValueError) as error:
        raise refuse(str(path), f"needs place, x_m, y_m of every place: {error}") from error


def _tell(args: argparse.Namespace, answer: dict[str, Any], lines: list[str]) -> None:
    import msgspec

    print(msgspec.json.encode(answer).decode() if args.json else "\n".join(lines))


def _draw(path: Path, title: str, pictures: list[str]) -> None:
    from edge.forecast.picture import page
    from edge.whole_file import whole_file

    with whole_file(path) as place:
        place.write_text(page(title, pictures))
