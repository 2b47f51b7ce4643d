"""Whether an update may be taken up: who has signed it, for whom, until when, and not below what.

Pure: keys, names, time and what is remembered are arguments.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec

from edge.contract import Envelope, KeyId
from edge.errors import refuse
from edge.governance.signing import Keys, open_signed
from edge.strict import parse
from edge.update.document import Bundle
from edge.update.record import Record

# An envelope with an update is a tenth of this, with eight signatures and twenty names.
MAX_BYTES: Final = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Who may say what this camera runs: as many of the oversight as it takes.

    An operator cannot. A firmware, or a model that finds nobody, could undo every policy.
    """

    oversight: Keys
    names: Iterable[str]
    utc_s: float

    def open(self, raw: bytes) -> tuple[Bundle, tuple[KeyId, ...]]:
        """Return the update and the ids of those who signed it, once it is meant for us.

        Raises DocumentError naming the place.
        """
        if len(raw) > MAX_BYTES:
            raise refuse("envelope", f"larger than {MAX_BYTES} bytes")
        signed = open_signed(
            raw, purpose="update", keys=self.oversight, names=self.names, utc_s=self.utc_s
        )
        if msgspec.json.decode(raw, type=Envelope).expires is None:
            # Else what was withdrawn long ago could be brought for ever.
            raise refuse("expires", "an update needs an end")
        return parse(signed.body, Bundle), tuple(sorted(signed.signers))


def check_version(bundle: Bundle, record: Record, oversight: Keys) -> None:
    """Refuse a way back. Raises DocumentError."""
    at_work = record.version_of(bundle.kind)
    if bundle.version <= at_work:
        raise refuse("version", f"not above {at_work}, the version at work")
    mark = record.marks.get(bundle.kind)
    if mark is None or oversight.known.keys().isdisjoint(mark.by):
        # Keys that are out of use cannot bar the way for ever; what they signed is void as well.
        return
    if bundle.version < mark.minimum:
        raise refuse("version", f"below {mark.minimum}, the least that is taken")
    # What was at work once and is lost may come back as it was.
    is_lost = record.stage == "applied" and bundle == record.bundle
    if bundle.version <= mark.highest and not is_lost:
        raise refuse("version", f"not above {mark.highest}, the highest there was")
