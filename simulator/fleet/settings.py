"""What a fleet is told: how many cameras, how busy, what happens to them, and who they are."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edge.errors import BadInputError
from edge.uplink.settings import UplinkSettings, parse_broker

OPERATOR: Final = "operator"
_MOST_CAMERAS: Final = 99_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the cameras do and what is done to them.

    seconds: from the moment all are connected. ramp_per_s: new connections a second.
    episodes_per_hour: of one camera, averaged over a day. hour: local time at the start.
    storm_every_s, push_every_s: None for never. storm_share, push_share: of the cameras, in (0, 1].
    faulty_share: of the cameras, which fare badly with a new configuration.
    Raises BadInputError.
    """

    cameras: int
    seconds: float = 60.0
    ramp_per_s: float = 500.0
    episodes_per_hour: float = 30.0
    hour: float = 17.0
    storm_every_s: float | None = None
    storm_share: float = 0.3
    push_every_s: float | None = None
    push_share: float = 1.0
    faulty_share: float = 0.0
    seed: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.cameras <= _MOST_CAMERAS:
            raise BadInputError(f"cameras: expected 1 to {_MOST_CAMERAS}")
        for name in ("seconds", "ramp_per_s", "episodes_per_hour", "storm_every_s", "push_every_s"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise BadInputError(f"{name}: expected more than 0")
        for name in ("storm_share", "push_share"):
            if not 0 < getattr(self, name) <= 1:
                raise BadInputError(f"{name}: expected more than 0 and at most 1")
        self._check_ranges()

    def _check_ranges(self) -> None:
        if not 0 <= self.faulty_share <= 1:
            raise BadInputError("faulty_share: expected 0 to 1")
        if not 0 <= self.hour < 24:
            raise BadInputError("hour: expected 0 to 24")
        if self.seed < 0:
            raise BadInputError("seed: expected 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Where the broker is and who is let in.

    broker: URL for cameras. operators: URL for the observer. certs: folder of <camera>.pem and
    .key and operator.pem and .key. cert, key: one certificate for all, instead of certs.
    prefix: cameras are called <prefix>-00001 and so on.
    """

    broker: str
    operators: str
    prefix: str = "fleet"
    ca: Path | None = None
    certs: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    allow_plaintext: bool = False

    def __post_init__(self) -> None:
        if self.certs is not None and self.cert is not None:
            raise BadInputError("certs: give it, or cert and key, not both")
        if self.certs is not None and not parse_broker(self.broker).tls:
            raise BadInputError("broker: certs need mqtts://")

    def name(self, index: int) -> str:
        """Id of a camera, counted from 0."""
        return f"{self.prefix}-{index + 1:05}"

    def index(self, name: str) -> int | None:
        """Which camera has this id; None for one of another fleet."""
        prefix, _, number = name.rpartition("-")
        if prefix != self.prefix or not (number.isascii() and number.isdigit()):
            return None
        return int(number) - 1

    def of(self, name: str) -> UplinkSettings:
        """How one camera, or the operator, connects. Raises BadInputError."""
        cert, key = self.cert, self.key
        if self.certs is not None:
            cert, key = self.certs / f"{name}.pem", self.certs / f"{name}.key"
        return UplinkSettings(
            camera=name,
            broker=self.operators if name == OPERATOR else self.broker,
            ca=self.ca,
            cert=cert,
            key=key,
            allow_plaintext=self.allow_plaintext,
        )
