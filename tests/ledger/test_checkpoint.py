"""Checkpoints, stand-alone proofs and promises: what a reporter and an auditor check."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whistle.domain.errors import BadProof, BadSignature, MalformedNote, WhistleError
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger.checkpoint import (
    Checkpoint,
    Proof,
    make_checkpoint,
    make_proof,
    read_checkpoint,
    read_proof,
    verify_proof,
)
from whistle.ledger.merkle import Head, MemoryTiles, append, inclusion_proof, leaf_hash
from whistle.ledger.notes import NoteSigner, NoteVerifier, encode_base64, sign_note
from whistle.ledger.promise import Promise, make_promise, read_promise

ORIGIN = "northmoor.example/whistle"
LOG = NoteSigner(ORIGIN, SigningKey.from_seed(b"l" * 32))
OTHER = NoteSigner(ORIGIN, SigningKey.from_seed(b"o" * 32))
PROMISES = NoteSigner(f"{ORIGIN}/promise", SigningKey.from_seed(b"p" * 32))
ROOT = bytes(range(32))
HASH = encode_base64(ROOT)


def signed(text: str) -> str:
    return sign_note(text, LOG)


def a_proof(index: int = 5, size: int = 20) -> tuple[str, bytes]:
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    tiles = MemoryTiles()
    head = append(tiles, Head(), leaves)
    checkpoint = make_checkpoint(Checkpoint(ORIGIN, head.size, head.root, 498_765), LOG)
    return make_proof(Proof(index, tuple(inclusion_proof(tiles, index, size)), checkpoint)), leaves[index]


def test_a_checkpoint_reads_back() -> None:
    checkpoint = Checkpoint(ORIGIN, 20_852_163, ROOT, 498_765)
    note = make_checkpoint(checkpoint, LOG)
    assert note.startswith(f"{ORIGIN}\n20852163\n{HASH}\nhour 498765\n\n— {ORIGIN} ")
    assert read_checkpoint(note, ORIGIN, LOG.verifier) == checkpoint


def test_the_checkpoint_of_the_c2sp_specification_has_the_form_we_read() -> None:
    """Its key is not published, so the form is read and the signature found to be an unknown key's."""
    note = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE"
        "+xeMcTOAYQ8=\n"
    )
    with pytest.raises(BadSignature):
        read_checkpoint(note, "example.com/behind-the-sofa", LOG.verifier)


def test_extension_lines_of_others_are_read_over() -> None:
    assert read_checkpoint(signed(f"{ORIGIN}\n7\n{HASH}\nhour 8\nmore\n"), ORIGIN, LOG.verifier).size == 7


@pytest.mark.parametrize(
    "text",
    [
        f"elsewhere.example\n7\n{HASH}\nhour 8\n",
        f"{ORIGIN}\n7\n",
        f"{ORIGIN}\n7\n{HASH}\n",
        f"{ORIGIN}\n7\n{HASH}\nmore\nhour 8\n",
        f"{ORIGIN}\n7\n{HASH}\nHour 8\n",
        f"{ORIGIN}\n7\n{HASH}\nhour  8\n",
        f"{ORIGIN}\n7\n{HASH}\nhour 08\n",
        f"{ORIGIN}\n7\n{HASH}\nhour -8\n",
        f"{ORIGIN}\n7\n{HASH}\nhour 4294967296\n",
        f"{ORIGIN}\n\n7\n{HASH}\nhour 8\n",
        f"{ORIGIN}\n07\n{HASH}\nhour 8\n",
        f"{ORIGIN}\n+7\n{HASH}\nhour 8\n",
        f"{ORIGIN}\n-7\n{HASH}\nhour 8\n",
        f"{ORIGIN}\n٧\n{HASH}\nhour 8\n",
        f"{ORIGIN}\n9223372036854775808\n{HASH}\nhour 8\n",
        f"{ORIGIN}\n7\n{HASH[:-4]}\nhour 8\n",
        f"{ORIGIN}\n7\n{HASH}=\nhour 8\n",
        f"{ORIGIN}\n7\n{HASH}\nhour 8\n\n",
        f"{ORIGIN}\n7\n{HASH}\nhour 8\n\nmore\n",
    ],
)
def test_a_signed_text_of_another_form_is_no_checkpoint(text: str) -> None:
    with pytest.raises(MalformedNote):
        read_checkpoint(signed(text), ORIGIN, LOG.verifier)


def test_a_checkpoint_by_another_key_is_refused() -> None:
    with pytest.raises(BadSignature):
        read_checkpoint(make_checkpoint(Checkpoint(ORIGIN, 1, ROOT, 1), OTHER), ORIGIN, LOG.verifier)


def test_an_origin_of_two_lines_is_not_signed() -> None:
    for origin in ("", "two\nlines"):
        with pytest.raises(MalformedNote):
            make_checkpoint(Checkpoint(origin, 1, ROOT, 1), LOG)
        with pytest.raises(MalformedNote):
            make_promise(origin, ROOT, 1, PROMISES)


def test_a_proof_has_the_lines_of_the_c2sp_format() -> None:
    text, _ = a_proof()
    lines = text.split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 5"]
    blank = lines.index("")
    assert all(len(line) == 44 for line in lines[2:blank])
    assert lines[blank + 1 : blank + 3] == [ORIGIN, "20"]
    assert text.endswith("\n")


@given(st.integers(1, 60), st.data())
@settings(max_examples=60, deadline=None)
def test_a_proof_of_any_leaf_verifies_and_tells_the_checkpoint(size: int, data: st.DataObject) -> None:
    text, leaf = a_proof(data.draw(st.integers(0, size - 1)), size)
    assert verify_proof(text, leaf, ORIGIN, LOG.verifier).size == size
    assert make_proof(read_proof(text)) == text


def test_extra_data_is_read_over_and_never_trusted() -> None:
    text, leaf = a_proof()
    verify_proof(text.replace("\nindex", "\nextra YWJj\nindex"), leaf, ORIGIN, LOG.verifier)


def test_a_proof_for_another_leaf_or_place_is_refused() -> None:
    text, leaf = a_proof()
    with pytest.raises(BadProof):
        verify_proof(text, leaf_hash(b"another"), ORIGIN, LOG.verifier)
    with pytest.raises(BadProof):
        verify_proof(text.replace("index 5", "index 4"), leaf, ORIGIN, LOG.verifier)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@v1", "@v2"),
        ("index 5\n", ""),
        ("index 5", "index 05"),
        ("index 5", "index five"),
        ("index 5", "Index 5"),
        ("index 5", "index 5 "),
        ("\nindex", "\nextra !!\nindex"),
        ("\nindex", "\nextra YWJj\nextra YWJj\nindex"),
        ("\n\n", "\n"),
        ("index 5\n", "index 5\n" + f"{HASH}\n" * 64),
        ("index 5\n", "index 5\nAAAA\n"),
    ],
)
def test_a_proof_of_another_form_is_refused(old: str, new: str) -> None:
    text, leaf = a_proof()
    assert old in text
    with pytest.raises(MalformedNote):
        verify_proof(text.replace(old, new), leaf, ORIGIN, LOG.verifier)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_proof_with_any_byte_altered_is_refused_with_a_typed_error(data: st.DataObject) -> None:
    text, leaf = a_proof()
    raw = bytearray(text.encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[at]))
    with pytest.raises((MalformedNote, BadProof, BadSignature)):
        verify_proof(bytes(raw), leaf, ORIGIN, LOG.verifier)


@given(st.text() | st.binary())
def test_no_input_makes_the_proof_reader_raise_anything_untyped(text: str | bytes) -> None:
    with pytest.raises(WhistleError):
        verify_proof(text, ROOT, ORIGIN, LOG.verifier)


def test_a_promise_reads_back_and_has_the_lines_of_the_protocol() -> None:
    note = make_promise(ORIGIN, ROOT, 498_765, PROMISES)
    assert note.startswith(f"{ORIGIN}\npromise\n{HASH}\n498765\n\n— {PROMISES.name} ")
    assert read_promise(note, ORIGIN, PROMISES.verifier) == Promise(ROOT, 498_765)
    assert read_promise(note.encode(), ORIGIN, PROMISES.verifier) == Promise(ROOT, 498_765)


def test_a_promise_by_the_log_key_is_no_promise() -> None:
    with pytest.raises(BadSignature):
        read_promise(make_promise(ORIGIN, ROOT, 1, LOG), ORIGIN, PROMISES.verifier)


@pytest.mark.parametrize(
    "text",
    [
        f"elsewhere.example\npromise\n{HASH}\n1\n",
        f"{ORIGIN}\nthreat\n{HASH}\n1\n",
        f"{ORIGIN}\npromise\n{HASH}\n",
        f"{ORIGIN}\npromise\n{HASH}\n1\nmore\n",
        f"{ORIGIN}\npromise\n{HASH[:-4]}\n1\n",
        f"{ORIGIN}\npromise\n{HASH}\n01\n",
        f"{ORIGIN}\npromise\n{HASH}\n4294967296\n",
        f"{ORIGIN}\n1\n{HASH}\n",
    ],
)
def test_a_signed_text_of_another_form_is_no_promise(text: str) -> None:
    with pytest.raises(MalformedNote):
        read_promise(sign_note(text, PROMISES), ORIGIN, PROMISES.verifier)


def test_one_key_under_two_names_makes_two_verifiers() -> None:
    assert NoteVerifier("a", LOG.key.public).key_id != NoteVerifier("b", LOG.key.public).key_id
