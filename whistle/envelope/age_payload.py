"""The payload of an age file: a nonce, then 64 KiB chunks, each sealed under its number and whether it is last."""

from __future__ import annotations

import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from whistle.domain.errors import MalformedAge

CHUNK = 65_536
TAG = 16
NONCE = 16
_ALTERED = "The sealed file was altered or cut short."


def read_fully(src: BinaryIO, length: int) -> bytes:
    """``length`` bytes, fewer only at the end: a pipe may give less than asked for before its end."""
    data = src.read(length)
    while data and len(data) < length and (more := src.read(length - len(data))):
        data += more
    return data


def encrypt(src: BinaryIO, dst: BinaryIO, file_key: bytes) -> None:
    nonce = os.urandom(NONCE)
    dst.write(nonce)
    cipher = _cipher(file_key, nonce)
    chunk, number = read_fully(src, CHUNK), 0
    while following := read_fully(src, CHUNK):
        dst.write(cipher.encrypt(_chunk_nonce(number, last=False), chunk, None))
        chunk, number = following, number + 1
    dst.write(cipher.encrypt(_chunk_nonce(number, last=True), chunk, None))


def decrypt(src: BinaryIO, dst: BinaryIO, file_key: bytes) -> None:
    """Each chunk is written once it is verified; only the end shows that none is missing."""
    nonce = read_fully(src, NONCE)
    if len(nonce) != NONCE:
        raise MalformedAge(_ALTERED)
    cipher = _cipher(file_key, nonce)
    chunk, number = read_fully(src, CHUNK + TAG), 0
    try:
        while following := read_fully(src, CHUNK + TAG):
            dst.write(cipher.decrypt(_chunk_nonce(number, last=False), chunk, None))
            chunk, number = following, number + 1
        final = cipher.decrypt(_chunk_nonce(number, last=True), chunk, None)
    except InvalidTag:
        raise MalformedAge(_ALTERED) from None
    if number and not final:  # a second way to write the same plaintext
        raise MalformedAge(_ALTERED)
    dst.write(final)


def _cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=nonce, info=b"payload").derive(file_key))


def _chunk_nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes((last,))
