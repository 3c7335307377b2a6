"""Signed notes, with the keys and notes that Go's reference implementation is tested with."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whistle.domain.errors import BadSignature, MalformedKey, MalformedNote, WhistleError
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger.notes import NoteSigner, NoteVerifier, decode_base64, open_note, sign_note

TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6"
    "RyyBwJnAM=\n"
)
ENOCH_KEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
ENOCH_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1R"
    "vMc+QQ=\n"
)
PETER = NoteVerifier.parse(PETER_KEY)
ENOCH = NoteVerifier.parse(ENOCH_KEY)
NOTE = f"{TEXT}\n{PETER_LINE}"


def test_a_verifier_key_reads_and_prints_the_same() -> None:
    assert str(PETER) == PETER_KEY
    assert PETER.name == "PeterNeumann"
    assert PETER.key_id.hex() == "c74f20a3"


def test_signing_gives_the_bytes_of_the_reference_implementation() -> None:
    peter = NoteSigner("PeterNeumann", SigningKey.from_seed(decode_base64(PETER_SECRET)[1:]))
    assert sign_note(TEXT, peter) == NOTE
    assert peter.verifier == PETER


def test_one_known_key_is_enough_and_unknown_ones_are_passed_over() -> None:
    assert open_note(NOTE, [PETER]) == TEXT
    assert open_note(NOTE.encode(), [PETER, ENOCH]) == TEXT
    assert open_note(f"{TEXT}\n{PETER_LINE}{ENOCH_LINE}", [ENOCH]) == TEXT


def test_a_note_that_no_known_key_signed_is_refused() -> None:
    for verifiers in ([], [ENOCH], [NoteVerifier("Peter", PETER.key)]):
        with pytest.raises(BadSignature):
            open_note(NOTE, verifiers)


def test_a_wrong_signature_of_a_known_key_spoils_the_note_beside_a_right_one() -> None:
    wrong = sign_note("Another text.\n", NoteSigner("Ann", SigningKey.from_seed(bytes(32)))).split("\n\n")[1]
    with pytest.raises(BadSignature):
        open_note(
            f"{TEXT}\n{PETER_LINE}{wrong}",
            [PETER, NoteSigner("Ann", SigningKey.from_seed(bytes(32))).verifier],
        )


def test_a_note_with_empty_lines_in_its_text_splits_at_the_last() -> None:
    ann = NoteSigner("quasimodo.example/salvatore", SigningKey.from_seed(bytes(32)))
    poem = "Ognuno sta solo sul cuor della terra\n\ned è subito sera.\n"
    assert open_note(sign_note(poem, ann), [ann.verifier]) == poem


def test_every_part_and_every_altered_letter_of_a_verifier_key_is_refused() -> None:
    for start in range(len(PETER_KEY)):
        for end in range(start, len(PETER_KEY) + 1):
            if (start, end) != (0, len(PETER_KEY)):
                with pytest.raises(MalformedKey):
                    NoteVerifier.parse(PETER_KEY[start:end])
    for at, letter in enumerate(PETER_KEY):
        with pytest.raises(MalformedKey):
            NoteVerifier.parse(PETER_KEY[:at] + chr(ord(letter) + 1) + PETER_KEY[at + 1 :])


@pytest.mark.parametrize(
    "vkey",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # a key too long, its id right
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # an unknown algorithm, its id right
        PETER_KEY.replace("c74f20a3", "C74F20A3"),
        PETER_KEY + "\n",
        " " + PETER_KEY,
        PETER_KEY.replace("PeterNeumann", "Peter Neumann"),
        "",
        "\ud800+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_verifier_key_of_another_form_is_refused(vkey: str) -> None:
    with pytest.raises(MalformedKey):
        NoteVerifier.parse(vkey)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "thin\u2009space", "line\nbreak", "\x00"])
def test_a_signer_with_an_impossible_name_is_refused(name: str) -> None:
    with pytest.raises(MalformedKey):
        NoteSigner(name, SigningKey.from_seed(bytes(32)))


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        TEXT + "\n",
        NOTE[:-1],
        NOTE + "\n",
        "\x01" + NOTE,
        NOTE.replace("problem,\n", "problem,\r\n"),
        NOTE + "Unexpected line.\n",
        NOTE.replace("PeterNeumann", "Peter Neumann"),
        NOTE.replace("— ", "- "),
        NOTE.replace("— Peter", "—  Peter"),
        NOTE.replace("AM=", "AN="),  # the same bytes with stray bits
        NOTE.replace("AM=", "AM"),
        NOTE.replace("AM=", "AM=="),
        f"{TEXT}\n— PeterNeumann x08gow==\n",
        f"{TEXT}\n— PeterNeumann \n",
        f"{TEXT}\n— PeterNeumann\n",
        f"{TEXT}\n{PETER_LINE * 101}",
        "x" * 1_000_000 + NOTE,
        "\ud800" + NOTE,
    ],
)
def test_a_note_of_another_form_is_refused_before_any_signature_is_checked(note: str) -> None:
    with pytest.raises(MalformedNote):
        open_note(note, [PETER])


def test_a_note_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(MalformedNote):
        open_note(b"\xff" + NOTE.encode(), [PETER])


def test_a_text_that_a_note_cannot_hold_is_not_signed() -> None:
    for text in ("no newline", "", "tab\t\n", "\ud800\n"):
        with pytest.raises(MalformedNote):
            sign_note(text, NoteSigner("Ann", SigningKey.from_seed(bytes(32))))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_note_with_any_byte_altered_is_refused_with_a_typed_error(data: st.DataObject) -> None:
    raw = bytearray(NOTE.encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[at]))
    with pytest.raises((BadSignature, MalformedNote)):
        open_note(bytes(raw), [PETER])


@given(st.text() | st.binary())
def test_no_input_makes_the_reader_raise_anything_untyped(note: str | bytes) -> None:
    with pytest.raises(WhistleError):
        open_note(note, [PETER])


@given(st.text())
def test_no_text_makes_the_key_reader_raise_anything_untyped(vkey: str) -> None:
    with pytest.raises(MalformedKey):
        NoteVerifier.parse(vkey)
