"""A security key in software: makes passkeys and shows them, as a browser would post it. It can misbehave."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from whistle.envelope.hashing import sha256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Authenticator:
    """One passkey. ``counts``: whether its counter goes up, as a security key's does and a phone's does not."""

    origin: str = "http://localhost:8000"
    flags: int = PRESENT | VERIFIED
    counts: bool = True
    count: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    holder: str = ""

    def makes(self, options: Mapping[str, Any], name: str = "Work laptop") -> dict[str, str]:
        self.holder = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )
        attested = secrets.token_bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(options["rp"]["id"], self.flags | ATTESTED) + attested
        return {
            "id": text(self.id),
            "clientDataJSON": text(self._client("create", options["challenge"])),
            "attestationObject": text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            "name": name,
        }

    def shows(self, options: Mapping[str, Any]) -> dict[str, str]:
        self.count += self.counts
        data, client = self._data(options["rpId"], self.flags), self._client("get", options["challenge"])
        return {
            "id": text(self.id),
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(self.key.sign(data + sha256(client), ec.ECDSA(SHA256()))),
            "userHandle": self.holder,
        }

    def _data(self, rp_id: str, flags: int) -> bytes:
        return sha256(rp_id.encode()) + bytes((flags,)) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": f"webauthn.{kind}", "challenge": challenge, "origin": self.origin}
        return json.dumps(told | {"crossOrigin": False}).encode()
