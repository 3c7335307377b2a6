"""Bech32, with the test vectors of BIP 173 that do not concern its length limit."""

from __future__ import annotations

import pytest

from whistle.domain.errors import MalformedKey
from whistle.envelope import bech32


@pytest.mark.parametrize(
    ("text", "prefix", "data"),
    [
        ("A12UEL5L", "a", ""),
        ("a12uel5l", "a", ""),
        (
            "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
            "abcdef",
            "00443214c74254b635cf84653a56d7c675be77df",
        ),
        ("split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "split", None),
    ],
)
def test_right_text_is_read_and_written_again(text: str, prefix: str, data: str | None) -> None:
    found = bech32.decode(text, prefix)
    assert data is None or found.hex() == data
    assert bech32.encode(prefix, found) == text.lower()


@pytest.mark.parametrize(
    "text",
    [
        "A12uEL5L",  # in both cases
        "a12uel5m",  # a letter of the checksum
        "x1b4n0q5v",  # a letter that is not used
        "li1dgmt3",  # checksum too short
        "A1G7SGD8",  # checksum made from the upper-case prefix
        "10a06t8",  # no prefix
        "1qzzfhee",  # no prefix
        "pzry9x0s0muk",  # no separator
        "de1lg7wt\x7f",  # not a letter at all
        "\u00e9" * 10,  # not ASCII
        "a1" + "q" * 5000,  # longer than any key
    ],
)
def test_wrong_text_is_refused(text: str) -> None:
    for prefix in ("a", "x", "li", "de", "pzry9x0s0muk"):
        with pytest.raises(MalformedKey):
            bech32.decode(text, prefix)


def test_the_prefix_is_the_one_that_was_asked_for() -> None:
    with pytest.raises(MalformedKey):
        bech32.decode("a12uel5l", "b")
