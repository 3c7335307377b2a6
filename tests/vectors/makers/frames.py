"""frame.json: requests, pages, answers and heads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.envelope.world import DIRECTORY, LOG, REPORTER, RUTH, SERVICE, Mailbox, a_filing, seed, stream
from tests.vectors.makers.openings import THREAD
from tests.vectors.makers.reading import flip
from tests.vectors.vector import Blobs, Vector
from whistle.envelope.compose import compose, share
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.frame import Filing, Posted, Read, build_answer, build_page, sign_notice, sign_read
from whistle.envelope.hashing import ZEROS, sha256
from whistle.envelope.items import (
    EpochItem,
    GrantItem,
    InclusionItem,
    Item,
    JournalItem,
    OpeningItem,
    ReceiptItem,
    StateItem,
    ThreadHead,
    sign_head,
)
from whistle.envelope.keys import Identity
from whistle.envelope.opening import mailbox_of

ABOUT = "Frames: what the server takes, and the pages and answers that it gives (PROTOCOL section 5)."


def vectors(blobs: Blobs) -> list[Vector]:
    filing = a_filing(thread=THREAD, seal=blobs.seal)
    for number, grant in enumerate(filing.grants):
        blobs.keep(f"grant-{number}", grant)
    return [
        *_filings(filing, blobs), *_posted(filing, blobs), *_changes(filing, blobs), *_reads(), *_notices(),
        *_pages(blobs), *_heads(),
    ]  # fmt: skip


def _filings(filing: Filing, blobs: Blobs) -> list[Vector]:
    def vector(name: str, about: str, frame: bytes, error: str | None) -> Vector:
        given = {"frame": blobs.write(frame), "service": SERVICE.hex()}
        return Vector(name, about, "filing", given, None if error else {"hash": filing.hash.hex()}, error)

    frame = filing.encode()
    out = [
        vector("filing", "Taken.", frame, None),
        vector("filing, another beginning", "", b"whistle2" + frame[8:], "MalformedFrame"),
        vector("filing, called a message", "", frame[:8] + b"\2" + frame[9:], "MalformedFrame"),
        vector("filing, class 2", "", frame[:9] + b"\2" + frame[10:], "MalformedFrame"),
        vector("filing, class 3", "", frame[:9] + b"\3" + frame[10:], "MalformedFrame"),
        vector("filing, a byte short", "", frame[:-1], "MalformedFrame"),
        vector("filing, a byte more", "", frame + b"\0", "MalformedFrame"),
        vector("filing, nothing", "", b"", "MalformedFrame"),
    ]
    signer = REPORTER.signing

    def opened(**changes: Any) -> Filing:
        opening = replace(filing.opening, **changes)
        signed = replace(filing, opening=opening, opening_signature=signer.sign(opening.encode()))
        return said(signed, follows=opening.hash)

    def said(base: Filing = filing, **changes: Any) -> Filing:
        message = replace(base.message, **changes)
        return replace(base, message=message, message_signature=signer.sign(message.encode()))

    other = SigningKey(seed("someone else"))
    by_other = replace(filing, opening=replace(filing.opening, reporter=other.public))
    for name, bad in (
        ("opening's signature altered", replace(filing, opening_signature=flip(filing.opening_signature))),
        ("message's signature altered", replace(filing, message_signature=flip(filing.message_signature))),
        ("opening for another service", opened(service=seed("svc"))),
        ("another mailbox", said(opened(mailbox=seed("mailbox", 16)), mailbox=seed("mailbox", 16))),
        (
            "opening by someone else",
            replace(by_other, opening_signature=other.sign(by_other.opening.encode())),
        ),
        ("another recipient", replace(filing, recipient=RUTH.identity.recipient.raw)),
        ("grants swapped", replace(filing, grants=(filing.grants[1], filing.grants[0], *filing.grants[2:]))),
        ("message for another service", said(service=seed("svc"))),
        ("message for another mailbox", said(mailbox=seed("mailbox", 16))),
        ("message by someone else", said(sender=other.public)),
        ("message as a reviewer's", said(direction=2)),
        ("message of another act", said(act=8)),
        ("message of epoch 1", said(epoch=1)),
        ("message that had seen one", said(seen=1)),
        ("message with files", said(files=1, files_hash=seed("files"))),
        ("message follows another opening", said(follows=seed("H(O)"))),
        ("sealed text altered", replace(filing, body=flip(filing.body))),
    ):
        out.append(vector(f"filing, {name}", "Not as signed.", bad.encode(), "BadSignature"))
    return out


def _posted(filing: Filing, blobs: Blobs) -> list[Vector]:
    posted = compose(RUTH, Mailbox(filing).tick().read(RUTH), "reply", "An answer.", seal=blobs.seal)

    def vector(name: str, frame: bytes, error: str | None) -> Vector:
        given = {"frame": blobs.write(frame), "service": SERVICE.hex()}
        ok = None if error else {"hash": posted.message.hash.hex()}
        return Vector(f"message, {name}", "Refused." if error else "Taken.", "posted", given, ok, error)

    def said(**changes: Any) -> Posted:
        message = replace(posted.message, **changes)
        return replace(posted, message=message, signature=RUTH.signing.sign(message.encode()))

    frame = posted.encode()
    return [
        vector("of a reviewer", frame, None),
        vector("a byte short", frame[:-1], "MalformedFrame"),
        vector("a byte more", frame + b"\0", "MalformedFrame"),
        vector(
            "signature altered", replace(posted, signature=flip(posted.signature)).encode(), "BadSignature"
        ),
        vector("sealed text altered", replace(posted, body=flip(posted.body)).encode(), "BadSignature"),
        vector("for another service", said(service=seed("svc")).encode(), "BadSignature"),
        vector("as a change of membership", said(direction=3, act=12).encode(), "BadSignature"),
        vector("under an act of the other side", said(act=8).encode(), "MalformedFrame"),
        vector("under an act that nobody knows", said(act=0).encode(), "MalformedFrame"),
        vector("under the act of a category", said(act=21).encode(), "MalformedFrame"),
    ]


def _changes(filing: Filing, blobs: Blobs) -> list[Vector]:
    view = Mailbox(filing).tick().read(REPORTER)
    options: dict[str, Any] = {
        "thread": Identity(seed("T_1")),
        "random": stream("change"),
        "seal": blobs.seal,
    }
    change = share(REPORTER, view, DIRECTORY, ["amal"], **options)
    for number, grant in enumerate(change.grants):
        blobs.keep(f"new-grant-{number}", grant)

    def vector(name: str, frame: bytes, error: str | None) -> Vector:
        given = {"frame": blobs.write(frame), "service": SERVICE.hex()}
        ok = None if error else {"hash": change.message.hash.hex()}
        return Vector(f"change, {name}", "Refused." if error else "Taken.", "change", given, ok, error)

    def said(s: dict[str, Any] | None = None, **changes: Any) -> bytes:
        epoch = replace(change.epoch, **(s or {}))
        message = replace(change.message, body_hash=epoch.hash)
        message = replace(message, **changes)
        signature = REPORTER.signing.sign(message.encode())
        return replace(change, epoch=epoch, message=message, signature=signature).encode()

    frame, slots = change.encode(), change.epoch.slots
    swapped = (change.grants[1], change.grants[0], *change.grants[2:])
    other = RUTH.identity.recipient.raw
    unslotted = tuple((seed("kid") if kid == REPORTER.kid else kid, grant) for kid, grant in slots)
    return [
        vector("of the reporter", frame, None),
        vector("a byte short", frame[:-1], "MalformedFrame"),
        vector("a byte more", frame + b"\0", "MalformedFrame"),
        vector("class 1", frame[:9] + b"\1" + frame[10:], "MalformedFrame"),
        vector("another label", frame.replace(b"v1/epoch", b"v2/epoch", 1), "MalformedFrame"),
        vector(
            "signature altered", replace(change, signature=flip(change.signature)).encode(), "BadSignature"
        ),
        vector("grants swapped", replace(change, grants=swapped).encode(), "BadSignature"),
        vector("another recipient", replace(change, recipient=other).encode(), "BadSignature"),
        vector("s names another recipient", said({"recipient_hash": seed("H(recipient)")}), "BadSignature"),
        vector("s names another link", said({"link_hash": seed("H(link)")}), "BadSignature"),
        vector("link altered", replace(change, link=flip(change.link)).encode(), "BadSignature"),
        vector("m covers another s", said(body_hash=seed("S")), "BadSignature"),
        vector("s for another service", said({"service": seed("svc")}), "BadSignature"),
        vector("m for another service", said(service=seed("svc")), "BadSignature"),
        vector("s for another mailbox", said({"mailbox": seed("m", 16)}), "BadSignature"),
        vector("m as the reporter's message", said(direction=1), "BadSignature"),
        vector("under the act of a reply", said(act=8), "BadSignature"),
        vector("m of another epoch", said(epoch=2), "BadSignature"),
        vector("of epoch 0", said({"epoch": 0}, epoch=0), "BadSignature"),
        vector("the reporter stands in no slot", said({"slots": unslotted}), "BadSignature"),
    ]


def _notices() -> list[Vector]:
    challenge, signer = seed("challenge"), REPORTER.signing
    notice = sign_notice(signer, SERVICE, challenge)
    given = {"sign": signer.seed.hex(), "service": SERVICE.hex(), "challenge": challenge.hex()}
    made = Vector("notice, made", "The whole frame.", "notice-made", given, {"frame": notice.encode().hex()})

    def vector(name: str, frame: bytes, error: str | None) -> Vector:
        given = {"frame": frame.hex(), "service": SERVICE.hex()}
        return Vector(f"notice, {name}", "", "notice", given, None if error else {"what": 18}, error)

    def signed(**changes: Any) -> bytes:
        other = replace(notice, **changes)
        return replace(other, signature=signer.sign(other.signed)).encode()

    frame = notice.encode()
    return [
        made,
        vector("right", frame, None),
        vector("challenge altered", replace(notice, challenge=seed("c")).encode(), "BadSignature"),
        vector("for another service", signed(service=seed("svc")), "BadSignature"),
        vector("for another mailbox", signed(mailbox=seed("m", 16)), "BadSignature"),
        vector("of something else", signed(what=15), "MalformedFrame"),
        vector("another label", frame.replace(b"/v1/", b"/v2/", 1), "MalformedFrame"),
        vector("called a read", frame[:8] + b"\4" + frame[9:], "MalformedFrame"),
        vector("class 1", frame[:9] + b"\1" + frame[10:], "MalformedFrame"),
        vector("a byte more", frame + b"\0", "MalformedFrame"),
    ]


def _reads() -> list[Vector]:
    challenge, signer = seed("challenge"), REPORTER.signing
    read = sign_read(signer, SERVICE, challenge, 3)
    given = {"sign": signer.seed.hex(), "service": SERVICE.hex(), "challenge": challenge.hex(), "page": 3}
    made = Vector("read, made", "The whole frame.", "read-made", given, {"frame": read.encode().hex()})

    def vector(name: str, frame: bytes, error: str | None) -> Vector:
        given = {"frame": frame.hex(), "service": SERVICE.hex()}
        return Vector(f"read, {name}", "", "read", given, None if error else {"page": 3}, error)

    def signed(**changes: Any) -> bytes:
        other = replace(read, **changes)
        return replace(other, signature=signer.sign(other.signed)).encode()

    frame = read.encode()
    return [
        made,
        vector("right", frame, None),
        vector("page altered", replace(read, page=4).encode(), "BadSignature"),
        vector("challenge altered", replace(read, challenge=seed("c")).encode(), "BadSignature"),
        vector("for another service", signed(service=seed("svc")), "BadSignature"),
        vector("for another mailbox", signed(mailbox=seed("m", 16)), "BadSignature"),
        vector("small-order key", _small_order(read).encode(), "BadSignature"),
        vector("another label", frame.replace(b"/v1/", b"/v2/", 1), "MalformedFrame"),
        vector("class 1", frame[:9] + b"\1" + frame[10:], "MalformedFrame"),
        vector("a byte more", frame + b"\0", "MalformedFrame"),
    ]


def _small_order(read: Read) -> Read:
    key = (1).to_bytes(32, "little")
    return replace(read, key=key, mailbox=mailbox_of(key), signature=key + bytes(32))


def _items() -> list[Item]:
    head = sign_head(LOG, SERVICE, REPORTER.mailbox, 2, seed("head"), 490_000)
    receipt = ReceiptItem(seed("salt"), seed("event", 121), "northmoor.example/log\npromise\n…\n")
    return [head, StateItem(2, 490_100, 1, 2), receipt, InclusionItem("c2sp.org/tlog-proof@v1\n")]


def _pages(blobs: Blobs) -> list[Vector]:
    items = _items()
    pairs = [[item.type, item.encode().hex()] for item in items]
    page, answer, bare = build_page(0, 2, items), build_answer(items), build_page(0, 2, [])
    end = 18 + sum(5 + len(item.encode()) for item in items)
    head = items[0].encode()

    def vector(name: str, kind: str, frame: bytes, ok: dict[str, Any] | None) -> Vector:
        given = {"frame": blobs.write(frame)}
        about = "Read." if ok else "Refused as a whole."
        return Vector(f"{kind}, {name}", about, kind, given, ok, None if ok else "MalformedFrame")

    def with_item(kind: int, length: int, body: bytes) -> bytes:
        data = bare[:18] + bytes((kind,)) + length.to_bytes(4, "big") + body
        return data.ljust(len(page), b"\0")

    opening, grant = OpeningItem(bytes(714), bytes(64), bytes(1216)), GrantItem(0, bytes(32), bytes(2109))
    change = EpochItem(bytes(709), bytes(1216), bytes(2109), bytes(206), bytes(64))
    entry = JournalItem(490_000, bytes(744), bytes(64), bytes(18_043))
    single: dict[str, Item] = {
        "head": items[0], "opening": opening, "state": items[1], "receipt": items[2], "proof": items[3],
    }  # fmt: skip
    first_page_only = {**single, "grant": grant, "change of membership": change}
    del first_page_only["head"]

    nearly = build_page(0, 1, [InclusionItem("\0" * (131_072 - 18 - 5 - 7))])
    return [
        vector("with items", "page", page, {"page": 0, "pages": 2, "items": pairs}),
        vector(
            "a later one", "page", build_page(1, 2, items[:1]), {"page": 1, "pages": 2, "items": pairs[:1]}
        ),
        *(
            vector(f"{name} twice", "page", build_page(0, 1, [item, item]), None)
            for name, item in single.items()
        ),
        *(
            vector(f"a later one with {name}", "page", build_page(1, 2, [items[0], item]), None)
            for name, item in first_page_only.items()
        ),
        vector("head twice", "answer", build_answer(items[:1] * 2), None),
        vector("empty", "page", build_page(0, 1, []), {"page": 0, "pages": 1, "items": []}),
        vector("page number too large", "page", page[:10] + b"\0\0\0\2" + page[14:], None),
        vector("no pages", "page", page[:10] + bytes(8) + page[18:], None),
        vector("another beginning", "page", b"Whistle1" + page[8:], None),
        vector("another kind", "page", page[:8] + b"\6" + page[9:], None),
        vector("another class", "page", page[:9] + b"\1" + page[10:], None),
        vector("a byte short", "page", page[:-1], None),
        vector("a byte more", "page", page + b"\0", None),
        vector("something after the end", "page", page[:-1] + b"\1", None),
        vector("something right after the end", "page", page[:end] + b"\0\1" + page[end + 2 :], None),
        vector("unknown item", "page", with_item(10, 3, b"abc"), None),
        vector("an entry of a journal", "page", build_page(0, 1, [items[0], entry]), None),
        vector("item longer than the page", "page", with_item(6, 131_072, b"abc"), None),
        vector("item of four thousand million bytes", "page", with_item(6, 2**32 - 1, b"abc"), None),
        vector("head a byte short", "page", with_item(1, len(head) - 1, head[:-1]), None),
        vector("state a byte long", "page", with_item(7, 8, bytes(8)), None),
        vector("message of no known size", "page", with_item(4, 300, bytes(300)), None),
        vector("receipt without a promise", "page", with_item(5, 153, bytes(153)), None),
        vector("proof that is not text", "page", with_item(6, 2, b"\xff\xff"), None),
        vector("item cut by the end", "page", nearly[:-7] + b"\7\0\0\0\7\0\0", None),
        vector("with items", "answer", answer, {"items": pairs}),
        vector("a byte short", "answer", answer[:-1], None),
        vector("something after the end", "answer", answer[:-1] + b"\1", None),
        vector("called a page", "answer", answer[:8] + b"\5" + answer[9:], None),
    ]


def _heads() -> list[Vector]:
    head = sign_head(LOG, SERVICE, REPORTER.mailbox, 2, seed("head"), 490_000)
    denial = sign_head(LOG, SERVICE, seed("nobody", 16), 0, ZEROS, 490_000)

    def vector(
        name: str, item: ThreadHead, key: bytes, service: bytes, mailbox: bytes, *, holds: bool
    ) -> Vector:
        given = {"key": key, "service": service, "mailbox": mailbox, "item": item.encode()}
        ok = {"count": item.count, "head": item.head.hex(), "hour": item.hour}
        hexed = {name: value.hex() for name, value in given.items()}
        return Vector(
            f"head, {name}", "", "head", hexed, ok if holds else None, None if holds else "BadSignature"
        )

    return [
        vector("right", head, LOG.public, SERVICE, REPORTER.mailbox, holds=True),
        vector("denial", denial, LOG.public, SERVICE, seed("nobody", 16), holds=True),
        vector("for another mailbox", head, LOG.public, SERVICE, sha256(b"m")[:16], holds=False),
        vector("for another service", head, LOG.public, seed("svc"), REPORTER.mailbox, holds=False),
        vector("by another key", head, RUTH.signing.public, SERVICE, REPORTER.mailbox, holds=False),
        vector("count altered", replace(head, count=1), LOG.public, SERVICE, REPORTER.mailbox, holds=False),
        vector(
            "head altered", replace(head, head=seed("h")), LOG.public, SERVICE, REPORTER.mailbox, holds=False
        ),
        vector(
            "hour altered", replace(head, hour=490_001), LOG.public, SERVICE, REPORTER.mailbox, holds=False
        ),
    ]
