"""What each fault does to a moment of its time."""

from collections.abc import Callable
from typing import Final

from simulator.injection.moment import Flaw, Moment, Shown
from simulator.injection.spell import Spell

# Less than areas are drawn too large.
SHAKEN_PX: Final = 3
Act = Callable[[Moment, Spell, float], None]


def objects(flaw: Flaw) -> Act:
    def act(moment: Moment, spell: Spell, t_s: float) -> None:
        moment.objects = flaw

    return act


def faces(flaw: Flaw) -> Act:
    def act(moment: Moment, spell: Spell, t_s: float) -> None:
        moment.faces = flaw

    return act


def shown(shown: Shown) -> Act:
    def act(moment: Moment, spell: Spell, t_s: float) -> None:
        moment.shown = shown

    return act


def dies_once(flaw: Flaw) -> Act:
    """A process that dies begins anew; it does not die at every picture."""

    def act(moment: Moment, spell: Spell, t_s: float) -> None:
        moment.kills = True
        if spell.begins:
            moment.objects = flaw

    return act


def tracker(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.kills = True
    moment.tracker_breaks = spell.begins


def now_and_then(moment: Moment, spell: Spell, t_s: float) -> None:
    if spell.chance < 0.5:
        moment.objects = "raises"


def lights_out(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.light *= 0.06 * spell.strength


def dusk(moment: Moment, spell: Spell, t_s: float) -> None:
    """Darker and darker, and light again at once."""
    moment.light *= 1 - (0.85 + 0.15 * spell.strength) * min(1.5 * spell.past(t_s), 1.0)


def glare(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.light *= 1 + 2 * spell.strength
    moment.lift += 120 + 130 * spell.strength


def dazzled(moment: Moment, spell: Spell, t_s: float) -> None:
    """Brighter and brighter: a low sun comes round a corner."""
    moment.lift += 255 * min(1.5 * spell.past(t_s), 1.0)


def light_jump(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.light *= 0.4 + 0.4 * spell.strength if spell.chances[0] < 0.5 else 1.3 + spell.strength


def flicker(moment: Moment, spell: Spell, t_s: float) -> None:
    if spell.chance < 0.3:
        moment.light *= 0.05 + 0.5 * spell.strength


def defocused(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.blur_px = max(moment.blur_px, 5 + 8 * spell.strength)


def drifts_out_of_focus(moment: Moment, spell: Spell, t_s: float) -> None:
    most_px = 6 + 8 * spell.strength
    moment.blur_px = max(moment.blur_px, most_px * min(1.5 * spell.past(t_s), 1.0))


def moved(moment: Moment, spell: Spell, t_s: float) -> None:
    """Knocked to another side at once, 16 px to half the picture, and back at the end."""
    across = round(16 + 140 * spell.strength) * (1 if spell.chances[0] < 0.5 else -1)
    down = round(30 * (2 * spell.chances[1] - 1))
    moment.shift_px = moment.shift_px[0] + across, moment.shift_px[1] + down


def turned(moment: Moment, spell: Spell, t_s: float) -> None:
    """Turned by hand, within a second or two."""
    share = min((t_s - spell.start_s) / (0.4 + 1.5 * spell.chances[2]), 1.0)
    across = round((40 + 110 * spell.strength) * share) * (1 if spell.chances[0] < 0.5 else -1)
    moment.shift_px = moment.shift_px[0] + across, moment.shift_px[1]


def shaken(moment: Moment, spell: Spell, t_s: float) -> None:
    """Wind at the pole: a few pixels to and fro, less than areas are drawn too large."""
    across = round(SHAKEN_PX * (2 * spell.chance - 1))
    down = round(SHAKEN_PX * (2 * spell.chances[spell.moments % 7] - 1))
    moment.shift_px = moment.shift_px[0] + across, moment.shift_px[1] + down


def late(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.late = spell.chance < 0.4


def old(moment: Moment, spell: Spell, t_s: float) -> None:
    """Pictures wait before anybody looks at them."""
    moment.age_s = 0.3 + 5 * spell.strength


def dropped(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.lost = spell.chance < 0.7


def gap(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.lost = True


def twice(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.twice = spell.chance < 0.6


def clock_back(moment: Moment, spell: Spell, t_s: float) -> None:
    if spell.begins:
        moment.jump_s -= 0.05 + 20 * spell.strength**2


def clock_ahead(moment: Moment, spell: Spell, t_s: float) -> None:
    if spell.begins:
        moment.jump_s += 0.5 + 600 * spell.strength**2


def clock_unset(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.utc_known = False


def another_size(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.scale = 0.5 + 0.4 * spell.strength if spell.chances[0] < 0.5 else 1.25


def overload(moment: Moment, spell: Spell, t_s: float) -> None:
    """Pictures come thrice as often, and the models can look less than half as often."""
    moment.crowd = 3
    moment.stretch = 2.5


def hot(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.stretch = 1 + 1.5 * spell.strength


def strict(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.strict = True


def lenient(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.strict = False


def areas(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.other_area = True


def unconfigured(moment: Moment, spell: Spell, t_s: float) -> None:
    """Begins anew, and its configuration cannot be read until somebody sends one."""
    moment.unconfigured = True


def nonsense(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.nonsense_configured = True


def restart(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.restart = spell.begins or spell.chance < 0.05


def disk_full(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.disk_full = True


def viewer(moment: Moment, spell: Spell, t_s: float) -> None:
    moment.viewer_hangs = True
