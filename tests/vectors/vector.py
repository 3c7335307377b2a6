"""The form in which vectors are kept, and the store of bytes that cannot be made twice alike."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whistle.envelope import age
from whistle.envelope.hashing import sha256
from whistle.envelope.keys import Recipient

HERE = Path(__file__).parent
BLOBS = HERE / "blobs.json"
_READER = {
    **dict.fromkeys(("filing", "posted", "change", "read", "notice", "written"), "server"),
    "disclosure": "checker",
    **dict.fromkeys(("record", "return"), "auditor"),
}
"""Who alone reads a kind of vector: the client does not."""


@dataclass
class Vector:
    name: str
    about: str
    kind: str
    input: dict[str, Any]
    ok: dict[str, Any] | None = None
    error: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)  # beside what is expected

    def as_json(self) -> dict[str, Any]:
        expect = {**({"ok": self.ok} if self.error is None else {"error": self.error}), **self.extra}
        reader = _READER.get(self.kind)
        only = {"reader": reader} if reader else {}
        return {
            "name": self.name, "about": self.about, "kind": self.kind, **only, "input": self.input, "expect": expect
        }  # fmt: skip


class Blobs:
    """Sealed files, kept from one run of the generator to the next."""

    def __init__(self, kept: Mapping[str, str] | None = None) -> None:
        self._kept = {name: base64.b64decode(text) for name, text in (kept or {}).items()}
        self.used: dict[str, bytes] = {"zeros": bytes(4096)}

    @classmethod
    def load(cls) -> Blobs:
        return cls(json.loads(BLOBS.read_text()) if BLOBS.exists() else {})

    def keep(self, name: str, data: bytes) -> bytes:
        """Have ``data`` written once, under ``name``."""
        self.used[name] = data
        return data

    def seal(self, recipient: Recipient, plaintext: bytes) -> bytes:
        name = sha256(recipient.raw, plaintext).hex()[:16]
        return self.keep(name, self._sealed(name) or age.seal(recipient, plaintext))

    def seal_passphrase(self, plaintext: bytes, passphrase: str, log_n: int) -> bytes:
        name = sha256(passphrase.encode(), bytes((log_n,)), plaintext).hex()[:16]
        return self.keep(name, self._sealed(name) or age.seal_passphrase(plaintext, passphrase, log_n))

    def _sealed(self, name: str) -> bytes | None:
        """What was sealed under this name, in an earlier run or in this one."""
        return self.used.get(name) or self._kept.get(name)

    def write(self, data: bytes) -> str | dict[str, Any]:
        """``data`` in the form of the vectors, blobs named instead of repeated."""
        parts: list[str | bytes] = [data.rstrip(b"\0") if data.endswith(bytes(64)) else data]
        for name, blob in self.used.items():
            parts = [piece for part in parts for piece in _cut(part, name, blob)]
        if parts == [data]:
            return data.hex()
        written = [part if isinstance(part, str) else part.hex() for part in parts if part]
        return {"parts": written, "length": len(data)}

    def read(self, written: Any) -> bytes:
        """The bytes that ``write`` has written."""
        named = (
            [part[1:] for part in written["parts"] if part[:1] == "@"] if isinstance(written, dict) else []
        )
        return read_bytes(written, {name: base64.b64encode(self.used[name]).decode() for name in named})

    def as_json(self) -> dict[str, str]:
        return {name: base64.b64encode(data).decode() for name, data in sorted(self.used.items())}


def _cut(part: str | bytes, name: str, blob: bytes) -> list[str | bytes]:
    if isinstance(part, str) or blob not in part:
        return [part]
    before, after = part.split(blob, 1)
    return [before, "@" + name, *_cut(after, name, blob)]


def read_bytes(value: str | dict[str, Any], blobs: Mapping[str, str]) -> bytes:
    """The bytes that ``Blobs.write`` wrote."""
    if isinstance(value, str):
        return bytes.fromhex(value)
    parts = (
        base64.b64decode(blobs[p[1:]]) if p.startswith("@") else bytes.fromhex(p) for p in value["parts"]
    )
    return b"".join(parts).ljust(value["length"], b"\0")
