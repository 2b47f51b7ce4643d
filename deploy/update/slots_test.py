"""One camera in qemu that is given other systems from afar: it keeps the good, and leaves the bad.

    python -m deploy.update.slots_test IMAGE [--arch amd64]

The other systems are made of the image's own (variants.py), signed, served over TLS and ordered by
the oversight. What the Pi's firmware does with autoboot.txt deploy/image/machine.py does; all else
is what runs on a camera.
Needs root. Exit 0: all went as it must; 1: something did not; 77: a tool is missing.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Final

import msgspec

from deploy.image import trial
from deploy.image.machine import Card, copy_of, missing
from deploy.update import bundle, keys, variants
from deploy.update.variants import Variant, Variants
from edge.contract import topic
from edge.governance.signing import seal
from edge.update.document import Bundle
from tests.https_server import serving

SKIPPED: Final = 77
A, B = 2, 3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("image", type=Path)
    parser.add_argument("--arch", choices=("arm64", "amd64"), default="arm64")
    parser.add_argument("--patience-s", type=float, default=1_200.0, help="for each step")
    args = parser.parse_args()
    lacking = [*missing(args.arch), *bundle.missing()]
    if lacking:
        print(f"skipped: {', '.join(lacking)}: not installed")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="slots-", dir=args.image.parent) as name:
        folder = Path(name)
        signer = keys.signer(folder / "keys")
        made = Variants(args.image, folder, signer)
        card = copy_of(args.image, folder)
        card.put(signer.authority, "passerby/firmware-ca.pem")
        camera = Switches(card, folder, arch=args.arch, patience_s=args.patience_s)
        with closing(camera):
            try:
                see_through(camera, made)
            except (trial.WrongError, bundle.BundleError) as error:
                print(f"{error}; started from {camera.partitions}; the console's last lines:\n"
                      f"{camera.last_lines()}", file=sys.stderr)  # fmt: skip
                return 1
    return 0


def see_through(camera: "Switches", made: Variants) -> None:
    """Raises WrongError, BundleError."""
    camera.enrols()
    camera.begins()
    good = made.make("good", later=1, change=variants.nothing)
    camera.is_given(good, "applied", starts=[B], what="a system that works")
    camera.loses_power(runs=good, starts=[B])
    dead = made.make("dead", later=2, change=variants.without_init)
    camera.is_given(dead, "rolled-back", starts=[A, B], what="one without a first process")
    blind = made.make("blind", later=3, change=variants.sees_nothing)
    camera.is_given(blind, "rolled-back", starts=[A, B], what="one that never sees")
    spoilt = made.make("spoilt", later=4, change=variants.nothing)
    variants.bit_flipped(spoilt, at=0.5)
    camera.is_given(spoilt, "rolled-back", starts=[], what="one with a bit flipped")
    older = made.make("older", later=-1, change=variants.nothing)
    camera.is_given(older, "rolled-back", starts=[], what="an older, ordered as a newer", says=6)
    camera.loses_power(runs=good, starts=[B])
    last = made.make("last", later=6, change=variants.nothing)
    camera.is_given(last, "applied", starts=[A], what="one more that works")


class Switches(trial.Trial):
    """partitions: that it was started from, in order."""

    def __init__(self, card: Card, folder: Path, *, arch: str, patience_s: float) -> None:
        super().__init__(card, folder, arch=arch, patience_s=patience_s, hang_with=None)
        self._ends = ExitStack()
        # The authority of the broker is the one that cameras believe of servers.
        self._server = self._ends.enter_context(serving(folder / "broker/certificates", b""))
        self.partitions: list[int] = []

    def close(self) -> None:
        super().close()
        self._ends.close()

    def begins(self) -> None:
        start_s = time.monotonic()
        self._until(lambda: self._online() > 0, "status")
        self._say("power to status", start_s)

    def is_given(
        self,
        given: Variant,
        state: str,
        *,
        starts: list[int],
        what: str,
        says: int = 0,
    ) -> None:
        """Order it, and wait until that is said of it. says: added to the version in the order."""
        start_s, before = time.monotonic(), len(self.partitions)
        version = given.version + says
        self._server.content = given.file.read_bytes()
        self._order(given, version)
        # It is asked for again as often as it ends, as a machine on a pole is.
        self._until(lambda: state in self._states(version), f"{state} of {what}")
        started = self.partitions[before:]
        if started != starts:
            raise trial.WrongError(f"{what}: started from {started}, not {starts}")
        reasons = [f"{f['path']}: {f['reason']}" for f in self._reports(version)[-1]["faults"]]
        self._say(f"{what}: {state} {'; '.join(reasons)}", start_s)
        self._server.content = b""
        given.file.unlink()

    def loses_power(self, *, runs: Variant, starts: list[int]) -> None:
        """It comes back with the system that was kept."""
        start_s, before, told = time.monotonic(), len(self.partitions), self._online()
        self._machine.cut()
        self._until(lambda: self._online() > told, "status after a power cut")
        firmware = json.loads(self._payloads("status")[-1])["firmware"]
        if self.partitions[before:] != starts or firmware != runs.release:
            raise trial.WrongError(f"{firmware} from {self.partitions[before:]} after a power cut")
        self._say("power cut to status, from the same slot", start_s)

    def _order(self, given: Variant, version: int) -> None:
        body = Bundle(
            kind="firmware",
            version=version,
            url=f"https://{trial.HOST}:{self._server.server_port}/firmware.raucb",
            size_bytes=given.file.stat().st_size,
            sha256=_sha256(given.file),
            format="raucb",
            release=given.release,
        )
        raw = seal(
            msgspec.json.encode(body).decode(),
            purpose="update",
            audience=[trial.CAMERA],
            by=[trial._KEYS.oversight],
            expires=int(time.time()) + 86_400,
        )
        self._listener.publish(topic(trial.CAMERA, "update/desired"), raw, retain=True)

    def _reports(self, version: int) -> list[dict[str, Any]]:
        told = [json.loads(payload) for payload in self._payloads("update/reported")]
        return [report for report in told if report["desired_version"] == version]

    def _states(self, version: int) -> set[str]:
        return {report["state"] for report in self._reports(version)}

    def _until(self, came: Callable[[], bool], what: str) -> None:
        """Wait, and start it whenever it has ended: that is what its firmware does."""
        end_s = time.monotonic() + self._patience_s
        while not came():
            if time.monotonic() > end_s:
                raise trial.WrongError(f"{what} did not come in {self._patience_s:.0f} s")
            if not self._machine.runs:
                self.partitions.append(self._machine.start())
            time.sleep(0.25)


def _sha256(file: Path) -> str:
    return subprocess.run(
        ["sha256sum", file], check=True, capture_output=True, text=True
    ).stdout.split()[0]


if __name__ == "__main__":
    sys.exit(main())
