"""The signed file of a quarterly return."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.records import LOG, ORIGIN
from whistle.domain.errors import BadSignature, MalformedNote, WhistleError
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger.checkpoint import Checkpoint, make_checkpoint
from whistle.ledger.notes import NoteSigner, encode_base64, sign_note
from whistle.ledger.quarterly import Return, make_return, read_return

ROOT = bytes(range(32))
HASH = encode_base64(ROOT)
SAID = Return(
    ORIGIN, "April to June 2026", 496_000, 48, ROOT, ("Received: 12", "Acknowledged in time: 11 of 12")
)


def test_a_return_reads_back_and_has_the_lines_of_the_protocol() -> None:
    note = make_return(SAID, LOG)
    assert note.startswith(
        f"whistle/v1/return\n{ORIGIN}\nApril to June 2026\n496000\n48\n{HASH}\nReceived: 12\n"
        f"Acknowledged in time: 11 of 12\n\n— {ORIGIN} "
    )
    assert read_return(note, ORIGIN, LOG.verifier) == SAID
    assert read_return(note.encode(), ORIGIN, LOG.verifier) == SAID


@pytest.mark.parametrize(
    "change", [{"period": ""}, {"period": "a\nb"}, {"lines": ("",)}, {"lines": ("a\nb",)}, {"origin": "a\nb"}]
)
def test_a_return_of_another_form_is_not_signed(change: dict[str, object]) -> None:
    with pytest.raises(MalformedNote):
        make_return(replace(SAID, **change), LOG)  # type: ignore[arg-type]


def test_a_return_by_another_key_or_with_another_figure_is_refused() -> None:
    other = NoteSigner(ORIGIN, SigningKey.from_seed(b"o" * 32))
    with pytest.raises(BadSignature):
        read_return(make_return(SAID, other), ORIGIN, LOG.verifier)
    with pytest.raises(BadSignature):
        read_return(make_return(SAID, LOG).replace("Received: 12", "Received: 13"), ORIGIN, LOG.verifier)


@pytest.mark.parametrize(
    "text",
    [
        f"whistle/v2/return\n{ORIGIN}\nA\n1\n2\n{HASH}\n",
        f"whistle/v1/return\nelsewhere\nA\n1\n2\n{HASH}\n",
        f"whistle/v1/return\n{ORIGIN}\nA\n1\n2\n",
        f"whistle/v1/return\n{ORIGIN}\n\n1\n2\n{HASH}\n",
        f"whistle/v1/return\n{ORIGIN}\nA\n01\n2\n{HASH}\n",
        f"whistle/v1/return\n{ORIGIN}\nA\n4294967296\n2\n{HASH}\n",
        f"whistle/v1/return\n{ORIGIN}\nA\n1\n-2\n{HASH}\n",
        f"whistle/v1/return\n{ORIGIN}\nA\n1\n2\n{HASH[:-4]}\n",
        f"whistle/v1/return\n{ORIGIN}\nA\n1\n2\n{HASH}\n\nReceived: 3\n",
    ],
)
def test_a_signed_text_of_another_form_is_no_return(text: str) -> None:
    with pytest.raises(MalformedNote):
        read_return(sign_note(text, LOG), ORIGIN, LOG.verifier)


def test_a_checkpoint_is_no_return() -> None:
    with pytest.raises(MalformedNote):
        read_return(make_checkpoint(Checkpoint(ORIGIN, 48, ROOT, 1), LOG), ORIGIN, LOG.verifier)


@given(st.text() | st.binary())
def test_no_input_makes_the_reader_raise_anything_untyped(raw: str | bytes) -> None:
    with pytest.raises(WhistleError):
        read_return(raw, ORIGIN, LOG.verifier)
