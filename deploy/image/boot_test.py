"""Start the card image in qemu as a new camera, and see it through to work, twice.

    python -m deploy.image.boot_test IMAGE [--short] [--facts FILE]

A key made and a certificate given on first boot; `status`, a configuration from afar, an event of
what is drawn on its video; a look inside: what listens, what each process may; both processes
hang, and the watchdog replaces them; then its power is cut, and it works once more; then it is
reset, and its card searched for what it kept. Prints what each took. Exit 0: all of it came; 1:
something did not; 77: a tool is missing.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

from deploy.image.machine import copy_of, missing
from deploy.image.trial import Trial, WrongError

SKIPPED: Final = 77


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("image", type=Path)
    parser.add_argument("--arch", choices=("arm64", "amd64"), default="arm64")
    parser.add_argument("--patience-s", type=float, default=420.0, help="for each step")
    parser.add_argument("--short", action="store_true", help="no hanging, no reset")
    parser.add_argument("--facts", type=Path, help="write what was seen, as JSON")
    args = parser.parse_args()
    lacking = missing(args.arch)
    if lacking:
        print(f"skipped: {', '.join(lacking)}: not installed")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="boot-") as folder:
        trial = Trial(
            copy_of(args.image, Path(folder)),
            Path(folder),
            arch=args.arch,
            patience_s=args.patience_s,
            hang_with=None if args.short else 2,
        )
        with closing(trial):
            try:
                _see_through(trial, is_short=args.short)
            except WrongError as error:
                print(f"{error}; the console's last lines:\n{trial.last_lines()}", file=sys.stderr)
                return 1
    if args.facts is not None:
        with args.image.open("rb") as image:
            digest = hashlib.file_digest(image, "sha256").hexdigest()
        told = {"image_sha256": digest, "took_s": trial.took_s, "inside": trial.facts}
        args.facts.write_text(json.dumps(told, indent=1) + "\n")
    return 0


def _see_through(trial: Trial, *, is_short: bool) -> None:
    trial.enrols()
    trial.works(version=2)
    if not is_short:
        trial.is_replaced()
    trial.cut()
    trial.works(version=3)
    if not is_short:
        trial.cut()
        trial.is_forgotten()


if __name__ == "__main__":
    sys.exit(main())
