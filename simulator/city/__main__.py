"""`python -m simulator.city`: the feedback loop of discovered-only data, and a city without it."""

import argparse
from pathlib import Path

import numpy as np

from edge.forecast.picture import COLOURS, Curve, chart, page
from simulator.city.city import RATES, Course, always_watched, discovered_only


def main() -> None:
    parser = argparse.ArgumentParser(prog="simulator.city", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, metavar="N")
    parser.add_argument("--html", type=Path, metavar="OUT", help="draw some of them")
    args = parser.parse_args()
    cities = {
        "discovered only": [discovered_only(seed=seed) for seed in range(args.seeds)],
        "always watched": [always_watched(seed=seed) for seed in range(args.seeds)],
        "outages as zero": [
            always_watched(seed=seed, outages_are_null=False) for seed in range(args.seeds)
        ],
    }
    print(f"{len(RATES)} districts, {args.seeds} cities each; 0 astray: as what truly happens")
    for name, courses in cities.items():
        astray = [course.astray for course in courses]
        print(f"{name:16} astray {np.mean(astray):.2f}, at worst {max(astray):.2f}")
    if args.html is not None:
        args.html.write_text(
            page("Where attention goes", [_picture(n, c) for n, c in cities.items()])
        )


def _picture(name: str, courses: list[Course]) -> str:
    """The first district's share, in the first cities; the last curve is what it deserves."""
    curves = [
        Curve(
            name=f"city {number + 1}",
            values=course.shares[::7, 0],
            colour=COLOURS[number % len(COLOURS)],
            is_thin=True,
        )
        for number, course in enumerate(courses[:8])
    ]
    fair = np.full(curves[0].values.size, courses[0].fair[0])
    top = np.ones_like(fair)
    curves.append(Curve(name="what truly happens there", values=fair, colour="#808890"))
    labels = [(week, f"week {week}") for week in range(0, fair.size, 26)]
    title = f"{name}: share of all attention that the first of {len(RATES)} districts gets"
    return chart(title, curves, labels=labels, band=(top, top))


if __name__ == "__main__":
    main()
