"""C2SP signed notes with Ed25519 keys: a text, an empty line, and lines that each carry one signature.

    <text, one or more lines>

    — <key name> <base64(key id 4 ‖ signature 64)>

Read strictly: base64 in its one canonical form, no control characters, bounded length and number of signatures.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import NoReturn

from whistle.domain.errors import BadSignature, MalformedKey, MalformedNote
from whistle.envelope import ed25519

MAX_LENGTH = 1_000_000
"""Characters of a note; the same bound as Go's reference implementation."""
MAX_SIGNATURES = 100

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NOT_IN_NAMES = re.compile(r"[+\s\x00-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ED25519 = b"\1"
_DASH = "\N{EM DASH} "


@dataclass(frozen=True)
class NoteVerifier:
    """A named public key that may sign notes. Raises MalformedKey for a name or key that cannot be one."""

    name: str
    key: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        ed25519.check_key(self.key)

    @classmethod
    def parse(cls, vkey: str) -> NoteVerifier:
        """Reads ``name+hex key id+base64(0x01 ‖ key)``; raises MalformedKey."""
        name, _, rest = vkey.partition("+")
        key_id, _, encoded = rest.partition("+")
        try:
            raw = decode_base64(encoded)
        except MalformedNote:
            _refuse_key()
        if raw[:1] != _ED25519:
            _refuse_key()
        verifier = cls(name, raw[1:])
        if key_id != verifier.key_id.hex():
            _refuse_key()
        return verifier

    @cached_property
    def key_id(self) -> bytes:
        """Four bytes that name the key beside its name: a hint, not a fingerprint."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(_ED25519 + self.key)}"


@dataclass(frozen=True)
class NoteSigner:
    """A named private key that signs notes."""

    name: str
    key: ed25519.SigningKey

    def __post_init__(self) -> None:
        _check_name(self.name)

    @cached_property
    def verifier(self) -> NoteVerifier:
        """The public half."""
        return NoteVerifier(self.name, self.key.public)


def sign_note(text: str, *signers: NoteSigner) -> str:
    """The text with each signer's signature under it. Raises MalformedNote for a text that cannot be signed."""
    raw = _check_text(text)
    lines = [
        f"{_DASH}{signer.name} {encode_base64(signer.verifier.key_id + signer.key.sign(raw))}\n"
        for signer in signers
    ]
    return "\n".join((text, "".join(lines)))


def open_note(note: str | bytes, verifiers: Iterable[NoteVerifier]) -> str:
    """The note's text, once a known key has signed it and no known key's signature is wrong.

    Raises MalformedNote for the form, BadSignature when no known key signed or a known key's signature is wrong.
    Signatures of unknown keys are passed over, as the specification demands.
    """
    text, lines = _split(note)
    raw = _check_text(text)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    signatures = [_read_signature(line) for line in lines]
    signed = False
    for name, key_id, signature in signatures:
        verifier = known.get((name, key_id))
        if verifier is not None:
            ed25519.verify(verifier.key, signature, raw)
            signed = True
    if not signed:
        raise BadSignature("No known key has signed this note.")
    return text


def encode_base64(raw: bytes) -> str:
    """Standard base64 with padding (RFC 4648, section 4)."""
    return b64encode(raw).decode()


def decode_base64(text: str) -> bytes:
    """Standard base64 in its one canonical form; raises MalformedNote for anything else."""
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedNote("A part of the note is not base64.") from None
    if encode_base64(raw) != text:
        raise MalformedNote("A part of the note is not base64 in its canonical form.")
    return raw


def as_text(note: str | bytes) -> str:
    """UTF-8 as text, of a length that a note may have; raises MalformedNote."""
    if len(note) > MAX_LENGTH:
        raise MalformedNote("The note is too long.")
    if isinstance(note, str):
        return note
    try:
        return note.decode()
    except UnicodeDecodeError:
        raise MalformedNote("The note is not UTF-8.") from None


def _split(note: str | bytes) -> tuple[str, list[str]]:
    text, blank, tail = as_text(note).rpartition("\n\n")
    lines = tail.split("\n")
    if not blank or len(lines) < 2 or lines.pop():
        raise MalformedNote("The note has no signatures, or does not end in a newline.")
    if len(lines) > MAX_SIGNATURES:
        raise MalformedNote("The note has too many signatures.")
    return text + "\n", lines


def _check_text(text: str) -> bytes:
    if not text.endswith("\n"):
        raise MalformedNote("The text of a note ends in a newline.")
    if _CONTROL.search(text):
        raise MalformedNote("The text of a note has no control characters.")
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise MalformedNote("The note is not UTF-8.") from None


def _read_signature(line: str) -> tuple[str, bytes, bytes]:
    dash, name, encoded = line[:2], *line[2:].partition(" ")[::2]
    if dash != _DASH:
        raise MalformedNote("A line of the note is not a signature.")
    try:
        _check_name(name)
    except MalformedKey as error:
        raise MalformedNote(str(error)) from None
    raw = decode_base64(encoded)
    if len(raw) < 5:
        raise MalformedNote("A signature of the note is too short.")
    return name, raw[:4], raw[4:]


def _check_name(name: str) -> None:
    if not name or _NOT_IN_NAMES.search(name):
        raise MalformedKey("The name of a key is not empty and has neither spaces nor plus signs.")
    if _SURROGATE.search(name):
        raise MalformedKey("The name of a key is not UTF-8.")


def _refuse_key() -> NoReturn:
    raise MalformedKey("This is not a verifier key of the form name+id+key.")
