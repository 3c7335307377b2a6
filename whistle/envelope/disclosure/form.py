"""The file: ``{"format": …, "body": …, "signature": …}``, the body a string of JSON: what is signed is its bytes.

Nothing here says that what stands in it is true. All that is checked is that every part has its form and its length.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whistle.domain.errors import BadDisclosure, BadSignature, MalformedFrame
from whistle.envelope import ed25519, fields
from whistle.envelope.age import FILE_KEY
from whistle.envelope.directory import LONGEST as LONGEST_DIRECTORY
from whistle.envelope.directory import service_id
from whistle.envelope.hashing import HASH, label, sha256
from whistle.envelope.items import SIGNATURE, EpochItem, InclusionItem, OpeningItem, ReceiptItem, ThreadHead
from whistle.envelope.message import MESSAGE
from whistle.envelope.padding import SEALED

FORMAT = "whistle/v1/disclosure"
LONGEST = 16_000_000  # bytes of the file: a hundred of the longest messages, and a directory
LONGEST_NONCE = 200  # characters
MOST_MESSAGES = 100
MOST_EPOCHS = 11  # after the first
MOST_KEYS = 16
MOST_HASHES = 10_000  # far above what a thread takes
_SIGNED = MESSAGE + SIGNATURE
_OUTER = {"format", "body", "signature"}


@dataclass(frozen=True)
class Chosen:
    """A message that is shown. ``message`` is M, ``body`` the age file, and ``file_key`` opens that and no other."""

    place: int
    message: bytes
    signature: bytes
    body: bytes
    file_key: bytes


@dataclass(frozen=True)
class Receipt:
    """What shows when the concern was received: ``first`` is M of the message that began it."""

    blind: bytes
    first: bytes
    first_signature: bytes
    item: ReceiptItem
    inclusion: InclusionItem | None


@dataclass(frozen=True)
class Disclosure:
    """All that stands in the file but the signature. ``maker`` is the key of the reporter who shows it."""

    nonce: str
    maker: bytes
    authority: tuple[bytes, ...]
    directory: bytes
    head: ThreadHead
    hashes: tuple[bytes, ...]
    opening: OpeningItem
    epochs: tuple[EpochItem, ...]
    messages: tuple[Chosen, ...]
    receipt: Receipt | None

    @property
    def service(self) -> bytes:
        """svc."""
        return service_id(self.authority[0])

    def sign(self, key: ed25519.SigningKey) -> bytes:
        """The file. The same disclosure gives the same bytes."""
        body = _json(self._members())
        signature = _base64(key.sign(_covered(self.service, body)))
        return (_json({"format": FORMAT, "body": body, "signature": signature}) + "\n").encode("utf-8")

    def _members(self) -> dict[str, Any]:
        return {
            "nonce": self.nonce,
            "maker": self.maker.hex(),
            "authority": [key.hex() for key in self.authority],
            "directory": _base64(self.directory),
            "head": _base64(self.head.encode()),
            "hashes": _base64(b"".join(self.hashes)),
            "opening": _base64(self.opening.encode()),
            "epochs": [_base64(epoch.encode()) for epoch in self.epochs],
            "messages": [
                {
                    "place": chosen.place,
                    "message": _base64(chosen.message + chosen.signature + chosen.body),
                    "key": chosen.file_key.hex(),
                }
                for chosen in self.messages
            ],
            "receipt": _receipt_members(self.receipt) if self.receipt else None,
        }


@dataclass(frozen=True)
class Signed:
    """A disclosure as it came: who is said to have made it has not been asked yet."""

    disclosure: Disclosure
    body: str
    signature: bytes

    @classmethod
    def parse(cls, data: bytes) -> Signed:
        """Read the file. ``BadDisclosure`` for "malformed"."""
        try:
            if len(data) > LONGEST:
                raise ValueError("too long")
            outer = _members_of(fields.parse_bounded(data.decode("utf-8")), _OUTER)
            if outer["format"] != FORMAT:
                raise ValueError("another format")
            body = fields.text(outer["body"])
            return cls(_read(fields.parse_bounded(body)), body, _bytes(outer["signature"], SIGNATURE))
        except (*fields.WRONG, MalformedFrame):
            raise BadDisclosure("malformed", "This is not a proof that was made with Whistle.") from None

    def verify(self) -> None:
        """Raise ``BadDisclosure`` for "bad-signature" unless the maker signed it."""
        covered = _covered(self.disclosure.service, self.body)
        try:
            ed25519.verify(self.disclosure.maker, self.signature, covered)
        except BadSignature:
            raise BadDisclosure(
                "bad-signature", "This was changed since it was made, or is not by whom it says."
            ) from None


def check_nonce(nonce: str) -> str:
    """Return ``nonce`` if it may stand in a disclosure; ``BadDisclosure`` otherwise."""
    try:
        return fields.line(nonce, LONGEST_NONCE)
    except ValueError:
        words = f"What the tribunal gives has 1 to {LONGEST_NONCE} characters that can be seen, and single spaces."
        raise BadDisclosure("malformed", words) from None


def _covered(service: bytes, body: str) -> bytes:
    return label(FORMAT) + service + sha256(body.encode("utf-8"))


def _receipt_members(receipt: Receipt) -> dict[str, str]:
    return {
        "blind": receipt.blind.hex(),
        "first": _base64(receipt.first + receipt.first_signature),
        "item": _base64(receipt.item.encode()),
        "inclusion": _base64(receipt.inclusion.encode()) if receipt.inclusion else "",
    }


_MEMBERS = {
    "nonce", "maker", "authority", "directory", "head", "hashes", "opening", "epochs", "messages", "receipt",
}  # fmt: skip


def _read(content: Mapping[str, Any]) -> Disclosure:
    """Raises one of ``fields.WRONG`` or ``MalformedFrame`` where the content is not right."""
    said = _members_of(content, _MEMBERS)
    authority = fields.each(said["authority"], lambda key: fields.hex_of(key, HASH))
    hashes = _bytes(said["hashes"])
    epochs = fields.each(said["epochs"], lambda item: EpochItem.parse(_bytes(item)))
    messages = fields.each(said["messages"], _chosen)
    receipt = None if said["receipt"] is None else _receipt(said["receipt"])
    directory = _bytes(said["directory"])
    places = [chosen.place for chosen in messages]
    _must(
        1 <= len(authority) <= MOST_KEYS,
        len(hashes) % HASH == 0 and len(hashes) <= MOST_HASHES * HASH,
        len(epochs) <= MOST_EPOCHS,
        len(messages) <= MOST_MESSAGES,
        len(directory) <= LONGEST_DIRECTORY,
        places == sorted(set(places)),
        bool(messages or receipt),
    )
    return Disclosure(
        nonce=fields.line(said["nonce"], LONGEST_NONCE),
        maker=fields.hex_of(said["maker"], HASH),
        authority=authority,
        directory=directory,
        head=ThreadHead.parse(_bytes(said["head"])),
        hashes=tuple(hashes[at : at + HASH] for at in range(0, len(hashes), HASH)),
        opening=OpeningItem.parse(_bytes(said["opening"])),
        epochs=epochs,
        messages=messages,
        receipt=receipt,
    )


def _chosen(value: Any) -> Chosen:
    said = _members_of(value, {"place", "message", "key"})
    data = _bytes(said["message"])
    _must(len(data) - _SIGNED in SEALED.values())
    return Chosen(
        place=fields.number(said["place"], MOST_HASHES),
        message=data[:MESSAGE],
        signature=data[MESSAGE:_SIGNED],
        body=data[_SIGNED:],
        file_key=fields.hex_of(said["key"], FILE_KEY),
    )


def _receipt(value: Any) -> Receipt:
    said = _members_of(value, {"blind", "first", "item", "inclusion"})
    first, inclusion = _bytes(said["first"], _SIGNED), _bytes(said["inclusion"])
    return Receipt(
        blind=fields.hex_of(said["blind"], HASH),
        first=first[:MESSAGE],
        first_signature=first[MESSAGE:],
        item=ReceiptItem.parse(_bytes(said["item"])),
        inclusion=InclusionItem.parse(inclusion) if inclusion else None,
    )


def _members_of(value: Any, names: set[str]) -> Mapping[str, Any]:
    """An object with these members and no other: what nobody reads is not handed on either."""
    if not isinstance(value, dict) or set(value) != names:
        raise ValueError("not these members")
    return value


def _must(*conditions: bool) -> None:
    if not all(conditions):
        raise ValueError("not of this form")


def _bytes(value: Any, length: int | None = None) -> bytes:
    """Standard base64 in its one canonical form."""
    data = base64.b64decode(fields.text(value), validate=True)
    if _base64(data) != value or length not in (None, len(data)):
        raise ValueError("not base64 of that length")
    return data


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _json(value: Mapping[str, Any]) -> str:
    """As ``JSON.stringify`` writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
