"""The faults, by name."""

from dataclasses import dataclass
from typing import Final, Literal

from simulator.injection import acts
from simulator.injection.acts import Act

Kind = Literal["model", "lens", "stream", "configuration", "process"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """act: changes a moment at a time. lies: a model's answer is well-formed, and wrong."""

    kind: Kind
    act: Act
    lies: bool = False


FAULTS: Final[dict[str, Fault]] = {
    "objects raise": Fault(kind="model", act=acts.objects("raises")),
    "objects raise now and then": Fault(kind="model", act=acts.now_and_then),
    "objects not a number": Fault(kind="model", act=acts.objects("nan")),
    "objects inside out": Fault(kind="model", act=acts.objects("inside_out")),
    "objects of a wrong shape": Fault(kind="model", act=acts.objects("shape")),
    "objects of a wrong type": Fault(kind="model", act=acts.objects("dtype")),
    "objects without labels": Fault(kind="model", act=acts.objects("labels")),
    "objects without scores": Fault(kind="model", act=acts.objects("scores")),
    "objects late": Fault(kind="model", act=acts.objects("late")),
    "objects break": Fault(kind="model", act=acts.dies_once("breaks")),
    "no memory": Fault(kind="model", act=acts.dies_once("memory")),
    "faces raise": Fault(kind="model", act=acts.faces("raises")),
    "faces not a number": Fault(kind="model", act=acts.faces("nan")),
    "faces inside out": Fault(kind="model", act=acts.faces("inside_out")),
    "faces of a wrong shape": Fault(kind="model", act=acts.faces("shape")),
    "faces of a wrong type": Fault(kind="model", act=acts.faces("dtype")),
    "no faces found": Fault(kind="model", act=acts.faces("nobody")),
    "tracker breaks": Fault(kind="model", act=acts.tracker),
    "lights out": Fault(kind="lens", act=acts.lights_out),
    "dusk": Fault(kind="lens", act=acts.dusk),
    "glare": Fault(kind="lens", act=acts.glare),
    "dazzled": Fault(kind="lens", act=acts.dazzled),
    "light jumps": Fault(kind="lens", act=acts.light_jump),
    "light flickers": Fault(kind="lens", act=acts.flicker),
    "defocused": Fault(kind="lens", act=acts.defocused),
    "drifts out of focus": Fault(kind="lens", act=acts.drifts_out_of_focus),
    "covered": Fault(kind="lens", act=acts.shown("cloth")),
    "blank": Fault(kind="lens", act=acts.shown("blank")),
    "moved": Fault(kind="lens", act=acts.moved),
    "turned": Fault(kind="lens", act=acts.turned),
    "shaken": Fault(kind="lens", act=acts.shaken),
    "frozen": Fault(kind="stream", act=acts.shown("frozen")),
    "torn": Fault(kind="stream", act=acts.shown("torn")),
    "late": Fault(kind="stream", act=acts.old),
    "out of order": Fault(kind="stream", act=acts.late),
    "dropped": Fault(kind="stream", act=acts.dropped),
    "a gap": Fault(kind="stream", act=acts.gap),
    "twice": Fault(kind="stream", act=acts.twice),
    "clock back": Fault(kind="stream", act=acts.clock_back),
    "clock ahead": Fault(kind="stream", act=acts.clock_ahead),
    "calendar unset": Fault(kind="stream", act=acts.clock_unset),
    "another size": Fault(kind="stream", act=acts.another_size),
    "overload": Fault(kind="process", act=acts.overload),
    "hot": Fault(kind="process", act=acts.hot),
    "strict on": Fault(kind="configuration", act=acts.strict),
    "strict off": Fault(kind="configuration", act=acts.lenient),
    "another area": Fault(kind="configuration", act=acts.areas),
    "configuration lost": Fault(kind="configuration", act=acts.unconfigured),
    "nonsense configured": Fault(kind="configuration", act=acts.nonsense),
    "restart": Fault(kind="process", act=acts.restart),
    "disk full": Fault(kind="process", act=acts.disk_full),
    "viewer hangs": Fault(kind="process", act=acts.viewer),
    "objects find nobody": Fault(kind="model", act=acts.objects("nobody"), lies=True),
    "objects of a second ago": Fault(kind="model", act=acts.objects("stale"), lies=True),
}
# Without these nobody could be hidden by anybody who believes a model.
PROVABLE: Final = tuple(name for name, fault in FAULTS.items() if not fault.lies)
