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
    "update/desired",
    "response/#",
)
# A camera that masks all for one of these does not do what it was configured for.
_AT_FAULT: Final = frozenset({"detector", "mask", "config", "stale"})


@dataclass(slots=True)
class Camera:
    """None: never heard. desired, desired_body: what configuration waits for it at the broker.

    desired_update: which update does, its kind and version.
    """

    name: str
    status: Status | None = None
    health: Health | None = None
    config: ConfigReport | None = None
    policy: PolicyReport | None = None
    update: UpdateReport | None = None
    desired: int | None = None
    desired_body: str | None = None
    desired_update: tuple[str, int] | None = None

    def ailment(self) -> str | None:
        """Why this camera does not do its work now, in words; None when it does."""
        if self.status is None:
            return "never heard of"
        if not self.status.online:
            return "offline"
        return None if self.health is None else _of_health(self.health)

    def drift(self) -> str | None:
        """In what it is not what was desired; None when it is."""
        ways = (_of_config(self), _of_update(self))
        return "; ".join(way for way in ways if way is not None) or None


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
    camera.desired = _version(load(text.encode()))
    camera.desired_body = text


def _take_desired_update(camera: Camera, payload: bytes) -> None:
    body = load(msgspec.json.decode(payload, type=Envelope).body.encode())
    version = _version(body)
    kind = body.get("kind") if isinstance(body, dict) else None
    camera.desired_update = None if version is None else (str(kind), version)


def _version(body: object) -> int | None:
    version = body.get("version") if isinstance(body, dict) else None
    return version if isinstance(version, int) else None


_TAKES: Final[Mapping[str, Callable[[Camera, bytes], None]]] = {
    "status": _take_status,
    "health": _take_health,
    "config/reported": _take_config,
    "policy/reported": _take_policy,
    "update/reported": _take_update,
    "config/desired": _take_desired,
    "update/desired": _take_desired_update,
}


def _of_config(camera: Camera) -> str | None:
    if camera.desired is None:
        return None
    if camera.config is None:
        return f"{camera.desired} is desired, and it never reported"
    if camera.desired not in (camera.config.desired_version, camera.config.version):
        return f"{camera.desired} is desired, {camera.config.version} is at work"
    return None if camera.config.state in ("applied", "trial") else said(camera.config)


def _of_update(camera: Camera) -> str | None:
    if camera.desired_update is None:
        return None
    kind, version = camera.desired_update
    report = camera.update
    if report is None or (report.kind, report.desired_version) != (kind, version):
        return f"{kind} {version} is desired, and it never reported on it"
    return None if report.state in ("applied", "trial") else f"{kind} {version}: {said(report)}"


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
