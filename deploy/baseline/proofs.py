"""How a provision is shown to hold: by tests, by files, by a started image, or by a document."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

Verdict = Literal["holds", "FAILS", "by document", "not applicable", "open", "not looked at"]
_RESULT: Final = re.compile(r"^(PASSED|FAILED|ERROR) (\S+?)(?:\[|$| )", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    verdict: Verdict
    why: str


class Evidence:
    """What there is to look at. root: of the source. facts: that a started image has told."""

    def __init__(self, root: Path, facts: dict[str, Any] | None) -> None:
        self.root = root
        self.facts = facts
        self._wanted: set[str] = set()

    def want(self, tests: Iterable[str]) -> None:
        self._wanted |= set(tests)

    def text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    @cached_property
    def results(self) -> dict[str, bool]:
        """Whether each test that was wanted, and exists, passed; all are run at the first look."""
        names = sorted(name for name in self._wanted if self._is_there(name))
        if not names:
            return {}
        command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", *names]
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True)
        told: dict[str, bool] = {}
        for result, name in _RESULT.findall(done.stdout):
            told[name] = told.get(name, True) and result == "PASSED"
        return told

    def _is_there(self, name: str) -> bool:
        file, _, test = name.partition("::")
        path = self.root / file
        return path.exists() and f"def {test}(" in path.read_text(encoding="utf-8")


class Tried:
    """Tests of this project, run now."""

    def __init__(self, *names: str) -> None:
        self.names = tuple(f"tests/{name}" for name in names)

    def look(self, evidence: Evidence) -> Finding:
        bad = [name for name in self.names if not evidence.results.get(name, False)]
        if bad:
            return Finding(verdict="FAILS", why=f"not passed: {', '.join(bad)}")
        said = [
            name.partition("::")[2].removeprefix("test_").replace("_", " ") for name in self.names
        ]
        return Finding(verdict="holds", why="; ".join(said))


@dataclass(frozen=True, slots=True)
class Files:
    """says: what is looked for. faults: finds what speaks against it."""

    says: str
    faults: Callable[[Evidence], list[str]]

    def look(self, evidence: Evidence) -> Finding:
        found = self.faults(evidence)
        return Finding(verdict="FAILS" if found else "holds", why=", ".join(found) or self.says)


@dataclass(frozen=True, slots=True)
class Inside:
    """Of an image that was started (`make boot`). is_so: of what it has told."""

    says: str
    is_so: Callable[[dict[str, Any]], bool]

    def look(self, evidence: Evidence) -> Finding:
        if evidence.facts is None:
            return Finding(verdict="not looked at", why=f"{self.says}: make boot has to run first")
        is_so = self.is_so(evidence.facts)
        return Finding(verdict="holds" if is_so else "FAILS", why=f"booted image: {self.says}")


@dataclass(frozen=True, slots=True)
class Document:
    """A file that says it; that it does is looked for, not whether it is true."""

    file: str
    words: str

    def look(self, evidence: Evidence) -> Finding:
        text = " ".join(evidence.text(self.file).split())
        if self.words not in text:
            return Finding(verdict="FAILS", why=f"{self.file} does not say: {self.words}")
        return Finding(verdict="by document", why=f"{self.file}: {self.words}")


@dataclass(frozen=True, slots=True)
class NotApplicable:
    reason: str

    def look(self, evidence: Evidence) -> Finding:
        return Finding(verdict="not applicable", why=self.reason)


@dataclass(frozen=True, slots=True)
class Open:
    """Does not hold, and is known not to."""

    reason: str

    def look(self, evidence: Evidence) -> Finding:
        return Finding(verdict="open", why=self.reason)


Proof = Tried | Files | Inside | Document | NotApplicable | Open
# What stands for the whole where a provision has several proofs.
_WORST_FIRST: Final = ("FAILS", "open", "not looked at", "holds", "by document", "not applicable")


def judge(proofs: tuple[Proof, ...], evidence: Evidence) -> Finding:
    """The worst of them, and what all of them say."""
    found = [proof.look(evidence) for proof in proofs]
    worst = min(found, key=lambda finding: _WORST_FIRST.index(finding.verdict)).verdict
    return Finding(verdict=worst, why="; ".join(finding.why for finding in found))


def read_facts(path: Path) -> dict[str, Any] | None:
    """What `boot_test --facts` has written; None where it has not."""
    if not path.exists():
        return None
    told: dict[str, Any] = json.loads(path.read_text())
    return told
