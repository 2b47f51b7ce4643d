"""Bundles of a system, spoilt in every way, and what a camera writes of them: nothing.

    python -m tests.benchmarks.bad_bundles [--count 204] [--seed 1]

Each goes to the real RAUC alone, as if the digest in the order had been right, and through the
order's digest. Prints one line for each kind; exits with 1 if anything is written but what was
signed, or if anything at all gets past both.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from edge.errors import DocumentError
from edge.update.intake import take
from tests.deploy import bundles
from tests.deploy.bundles import Camera, Maker
from tests.edge.update.updated import bundle as order


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=204)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder), args.count, args.seed)


def run(folder: Path, count: int, seed: int) -> int:
    maker = Maker(folder)
    good = maker.bundle()
    camera = Camera(folder, maker.signer.authority)
    as_signed = camera.written(good)
    wrong = 0
    for name, spoil in bundles.SPOILS.items():
        refused = same = past_both = 0
        for number in range(count // len(bundles.SPOILS)):
            raw = spoil(random.Random(f"{seed} {name} {number}"), good)
            written = camera.written(raw)
            refused += written is None
            same += written == as_signed
            wrong += written not in (None, as_signed)
            past_both += written is not None and is_taken(folder, raw, good)
        wrong += past_both
        print(
            f"{name:11} RAUC alone: {refused} refused, {same} written as signed; both: {past_both}"
        )
    for name, raw in bundles.signed_wrongly(maker, good).items():
        is_written = camera.written(raw) is not None
        wrong += is_written
        print(f"{name}: {'WRITTEN' if is_written else 'refused'}")
    print(f"{wrong} wrongly written")
    return int(wrong > 0)


def is_taken(folder: Path, raw: bytes, good: bytes) -> bool:
    """Whether it gets past the digest that the oversight has signed."""
    (folder / "fetched").write_bytes(raw)
    try:
        take(folder / "fetched", folder / "own", order(good))
    except DocumentError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
