"""The public CCTV age vectors, all of them."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest

from whistle.domain.errors import CannotOpen, MalformedAge, WhistleError
from whistle.envelope import age, age_payload
from whistle.envelope.keys import Identity

_FILE = Path(__file__).parents[1] / "vectors" / "cctv" / "age.json"
# age opens these; Whistle takes exactly one stanza and no armour.
_OPENS_IN_AGE_ONLY = {
    "armor_hybrid",
    "armor_scrypt",
    "hybrid_and_x25519",
    "hybrid_grease",
    "hybrid_multiple_recipients",
}


@dataclass
class Vector:
    name: str
    expect: str
    head: dict[str, list[str]]
    sealed: bytes

    @property
    def file_key(self) -> bytes:
        return bytes.fromhex(self.head["file key"][0])

    @property
    def payload_hash(self) -> str:
        return self.head["payload"][0]

    @property
    def identities(self) -> list[Identity]:
        texts = self.head.get("identity", [])
        return [Identity.parse(text) for text in texts if text.startswith("AGE-SECRET-KEY-PQ-1")]


def _read(name: str, data: bytes) -> Vector:
    text, sealed = data.split(b"\n\n", 1)
    head: dict[str, list[str]] = {}
    for line in text.decode().splitlines():
        key, value = line.split(": ", 1)
        head.setdefault(key, []).append(value)
    if head.get("compressed") == ["zlib"]:
        sealed = zlib.decompress(sealed)
    return Vector(name, head["expect"][0], head, sealed)


VECTORS = [_read(name, base64.b64decode(data)) for name, data in json.loads(_FILE.read_text()).items()]
HYBRID = [v for v in VECTORS if v.identities]
SCRYPT = [v for v in VECTORS if "passphrase" in v.head]
OTHER = [v for v in VECTORS if not v.identities and "passphrase" not in v.head]
STREAM = [v for v in VECTORS if v.name.startswith("stream_")]


def _each(vectors: list[Vector]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", vectors, ids=lambda vector: vector.name)


def _check(vector: Vector, opened: bytes) -> None:
    assert vector.expect == "success"
    assert vector.name not in _OPENS_IN_AGE_ONLY
    assert hashlib.sha256(opened).hexdigest() == vector.payload_hash


def test_every_vector_is_here() -> None:
    assert len(VECTORS) == 143
    assert (len(HYBRID), len(SCRYPT), len(STREAM)) == (19, 26, 28)


@_each(HYBRID)
def test_a_hybrid_file_opens_exactly_when_it_should(vector: Vector) -> None:
    if vector.expect == "success" and vector.name not in _OPENS_IN_AGE_ONLY:
        _check(vector, age.open_sealed(vector.identities[0], vector.sealed))
        return
    with pytest.raises((MalformedAge, CannotOpen)):
        age.open_sealed(vector.identities[0], vector.sealed)


@_each(SCRYPT)
def test_a_passphrase_file_opens_exactly_when_it_should(vector: Vector) -> None:
    passphrase = vector.head["passphrase"][0]
    if vector.expect == "success" and vector.name not in _OPENS_IN_AGE_ONLY:
        _check(vector, age.open_passphrase(vector.sealed, passphrase))
        return
    with pytest.raises((MalformedAge, CannotOpen)):
        age.open_passphrase(vector.sealed, passphrase)


@_each(OTHER)
def test_a_file_of_another_kind_is_refused(vector: Vector) -> None:
    with pytest.raises(MalformedAge):
        age.open_sealed(Identity(bytes(32)), vector.sealed)
    with pytest.raises(MalformedAge):
        age.open_passphrase(vector.sealed, "password")


@_each(STREAM)
def test_a_payload_opens_exactly_when_it_should(vector: Vector) -> None:
    end = vector.sealed.index(b"\n", vector.sealed.index(b"\n---") + 1) + 1
    out = BytesIO()
    try:
        age_payload.decrypt(BytesIO(vector.sealed[end:]), out, vector.file_key)
    except WhistleError:
        assert vector.expect != "success"
        return
    _check(vector, out.getvalue())
