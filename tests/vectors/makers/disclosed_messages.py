"""The part of disclosure.json about single messages: whose they are, where they stand, and what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tests.envelope.world import (
    AMAL,
    REPORTER,
    RUTH,
    SIMRAN,
    TOM,
    Mailbox,
    seed,
)
from tests.vectors.makers.changing import EVERYONE, FOUR, NEXT, a_directory, changed, written
from tests.vectors.makers.openings import THREAD
from tests.vectors.makers.proofs import Disclosing
from tests.vectors.makers.reading import flip
from whistle.domain.errors import WhistleError
from whistle.envelope import age
from whistle.envelope.content import Content, write_content
from whistle.envelope.disclosure.form import Chosen, Disclosure
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.hashing import sha256
from whistle.envelope.items import MessageItem
from whistle.envelope.keys import Identity
from whistle.envelope.message import CHANGE, Message


def add(maker: Disclosing) -> None:
    _senders(maker)
    _places(maker)
    _texts(maker)


def _senders(maker: Disclosing) -> None:
    whole, stranger = maker.proof, SigningKey(seed("stranger"))

    def add(name: str, about: str, by: SigningKey, error: str, at: int = 4, **changes: Any) -> None:
        box = resigned(maker.whole(), at, by, **changes)
        maker.judge(name, about, of(whole, box, [at + 1]), error)

    box = maker.whole()
    box.posted[3] = replace(box.posted[3], signature=flip(box.posted[3].signature))
    maker.judge("a signature altered", "", of(whole, box, [4]), "bad-message")
    box = maker.whole()
    box.posted[3] = replace(box.posted[3], message=b"W" + box.posted[3].message[1:])
    maker.judge("a message that is none", "", of(whole, box, [4], THREAD), "bad-message")
    add("a message of another service", "", AMAL.signing, "bad-message", service=seed("svc"))
    add("a message of another mailbox", "", AMAL.signing, "bad-message", mailbox=seed("m", 16))
    add("a change of who may read, as a message", "", AMAL.signing, "bad-message", direction=CHANGE, act=12)
    add("a stranger's message", "", stranger, "unknown-sender", sender=stranger.public)
    add("a stranger's message, as the reporter's", "", stranger, "unknown-sender", 3, sender=stranger.public)
    add("a reviewer's message, as the reporter's", "", AMAL.signing, "unknown-sender", direction=1)
    add("the reporter's message, as a reviewer's", "", REPORTER.signing, "unknown-sender",
        sender=REPORTER.signing.public)  # fmt: skip
    add("a message by one who was left out", "In the directory, and never given a key.", TOM.signing, "not-a-member",
        sender=TOM.signing.public)  # fmt: skip
    add("a message of an epoch that is not there", "", AMAL.signing, "unknown-sender", epoch=1)


def _places(maker: Disclosing) -> None:
    whole, box = maker.proof, maker.whole()
    first, second = whole.messages
    swapped = (replace(second, place=3), replace(first, place=4))
    maker.judge("two messages change places", "", replace(whole, messages=swapped), "not-in-place")
    maker.judge(
        "a place beyond the last", "", replace(whole, messages=(replace(first, place=6),)), "not-in-place"
    )
    twice = maker.whole()
    twice.posted.append(replace(twice.posted[2], place=6))
    twice.tick()
    maker.judge("the second place of one that stands twice", "", of(whole, twice, [6]), "not-in-place")
    for name, by, wrong in (
        ("follows what is not there", AMAL.signing, {"follows": seed("f")}),
        ("saw as many as its place", AMAL.signing, {"seen": 5}),
    ):
        maker.judge(
            f"a message that {name}",
            "",
            of(whole, resigned(maker.whole(), 4, by, **wrong), [5]),
            "out-of-order",
        )
    later = resigned(maker.whole(), 3, REPORTER.signing, follows=sha256(box.posted[4].message))
    maker.judge("a message that follows a later one", "", of(whole, later, [4]), "out-of-order")
    less = resigned(maker.whole(), 2, RUTH.signing, seen=0)
    maker.judge("a message whose sender saw more before", "Ruth's second says that she had seen nothing.",
                of(whole, less, [2, 3]), "out-of-order")  # fmt: skip
    maker.judge("a message whose sender saw more before, alone", "Nobody can tell without the other.",
                of(whole, less, [3]))  # fmt: skip
    back = written(changed(maker.begun(), REPORTER, [*EVERYONE, SIMRAN]), RUTH, "New.")
    written(back, AMAL, "Old.", epoch=0, key=THREAD)
    shown = replace(of(whole, back, [3], NEXT), epochs=tuple(back.changes), directory=FOUR.encode())
    old = chosen(back.posted[3], THREAD)
    both = replace(shown, messages=(*shown.messages, old))
    maker.judge("a message of an older epoch after a newer", "", both, "out-of-order")
    gone = a_directory(ruth={"revoked": "2026-11-01"})
    maker.judge("a message of an older epoch after a newer by a withdrawn key", "It counts for no other.",
                replace(both, directory=gone.encode()))  # fmt: skip


def _texts(maker: Disclosing) -> None:
    whole = maker.proof
    first, second = whole.messages
    swapped = (
        replace(first, body=second.body, file_key=second.file_key),
        replace(second, body=first.body, file_key=first.file_key),
    )
    maker.judge("two texts change places", "", replace(whole, messages=swapped), "mismatch")
    plain = write_content(Message.parse(first.message), Content("reply", "I admit it all."))
    forged = maker.blobs.seal(THREAD.recipient, plain)
    put = replace(first, body=forged, file_key=age.file_key_of(THREAD, forged))
    maker.judge("another text put under a signature", "It repeats all that was signed but its own hash.",
                replace(whole, messages=(put,)), "mismatch")  # fmt: skip
    crossed = (replace(first, file_key=second.file_key), second)
    maker.judge("the key of another file", "", replace(whole, messages=crossed), "wrong-key")
    maker.judge(
        "a key altered",
        "",
        replace(whole, messages=(replace(first, file_key=flip(first.file_key)),)),
        "wrong-key",
    )
    _two_keys(maker, whole)
    ruth, said = Message.parse(first.message), Content("reply", "Something else.")
    for name, plain in (
        ("another epoch", write_content(replace(ruth, epoch=7), said)),
        ("a kind that may not stand there", write_content(ruth, Content("holding", "Wait."))),
    ):
        sealed = maker.blobs.seal(THREAD.recipient, plain)
        box = resigned(maker.whole(), 2, RUTH.signing, sealed, body_hash=sha256(sealed))
        maker.judge(f"a text that says {name}", "", of(whole, box, [3]), "mismatch")
    again = Message.parse(maker.whole().posted[3].message)
    concern = replace(again, act=1, seen=0)
    sealed = maker.blobs.seal(THREAD.recipient, write_content(concern, Content("concern", "Another.")))
    box = resigned(maker.whole(), 3, REPORTER.signing, sealed, act=1, seen=0, body_hash=sha256(sealed))
    maker.judge("a second concern", "It stands at place 1 and nowhere else.", of(whole, box, [4]), "mismatch")
    first_reply = replace(Message.parse(maker.whole().posted[0].message), act=8)
    sealed = maker.blobs.seal(THREAD.recipient, write_content(first_reply, Content("reply", "No concern.")))
    box = resigned(maker.whole(), 0, REPORTER.signing, sealed, act=8, body_hash=sha256(sealed))
    maker.judge("a reply at place 1", "", replace(of(whole, box, [1]), receipt=None), "mismatch")


def _two_keys(maker: Disclosing, whole: Disclosure) -> None:
    """A header under one key and a payload under another: without the MAC, the second would show another text."""
    first = Message.parse(whole.messages[0].message)
    honest = maker.blobs.seal(THREAD.recipient, write_content(first, Content("reply", "To the members.")))
    other = maker.blobs.seal(THREAD.recipient, write_content(first, Content("reply", "To the tribunal.")))
    sealed = honest[: age.HYBRID_HEADER] + other[age.HYBRID_HEADER :]
    box = resigned(maker.whole(), 2, RUTH.signing, sealed, body_hash=sha256(sealed))
    keys = {name: age.file_key_of(THREAD, file) for name, file in (("header", honest), ("payload", other))}
    for name, key in keys.items():
        shown = of(whole, box, [3])
        maker.judge(f"a file of two keys, with that of the {name}", "The MAC ties a file to one.",
                    replace(shown, messages=(replace(shown.messages[0], file_key=key),)), "wrong-key")  # fmt: skip


def of(like: Disclosure, box: Mailbox, places: Sequence[int], key: Identity = THREAD) -> Disclosure:
    """The messages at these places of a thread, whether they can be shown or not; the rest as in ``like``."""
    receipt = like.receipt
    if receipt and sha256(box.posted[0].message) != like.hashes[0]:
        receipt = None
    return replace(
        like,
        head=box.head(),
        hashes=tuple(sha256(item.message) for item in box.posted),
        opening=box.opening_item,
        epochs=(),
        messages=tuple(chosen(box.posted[place - 1], THREAD if place < 3 else key) for place in places),
        receipt=receipt,
    )


def chosen(item: MessageItem, key: Identity) -> Chosen:
    try:
        file_key = age.file_key_of(key, item.body)
    except WhistleError:
        file_key = bytes(16)
    return Chosen(item.place, item.message, item.signature, item.body, file_key)


def resigned(box: Mailbox, at: int, by: SigningKey, body: bytes | None = None, **changes: Any) -> Mailbox:
    """The thread with one message signed anew, and a head that the server signs for it."""
    message = replace(Message.parse(box.posted[at].message), **changes).encode()
    box.posted[at] = replace(
        box.posted[at], message=message, signature=by.sign(message), body=body or box.posted[at].body
    )
    return box
