"""A reviewer's key file (PROTOCOL section 8): an age file under a passphrase that the stock ``age`` opens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whistle.domain.errors import MalformedKey
from whistle.envelope import age
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.keys import Identity
from whistle.envelope.opening import member_id

_TEXT = re.compile(
    r"# whistle/v1/reviewer\n# name ([^\n]{1,200})\n# verify ([0-9a-f]{64})\n# sign ([0-9a-f]{64})\n"
    r"(AGE-SECRET-KEY-PQ-1[0-9A-Z]{58})\n"
)


@dataclass(frozen=True)
class ReviewerKey:
    """Both of a reviewer's keys: ``identity`` opens, ``signing`` signs."""

    name: str
    signing: SigningKey
    identity: Identity

    @classmethod
    def generate(cls, name: str) -> ReviewerKey:
        return cls(name, SigningKey.generate(), Identity.generate())

    @property
    def kid(self) -> bytes:
        return member_id(self.signing.public, self.identity.recipient.raw)

    def encode(self) -> bytes:
        """The plaintext of the key file. Secret."""
        return (
            f"# whistle/v1/reviewer\n# name {self.name}\n# verify {self.signing.public.hex()}\n"
            f"# sign {self.signing.seed.hex()}\n{self.identity}\n"
        ).encode()

    @classmethod
    def parse(cls, data: bytes) -> ReviewerKey:
        """Read the plaintext of a key file; ``MalformedKey`` if its halves do not belong together."""
        try:
            match = _TEXT.fullmatch(data.decode("utf-8"))
        except UnicodeDecodeError:
            match = None
        if not match:
            raise MalformedKey("This is not a reviewer's key file.")
        name, verify, sign, identity = match.groups()
        key = cls(name, SigningKey(bytes.fromhex(sign)), Identity.parse(identity))
        if key.signing.public.hex() != verify:
            raise MalformedKey("The key file's verification key is not that of its signing key.")
        return key


def seal_key(key: ReviewerKey, passphrase: str, log_n: int = 18) -> bytes:
    """The key file."""
    return age.seal_passphrase(key.encode(), passphrase, log_n)


def open_key(data: bytes, passphrase: str) -> ReviewerKey:
    """Read a key file; ``CannotOpen`` for a wrong passphrase."""
    return ReviewerKey.parse(age.open_passphrase(data, passphrase))
