"""What a log answers a filing with, made by hand: any field wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.envelope.world import HOUR, LOG, PROMISE, seed
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.frame import Filing
from whistle.envelope.items import InclusionItem, ReceiptItem
from whistle.ledger.checkpoint import Checkpoint, Proof, make_checkpoint, make_proof
from whistle.ledger.event import Event, EventType, blank_leaf, tree_hash
from whistle.ledger.merkle import Head, MemoryTiles, append, inclusion_proof, leaf_hash
from whistle.ledger.notes import NoteSigner
from whistle.ledger.promise import make_promise

ORIGIN = "northmoor.example/log"
LOG_SIGNER = NoteSigner(ORIGIN, LOG)
PROMISE_SIGNER = NoteSigner("northmoor.example/promise", PROMISE)
SALT = seed("salt")
STRANGER = SigningKey(seed("a stranger's log"))


def event_of(filing: Filing, **changes: Any) -> Event:
    """The event of receiving it."""
    opening = filing.opening
    event = Event(
        EventType.RECEIVED, HOUR, seed("case", 16), opening.directory_version, opening.directory_hash,
        filing.presence, filing.content,
    )  # fmt: skip
    return replace(event, **changes)


def receipt_of(
    event: Event, *, signer: NoteSigner = PROMISE_SIGNER, hours: int = 2, leaf: bytes = b""
) -> ReceiptItem:
    """Item 5."""
    promised = make_promise(ORIGIN, leaf or tree_hash(SALT, event), event.hour + hours, signer)
    return ReceiptItem(SALT, event.encode(), promised)


def inclusion_of(event: Event, *, signer: NoteSigner = LOG_SIGNER, index: int = 11) -> InclusionItem:
    """Item 6: the event among blank leaves."""
    hashes = [leaf_hash(blank_leaf(seed(f"blank {number}"))) for number in range(16)]
    hashes[11] = tree_hash(SALT, event)
    tiles = MemoryTiles()
    head = append(tiles, Head(), hashes)
    note = make_checkpoint(Checkpoint(ORIGIN, head.size, head.root, event.hour + 1), signer)
    return InclusionItem(make_proof(Proof(index, tuple(inclusion_proof(tiles, index, head.size)), note)))
