"""A folder of models as one file: the manifest, what it names, and the cards."""

import zipfile
from pathlib import Path
from typing import Final

from edge.errors import BadInputError
from edge.perception.manifest import MANIFEST_FILE, read_manifest, read_model

_CARD: Final = "README.md"
# The same folder makes the same file: its digest is what people sign. No zip knows an older day.
_DAY: Final = (1980, 1, 1, 0, 0, 0)
_MODE: Final = 0o100644 << 16


def pack(folder: Path, out: Path) -> int:
    """Write it. Returns its size in bytes. Raises BadInputError naming what is wrong."""
    manifest = read_manifest(folder)
    names = {MANIFEST_FILE}
    for card in manifest.models:
        read_model(card, folder)
        names |= {card.file, str(Path(card.file).with_name(_CARD))}
    try:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(names):
                entry = zipfile.ZipInfo(name, _DAY)
                entry.external_attr, entry.compress_type = _MODE, zipfile.ZIP_DEFLATED
                archive.writestr(entry, (folder / name).read_bytes())
    except OSError as error:
        raise BadInputError(f"{error.filename or out}: {error.strerror}") from error
    return out.stat().st_size
