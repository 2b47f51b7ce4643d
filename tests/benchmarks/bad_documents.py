"""Bad configurations, policies, envelopes and commands, by the million: what a camera does to them.

    python -m tests.benchmarks.bad_documents [--count 1000000] [--seed 1] [--json]

Each goes through a real door to the camera's own code, signed wherever it would have to be, so that
it is read to the end. A document that only looks bad (a comment, a number that is still in range)
is told from one that is by msgspec's own converter, which the camera does not use for it, and is
counted as harmless. Times are of this thread's processor time, for opening, judging and answering.
"""

import argparse
import gc
import logging
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Final, Never

import msgspec

from edge.clock import ManualClock
from edge.commanding.commanding import Commands
from edge.config import Config
from edge.contract import Command, Envelope
from edge.door.door import Asked
from edge.errors import DocumentError
from edge.governance.authority import Authority
from edge.governance.ceiling import beyond
from edge.governance.policy import Policy
from edge.governance.signing import seal
from edge.governance.tightening import loosened
from edge.yaml_text import load
from simulator.keyring import WIDEST
from simulator.lab.folder import lab_folder
from tests.benchmarks.spoiling import scrambled, spoiled
from tests.edge.governed import NOW_UTC_S, Governed
from tests.edge.wrong_configs import GOOD
from tests.keys import CAMERA, KEYS, STRANGERS

# Of processor time: what a busy machine takes from us is not ours.
HANG_S: Final = 20.0
RULING: Final = msgspec.structs.replace(WIDEST, version=2, level="P2")
CONFIG: Final[dict[str, Any]] = {**GOOD, "version": 6, "privacy": {"level": "P2"}}
POLICY: Final[dict[str, Any]] = {**msgspec.to_builtins(RULING), "version": 3}
COMMAND: Final[dict[str, Any]] = {
    "id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "name": "ping",
    "t": int(NOW_UTC_S),
}


class HangError(Exception):
    """Something took longer than HANG_S."""


@dataclass(slots=True)
class Tally:
    """outcomes: by kind and what became of it. worst_ms: by kind. examples: of what went wrong."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    times_ms: dict[str, list[float]] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)

    def note(self, kind: str, outcome: str, *, took_ms: float, raw: bytes) -> None:
        self.outcomes[kind, outcome] += 1
        self.times_ms.setdefault(kind, []).append(took_ms)
        if outcome not in ("refused", "harmless") and len(self.examples) < 20:
            self.examples.append(f"{kind} {outcome}: {raw[:2_000]!r}")

    def total(self, outcome: str) -> int:
        return sum(count for (_, what), count in self.outcomes.items() if what == outcome)

    def worst_ms(self) -> float:
        return max(max(times) for times in self.times_ms.values())


class Target:
    """A camera that bad documents are sent to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self.renew()

    def renew(self) -> None:
        """Exchange the camera, which has taken something, for one as before."""
        if self._number:
            self.camera.end()
            # In memory, and of four megabytes each.
            shutil.rmtree(self._folder / str(self._number))
        self._number += 1
        folder = self._folder / str(self._number)
        folder.mkdir()
        self.camera = Governed(folder, policy=RULING)
        self._clock = ManualClock(mono_s=100.0, utc_s=NOW_UTC_S)
        self._commands = self._obeying(self.camera.authority)

    def _obeying(self, authority: Authority) -> Commands:
        return Commands(
            door=self.camera._door,
            authority=authority,
            clock=self._clock,
            acts={"ping": lambda command, answer: answer},
        )

    def take_config(self, raw: bytes) -> bool:
        """Tell whether it came to work."""
        before = self.camera.judges.config
        self.camera.uplink.deliver("config", raw)
        self.camera.turn()
        return self.camera.judges.config != before

    def take_policy(self, raw: bytes) -> bool:
        before = self.camera.authority.version
        self.camera.uplink.deliver("policy", raw)
        self.camera.turn()
        return self.camera.authority.version != before

    def take_command(self, raw: bytes) -> bool:
        asked = Asked(number=0, name="ping", raw=raw, reply="response/ping", correlation=None)
        self.camera.uplink.deliver_command(asked)
        return bool(self._commands.obey())


def bad_config(chance: random.Random) -> tuple[bytes, bytes]:
    """The text, and the text in an envelope that the operator has signed."""
    text = _text(CONFIG, chance)
    return text, KEYS.config(_decoded(text), audience=[CAMERA])


def bad_policy(chance: random.Random) -> tuple[bytes, bytes]:
    """Signed by the oversight where it is spoilt, by anybody else where it may be good."""
    text = _text(POLICY, chance)
    by = chance.choice(((KEYS.oversight,), (KEYS.operator,), (STRANGERS.oversight,), ()))
    return text, seal(_decoded(text), purpose="policy", audience=[CAMERA], by=by)


def bad_command(chance: random.Random) -> tuple[bytes, bytes]:
    text = _text(COMMAND, chance)
    by = chance.choice(((KEYS.operator,), (KEYS.operator,), (STRANGERS.operator,), ()))
    return text, seal(_decoded(text), purpose="command", audience=[CAMERA], by=by)


GOOD_ENVELOPE: Final = KEYS.config(msgspec.json.encode(CONFIG).decode(), audience=[CAMERA])


def bad_envelope(chance: random.Random) -> tuple[bytes, bytes]:
    if chance.random() < 0.5:
        plain = spoiled(msgspec.json.decode(GOOD_ENVELOPE), chance)
        return b"", msgspec.json.encode(plain)
    return b"", scrambled(GOOD_ENVELOPE, chance)


def _text(document: dict[str, Any], chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        return msgspec.json.encode(spoiled(document, chance))
    return scrambled(msgspec.json.encode(document), chance)


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def is_good_config(text: bytes, raw: bytes) -> bool:
    """Whether it may be at work after all, as another reader sees it."""
    config = _as(text, Config)
    return config is not None and not beyond(config, RULING)


def is_good_policy(text: bytes, raw: bytes) -> bool:
    policy = _as(text, Policy)
    signers = {signature.key for signature in msgspec.json.decode(raw, type=Envelope).signatures}
    if policy is None or not signers & (KEYS_OF_OPERATOR | KEYS_OF_OVERSIGHT):
        return False
    return bool(signers & KEYS_OF_OVERSIGHT) or not loosened(policy, RULING)


def is_good_command(text: bytes, raw: bytes) -> bool:
    signers = {signature.key for signature in msgspec.json.decode(raw, type=Envelope).signatures}
    return _as(text, Command) is not None and bool(signers & KEYS_OF_OPERATOR)


def is_good_envelope(text: bytes, raw: bytes) -> bool:
    """Whether all that was signed is as it was."""
    envelope = msgspec.json.decode(raw, type=Envelope)
    known = msgspec.json.decode(GOOD_ENVELOPE, type=Envelope)
    fields = ("body", "audience", "not_before", "expires")
    return all(getattr(envelope, name) == getattr(known, name) for name in fields)


KEYS_OF_OPERATOR: Final = frozenset(KEYS.trust(CAMERA).operators.as_keys().known)
KEYS_OF_OVERSIGHT: Final = frozenset(KEYS.trust(CAMERA).oversight.as_keys().known)


def _as(text: bytes, type_: Any) -> Any:
    try:
        return msgspec.convert(load(_decoded(text).encode()), type_)
    except (msgspec.ValidationError, DocumentError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """make: text and envelope. send: tells whether it was taken. is_good: whether it may be."""

    make: Callable[[random.Random], tuple[bytes, bytes]]
    send: Callable[[Target, bytes], bool]
    is_good: Callable[[bytes, bytes], bool]


KINDS: Final[dict[str, Kind]] = {
    "config": Kind(make=bad_config, send=Target.take_config, is_good=is_good_config),
    "policy": Kind(make=bad_policy, send=Target.take_policy, is_good=is_good_policy),
    "envelope": Kind(make=bad_envelope, send=Target.take_config, is_good=is_good_envelope),
    "command": Kind(make=bad_command, send=Target.take_command, is_good=is_good_command),
}


def attack(count: int, *, seed: int, folder: Path, show: Callable[[int], None]) -> Tally:
    """Send count bad documents, all kinds in turn; Ctrl-C ends it with what there is."""
    signal.signal(signal.SIGPROF, _ring)
    chance, tally, target = random.Random(seed), Tally(), Target(folder)
    # As vision does once all is loaded: else a full collection now and then goes through every
    # library, 25 to 35 ms, and whichever document comes just then would seem to cost that.
    gc.collect()
    gc.freeze()
    with suppress(KeyboardInterrupt):
        for number in range(count):
            kind = list(KINDS)[number % len(KINDS)]
            text, raw = KINDS[kind].make(chance)
            start_s = time.thread_time()
            outcome = _sent(target, KINDS[kind], text, raw)
            took_ms = 1_000 * (time.thread_time() - start_s)
            if outcome != "refused":
                target.renew()
            tally.note(kind, outcome, took_ms=took_ms, raw=raw)
            if number % 1_000 == 999:
                show(number + 1)
    target.camera.end()
    return tally


def _sent(target: Target, kind: Kind, text: bytes, raw: bytes) -> str:
    signal.setitimer(signal.ITIMER_PROF, HANG_S)
    try:
        taken = kind.send(target, raw)
    except HangError:
        return "hung"
    except Exception as error:  # noqa: BLE001  whatever it is, it would have ended the camera
        return f"crashed: {type(error).__name__}: {error}"[:200]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if not taken:
        return "refused"
    return "harmless" if kind.is_good(text, raw) else "applied"


def _ring(number: int, frame: FrameType | None) -> Never:
    raise HangError


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bad_documents", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    logging.disable()

    def show(number: int) -> None:
        if number % 10_000 == 0:
            print(f"{number} of {args.count}", file=sys.stderr)

    with lab_folder() as folder:
        tally = attack(args.count, seed=args.seed, folder=Path(folder), show=show)
    told = report(tally)
    print(msgspec.json.encode(told).decode() if args.json else _table(told))
    for example in tally.examples:
        print(example, file=sys.stderr)
    return 0 if told["applied"] == told["crashed"] == told["hung"] == 0 else 1


def report(tally: Tally) -> dict[str, Any]:
    """What came of it all; times in ms of processor time."""
    crashed = sum(n for (_, what), n in tally.outcomes.items() if what.startswith("crashed"))
    return {
        "sent": tally.outcomes.total(),
        "refused": tally.total("refused"),
        "harmless": tally.total("harmless"),
        "applied": tally.total("applied"),
        "crashed": crashed,
        "hung": tally.total("hung"),
        "ms": {
            kind: {
                "p50": round(sorted(times)[len(times) // 2], 2),
                "p99.9": round(sorted(times)[int(0.999 * len(times))], 2),
                "worst": round(max(times), 2),
            }
            for kind, times in tally.times_ms.items()
        },
    }


def _table(told: dict[str, Any]) -> str:
    head = ("sent", "refused", "harmless", "applied", "crashed", "hung")
    lines = [", ".join(f"{told[name]} {name}" for name in head)]
    for kind, ms in told["ms"].items():
        times = ", ".join(f"{name} {value}" for name, value in ms.items())
        lines.append(f"{kind:10} ms of processor time: {times}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
