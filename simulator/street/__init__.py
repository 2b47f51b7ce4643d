"""A street that nobody lives in, and the truth about everybody in it."""

from simulator.street.street import PersonTruth, Picture, Street

__all__ = ["PersonTruth", "Picture", "Street"]
