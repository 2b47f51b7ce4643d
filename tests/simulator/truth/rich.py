"""A scenario with a little of everything."""

from typing import Final

from simulator.scenario.schema import (
    Actor,
    CameraAt,
    CameraFrozen,
    CameraMoved,
    Crowd,
    Occluder,
    PickUp,
    PutDown,
    Run,
    Scenario,
    Scene,
    Sit,
    Traffic,
    Wait,
    Walk,
    Wander,
)

RICH: Final = Scenario(
    name="a little of everything",
    about="people, wheels, bags, occluders and a lens, for a minute and a half",
    theme="objects",
    kind="nasty",
    seed=7,
    duration_s=90.0,
    camera=CameraAt(pitch_deg=14.0, distortion=-0.05),
    scene=Scene(occluders=(Occluder(kind="pillar", at=(1.0, 7.0)),)),
    actors=(
        Actor(
            name="ann",
            look="ada+tone2",
            start=(-4.0, 7.0),
            carries={"case": "suitcase"},
            way=(Walk(to=(0.0, 7.0)), PutDown(bag="case"), Run(to=(5.0, 9.0)), Sit(for_s=60.0)),
        ),
        Actor(
            name="bob",
            start=(3.0, 6.0),
            way=(Walk(to=(0.5, 6.5)), Wait(for_s=40.0), PickUp(bag="case"), Wander(for_s=20.0)),
            tall=1.1,
        ),
        Actor(name="cat", kind="car", start=(-20.0, 22.0), way=(Walk(to=(20.0, 20.0)),), at_s=28.5),
    ),
    traffic=(
        Traffic(
            per_minute=25.0,
            ways=(((-7.0, 10.0), (0.0, 11.0), (7.0, 10.0)), ((-2.0, 22.0), (0.0, 5.0))),
            pause=0.2,
            carrying=0.3,
        ),
        Traffic(kind="bicycle", per_minute=8.0, ways=(((-12.0, 14.0), (12.0, 14.0)),)),
    ),
    crowds=(Crowd(count=4, area=(-3.0, 11.0, 3.0, 14.0)),),
    faults=(CameraMoved(at_s=60.0, for_s=10.0), CameraFrozen(at_s=75.0, for_s=5.0)),
)
