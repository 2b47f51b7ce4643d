"""One scenario in real time: the device's own processes, a real broker, real faults."""

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import msgspec

from edge.errors import BadInputError
from edge.uplink.settings import UplinkSettings
from simulator.broker import start_broker
from simulator.lab.real_faults import check_is_real
from simulator.lab.record import Level, Record
from simulator.lab.stage import open_stage
from simulator.scenario.schema import Scenario
from simulator.world.places import config_of

CAMERA: Final = "lab-1"


def run_real(
    scenario: Scenario,
    *,
    level: Level = "pixels",
    broker_url: str | None = None,
    device: UplinkSettings | None = None,
    receiver: UplinkSettings | None = None,
    seed: int | None = None,
) -> Record:
    """Let `passerby run` see a scenario, and hear at the broker what it tells.

    broker_url: None starts an embedded one. For a broker with TLS give device, who the camera is
    there and with which files, and receiver, who listens and pushes, instead. happened is what
    lay in the door or was heard, at the earlier time; frames and shown are what the preview has
    shown. The calendar is the machine's own, and so are ids and backoff: only the scene repeats.
    Raises BadInputError for what real processes cannot do, or for a broker that cannot be used.
    """
    if level != "pixels":
        raise BadInputError(f"level: real processes look at pixels, not at {level}")
    check_is_real(scenario)
    scenario = msgspec.structs.replace(scenario, seed=scenario.seed if seed is None else seed)
    named = device.broker if device is not None else broker_url or "embedded"
    began_s = time.monotonic()
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="passerby-")))
        if device is None:
            url = broker_url or closing.enter_context(start_broker()).url
            device = UplinkSettings(camera=CAMERA, broker=url)
        stage = closing.enter_context(open_stage(scenario, folder, device, receiver or device))
        stage.play()
        waiting = stage.strike(folder)
    heard = stage.receiver.heard
    # A live scene begins anew at its end, until vision has.
    shown = tuple(one for one in stage.viewer.shown if one.t_s < scenario.duration_s)
    return Record(
        scenario=scenario,
        seed=scenario.seed,
        level=level,
        broker=named,
        config=config_of(scenario),
        happened=stage.door.happened(heard),
        heard=heard,
        shown=shown,
        waiting=waiting,
        frames=len(shown),
        wall_s=time.monotonic() - began_s,
    )
