"""Every vector of tests/vectors, read by the Python room. Each shows one success or one failure."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.vectors.generate import generate
from tests.vectors.vector import BLOBS, HERE, read_bytes
from whistle.domain import errors
from whistle.envelope import age, ed25519
from whistle.envelope.hashing import sha256
from whistle.envelope.keys import Identity, Recipient
from whistle.envelope.token import Reporter, Token

Given = dict[str, Any]
_BLOBS = json.loads(BLOBS.read_text())
_FILES = sorted(path for path in HERE.glob("*.json") if path != BLOBS)
VECTORS = [
    pytest.param(vector, id=f"{path.stem}: {vector['name']}")
    for path in _FILES
    for vector in json.loads(path.read_text())["vectors"]
]
# What a token's three faults are called in the vectors, and a word of each in what a person is told.
_WHY = {"letter": "letter or sign", "length": "has 28 letters", "check": "mistake"}


def data(value: Any) -> bytes:
    return read_bytes(value, _BLOBS)


def token(given: Given) -> Given:
    reporter = Reporter(Token(data(given["raw"])), data(given["service"]))
    return {
        "text": reporter.token.text,
        "sign": reporter.signing.seed.hex(),
        "verify": reporter.signing.public.hex(),
        "identity": reporter.identity.seed.hex(),
        "recipient_hash": sha256(reporter.identity.recipient.raw).hex(),
        "blind": reporter.blind.hex(),
        "mailbox": reporter.mailbox.hex(),
        "kid": reporter.kid.hex(),
        "presence": reporter.presence.hex(),
    }


def token_text(given: Given) -> Given:
    return {"raw": Token.parse(given["text"]).raw.hex()}


def signature(given: Given) -> Given:
    ed25519.verify(data(given["key"]), data(given["signature"]), data(given["message"]))
    return {}


def identity(given: Given) -> Given:
    found = Identity.parse(given["text"])
    return {"seed": found.seed.hex(), "recipient": str(found.recipient)}


def recipient(given: Given) -> Given:
    return {"raw": Recipient.parse(given["text"]).raw.hex()}


def seal(given: Given) -> Given:
    age.seal(Recipient.parse(given["recipient"]), b"")
    return {}


def age_file(given: Given) -> Given:
    return {"plaintext": age.open_sealed(Identity.parse(given["identity"]), data(given["file"])).hex()}


def passphrase(given: Given) -> Given:
    return {"plaintext": age.open_passphrase(data(given["file"]), given["passphrase"]).hex()}


READERS: dict[str, Callable[[Given], Given]] = {
    "token": token,
    "token-text": token_text,
    "ed25519": signature,
    "identity": identity,
    "recipient": recipient,
    "seal": seal,
    "age": age_file,
    "passphrase": passphrase,
}


@pytest.mark.parametrize("vector", VECTORS)
def test_vector(vector: Given) -> None:
    read, expect = READERS[vector["kind"]], vector["expect"]
    if "ok" in expect:
        assert read(vector["input"]) == expect["ok"]
        return
    with pytest.raises(errors.WhistleError) as caught:
        read(vector["input"])
    assert type(caught.value).__name__ == expect["error"]
    if "why" in expect:
        assert _WHY[expect["why"]] in str(caught.value)


def test_every_kind_is_used() -> None:
    assert {vector.values[0]["kind"] for vector in VECTORS} == set(READERS)


def test_the_generator_makes_the_same_files_again() -> None:
    for name, text in generate().items():
        assert (HERE / name).read_text() == text, f"{name}: run python -m tests.vectors.generate"
