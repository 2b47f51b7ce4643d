"""Is a camera as safe as ETSI EN 303 645 asks? A table with a row for each of its provisions.

    python -m deploy.baseline [--facts FILE] [--table FILE]

facts: what `make boot` has written. Runs the tests that stand in for provisions. Exit 1 where one
that should hold does not; what is open or was not looked at is told, and does not fail.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from deploy.baseline.proofs import Evidence, Tried, judge, read_facts
from deploy.baseline.provisions import PROVISIONS

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--facts", type=Path, default=ROOT / "dist/image/facts.json")
    parser.add_argument("--table", type=Path, help="a Markdown file")
    args = parser.parse_args()
    evidence = Evidence(ROOT, read_facts(args.facts))
    for provision in PROVISIONS:
        for proof in provision.proofs:
            if isinstance(proof, Tried):
                evidence.want(proof.names)
    lines = ["| provision | | asks | | shown by |", "|---|---|---|---|---|"]
    counts = Counter[str]()
    for provision in PROVISIONS:
        found = judge(provision.proofs, evidence)
        counts[found.verdict] += 1
        cells = [provision.number, provision.level, provision.asks, found.verdict, found.why]
        lines.append(f"| {' | '.join(cells)} |")
    print("\n".join(lines))
    print(", ".join(f"{number} {verdict}" for verdict, number in counts.most_common()))
    if args.table is not None:
        args.table.write_text("\n".join(lines) + "\n")
    return 1 if counts["FAILS"] else 0


if __name__ == "__main__":
    sys.exit(main())
