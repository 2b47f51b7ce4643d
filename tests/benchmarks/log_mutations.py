"""Every random mutation of a log is found, and how long a proof takes to check.

python -m tests.benchmarks.log_mutations [--mutations N] [--entries N]
"""

import argparse
import random
import time
from collections import Counter

from edge.oversight.log.checkpoint import open_checkpoint
from edge.oversight.log.proof import is_consistent, is_included
from edge.oversight.log.tree import Tree, leaf_hash
from tests.edge.oversight.log.mutations import PUBLIC, head_of, history, mutated


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    tried, missed, blamed = Counter[str](), Counter[str](), 0
    for _ in range(args.mutations):
        name, true, made = mutated(chance)
        tried[name] += 1
        missed[name] += not made.judged().findings
        blamed += bool(true.judged().findings)
    for name, count in sorted(tried.items()):
        print(f"{name:24} {count:6} tried, {missed[name]} missed")
    print(
        f"{sum(tried.values())} mutations, {sum(missed.values())} missed, {blamed} blamed wrongly"
    )
    _time_proofs(args.entries, chance)


def _time_proofs(count: int, chance: random.Random) -> None:
    """CPU time of checking both kinds of proof with the signature below them."""
    lines = history(count, chance)
    tree, raw = Tree(lines), head_of(lines)
    proofs = []
    for _ in range(500):
        number, old = chance.randrange(count), chance.randrange(1, count)
        proofs.append((number, tree.inclusion(number, count), old, tree.consistency(old, count)))
    start_s = time.process_time()
    for number, path, old, way in proofs:
        head = open_checkpoint(raw, PUBLIC)
        leaf = leaf_hash(lines[number])
        assert is_included(leaf, path, number=number, size=count, root=head.root)
        old_root = tree.root(old)
        assert is_consistent(way, old_size=old, old_root=old_root, size=count, root=head.root)
    each_ms = (time.process_time() - start_s) / len(proofs) * 1000
    print(f"{count} entries: both proofs and the signature checked in {each_ms:.3f} ms")


if __name__ == "__main__":
    main()
