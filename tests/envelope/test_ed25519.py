"""Strict Ed25519. The cases themselves are vectors; here is why each check stands before the library."""

from __future__ import annotations

import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.vectors.vector import HERE
from whistle.domain.errors import BadSignature, MalformedKey
from whistle.envelope import ed25519
from whistle.envelope.ed25519 import SMALL_ORDER_Y, P, SigningKey

D = -121665 * pow(121666, -1, P) % P


def _x_squared(y: int) -> int:
    return (y * y - 1) * pow(D * y * y + 1, -1, P) % P


def _double_y(y: int) -> int:
    """The y of twice the point: (y² + x²) / (1 - d x² y²)."""
    xx, yy = _x_squared(y), y * y
    return (yy + xx) * pow(1 - D * xx * yy, -1, P) % P


def test_the_listed_points_are_those_of_small_order() -> None:
    for y in SMALL_ORDER_Y:
        assert _double_y(_double_y(_double_y(y))) == 1


def test_no_other_point_doubles_into_the_list() -> None:
    order_8 = {y for y in SMALL_ORDER_Y if _double_y(y) == 0}
    order_4 = {y for y in SMALL_ORDER_Y if _double_y(y) == P - 1}
    assert (len(order_8), len(order_4)) == (2, 1)
    assert {1, P - 1} | order_4 | order_8 == SMALL_ORDER_Y


def test_the_library_alone_takes_signatures_that_are_refused_here() -> None:
    vectors = json.loads((HERE / "ed25519.json").read_text())["vectors"]
    refused = [vector["input"] for vector in vectors if "error" in vector["expect"]]
    taken = 0
    for given in refused:
        key, signature, message = (bytes.fromhex(given[name]) for name in ("key", "signature", "message"))
        with pytest.raises(BadSignature):
            ed25519.verify(key, signature, message)
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
            taken += 1
        except (InvalidSignature, ValueError):
            pass
    assert taken >= 10


def test_a_key_that_may_not_verify_is_no_key() -> None:
    for key in (b"", bytes(32), (P + 3).to_bytes(32, "little"), b"\1" + bytes(31)):
        with pytest.raises(MalformedKey):
            ed25519.check_key(key)
    good = SigningKey.generate().public
    assert ed25519.check_key(good) == good


def test_a_signing_key_does_not_show_its_seed() -> None:
    key = SigningKey.generate()
    assert key.seed.hex() not in repr(key)
    assert repr(key.seed) not in repr(key)


def test_a_seed_of_another_length_is_refused() -> None:
    with pytest.raises(MalformedKey):
        SigningKey.from_seed(bytes(31))
