"""What the camera can tell apart: five coarse kinds of thing, and nothing about a person."""

from typing import Final, Literal, get_args

Label = Literal["person", "bicycle", "vehicle", "bag", "animal"]

LABELS: Final[tuple[Label, ...]] = get_args(Label)
PERSON: Final = LABELS.index("person")
