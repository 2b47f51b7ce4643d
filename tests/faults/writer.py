"""Stands in for vision: fills the door in small transactions, and tells what is committed."""

import random
import sys
import time
from pathlib import Path

from edge.door import Door, DoorError
from tests.edge.samples import event


def main(door_path: Path, first: int, seed: int, until: int) -> None:
    """Commit events numbered from first; after each transaction, print the numbers it held."""
    chance = random.Random(seed)
    with Door(door_path) as door:
        door.begin_boot()
        number = first
        while number < until:
            batch = range(number, number + chance.randint(1, 5))
            try:
                stored = door.put([event(n) for n in batch])
            except DoorError:
                continue
            # One write of less than a pipe's buffer: it is read whole or not at all.
            print(*(f"{e.id}:{e.session}:{e.seq}" for e in stored), flush=True)
            number = batch[-1] + 1
            time.sleep(chance.uniform(0.0, 0.004))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(word) for word in sys.argv[2:]))
