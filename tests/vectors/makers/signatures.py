"""ed25519.json"""

from __future__ import annotations

import hashlib

from tests.envelope.world import seed
from tests.vectors.vector import Blobs, Vector
from whistle.envelope.ed25519 import SMALL_ORDER_Y, L, P, SigningKey

ABOUT = (
    "Ed25519, checked strictly (PROTOCOL section 1). The refused ones are taken by one library or another."
)
# RFC 8032, section 7.1, tests 1 to 3: seed and message.
_RFC = {
    "rfc 8032 test 1": ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", ""),
    "rfc 8032 test 2": ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72"),
    "rfc 8032 test 3": ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82"),
}
_SIGN = 1 << 255


def vectors(_: Blobs) -> list[Vector]:
    out = []
    for name, (secret, text) in _RFC.items():
        key, message = SigningKey(bytes.fromhex(secret)), bytes.fromhex(text)
        out.append(_vector(name, "Verifies.", key.public, key.sign(message), message, holds=True))
    key, message = SigningKey(seed("ed25519")), b"a message"
    public, signature = key.public, key.sign(message)
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    out += [
        _vector("another message", "", public, signature, message + b"."),
        _vector("another key", "", SigningKey(seed("other")).public, signature, message),
        _vector("r altered", "", public, _flip(signature, 0), message),
        _vector("s altered", "", public, _flip(signature, 32), message),
        _vector("s plus l", "The same signature in a second form.", public, r + _number(s + L), message),
        _vector("s is l", "", public, r + _number(L), message),
        _vector("signature too short", "", public, signature[:-1], message),
        _vector("signature too long", "", public, signature + b"\0", message),
        _vector("key too short", "", public[:-1], signature, message),
        _vector("empty signature", "", public, b"", message),
        _vector("all zeros", "A key of order 4 and a signature of zeros.", bytes(32), bytes(64), message),
    ]
    # Under the identity as key, R = aB with S = a verifies for every message.
    a, point = _scalar(key), public
    one = _number(1)
    out.append(
        _vector("identity as key", "One signature for every message.", one, point + _number(a % L), message)
    )
    for name, encoded in {
        "identity as key, sign bit set": _number(1 | _SIGN),
        "identity as key, y + p": _number(1 + P),
        "order 2 as key, sign bit set": _number((P - 1) | _SIGN),
    }.items():
        out.append(_vector(name, "Not the canonical form either.", encoded, point + _number(a % L), message))
    for y in sorted(SMALL_ORDER_Y):
        for sign in (0, _SIGN):
            encoded = _number(y | sign)
            # Where eight divides the challenge, the key's part vanishes and a lax verifier agrees.
            chosen = next(m for n in range(999) if _challenge(point, encoded, m := b"%d" % n) % 8 == 0)
            name = f"key of small order, y {encoded.hex()[:4]}, sign {int(bool(sign))}"
            out.append(_vector(name, "", encoded, point + _number(a % L), chosen))
    for name, encoded in {"r is the identity": one, "r is the identity, y + p": _number(1 + P)}.items():
        # R = 0 with S = ka: the equation holds.
        sealed = encoded + _number(_challenge(encoded, public, message) * a % L)
        out.append(_vector(name, "The nonce was zero.", public, sealed, message))
    out.append(_vector("key not on the curve", "", _number(2), signature, message))
    out.append(_vector("key y is p + 3", "Not canonical, of full order.", _number(P + 3), signature, message))
    return out


def _vector(
    name: str, about: str, key: bytes, signature: bytes, message: bytes, *, holds: bool = False
) -> Vector:
    given = {"key": key.hex(), "signature": signature.hex(), "message": message.hex()}
    if holds:
        return Vector(name, about, "ed25519", given, {})
    return Vector(name, about or "Does not verify.", "ed25519", given, error="BadSignature")


def _number(value: int) -> bytes:
    return value.to_bytes(32, "little")


def _flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def _scalar(key: SigningKey) -> int:
    low = bytearray(hashlib.sha512(key.seed).digest()[:32])
    low[0] &= 248
    low[31] = low[31] & 127 | 64
    return int.from_bytes(low, "little")


def _challenge(r: bytes, key: bytes, message: bytes) -> int:
    return int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % L
