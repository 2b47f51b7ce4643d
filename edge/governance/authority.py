"""What this camera may do and whom it believes: its trust file, and the policy at work above it."""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from edge.contract import MAX_ENVELOPE_BYTES, PolicyReport, config_faults
from edge.errors import DocumentError, Fault, refuse
from edge.governance.policy import STRICTEST, Policy, has_lapsed, lapsed, parse_policy
from edge.governance.signing import Keys, Purpose, Signed, open_signed
from edge.governance.tightening import loosened
from edge.governance.trust import Trust
from edge.kept import Kept

log = logging.getLogger(__name__)

_NOBODY: Final = Keys()


class Authority:
    """Opens what comes from afar, and keeps the policy. Without one the strictest holds.

    kept: where the policy survives. A kept policy that is damaged may have taken keys out of use:
    then only the oversight of the trust file is believed, until it sends a policy.
    """

    def __init__(self, *, trust: Trust, kept: Kept[Policy]) -> None:
        self._trust = trust
        self._kept = kept
        self._policy: Policy | None = None
        self._faults: tuple[Fault, ...] = ()
        try:
            self._policy = kept.load()
        except DocumentError as error:
            log.error("the kept policy, so the strictest holds: %s", error)
            self._faults = error.faults

    @property
    def names(self) -> frozenset[str]:
        """What an audience may call this camera."""
        return self._trust.names

    @property
    def version(self) -> int | None:
        """Of the policy at work, None for none."""
        return None if self._policy is None else self._policy.version

    @property
    def report(self) -> PolicyReport:
        """What holds now, without anything having been desired."""
        return PolicyReport(
            state="rejected" if self._faults else "applied",
            version=self.version,
            desired_version=None,
            faults=config_faults(self._faults),
        )

    @property
    def operators(self) -> Keys:
        """Who may configure and command it."""
        if self._faults:
            return _NOBODY
        of_policy = None if self._policy is None else self._policy.operators
        return (of_policy or self._trust.operators).as_keys()

    @property
    def oversight(self) -> Keys:
        """Who may say how far that goes."""
        of_policy = None if self._policy is None else self._policy.oversight
        return (of_policy or self._trust.oversight).as_keys()

    def policy(self, utc_s: float | None) -> Policy:
        """What this camera may do. utc_s: None while the clock is not set."""
        if self._policy is None:
            return STRICTEST
        return lapsed(self._policy) if has_lapsed(self._policy, utc_s) else self._policy

    def open(self, raw: bytes, *, purpose: Purpose, utc_s: float | None) -> Signed:
        """Open what an operator sent. Raises DocumentError."""
        keys = self.operators
        return open_signed(raw, purpose=purpose, keys=keys, names=self.names, utc_s=utc_s)

    def take(self, raw: bytes, utc_s: float | None, *, lies_here: bool = False) -> PolicyReport:
        """Judge a desired policy, keep it if it may be, and answer.

        One that permits nothing more takes any one signature that is trusted here; else as many
        of the oversight's as the trust file or the policy at work asks for. lies_here: it is read
        from a file at each start, and holds though a full card cannot keep it.
        """
        version: int | None = None
        try:
            signed = self._open_policy(raw, utc_s)
            policy = parse_policy(signed.body)
            version = policy.version
            if policy != self._policy:
                self._check(policy, signed, raw, utc_s)
                self._keep(policy, lies_here=lies_here)
        except DocumentError as error:
            return PolicyReport(
                state="rejected",
                version=self.version,
                desired_version=version,
                faults=config_faults(error.faults),
            )
        return PolicyReport(state="applied", version=version, desired_version=version)

    def _open_policy(self, raw: bytes, utc_s: float | None) -> Signed:
        keys = self.operators | self.oversight
        return open_signed(raw, purpose="policy", keys=keys, names=self.names, utc_s=utc_s)

    def _check(self, policy: Policy, signed: Signed, raw: bytes, utc_s: float | None) -> None:
        floor = self.version or 0
        if policy.version <= floor:
            raise refuse("version", f"not above {floor}, the version at work")
        if not self.oversight.enough(signed.signers):
            self._check_tightening(policy, floor, utc_s)
        elif policy.oversight is not None:
            # Who is to have the last word has to be able to speak: else nobody ever could again.
            heirs = policy.oversight.as_keys()
            open_signed(raw, purpose="policy", keys=heirs, names=self.names, utc_s=utc_s)

    def _check_tightening(self, policy: Policy, floor: int, utc_s: float | None) -> None:
        faults = loosened(policy, self.policy(utc_s))
        if faults:
            raise DocumentError([*faults, *_unsigned(self.oversight)])
        if self._faults:
            raise refuse("signatures", "the kept policy is damaged: only the oversight's count now")
        if policy.version > floor + 1:
            # A stolen key could otherwise leave no version for the oversight.
            raise refuse("version", f"without the oversight's signatures it has to be {floor + 1}")

    def _keep(self, policy: Policy, *, lies_here: bool) -> None:
        try:
            self._kept.keep(policy)
        except OSError as error:
            if not lies_here:
                raise refuse("camera", f"cannot keep it: {error.strerror}") from error
            log.error("the policy cannot be kept: %s", error.strerror)
        self._policy, self._faults = policy, ()


def _unsigned(oversight: Keys) -> Iterable[Fault]:
    needed = max(1, oversight.at_least)
    return [Fault(path="signatures", reason=f"to loosen takes {needed} of the oversight's")]


def read_signed_policy(path: Path, trust: Trust) -> Policy:
    """Read a signed policy file as a camera with this trust file could use it.

    Raises DocumentError naming the file and the place.
    """
    keys = trust.operators.as_keys() | trust.oversight.as_keys()
    try:
        signed = open_signed(
            _read(path), purpose="policy", keys=keys, names=trust.names, utc_s=None
        )
        return parse_policy(signed.body)
    except DocumentError as error:
        raise DocumentError(error.faults, file=path) from error


def take_local_policy(path: Path, authority: Authority, utc_s: float | None) -> None:
    """Take a policy that lies on the camera, signed as every other; say why if it does not count.

    One that was given from afar since stays.
    """
    try:
        faults = authority.take(_read(path), utc_s, lies_here=True).faults
    except DocumentError as error:
        faults = config_faults(error.faults)
    for fault in faults:
        log.warning("%s: %s: %s", path, fault.path, fault.reason)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_ENVELOPE_BYTES + 1)
    except OSError as error:
        raise refuse("policy", error.strerror or "cannot be read") from error
