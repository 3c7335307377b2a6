"""How vectors of disclosures are made: a thread, what its reporter shows of it, and how that is judged."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from tests.envelope.receipts import event_of, inclusion_of, receipt_of
from tests.envelope.world import AUTHORITY, DIRECTORY, REPORTER, Mailbox, directory_body
from tests.vectors.makers.changing import FOUR, Changing
from tests.vectors.vector import Blobs, Vector
from whistle.cli.offline.receipts import disclose_most, received
from whistle.domain.errors import BadDisclosure
from whistle.envelope.directory import parse_authority, sign_directory
from whistle.envelope.disclosure.checking import check
from whistle.envelope.disclosure.form import FORMAT, Disclosure, Signed
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.hashing import sha256
from whistle.envelope.items import InclusionItem, ReceiptItem
from whistle.envelope.token import Reporter

KEYS = AUTHORITY.public.hex() + "\n"
NONCE = "Case 6001234/2027, bundle 3"
ONE = sign_directory(directory_body(), AUTHORITY).decode()
"""The directory under which the concern was raised."""
FINGERPRINT = DIRECTORY.authority[:16]
_IN_BASE64 = ("directory", "head", "hashes", "opening", "message", "first", "item", "inclusion")


def shown_proof(file: bytes, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a checker finds, in the form of the vectors."""
    newer = given["newer"].encode() if "newer" in given else None
    proved = check(file, bytes.fromhex(given["trusted"]), given.get("nonce"), newer)
    receipt = received(proved)
    return {
        "since": proved.since,
        "messages": [
            {
                "place": shown.place,
                "by": shown.reviewer.id if shown.reviewer else None,
                "withdrawn": shown.is_withdrawn,
                "readers": [reader.id for reader in shown.readers],
                "seen_by": [other.place for other in proved.seen_by(shown)],
                "kind": shown.content.kind,
                "text": shown.content.text,
            }
            for shown in proved.messages
        ],
        "received": receipt.hour if receipt else None,
        "included": receipt.included.hour if receipt and receipt.included else None,
    }


def written_file(body: Mapping[str, Any], signature: bytes, data: Callable[[Any], bytes]) -> bytes:
    """The file of a vector; ``data`` reads what a vector gives as bytes."""

    def written(value: Any, name: str = "") -> Any:
        if name in _IN_BASE64:
            return _base64(data(value))
        if name == "epochs":
            return [_base64(data(each)) for each in value]
        if isinstance(value, list):
            return [written(each) for each in value]
        return {key: written(each, key) for key, each in value.items()} if isinstance(value, dict) else value

    outer = {
        "format": FORMAT,
        "body": _json({n: written(v, n) for n, v in body.items()}),
        "signature": _base64(signature),
    }
    return (_json(outer) + "\n").encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass(frozen=True)
class Judged:
    """What a checker has besides the file."""

    trusted: bytes = FINGERPRINT
    nonce: str | None = NONCE
    newer: str | None = None

    def as_json(self) -> dict[str, str]:
        said = {"trusted": self.trusted.hex(), "nonce": self.nonce, "newer": self.newer}
        return {name: value for name, value in said.items() if value is not None}


class Disclosing(Changing):
    """Threads whose concern has a receipt, what is made of them and how that is judged."""

    def __init__(self, blobs: Blobs) -> None:
        super().__init__(blobs)
        event = event_of(self.filing)
        for name, data in (
            ("directory-one", ONE.encode()),
            ("directory-four", FOUR.encode()),
            ("receipt", receipt_of(event).encode()),
            ("inclusion", inclusion_of(event).encode()),
        ):
            blobs.keep(name, data)

    def receipted(self, box: Mailbox, *more: ReceiptItem | InclusionItem) -> Mailbox:
        """The thread with what the log answers, right or not."""
        event = event_of(box.filing)
        box.more += more or (receipt_of(event), inclusion_of(event))
        return box

    @cached_property
    def _whole(self) -> Mailbox:
        return self.receipted(self.mailbox())

    def whole(self) -> Mailbox:
        """Five messages and a receipt, to be spoilt."""
        box = copy(self._whole)
        box.posted, box.more = list(box.posted), list(box.more)
        return box

    @cached_property
    def proof(self) -> Disclosure:
        """Ruth's second message, the reporter's answer to it, and the receipt."""
        return self.disclose()

    def make(
        self,
        name: str,
        about: str,
        box: Mailbox,
        places: Sequence[int],
        *,
        by: Reporter = REPORTER,
        nonce: str = NONCE,
        directory: str = ONE,
        error: str | None = None,
        pages: Sequence[bytes] | None = None,
    ) -> None:
        """A vector of what the token's holder makes of the thread as it is given to them."""
        pages = pages or box.pages(by)
        given = {
            "directory": directory,
            "authority": KEYS,
            "token": by.token.raw.hex(),
            "pages": [self.blobs.write(page) for page in pages],
            "places": list(places),
            "nonce": nonce,
        }

        def made() -> bytes:
            return disclose_most(pages, directory.encode(), parse_authority(KEYS), by, places, nonce)[0]

        if error:
            with pytest.raises(BadDisclosure) as caught:
                made()
            assert caught.value.reason == error, f"{name}: {caught.value.reason}"
            self.out.append(_failing(name, about, "disclosure-made", given, error))
            return
        file = made()
        body = self.body_of(Signed.parse(file).disclosure)
        ok = {"hash": sha256(file).hex()}
        self.out.append(Vector(name, about, "disclosure-made", given, ok, extra={"body": body}))

    def disclose(
        self,
        box: Mailbox | None = None,
        places: Sequence[int] = (3, 4),
        by: Reporter = REPORTER,
        directory: str = ONE,
    ) -> Disclosure:
        """What the token's holder makes, to be spoilt."""
        pages = (box or self.whole()).pages(by)
        keys = parse_authority(KEYS)
        return Signed.parse(disclose_most(pages, directory.encode(), keys, by, places, NONCE)[0]).disclosure

    def judge(
        self,
        name: str,
        about: str,
        shown: Disclosure,
        error: str | None = None,
        *,
        by: SigningKey = REPORTER.signing,
        signature: bytes | None = None,
        **has: Any,
    ) -> None:
        """A vector of what a checker says; ``has`` is what they have."""
        body = self.body_of(shown)
        signature = signature or base64.b64decode(json.loads(shown.sign(by))["signature"])
        given = {"body": body, "signature": signature.hex(), **Judged(**has).as_json()}
        file = written_file(body, signature, self.blobs.read)
        if not error:
            self.out.append(Vector(name, about, "disclosure", given, shown_proof(file, given)))
            return
        with pytest.raises(BadDisclosure) as caught:
            shown_proof(file, given)
        assert caught.value.reason == error, f"{name}: {caught.value.reason}"
        self.out.append(_failing(name, about, "disclosure", given, error))

    def body_of(self, shown: Disclosure) -> dict[str, Any]:
        """The body's members, those in base64 as the bytes that they are."""
        write: Callable[[bytes], Any] = self.blobs.write
        receipt = shown.receipt
        return {
            "nonce": shown.nonce,
            "maker": shown.maker.hex(),
            "authority": [key.hex() for key in shown.authority],
            "directory": write(shown.directory),
            "head": write(shown.head.encode()),
            "hashes": write(b"".join(shown.hashes)),
            "opening": write(shown.opening.encode()),
            "epochs": [write(epoch.encode()) for epoch in shown.epochs],
            "messages": [
                {
                    "place": chosen.place,
                    "message": write(chosen.message + chosen.signature + chosen.body),
                    "key": chosen.file_key.hex(),
                }
                for chosen in shown.messages
            ],
            "receipt": receipt and {
                "blind": receipt.blind.hex(),
                "first": write(receipt.first + receipt.first_signature),
                "item": write(receipt.item.encode()),
                "inclusion": write(receipt.inclusion.encode() if receipt.inclusion else b""),
            },
        }  # fmt: skip


def _failing(name: str, about: str, kind: str, given: dict[str, Any], reason: str) -> Vector:
    return Vector(name, about, kind, given, error="BadDisclosure", extra={"reason": reason})
