"""What an operator knows of each camera, from what it says at the broker."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from edge.contract import ROOT, Answer, ConfigReport, Envelope, Health, PolicyReport, Status
from edge.errors import DocumentError
from edge.update.document import UpdateReport
from edge.yaml_text import load

# What is subscribed to, below passerby/v1/+/.
WANTED: Final = (
    "status",
    "health",
    "config/reported",
    "policy/reported",
    "update/reported",
    "config/desired",
    "response/#",
)
# A camera that masks all for one of these does not do what it was configured for.
_AT_FAULT: Final = frozenset({"detector", "mask", "config", "stale"})


@dataclass(slots=True)
class Camera:
    """None: never heard. desired, desired_body: what configuration waits for it at the broker."""

    name: str
    status: Status | None = None
    health: Health | None = None
    config: ConfigReport | None = None
    policy: PolicyReport | None = None
    update: UpdateReport | None = None
    desired: int | None = None
    desired_body: str | None = None

    def ailment(self) -> str | None:
        """Why this camera does not do its work now, in words; None when it does."""
        if self.status is None:
            return "never heard of"
        if not self.status.online:
            return "offline"
        return None if self.health is None else _of_health(self.health)

    def drift(self) -> str | None:
        """In what it is not what was desired; None when it is."""
        if self.desired is None:
            return None
        if self.config is None:
            return f"{self.desired} is desired, and it never reported"
        if self.config.desired_version != self.desired and self.config.version != self.desired:
            return f"{self.desired} is desired, {self.config.version} is at work"
        if self.config.state in ("applied", "trial"):
            return None
        return said(self.config)


class Known:
    """All cameras that were heard of, by name.

    answers: to commands, by camera and the command's id. invalid: messages that nobody could read.
    """

    def __init__(self) -> None:
        self.cameras: dict[str, Camera] = {}
        self.answers: dict[tuple[str, str], Answer] = {}
        self.invalid = 0

    def note(self, topic: str, payload: bytes) -> None:
        """Take in one message."""
        name, _, suffix = topic.removeprefix(f"{ROOT}/").partition("/")
        if suffix.startswith("response/"):
            self._note_answer(name, payload)
            return
        take = _TAKES.get(suffix)
        if take is None or not payload:
            return
        camera = self.cameras.get(name) or Camera(name)
        try:
            take(camera, payload)
        except (msgspec.DecodeError, DocumentError):
            self.invalid += 1
            return
        self.cameras[name] = camera

    def _note_answer(self, name: str, payload: bytes) -> None:
        try:
            answer = msgspec.json.decode(payload, type=Answer)
        except msgspec.DecodeError:
            self.invalid += 1
            return
        self.answers[name, answer.id] = answer


def said(report: ConfigReport | UpdateReport) -> str:
    """A report in one line: its state, and every fault with its place."""
    faults = "; ".join(f"{fault.path}: {fault.reason}" for fault in report.faults)
    return f"{report.state}: {faults}" if faults else report.state


def _take_status(camera: Camera, payload: bytes) -> None:
    camera.status = msgspec.json.decode(payload, type=Status)


def _take_health(camera: Camera, payload: bytes) -> None:
    camera.health = msgspec.json.decode(payload, type=Health)


def _take_config(camera: Camera, payload: bytes) -> None:
    camera.config = msgspec.json.decode(payload, type=ConfigReport)


def _take_policy(camera: Camera, payload: bytes) -> None:
    camera.policy = msgspec.json.decode(payload, type=PolicyReport)


def _take_update(camera: Camera, payload: bytes) -> None:
    camera.update = msgspec.json.decode(payload, type=UpdateReport)


def _take_desired(camera: Camera, payload: bytes) -> None:
    text = msgspec.json.decode(payload, type=Envelope).body
    body = load(text.encode())
    camera.desired_body = text
    version = body.get("version") if isinstance(body, dict) else None
    camera.desired = version if isinstance(version, int) else None


_TAKES: Final[Mapping[str, Callable[[Camera, bytes], None]]] = {
    "status": _take_status,
    "health": _take_health,
    "config/reported": _take_config,
    "policy/reported": _take_policy,
    "update/reported": _take_update,
    "config/desired": _take_desired,
}


def _of_health(health: Health) -> str | None:
    if health.vision is None or health.uplink.vision != "ok":
        return f"vision is {health.uplink.vision}"
    if health.vision.camera != "ok":
        return "the camera is lost"
    if health.vision.detector != "ok":
        return "the detector failed"
    if health.vision.masked_whole in _AT_FAULT:
        return f"masked whole: {health.vision.masked_whole}"
    return None
