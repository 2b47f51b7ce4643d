"""What the uplink says of this camera beside its events: status and health."""

from typing import Final, Literal

import msgspec

from edge.contract import Health, Status, UplinkHealth, VisionHealth, topic
from edge.door.door import Door
from edge.firmware import firmware
from edge.uplink.link import Message, Traffic

# Three of vision's own reports missed.
VISION_STALE_AFTER_S: Final = 30.0


def status(camera: str, door: Door, *, online: bool) -> Message:
    """The retained `status`; with online false a goodbye. Raises DoorError."""
    content = Status(
        online=online,
        session=door.session,
        boot=door.boot,
        firmware=firmware(),
        config_version=door.config_version,
        policy_version=door.policy_version,
    )
    return Message(topic=topic(camera, "status"), payload=msgspec.json.encode(content), retain=True)


def will(camera: str, door: Door) -> Message:
    """The `status` that the broker says for us once we are silent. Raises DoorError.

    It was written when the connection began: what changes after that is left out.
    """
    content = Status(online=False, session=door.session, boot=None, firmware=firmware())
    return Message(topic=topic(camera, "status"), payload=msgspec.json.encode(content), retain=True)


def health(camera: str, door: Door, traffic: Traffic) -> Message:
    """One `health` message, at QoS 0: a late one is worth nothing. Raises DoorError."""
    known = door.health()
    dropped_events, dropped_counts = door.dropped()
    uplink = UplinkHealth(
        door_depth=door.depth(),
        dropped_events=dropped_events,
        dropped_counts=dropped_counts,
        damaged_doors=door.recovered,
        sent_bytes=traffic.sent_bytes,
        sent_messages=traffic.sent_messages,
        vision=_vision_state(known),
    )
    content = Health(vision=None if known is None else known[0], uplink=uplink)
    return Message(
        topic=topic(camera, "health"),
        payload=msgspec.json.encode(content),
        qos=0,
        expiry_s=int(VISION_STALE_AFTER_S),
    )


def _vision_state(
    known: tuple[VisionHealth, float] | None,
) -> Literal["ok", "stale", "absent"]:
    if known is None:
        return "absent"
    return "ok" if known[1] <= VISION_STALE_AFTER_S else "stale"
