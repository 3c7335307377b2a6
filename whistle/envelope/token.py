"""The token and everything that comes from it (PROTOCOL section 2)."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cached_property

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from whistle.domain.errors import MalformedToken
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.hashing import label, sha256
from whistle.envelope.keys import Identity
from whistle.envelope.opening import mailbox_of, member_id

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 28
# As a person, a phone's keyboard or a word processor may write it: spaces, and dashes in place of hyphens.
_IGNORED = " \t\r\n\u00a0-\u2010\u2011\u2012\u2013\u2014\u2212"
_READ = {ord(letter): None for letter in _IGNORED}
_SAME = str.maketrans("OIL", "011")
_LOWER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True)
class Token:
    """16 secret bytes that a person writes down as 28 characters. ``repr()`` never shows them."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != 16:
            raise MalformedToken("A token has 16 bytes.")

    @classmethod
    def new(cls) -> Token:
        return cls(os.urandom(16))

    @classmethod
    def parse(cls, text: str) -> Token:
        """Read a token as typed: case, spaces and hyphens do not matter, nor O for 0, I and L for 1."""
        letters = text.translate(_READ).translate(_LOWER).translate(_SAME)
        if any(letter not in ALPHABET for letter in letters):
            raise MalformedToken("The token has a letter or sign that no token has.")
        if len(letters) != LENGTH:
            raise MalformedToken(f"A token has {LENGTH} letters and digits. This has {len(letters)}.")
        bits = 0
        for letter in letters:
            bits = bits << 5 | ALPHABET.index(letter)
        token = cls((bits >> 12).to_bytes(16, "big"))
        if token._check != bits & 0xFFF:
            raise MalformedToken(
                "The token has a mistake in it. Check each group against what you wrote down."
            )
        return token

    @property
    def _check(self) -> int:
        return int.from_bytes(sha256(label("whistle/v1/check"), self.raw)[:2], "big") >> 4

    @property
    def text(self) -> str:
        """Seven groups of four, joined by hyphens."""
        bits = int.from_bytes(self.raw, "big") << 12 | self._check
        letters = "".join(ALPHABET[bits >> 5 * (LENGTH - 1 - i) & 31] for i in range(LENGTH))
        return "-".join(letters[i : i + 4] for i in range(0, LENGTH, 4))

    def __repr__(self) -> str:
        return "Token(…)"


@dataclass(frozen=True)
class Reporter:
    """Who a token makes its holder, in one service. Holds secrets; ``repr()`` names the mailbox only."""

    token: Token
    service: bytes
    thread: bytes | None = None
    """The mailbox of the thread that was handed over to them; None for whoever raised their own."""

    def within(self, mailbox: bytes) -> Reporter:
        """The same person as a member of the thread of that mailbox, whoever raised it."""
        return self if mailbox == self.mailbox else replace(self, thread=mailbox)

    @cached_property
    def _prk(self) -> bytes:
        return HKDF.extract(SHA256(), salt=b"whistle/v1/token", key_material=self.token.raw)

    def _derive(self, info: bytes) -> bytes:
        return HKDFExpand(SHA256(), 32, info).derive(self._prk)

    @cached_property
    def signing(self) -> SigningKey:
        return SigningKey(self._derive(b"whistle/v1/sign"))

    @cached_property
    def identity(self) -> Identity:
        """The reporter's own age identity: P, or P_m in a thread that was handed over to them.

        Nobody can make out the recipient of P_m but whoever made the token for that thread, so that no other thread
        can be put in its place, nor in that of a concern that the token has raised itself.
        """
        if self.thread is None:
            return Identity(self._derive(b"whistle/v1/age"))
        return Identity(self._derive(b"whistle/v1/held" + self.thread))

    @cached_property
    def blind(self) -> bytes:
        """32 bytes that open the receipt."""
        return self._derive(b"whistle/v1/blind")

    @cached_property
    def mailbox(self) -> bytes:
        return mailbox_of(self.signing.public)

    @cached_property
    def kid(self) -> bytes:
        return member_id(self.signing.public, self.identity.recipient.raw)

    @cached_property
    def presence(self) -> bytes:
        """What the log's entries about the reporter's own steps carry: only the token leads from one to another."""
        return sha256(label("whistle/v1/presence"), self.blind)

    def content(self, filing_hash: bytes) -> bytes:
        """What the log's entry of a filing carries, from H(O ‖ M)."""
        return sha256(label("whistle/v1/content"), self.blind, filing_hash)

    def __repr__(self) -> str:
        return f"Reporter(mailbox={self.mailbox.hex()})"


def reporter_of(token: Token, service: bytes) -> Reporter:
    """All that follows from a token; ``service`` is the 32 bytes ``svc``."""
    return Reporter(token, service)
