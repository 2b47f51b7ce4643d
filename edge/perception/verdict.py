"""What is known of a model's fairness: the verdict of `passerby audit` that its row carries."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from edge.errors import refuse

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
_Day = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
_Count = Annotated[int, Meta(ge=0)]


class Audit(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whether somebody is missed more often for who they are.

    pass: every photographed group was shown to be within the margin (a share). fail: a gap beyond
    it is proven. insufficient: too few people to tell. people: photographed ones. models: sha256 of
    all files that were run. report: sha256 of all that was compared. despite: why it is a default
    without a pass.
    """

    verdict: Literal["pass", "fail", "insufficient"]
    on: _Day
    margin: Annotated[float, Meta(gt=0.0, lt=1.0)]
    data: tuple[str, ...]
    people: _Count
    needed_people_a_group: _Count
    models: Annotated[tuple[Sha256, ...], Meta(min_length=1)]
    report: Sha256
    despite: Annotated[str, Meta(min_length=20, max_length=500)] | None = None

    def __post_init__(self) -> None:
        if self.verdict == "pass" and self.despite is not None:
            raise refuse("despite", "an audit that is passed needs no excuse")


def require(audit: Audit | None) -> None:
    """Refuse a default that nobody can vouch for and nobody answers for."""
    if audit is None:
        raise refuse("audit", "a default needs one: passerby audit")
    if audit.verdict != "pass" and audit.despite is None:
        raise refuse("audit.despite", f"a default whose audit is {audit.verdict} needs a reason")
