"""What only the operator can say of a camera: who answers for it, why it is there, by what right.

Part of the signed configuration, under `statement`. Nothing here is made up: what an operator does
not say is shown as not said.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from edge.errors import refuse
from edge.terms import PurposeId

# What a screen reader and a printer take: printable, no line breaks, no space around it.
Words = Annotated[str, Meta(min_length=1, max_length=600, pattern=r"^\S([^\x00-\x1f\x7f]*\S)?\Z")]
Email = Annotated[str, Meta(max_length=254, pattern=r"^[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+\Z")]
Phone = Annotated[str, Meta(pattern=r"^\+?[0-9][0-9 ()/.-]{3,30}\Z")]
# It goes into a QR code, with a hash behind it: short, and without a fragment of its own.
Url = Annotated[str, Meta(max_length=200, pattern=r"^https?://[A-Za-z0-9][^\s#<>\"'\\]*\Z")]
# BCP 47, as far as a language, a script and a region.
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?\Z")]
Days = Annotated[int, Meta(ge=0, le=36_500)]

# Purposes of the DTPR taxonomy: https://dtpr.io/api/dtpr/v1/elements/device, 2025-08-29.
DtprPurpose = Literal[
    "accessibility",
    "agency_interaction",
    "arts_culture",
    "commerce",
    "connectivity",
    "dining",
    "ecology",
    "energy_efficiency",
    "enforcement",
    "entry",
    "fire_emergency",
    "health",
    "inform",
    "logistics",
    "mobility",
    "planning_decision_making",
    "research_development",
    "safety_security",
    "social",
    "switch",
    "waste_management",
    "water_efficiency",
    "wayfinding_services",
]


class _Section(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Contact(_Section, frozen=True, kw_only=True):
    """Whoever can be asked. name: of an organisation or an office, sooner than of a person."""

    name: Words
    address: Words | None = None
    email: Email | None = None
    phone: Phone | None = None

    def __post_init__(self) -> None:
        if self.address is None and self.email is None and self.phone is None:
            reason = "nobody can be reached: give an address, an email or a phone"
            raise refuse("email", reason)


class PurposeWords(_Section, frozen=True, kw_only=True):
    """What a purpose of the configuration means. dtpr: the word of that taxonomy for it."""

    text: Words
    dtpr: DtprPurpose | None = None


class OperatorWords(_Section, frozen=True, kw_only=True):
    """language: that all of it is written in. place: where the camera is, as a passer-by would say.

    controller: who answers for it (GDPR Art. 4(7)). protection_officer: GDPR Art. 37. authority:
    to whom one complains (Art. 77). purposes: by their names in the configuration. legal_basis:
    Art. 6. broker_days: for so long what the camera sent is kept where it arrives; 0 for not at
    all. recipients: who else gets it. rights: how one uses Art. 15 to 22. url: where this statement
    is published; goes on the sign.
    """

    language: Language = "en"
    place: Words | None = None
    controller: Contact | None = None
    protection_officer: Contact | None = None
    authority: Contact | None = None
    purposes: Annotated[dict[PurposeId, PurposeWords], Meta(max_length=16)] = {}
    legal_basis: Words | None = None
    broker_days: Days | None = None
    recipients: Words | None = None
    rights: Words | None = None
    url: Url | None = None


SILENT: Final = OperatorWords()
