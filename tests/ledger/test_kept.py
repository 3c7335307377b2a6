"""What the service keeps of its own count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from whistle.domain.errors import BadProof, BadSignature, MalformedNote, WhistleError
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger.checkpoint import Checkpoint, make_checkpoint
from whistle.ledger.kept import keep, read
from whistle.ledger.notes import NoteSigner

ORIGIN = "northmoor.example/whistle"
SIGNER = NoteSigner(ORIGIN, SigningKey.from_seed(bytes(32)))
CHECKPOINT = Checkpoint(ORIGIN, 16, b"r" * 32, 490_000)
DOCUMENT = '{"late":2}'


def test_what_is_kept_is_read_again() -> None:
    assert read(keep(DOCUMENT, CHECKPOINT, SIGNER), CHECKPOINT, SIGNER.verifier) == DOCUMENT


@pytest.mark.parametrize("at", range(0, 10, 3))
def test_an_edited_document_is_not_read(at: int) -> None:
    kept = bytearray(keep(DOCUMENT, CHECKPOINT, SIGNER))
    kept[at] ^= 1
    with pytest.raises(BadProof):
        read(bytes(kept), CHECKPOINT, SIGNER.verifier)


@pytest.mark.parametrize(
    "change", [{"size": 32}, {"root": b"s" * 32}, {"hour": 490_001}, {"origin": "elsewhere"}]
)
def test_under_another_checkpoint_it_is_not_read(change: dict[str, int | bytes | str]) -> None:
    with pytest.raises(BadProof):
        read(keep(DOCUMENT, CHECKPOINT, SIGNER), replace(CHECKPOINT, **change), SIGNER.verifier)  # type: ignore[arg-type]


def test_what_another_key_signed_is_not_read() -> None:
    other = NoteSigner(ORIGIN, SigningKey.from_seed(b"o" * 32))
    with pytest.raises(BadSignature):
        read(keep(DOCUMENT, CHECKPOINT, other), CHECKPOINT, SIGNER.verifier)


def test_a_checkpoint_in_its_place_is_not_read() -> None:
    kept = f"{DOCUMENT}\n{make_checkpoint(CHECKPOINT, SIGNER)}".encode()
    with pytest.raises(BadProof):
        read(kept, CHECKPOINT, SIGNER.verifier)


@pytest.mark.parametrize("kept", [b"", b"\xff", b"{}\n", b"{}"])
def test_what_is_no_note_is_not_read(kept: bytes) -> None:
    with pytest.raises(WhistleError):
        read(kept, CHECKPOINT, SIGNER.verifier)


def test_a_document_of_two_lines_is_not_kept() -> None:
    with pytest.raises(MalformedNote):
        keep("{}\n{}", CHECKPOINT, SIGNER)
