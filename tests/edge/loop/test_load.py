"""The loop's strain over a virtual camera, with models that take as long as they are told to."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import exp, inf, nan

import pytest

from edge.loop.heat import Chip
from edge.loop.load import BUSY, MOST_STRETCH, Load
from edge.perception.attention import LOOK_S
from edge.tracking.life import CONFIRM_SIGHTS, CONFIRM_WITHIN_S

CARRY_S = 0.002
# From one sensor reading to the next.
WARM_EVERY_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One frame that was handed out."""

    at_s: float
    age_s: float
    stretch: float
    strain: str
    looked: bool


def play(
    *,
    look_s: Callable[[float], float],
    for_s: float,
    fps: float = 30,
    carry_s: float = CARRY_S,
    held: int = 1,
    load: Load | None = None,
) -> list[Handed]:
    """Frames through a loop that looks every LOOK_S, times the stretch. held: by the camera."""
    load = Load() if load is None else load
    now_s, due_s = 0.0, 0.0
    arrived, waiting = 0, deque[float](maxlen=held)
    handed: list[Handed] = []
    while now_s < for_s:
        while arrived / fps <= now_s or not waiting:
            now_s = max(now_s, arrived / fps)
            waiting.append(arrived / fps)
            arrived += 1
        captured_s, start_s = waiting.popleft(), now_s
        looked = captured_s >= due_s
        now_s += carry_s
        if looked:
            every_s = LOOK_S * load.stretch
            due_s = every_s + (due_s if captured_s < due_s + every_s else captured_s)
            now_s += look_s(start_s)
        load.note(start_s=start_s, end_s=now_s, looked=looked)
        handed.append(
            Handed(
                at_s=now_s,
                age_s=now_s - captured_s,
                stretch=load.stretch,
                strain=load.strain,
                looked=looked,
            )
        )
    return handed


def seconds(cost_s: float) -> Callable[[float], float]:
    return lambda _: cost_s


def busy(handed: list[Handed], *, look_s: float) -> float:
    """Share of the time between the first and the last look that was work."""
    first, *_, last = [number for number, frame in enumerate(handed) if frame.looked]
    part = handed[first:last]
    work_s = sum(CARRY_S + look_s * frame.looked for frame in part)
    return work_s / (handed[last].at_s - part[0].at_s)


def test_who_keeps_up_looks_as_often_as_is_meant() -> None:
    handed = play(look_s=seconds(0.1), for_s=30)
    assert {(frame.stretch, frame.strain) for frame in handed} == {(1.0, "ok")}


@pytest.mark.parametrize("look_s", [0.2, 0.25, 0.3, 0.4])
def test_slow_looks_become_rarer_until_a_quarter_of_the_time_is_free(look_s: float) -> None:
    settled = [f for f in play(look_s=seconds(look_s), for_s=60) if f.at_s > 20]
    # The loop looks at whole frames: a look falls due up to one of them late.
    frame_late = 1 / 30 / (LOOK_S * settled[-1].stretch)
    assert busy(settled, look_s=look_s) == pytest.approx(BUSY, rel=frame_late)
    assert {frame.strain for frame in settled} == {"shedding"}


@pytest.mark.parametrize("look_s", [0.2, 0.25, 0.3, 0.4, 0.6, 2.0])
@pytest.mark.parametrize("fps", [5, 12.5, 30])
def test_the_stretch_settles_and_does_not_swing(look_s: float, fps: float) -> None:
    handed = play(look_s=seconds(look_s), for_s=90, fps=fps)
    settled = [frame.stretch for frame in handed if frame.at_s > 30]
    assert max(settled) / min(settled) < 1.1


@pytest.mark.parametrize("look_s", [0.2, 0.3, 0.6])
def test_on_its_way_up_the_stretch_does_not_go_beyond_where_it_settles(look_s: float) -> None:
    handed = play(look_s=seconds(look_s), for_s=60)
    settled = [frame.stretch for frame in handed if frame.at_s > 30]
    assert max(frame.stretch for frame in handed) < 1.1 * min(settled)


@pytest.mark.parametrize("held", [1, 6])
@pytest.mark.parametrize("look_s", [0.2, 0.4, 1.0])
def test_a_frame_is_never_older_than_one_look_and_what_the_camera_holds(
    look_s: float, held: int
) -> None:
    handed = play(look_s=seconds(look_s), for_s=60, held=held)
    assert max(frame.age_s for frame in handed) <= look_s + CARRY_S + held / 30 + 1e-9


def test_a_camera_that_queues_frames_is_caught_up_with() -> None:
    handed = play(look_s=seconds(0.3), for_s=60, held=6)
    fresh = [frame.age_s <= 1 / 30 for frame in handed if frame.at_s > 30 and not frame.looked]
    assert sum(fresh) / len(fresh) > 0.3


def test_the_stretch_ends_where_a_newcomer_would_no_longer_be_followed() -> None:
    handed = play(look_s=seconds(5.0), for_s=120)
    assert handed[-1].stretch == MOST_STRETCH
    assert (CONFIRM_SIGHTS - 1) * LOOK_S * MOST_STRETCH < CONFIRM_WITHIN_S


def test_frames_too_many_to_be_masked_are_dropped_by_the_camera_and_age_no_more() -> None:
    handed = play(look_s=seconds(0.05), carry_s=0.1, for_s=60)
    assert handed[-1].stretch == MOST_STRETCH
    assert max(frame.age_s for frame in handed) <= 0.15 + 1 / 30 + 1e-9


def test_within_seconds_of_an_overload_looks_are_rarer_and_after_it_as_before() -> None:
    handed = play(look_s=lambda at_s: 0.6 if 20 <= at_s < 60 else 0.02, for_s=90)

    def stretch_at(at_s: float) -> float:
        return next(frame.stretch for frame in handed if frame.at_s >= at_s)

    assert stretch_at(20) == 1.0
    assert stretch_at(30) > 2.0
    assert stretch_at(66) == 1.0
    assert {frame.strain for frame in handed if frame.at_s > 66} == {"ok"}


def test_where_nothing_is_looked_at_the_strain_ends_too() -> None:
    load = Load()
    play(look_s=seconds(0.6), for_s=30, load=load)
    assert load.strain == "shedding"
    for number in range(400):
        start_s = 30 + number / 30
        load.note(start_s=start_s, end_s=start_s + CARRY_S, looked=False)
    assert (load.stretch, load.strain) == (1.0, "ok")


@pytest.mark.parametrize("jump_s", [-1000.0, 1000.0, 1e9])
def test_a_clock_that_jumps_or_a_machine_that_slept_changes_nothing_for_long(jump_s: float) -> None:
    load = Load()
    for number in range(240):
        start_s = number / 8
        # The jump falls into the work on a frame.
        end_s = start_s + 0.05 + (jump_s if number == 119 else 0)
        if number >= 120:
            start_s, end_s = start_s + jump_s, end_s + jump_s
        load.note(start_s=start_s, end_s=end_s, looked=True)
    assert load.stretch == 1.0
    for number in range(40):
        start_s = 30 + jump_s + number / 2
        load.note(start_s=start_s, end_s=start_s + 0.49, looked=True)
    assert load.stretch == MOST_STRETCH


def test_work_that_seems_to_end_before_it_began_counts_as_none() -> None:
    load = Load()
    load.note(start_s=0.0, end_s=0.01, looked=True)
    load.note(start_s=1.0, end_s=-5.0, looked=True)
    load.note(start_s=2.5, end_s=2.6, looked=True)
    assert load.stretch == 1.0


def warmed(load: Load, *temperatures_c: float | None, throttled: bool | None = None) -> list[float]:
    """The stretch after each reading."""
    stretches = []
    for temperature_c in temperatures_c:
        load.warm(Chip(temperature_c=temperature_c, throttled=throttled))
        stretches.append(load.stretch)
    return stretches


def test_a_chip_that_warms_looks_ever_less_before_it_would_be_throttled() -> None:
    load = Load()
    ramp_c = [60 + tenth / 10 for tenth in range(251)]
    stretches = warmed(load, *ramp_c)
    at = dict(zip(ramp_c, stretches, strict=True))
    assert at[70.0] == 1.0 < at[71.0] < at[75.0] < at[77.9] < at[78.0] == at[85.0] == MOST_STRETCH
    assert load.strain == "hot"
    rates = [1 / at[70 + kelvin] for kelvin in range(9)]
    steps = [before - after for before, after in pairwise(rates)]
    assert steps == pytest.approx([0.6 / 8] * 8)


def test_the_limit_is_that_of_the_chip() -> None:
    load = Load()
    load.warm(Chip(temperature_c=85.0, throttled=False, throttles_at_c=99.0))
    assert load.stretch == 1.0
    load.warm(Chip(temperature_c=98.0, throttled=False, throttles_at_c=99.0))
    assert load.stretch == MOST_STRETCH


def test_a_temperature_that_flickers_does_not_make_the_rate_flicker() -> None:
    flicker_c = [74.0 + 0.9 * (-1) ** number for number in range(40)]
    stretches = warmed(Load(), *flicker_c)
    assert len(set(stretches[1:])) == 1


def test_looks_come_back_when_it_has_become_cooler_by_more_than_the_hysteresis() -> None:
    assert warmed(Load(), 76.0, 74.5)[0] == warmed(Load(), 76.0, 74.5)[1]
    hot, cooler, cool = warmed(Load(), 76.0, 73.0, 67.9)
    assert hot > cooler > cool == 1.0


def test_the_hot_loop_comes_to_rest_at_one_temperature() -> None:
    """A chip that reaches 92 C at full rate, 62 C at none, with a time constant of a minute."""
    load, temperature_c, seen = Load(), 60.0, []
    for _ in range(600):
        settles_c = 62 + 30 / load.stretch
        temperature_c = settles_c + (temperature_c - settles_c) * exp(-WARM_EVERY_S / 60)
        warmed(load, temperature_c, throttled=temperature_c >= 80)
        seen.append(temperature_c)
    assert max(seen) < 78
    assert max(seen[-300:]) - min(seen[-300:]) < 0.1


def test_a_throttled_hot_chip_looks_as_rarely_as_may_be() -> None:
    assert warmed(Load(), 72.0, throttled=True) == [MOST_STRETCH]
    assert warmed(Load(), None, throttled=True) == [MOST_STRETCH]


def test_a_cool_chip_that_lacks_power_is_not_helped_by_looking_away() -> None:
    assert warmed(Load(), 45.0, throttled=True) == [1.0]


@pytest.mark.parametrize("temperature_c", [None, nan, inf, -inf])
def test_a_thermometer_that_says_nothing_sheds_nothing(temperature_c: float | None) -> None:
    assert warmed(Load(), *[temperature_c] * 10) == [1.0] * 10


def test_one_reading_that_fails_changes_little_and_many_let_go() -> None:
    load = Load()
    hot, once = warmed(load, 79.0, None)
    assert once == hot == MOST_STRETCH
    assert warmed(load, *[None] * 20)[-1] == 1.0


def test_heat_and_work_do_not_add_up() -> None:
    load = Load()
    warmed(load, 79.0)
    handed = play(look_s=seconds(0.3), for_s=60, load=load)
    assert {frame.stretch for frame in handed} == {MOST_STRETCH}
    assert {frame.strain for frame in handed} == {"hot"}
    warmed(load, 40.0)
    assert (load.stretch, load.strain) == (pytest.approx(1.65, abs=0.2), "shedding")
