"""age v1 files (C2SP ``age``) with exactly one stanza: ``mlkem768x25519``, or ``scrypt`` for key files.

One stanza means that every field of the header stands at a known place. So a header is compared, not searched:
its length is known before anything is decoded, and a hostile one costs no more than an honest one.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from io import BytesIO
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from whistle.domain.errors import CannotOpen, MalformedAge, MalformedKey
from whistle.envelope import age_payload
from whistle.envelope.age_payload import CHUNK, NONCE, TAG
from whistle.envelope.keys import Identity, Recipient

HYBRID_HEADER = 1627
FILE_KEY = 16
_BODY = FILE_KEY + TAG  # bytes of a wrapped file key, in either kind of stanza
_SHARE = 1120  # bytes of an encapsulated key: ML-KEM-768 ciphertext 1088, X25519 share 32
_VERSION = b"age-encryption.org/v1\n"
_HYBRID = _VERSION + b"-> mlkem768x25519 "
_SCRYPT = _VERSION + b"-> scrypt "
_MAC_TEXT = 43  # letters of 32 bytes in base64 without padding
_TAIL = len(b"\n--- ") + _MAC_TEXT + len(b"\n")
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_INFO = b"age-encryption.org/mlkem768x25519"
_SALT_LABEL = b"age-encryption.org/v1/scrypt"
_NOT_OURS = "This is not a sealed file of the kind that is used here."


def sealed_length(length: int) -> int:
    """How long the file of ``length`` bytes is under one hybrid stanza (PROTOCOL section 1)."""
    return HYBRID_HEADER + NONCE + length + TAG * max(1, -(-length // CHUNK))


def seal(recipient: Recipient, plaintext: bytes) -> bytes:
    """An age file that only ``recipient`` opens; ``sealed_length(len(plaintext))`` bytes."""
    out = BytesIO()
    encrypt(BytesIO(plaintext), out, recipient)
    return out.getvalue()


def open_sealed(identity: Identity, sealed: bytes) -> bytes:
    """The plaintext; ``MalformedAge`` for a bad or altered file, ``CannotOpen`` for another's."""
    out = BytesIO()
    decrypt(BytesIO(sealed), out, identity)
    return out.getvalue()


def encrypt(src: BinaryIO, dst: BinaryIO, recipient: Recipient) -> None:
    """Seal ``src`` into ``dst`` in constant memory."""
    file_key = os.urandom(FILE_KEY)
    try:
        wrapped = _SUITE.encrypt(file_key, recipient.hpke, info=_INFO)
    except ValueError:
        raise MalformedKey("Nothing can be sealed to this recipient.") from None
    dst.write(_header(_HYBRID + _b64(wrapped[:_SHARE]), wrapped[_SHARE:], file_key))
    age_payload.encrypt(src, dst, file_key)


def decrypt(src: BinaryIO, dst: BinaryIO, identity: Identity) -> None:
    """Open ``src`` into ``dst`` in constant memory. What was written is void if this raises."""
    header = age_payload.read_fully(src, HYBRID_HEADER)
    age_payload.decrypt(src, dst, _unwrap(header, identity))


def file_key_of(identity: Identity, sealed: bytes) -> bytes:
    """The 16 bytes that open this one file and no other; ``MalformedAge`` or ``CannotOpen`` as for opening it."""
    return _unwrap(sealed[:HYBRID_HEADER], identity)


def open_by_file_key(file_key: bytes, sealed: bytes) -> bytes:
    """The plaintext; ``MalformedAge`` unless this is the key that the header's MAC was made with.

    The MAC is what binds the file to one key: a payload alone can be made to open under two, with two texts.
    """
    header = sealed[:HYBRID_HEADER]
    _hybrid(header)
    _check_mac(header, file_key)
    out = BytesIO()
    age_payload.decrypt(BytesIO(sealed[HYBRID_HEADER:]), out, file_key)
    return out.getvalue()


def _unwrap(header: bytes, identity: Identity) -> bytes:
    try:
        file_key = _SUITE.decrypt(_hybrid(header), identity.hpke, info=_INFO)
    except (InvalidTag, ValueError):
        raise CannotOpen("This key does not open it.") from None
    _check_mac(header, file_key)
    return file_key


def _hybrid(header: bytes) -> bytes:
    """The wrapped file key: share and body of the only stanza."""
    argument, body = _fields(header, _HYBRID)
    return _unb64(argument, _SHARE) + body


def seal_passphrase(plaintext: bytes, passphrase: str, log_n: int = 18) -> bytes:
    """An age file under a passphrase; 2**log_n is scrypt's cost (18: about a second, 256 MiB)."""
    file_key = os.urandom(FILE_KEY)
    salt = os.urandom(16)
    body = ChaCha20Poly1305(_stretch(passphrase, salt, log_n)).encrypt(bytes(12), file_key, None)
    out = BytesIO()
    out.write(_header(_SCRYPT + _b64(salt) + b" " + str(log_n).encode(), body, file_key))
    age_payload.encrypt(BytesIO(plaintext), out, file_key)
    return out.getvalue()


def open_passphrase(sealed: bytes, passphrase: str, max_log_n: int = 20) -> bytes:
    """The plaintext; a file that asks for more work than ``2**max_log_n`` is refused before any is done."""
    longest = len(_SCRYPT) + len("salt, 22 letters in all") + 2 + 1 + _MAC_TEXT + _TAIL
    end = sealed.find(b"\n--- ", 0, longest)
    header = sealed[: end + _TAIL] if end > 0 else b""
    argument, body = _fields(header, _SCRYPT)
    salt_text, _, work = argument.partition(b" ")
    salt = _unb64(salt_text, 16)
    if not work.isdigit() or work.startswith(b"0") or len(work) > 2 or int(work) > max_log_n:
        raise MalformedAge("The file asks for more work than a key file should, or does not say how much.")
    key = _stretch(passphrase, salt, int(work))
    try:
        file_key = ChaCha20Poly1305(key).decrypt(bytes(12), body, None)
    except InvalidTag:
        raise CannotOpen("This passphrase does not open it.") from None
    _check_mac(header, file_key)
    out = BytesIO()
    age_payload.decrypt(BytesIO(sealed[len(header) :]), out, file_key)
    return out.getvalue()


def _stretch(passphrase: str, salt: bytes, log_n: int) -> bytes:
    try:
        secret = passphrase.encode("utf-8")
    except UnicodeEncodeError:
        raise CannotOpen("The passphrase holds a sign that cannot be typed.") from None
    return Scrypt(_SALT_LABEL + salt, 32, n=2**log_n, r=8, p=1).derive(secret)


def _header(stanza: bytes, body: bytes, file_key: bytes) -> bytes:
    text = stanza + b"\n" + _b64(body) + b"\n---"
    return text + b" " + _b64(_mac(text, file_key)) + b"\n"


def _fields(header: bytes, start: bytes) -> tuple[bytes, bytes]:
    """The argument of the only stanza, as text, and its body, as bytes."""
    argument, body_line, tail = (
        header[len(start) : -_TAIL - 44],
        header[-_TAIL - 44 : -_TAIL],
        header[-_TAIL:],
    )
    framed = body_line[:1] == b"\n" and tail[:5] == b"\n--- " and tail[-1:] == b"\n"
    if not header.startswith(start) or not framed:
        raise MalformedAge(_NOT_OURS)
    _unb64(tail[5:-1], 32)
    return argument, _unb64(body_line[1:], _BODY)


def _check_mac(header: bytes, file_key: bytes) -> None:
    text, mac = header[: 4 - _TAIL], header[5 - _TAIL : -1]
    if not hmac.compare_digest(_b64(_mac(text, file_key)), mac):
        raise MalformedAge("The sealed file was altered.")


def _mac(text: bytes, file_key: bytes) -> bytes:
    key = HKDF(SHA256(), 32, salt=None, info=b"header").derive(file_key)
    return hmac.digest(key, text, "sha256")


def _b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _unb64(text: bytes, length: int) -> bytes:
    """Exactly ``length`` bytes, written in the one canonical way: no padding, no stray bits."""
    if len(text) != -(-length * 4 // 3):
        raise MalformedAge(_NOT_OURS)
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise MalformedAge(_NOT_OURS) from None
    if len(data) != length or _b64(data) != text:
        raise MalformedAge(_NOT_OURS)
    return data
