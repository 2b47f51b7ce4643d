"""An attack in figures, as `--json` prints them and the page shows them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from simulator.attack.attack import OURS, Taken
from simulator.attack.score import Found

# What the default mask must hold: the upper end of the interval, in times chance.
MOST_TIMES_CHANCE: Final = 2.0
TAR: Final = "tar_at_far_1e-2"
_DIGITS: Final = 5


def figures(
    taken: Taken,
    judged: Mapping[str, Mapping[str, Sequence[Found]]],
    *,
    people: int,
    seed: int,
) -> dict[str, Any]:
    """styles: by family what its strongest obfuscation leaves to its strongest attacker.

    `strengths` has all of a family's, weakest first, `attackers` all of a strength's. The
    attacker with the highest upper bound counts: so no choice among them flatters the mask.
    """
    chance = 1 / people
    styles = {family: _style(strengths, chance) for family, strengths in judged.items()}
    return {
        "people": people,
        "chance": round(chance, _DIGITS),
        "seed": seed,
        "scenes": taken.scenes,
        "pictures": taken.pictures,
        "masked_whole_share": round(taken.whole / taken.pictures, _DIGITS),
        "faces_left_share": round(taken.left / taken.pictures, _DIGITS),
        "within_twice_chance": styles[OURS]["rank1_upper95"] <= MOST_TIMES_CHANCE * chance,
        "styles": styles,
    }


def _style(strengths: Mapping[str, Sequence[Found]], chance: float) -> dict[str, Any]:
    rows = {name: _strength(found, chance) for name, found in strengths.items()}
    name, strongest = list(rows.items())[-1]
    return {"strength": name, **strongest, "strengths": rows}


def _strength(found: Sequence[Found], chance: float) -> dict[str, Any]:
    every = [_attacker(one, chance) for one in found]
    return {**every[0], "attackers": every}


def _attacker(one: Found, chance: float) -> dict[str, Any]:
    low, high = one.rank1_95
    numbers = {
        "rank1": one.rank1,
        "rank1_lower95": low,
        "rank1_upper95": high,
        "times_chance": one.rank1 / chance,
        "times_chance_upper95": high / chance,
        TAR: one.tar,
        f"{TAR}_lower95": one.tar_95[0],
        f"{TAR}_upper95": one.tar_95[1],
        "leak_p": one.leak_p,
    }
    rounded = {name: round(value, _DIGITS) for name, value in numbers.items()}
    return {
        "attacker": one.attacker,
        "gallery": one.gallery,
        "scenes": one.scenes,
        **rounded,
    }


def lines(told: Mapping[str, Any]) -> Iterator[str]:
    """The same for a terminal."""
    yield (
        f"{told['people']} people in {told['scenes']} scenes, "
        f"{told['pictures']} pictures masked by the camera's pipeline"
    )
    yield (
        f"{100 * told['masked_whole_share']:.1f} % masked whole, a part of the face left in "
        f"{100 * told['faces_left_share']:.2f} %; chance {100 * told['chance']:.2f} %"
    )
    yield f"{'':28} {'rank 1':>8} {'95 %':>16} {'x chance':>9} {'TAR@1e-2':>9}  by"
    for style in told["styles"].values():
        for name, row in style["strengths"].items():
            between = f"[{100 * row['rank1_lower95']:.1f}, {100 * row['rank1_upper95']:.1f}]"
            yield (
                f"{name:28} {100 * row['rank1']:6.1f} % {between:>16} {row['times_chance']:9.1f} "
                f"{100 * row[TAR]:7.1f} %  {row['attacker']}, {row['gallery']}"
            )
    times = told["styles"][OURS]["times_chance_upper95"]
    yield f"the default mask: at most {times:.2f} times chance (upper end of the 95 % interval)"
