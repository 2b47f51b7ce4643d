"""Small scenes to look at: bodies that stand still where a test puts them."""

from dataclasses import dataclass
from typing import Any

from simulator.picture.studio import Studio
from simulator.scenario.schema import CameraAt, Scenario, Scene
from simulator.world.body import Body

EYE_LEVEL = CameraAt(width_px=384, height_px=288, height_m=1.6, pitch_deg=0.0, fov_deg=50.0)


@dataclass(frozen=True)
class Still:
    """The same bodies at any time."""

    bodies: tuple[Body, ...] = ()
    seed: int = 5

    def at(self, t_s: float) -> tuple[Body, ...]:
        del t_s
        return self.bodies


def body(name: str, x_m: float, ahead_m: float, **changes: Any) -> Body:
    """Somebody who stands and looks at the camera's wall."""
    usual: dict[str, Any] = {
        "kind": "person", "look": "ada", "facing_deg": 0.0, "motion": "stand", "phase": 0.0,
        "speed_m_s": 0.0,
    }  # fmt: skip
    return Body(name=name, x_m=x_m, ahead_m=ahead_m, **(usual | changes))


def scenario(camera: CameraAt = EYE_LEVEL, **scene: Any) -> Scenario:
    return Scenario(
        name="a test",
        about="what one test looks at",
        theme="camera",
        kind="normal",
        duration_s=60.0,
        camera=camera,
        scene=Scene(**({"place": "plain"} | scene)),
    )


def studio(*bodies: Body, camera: CameraAt = EYE_LEVEL, **scene: Any) -> Studio:
    """On plain ground, seen from eye level, by day, unless the scene says otherwise."""
    return Studio(scenario(camera, **scene), Still(bodies))
