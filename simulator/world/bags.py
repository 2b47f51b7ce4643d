"""Who has which bag when: all deeds of a scene replayed in their order."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from edge.errors import refuse
from simulator.scenario.schema import Belonging
from simulator.world.course import Course, Moment

REACH_M: Final = 1.5
GIVING_REACH_M: Final = 2.0
FOR_EVER_S: Final = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A bag alone on the ground from begin_s until end_s. owner: who brought it, if anybody."""

    bag: str
    kind: str
    owner: str | None
    x_m: float
    ahead_m: float
    facing_deg: float
    begin_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Luggage:
    """standing: every stay of a bag on the ground, by its beginning.

    hands: by actor, the kinds in hand from a time on, in order of time.
    """

    standing: tuple[Standing, ...]
    hands: Mapping[str, tuple[tuple[float, tuple[str, ...]], ...]]


@dataclass(slots=True, kw_only=True)
class _Bag:
    """A bag as it is now: in somebody's hands, or down since a deed."""

    name: str
    kind: str
    owner: str | None
    carrier: str | None
    down: Moment | None = None


@dataclass(slots=True, kw_only=True)
class _Replay:
    courses: Mapping[str, Course]
    bags: dict[str, _Bag]
    stays: list[Standing] = field(default_factory=list)
    hands: dict[str, list[tuple[float, tuple[str, ...]]]] = field(default_factory=dict)

    def take(self, moment: Moment) -> None:
        bag = self.bags.get(moment.bag)
        if bag is None:
            raise refuse(moment.path, "no such bag")
        match moment.deed:
            case "put_down":
                self._put_down(bag, moment)
            case "pick_up":
                self._pick_up(bag, moment)
            case "give":
                self._give(bag, moment)

    def _put_down(self, bag: _Bag, moment: Moment) -> None:
        _must_carry(bag, moment)
        bag.carrier, bag.down = None, moment
        self._note(moment.actor, moment.t_s)

    def _pick_up(self, bag: _Bag, moment: Moment) -> None:
        if bag.down is None:
            raise refuse(moment.path, f"is carried by {bag.carrier} then")
        if math.dist(bag.down.hand, moment.feet) > REACH_M:
            raise refuse(moment.path, "is out of reach then")
        self.stays.append(_stay(bag, bag.down, moment.t_s))
        bag.carrier, bag.down = moment.actor, None
        self._note(moment.actor, moment.t_s)

    def _give(self, bag: _Bag, moment: Moment) -> None:
        _must_carry(bag, moment)
        path = f"{moment.path.removesuffix('.bag')}.to"
        if moment.to is None or moment.to not in self.courses or moment.to == moment.actor:
            raise refuse(path, "no such other actor")
        if self.courses[moment.to].kind != "person":
            raise refuse(path, "only a person takes a bag")
        spot = self.courses[moment.to].spot(moment.t_s)
        if spot is None or math.dist(spot, moment.feet) > GIVING_REACH_M:
            raise refuse(path, "is out of reach then")
        bag.carrier = moment.to
        self._note(moment.actor, moment.t_s)
        self._note(moment.to, moment.t_s)

    def _note(self, actor: str, t_s: float) -> None:
        kinds = tuple(bag.kind for bag in self.bags.values() if bag.carrier == actor)
        self.hands.setdefault(actor, [(-FOR_EVER_S, _kinds(self.courses[actor]))])
        self.hands[actor].append((t_s, kinds))


def replay(courses: Sequence[Course], belongings: Sequence[Belonging] = ()) -> Luggage:
    """Follow every bag through the scene. Raises DocumentError naming the deed that cannot be.

    belongings: what stands there from the start.
    """
    bags = _brought(courses)
    bags |= {thing.name: _standing(thing) for thing in belongings}
    run = _Replay(courses={course.name: course for course in courses}, bags=bags)
    moments = [moment for course in courses for moment in course.moments]
    for moment in sorted(moments, key=lambda moment: moment.t_s):
        run.take(moment)
    left = [_stay(bag, bag.down, FOR_EVER_S) for bag in run.bags.values() if bag.down is not None]
    stays = sorted((*run.stays, *left), key=lambda stay: stay.begin_s)
    hands = {actor: tuple(held) for actor, held in run.hands.items()}
    return Luggage(standing=tuple(stays), hands=hands)


def _brought(courses: Sequence[Course]) -> dict[str, _Bag]:
    actors = {course.name for course in courses}
    bags: dict[str, _Bag] = {}
    for course in courses:
        for name, kind in course.carries.items():
            if name in bags or name in actors:
                raise refuse(f"{course.path}.carries.{name}", "the name is taken")
            bags[name] = _Bag(name=name, kind=kind, owner=course.name, carrier=course.name)
    return bags


def _standing(thing: Belonging) -> _Bag:
    down = Moment(
        t_s=0.0,
        actor="",
        deed="put_down",
        bag=thing.name,
        to=None,
        feet=thing.at,
        hand=thing.at,
        facing_deg=thing.facing_deg,
        path="things",
    )
    return _Bag(name=thing.name, kind=thing.kind, owner=None, carrier=None, down=down)


def _must_carry(bag: _Bag, moment: Moment) -> None:
    if bag.carrier != moment.actor:
        where = f"is carried by {bag.carrier} then" if bag.carrier else "is on the ground then"
        raise refuse(moment.path, where)


def _stay(bag: _Bag, down: Moment, end_s: float) -> Standing:
    return Standing(
        bag=bag.name,
        kind=bag.kind,
        owner=bag.owner,
        x_m=down.hand[0],
        ahead_m=down.hand[1],
        facing_deg=down.facing_deg,
        begin_s=down.t_s,
        end_s=end_s,
    )


def _kinds(course: Course) -> tuple[str, ...]:
    return tuple(course.carries.values())
