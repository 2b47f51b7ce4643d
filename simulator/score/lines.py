"""What somebody who passes a line owes: once, and which way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge import config as configuration
from edge.config import Config, Line
from edge.terms import Direction
from simulator.score.due import Due
from simulator.score.whereabouts import LABELS_OF, Floats, Whereabouts
from simulator.score.zones import EARLY_S, LATE_S

# edge/rules/line_crossing.py: how far a foot that is clear of the line is from it, in shares of the
# box across and down; sure at three times that.
ACROSS: Final = 0.35
DOWN: Final = 0.1
SURE: Final = 3.0
# Feet, and boxes that grow with their owner, are not seen finer than this: who comes to rest nearer
# than twice as far as clear may count at once, or when he goes on.
CLEARLY: Final = 2.0
# So near to an end of the line, in shares of it, a foot may pass inside or outside.
END: Final = 0.04
# Who has been in view for less was hardly followed before the line.
KNOWN_S: Final = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """touch_s: when the foot came onto the line; clear_s: when it was clear of it again.

    clearly_s: when nobody can doubt it any more who has not been hidden for too long until then.
    """

    direction: Direction
    touch_s: float
    clear_s: float
    clearly_s: float
    sure: bool


def crossings(
    rule: configuration.LineCrossing, config: Config, bodies: Sequence[Whereabouts]
) -> list[Due]:
    """One event for each passage from clear of the line to clear of it on the other side."""
    line = config.lines[rule.line]
    return [
        Due(
            rule="line_crossing",
            place=rule.line,
            label=next(label for label in LABELS_OF[body.kind] if label in rule.labels),
            direction=passage.direction,
            due_s=passage.clear_s,
            open_s=(passage.touch_s - EARLY_S, passage.clearly_s + LATE_S),
            close_s=None,
            must=passage.sure,
        )
        for body in bodies
        for passage in passages(line, body)
    ]


def passages(line: Line, body: Whereabouts) -> Iterator[Passage]:
    """All passages of one body, in their order."""
    across, along = _across(line, body), _along(line, body)
    side = np.where(np.abs(across) >= 1.0, np.sign(across), 0.0)
    side[~body.in_view] = 0.0
    clear = np.flatnonzero(side)
    for a, b in pairwise(clear.tolist()):
        if side[a] == side[b]:
            continue
        on_line = along[a : b + 1][np.argmin(np.abs(across[a : b + 1]))]
        if not -END <= on_line <= 1 + END:
            continue
        yield Passage(
            direction="in" if side[b] > 0 else "out",
            touch_s=float(body.t_s[a]),
            clear_s=float(body.t_s[b]),
            clearly_s=float(body.t_s[_shown(body, _clearly(across, b))]),
            sure=bool(END <= on_line <= 1 - END) and _is_sure(body, across, a, b),
        )


def _clearly(across: Floats, b: int) -> int:
    """When the foot is clear beyond doubt on the side that it has at b, or b if it never is."""
    beyond = across[b:] * np.sign(across[b])
    (found,) = np.nonzero((beyond >= CLEARLY) | (beyond <= 0.0))
    return b + int(found[0]) if len(found) and beyond[found[0]] > 0.0 else b


def _shown(body: Whereabouts, index: int) -> int:
    """When a body is seen again that is hidden, or at once."""
    return index + int(np.argmax(body.well_seen[index:]))


def _is_sure(body: Whereabouts, across: Floats, a: int, b: int) -> bool:
    """Well seen until it is over, and well away from the line before it comes back to it."""
    if not body.well_seen[a : b + 1].all():
        return False
    known_s = float(body.t_s[a] - body.t_s[min(_since(body.in_view & body.well_seen, a), a)])
    back = np.flatnonzero(np.sign(across[b:]) != np.sign(across[b]))
    after = across[b : b + back[0]] if len(back) else across[b:]
    before = _run_before(across, a)
    return known_s >= KNOWN_S and np.abs(after).max() >= SURE and np.abs(before).max() >= SURE


def _since(holds: NDArray[np.bool_], index: int) -> int:
    """Since when it has held without a break."""
    broken = np.flatnonzero(~holds[: index + 1])
    return int(broken[-1]) + 1 if len(broken) else 0


def _run_before(across: Floats, index: int) -> NDArray[np.float64]:
    other = np.flatnonzero(np.sign(across[:index]) != np.sign(across[index]))
    start = int(other[-1]) + 1 if len(other) else 0
    return across[start : index + 1]


def _across(line: Line, body: Whereabouts) -> Floats:
    """How far each spot lies across the line, 1 where it is clear of it; right > 0."""
    (x_a, y_a), (x_b, y_b) = line.start, line.end
    area = (x_b - x_a) * (body.y - y_a) - (y_b - y_a) * (body.x - x_a)
    clear = ACROSS * abs(y_b - y_a) * body.breadth + DOWN * abs(x_b - x_a) * body.height
    return area / np.maximum(clear, 1e-9)


def _along(line: Line, body: Whereabouts) -> Floats:
    """Where along the line each spot lies, 0 at its start and 1 at its end."""
    (x_a, y_a), (x_b, y_b) = line.start, line.end
    run_x, run_y = x_b - x_a, y_b - y_a
    return ((body.x - x_a) * run_x + (body.y - y_a) * run_y) / (run_x**2 + run_y**2)
