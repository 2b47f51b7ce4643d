"""Signed bundles of a few bytes, how they are spoilt, and a camera's judgement by the real RAUC."""

import json
import random
import re
import shutil
import struct
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.x509.oid import ExtendedKeyUsageOID

from deploy.update import bundle, keys

AT_WORK = 1_700_000_000
VERSION = AT_WORK + 1
KIND = "passerby-test"
_CONF = """\
[system]
compatible={kind}
bootloader=noop
bundle-formats=verity
[keyring]
path={keyring}
check-purpose=codesign
"""


# By the name of the file in the bundle.
Written = dict[str, bytes]


class Maker:
    """What signs bundles in one folder, and what would like to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.signer = keys.signer(folder / "keys")
        self._count = 0

    def bundle(
        self,
        *,
        signer: keys.Signer | None = None,
        kind: str = KIND,
        version: int | str = VERSION,
        format_: str = "verity",
        salt: str = "",
    ) -> bytes:
        self._count += 1
        content = self._folder / f"content-{self._count}"
        content.mkdir()
        (content / "root.img").write_bytes(random.Random(f"root{salt}").randbytes(24_576))
        (content / "boot.img").write_bytes(random.Random(f"boot{salt}").randbytes(8_192))
        manifest = bundle._MANIFEST.format(compatible=kind, version=version)
        manifest = manifest.replace("format=verity", f"format={format_}")
        (content / "manifest.raucm").write_text(manifest)
        out = content.with_suffix(".raucb")
        by = signer or self.signer
        words = ["rauc", "bundle", f"--cert={by.certificate}", f"--key={by.key}", content, out]
        subprocess.run(words, check=True, capture_output=True)
        return out.read_bytes()

    def stranger(self, name: str, *, days_ago: int = 0, purpose: str = "code") -> keys.Signer:
        """Another authority and its signer."""
        at = self._folder / name
        at.mkdir()
        made = keys.Signer(certificate=at / "c.pem", key=at / "k.pem", authority=at / "ca.pem")
        usage = None if purpose == "code" else ExtendedKeyUsageOID.CLIENT_AUTH
        keys.make(
            made, at / "ca.key", now=datetime.now(UTC) - timedelta(days=days_ago), usage=usage
        )
        return made


class Camera:
    """What RAUC writes on a camera. authority: whom it believes. at_work: the version that runs."""

    def __init__(self, folder: Path, authority: Path, *, at_work: int = AT_WORK) -> None:
        self._folder = folder
        self._at_work = at_work
        self._conf = folder / f"{authority.parent.name}.conf"
        self._conf.write_text(_CONF.format(kind=KIND, keyring=authority))

    def written(self, content: bytes) -> Written | None:
        """What would be written to the slots, every block checked; None where it is refused."""
        file, out = self._folder / "judged.raucb", self._folder / "out"
        file.write_bytes(content)
        shutil.rmtree(out, ignore_errors=True)
        told = self._rauc("info", "--output-format=json", file)
        if told is None or not self._is_ours(json.loads(told)):
            return None
        if self._rauc("extract", file, out) is None:
            return None
        return {name: (out / name).read_bytes() for name in ("root.img", "boot.img")}

    def _is_ours(self, manifest: dict[str, str]) -> bool:
        # What RAUC 1.13 does when it installs (compatible, min-bundle-version), and slots.py does.
        version = manifest.get("version") or ""
        newer = bool(re.fullmatch(r"[1-9][0-9]{0,9}", version)) and int(version) > self._at_work
        return manifest.get("compatible") == KIND and newer

    def _rauc(self, *words: object) -> str | None:
        command = ["rauc", f"--conf={self._conf}", *(str(word) for word in words)]
        done = subprocess.run(command, capture_output=True)
        return done.stdout.decode() if done.returncode == 0 else None


@dataclass(frozen=True)
class Parts:
    """A verity bundle: squashfs and hash tree, then the signature with the manifest, its length."""

    payload: bytes
    signature: bytes

    @classmethod
    def of(cls, raw: bytes) -> "Parts":
        (length,) = struct.unpack(">Q", raw[-8:])
        return cls(payload=raw[: -8 - length], signature=raw[-8 - length : -8])

    def whole(self) -> bytes:
        return self.payload + self.signature + struct.pack(">Q", len(self.signature))


# Each kind of what is spoilt, and how.
Spoil = Callable[[random.Random, bytes], bytes]


def signature(chance: random.Random, raw: bytes) -> bytes:
    parts = Parts.of(raw)
    return Parts(parts.payload, _flipped(chance, parts.signature)).whole()


def payload(chance: random.Random, raw: bytes) -> bytes:
    parts = Parts.of(raw)
    return Parts(_flipped(chance, parts.payload), parts.signature).whole()


def hash_(chance: random.Random, raw: bytes) -> bytes:
    """Another digit of one of the digests in the manifest."""
    found = chance.choice(list(re.finditer(rb"(?:hash|salt|sha256)=([0-9a-f]{64})", raw)))
    at = chance.randrange(*found.span(1))
    other = chance.choice([digit for digit in b"0123456789abcdef" if digit != raw[at]])
    return raw[:at] + bytes([other]) + raw[at + 1 :]


def size(chance: random.Random, raw: bytes) -> bytes:
    """Something added, the length of the signature, or one of the lengths in the manifest."""
    way = chance.randrange(4)
    if way == 0:
        return raw + chance.randbytes(chance.choice([1, 8, 4096]))
    if way == 1:
        at = chance.randrange(len(raw))
        return raw[:at] + chance.randbytes(chance.choice([1, 512, 4096])) + raw[at:]
    if way == 2:
        told = struct.unpack(">Q", raw[-8:])[0]
        wrong = chance.choice([0, told - 1, told + 1, 2**63, 2**64 - 1, chance.getrandbits(64)])
        return raw[:-8] + struct.pack(">Q", wrong)
    found = chance.choice(list(re.finditer(rb"size=(\d+)", raw)))
    at = chance.randrange(*found.span(1))
    return (
        raw[:at] + bytes([chance.choice([d for d in b"123456789" if d != raw[at]])]) + raw[at + 1 :]
    )


def version(chance: random.Random, raw: bytes) -> bytes:
    """Another version or kind in the manifest, which is signed as it was."""
    found = chance.choice(list(re.finditer(rb"(?:version|compatible)=([0-9a-z-]+)", raw)))
    at = chance.randrange(*found.span(1))
    return (
        raw[:at]
        + bytes([chance.choice([d for d in b"0123456789" if d != raw[at]])])
        + raw[at + 1 :]
    )


def truncation(chance: random.Random, raw: bytes) -> bytes:
    parts = Parts.of(raw)
    ends = [0, 1, 4096, len(parts.payload), len(parts.payload) + 1, len(raw) - 8, len(raw) - 1]
    return raw[: chance.choice([*ends, *(chance.randrange(len(raw)) for _ in ends)])]


SPOILS: dict[str, Spoil] = {
    "signature": signature,
    "payload": payload,
    "hash": hash_,
    "size": size,
    "version": version,
    "truncation": truncation,
}


def signed_wrongly(maker: Maker, good: bytes) -> dict[str, bytes]:
    """Bundles that are whole, by name, and nothing for this camera."""
    other = maker.bundle(salt="other")
    return {
        "the version that runs": maker.bundle(version=AT_WORK),
        "an older one": maker.bundle(version=AT_WORK - 1),
        "version 1": maker.bundle(version=1),
        "no number": maker.bundle(version=f"{VERSION}-rc1"),
        "digits of another script": maker.bundle(version="\u0661\u0667\u0660"),
        "another kind of camera": maker.bundle(kind="passerby-arm64"),
        "another authority": maker.bundle(signer=maker.stranger("stranger")),
        "plain, checked once and read later": maker.bundle(format_="plain"),
        "payload of another": Parts(Parts.of(other).payload, Parts.of(good).signature).whole(),
        "signature of another": Parts(Parts.of(good).payload, Parts.of(other).signature).whole(),
        "no signature": Parts.of(good).payload,
        "empty signature": Parts(Parts.of(good).payload, b"").whole(),
    }


def _flipped(chance: random.Random, raw: bytes) -> bytes:
    spoilt = bytearray(raw)
    spoilt[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)
