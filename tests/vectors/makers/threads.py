"""thread.json: whole threads, each with one fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tests.envelope.world import (
    AMAL,
    AUTHORITY,
    DIRECTORY,
    HOUR,
    LOG,
    REPORTER,
    RUTH,
    SERVICE,
    TOM,
    Mailbox,
    directory_body,
    entry,
    reviewer_key,
    seed,
    stream,
)
from tests.vectors.makers.openings import THREAD
from tests.vectors.makers.reading import Maker, filing_with, flip, people
from tests.vectors.vector import Blobs, Vector
from whistle.domain.concern import State
from whistle.envelope.compose import compose, file_concern
from whistle.envelope.content import Content, write_content
from whistle.envelope.directory import Directory, sign_directory
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.epochs import Member
from whistle.envelope.frame import build_page, paginate, parse_page
from whistle.envelope.hashing import ZEROS, sha256
from whistle.envelope.items import GrantItem, Item, MessageItem, OpeningItem, ThreadHead, sign_head
from whistle.envelope.keys import Identity
from whistle.envelope.message import CHANGE, Message
from whistle.envelope.opening import Grant
from whistle.envelope.token import Token

ABOUT = "Whole threads as a member reads them, each right or with one fault (PROTOCOL sections 3 to 5)."


def vectors(blobs: Blobs) -> list[Vector]:
    maker = Maker(blobs)
    _right(maker)
    _messages(maker)
    _heads(maker)
    _openings(maker)
    _elsewhere(maker)
    return maker.out


def _right(maker: Maker) -> None:
    box = maker.mailbox()
    for name, member in people(reporter=REPORTER, ruth=RUTH, amal=AMAL):
        maker.add(f"as {name} reads it", "Everything is confirmed.", box.pages(member), member)
    fresh = Mailbox(maker.filing, maker.blobs.seal)
    maker.add("not yet delivered", "The reporter reads before the tick: place 0.", fresh.pages(REPORTER))
    waiting = maker.mailbox(length=2)
    for member, text in ((RUTH, "One."), (RUTH, "Two.")):
        waiting.post(compose(member, waiting.read(member), "reply", text, seal=maker.blobs.seal))
    maker.add("two replies wait", "A reviewer's own, not yet delivered.", waiting.pages(RUTH), RUTH)
    maker.add("the other side's replies without a place", "Nobody is given those before their delivery.",
              waiting.pages(REPORTER), warnings=["out-of-order"])  # fmt: skip
    maker.add("the concern without a place", "Nor is a reviewer given the concern.", fresh.pages(RUTH), RUTH,
              warnings=["out-of-order"])  # fmt: skip
    _closed(maker)
    long = maker.mailbox(length=4)
    for number in range(6):
        long.say(RUTH, "reply", f"Update {number}.")
    pages = long.pages(REPORTER)
    assert len(pages) == 2
    maker.add("two pages", "Read together.", pages)
    maker.add("the first page of two", "Read alone, nothing is said about what is missing.", pages[:1],
              expect=[None] * (len(long.posted) - _count(pages[1])))  # fmt: skip
    maker.add("the second page of two", "The opening is on the first.", pages[1:], error="MalformedFrame")
    maker.add("pages in the wrong order", "", pages[::-1], error="MalformedFrame")
    first, second = parse_page(pages[0]).items, parse_page(pages[1]).items
    grant = _grant_of(long, REPORTER)
    late = [[item for item in first if item != grant], [*second, grant]]
    maker.add("the grant on the second page", "It belongs on the first, for every reader.",
              [build_page(n, 2, items) for n, items in enumerate(late)], error="MalformedFrame")  # fmt: skip
    moved = long.say(RUTH, "reply", "Meanwhile.").pages(REPORTER)
    maker.add(
        "pages of two moments", "Something was delivered in between.", [pages[0], moved[1]], error="Conflict"
    )
    maker.add("no pages", "", [], error="MalformedFrame")
    denial = sign_head(LOG, SERVICE, maker.filing.opening.mailbox, 0, ZEROS, HOUR)
    maker.add(
        "a denial", "The server says, and signs, that it knows no such mailbox.", [build_page(0, 1, [denial])]
    )
    unsigned = replace(denial, hour=HOUR + 1)
    maker.add("a denial that is not signed", "", [build_page(0, 1, [unsigned])], warnings=["bad-head"])
    counted = sign_head(LOG, SERVICE, maker.filing.opening.mailbox, 1, ZEROS, HOUR)
    maker.add("a denial that counts", "No opening, and yet a message.", [build_page(0, 1, [counted])],
              error="BadSignature")  # fmt: skip


def _closed(maker: Maker) -> None:
    closed, open_ = maker.mailbox(), maker.mailbox(length=4)
    closed.state = open_.state = State.CLOSED
    maker.add("closed, as a message says", "", closed.pages(REPORTER))
    for name, member in people(reporter=REPORTER, ruth=RUTH):
        maker.add(f"closed, and no message says so to {name}", "The state is the server's word alone.",
                  open_.pages(member), member, warnings=["state"])  # fmt: skip
    forged = replace(closed.posted[4], signature=flip(closed.posted[4].signature))
    maker.add("closed, by a message that is not confirmed", "", closed.pages(REPORTER, [*closed.posted[:4], forged]),
              expect=[*[None] * 4, "bad-signature"], warnings=["state"])  # fmt: skip


def _messages(maker: Maker) -> None:
    box = maker.mailbox()
    good = list(box.posted)

    def add(name: str, about: str, messages: Sequence[MessageItem], expect: Sequence[str | None],
            warnings: Sequence[str] = ("out-of-order",), **more: Any) -> None:  # fmt: skip
        pages = box.pages(more.get("member", REPORTER), messages)
        maker.add(name, about, pages, expect=expect, warnings=warnings, **more)

    def spoilt(at: int, **changes: Any) -> list[MessageItem]:
        return [*good[:at], replace(good[at], **changes), *good[at + 1 :]]

    def signed(at: int, by: SigningKey, **changes: Any) -> list[MessageItem]:
        message = replace(Message.parse(good[at].message), **changes).encode()
        return spoilt(at, message=message, signature=by.sign(message))

    def resaid(at: int, plain: bytes, by: SigningKey, identity: Identity = THREAD) -> list[MessageItem]:
        body = maker.blobs.seal(identity.recipient, plain)
        message = replace(Message.parse(good[at].message), body_hash=sha256(body)).encode()
        return spoilt(at, message=message, signature=by.sign(message), body=body)

    ruth, last = RUTH.signing, [None] * 4
    add("signature altered", "A message that Ruth did not sign.", spoilt(4, signature=flip(good[4].signature)),
        [*last, "bad-signature"], ())  # fmt: skip
    add("m altered", "A byte of the signed head.", spoilt(4, message=flip(good[4].message)),
        [*last, "bad-signature"])  # fmt: skip
    add("m is not one", "Its label is altered; the other messages are shown as ever.",
        spoilt(4, message=b"W" + good[4].message[1:]), [*last, "bad-signature"])  # fmt: skip
    add(
        "text altered",
        "A byte of the sealed text.",
        spoilt(4, body=flip(good[4].body)),
        [*last, "mismatch"],
        (),
    )
    add("texts swapped", "Two sealed texts change places.",
        [*good[:1], replace(good[1], body=good[2].body), replace(good[2], body=good[1].body), *good[3:]],
        [None, "mismatch", "mismatch", None, None], ())  # fmt: skip
    add("for another service", "", signed(4, AMAL.signing, service=seed("svc")), [*last, "mismatch"])
    add("for another mailbox", "", signed(4, AMAL.signing, mailbox=seed("m", 16)), [*last, "mismatch"])
    add("a change of membership among the messages", "", signed(2, ruth, direction=CHANGE, act=12),
        [None, None, "mismatch", "wrong-follows", None])  # fmt: skip
    stranger = reviewer_key("A Stranger").signing
    add("by a stranger", "Signed, by a key that is in no directory.", signed(4, stranger, sender=stranger.public),
        [*last, "unknown-sender"])  # fmt: skip
    add("by a stranger, as the reporter's", "", signed(3, stranger, sender=stranger.public),
        [None, None, None, "unknown-sender", "wrong-follows"])  # fmt: skip
    add("by the reporter, as a reviewer's", "", signed(4, REPORTER.signing, sender=REPORTER.signing.public),
        [*last, "unknown-sender"])  # fmt: skip
    add(
        "by a reviewer, as the reporter's",
        "",
        signed(4, AMAL.signing, direction=1),
        [*last, "unknown-sender"],
    )
    add("by whom the reporter left out", "Tom is in the directory and has no grant.",
        signed(4, TOM.signing, sender=TOM.signing.public), [*last, "not-a-member"])  # fmt: skip
    add("of an epoch that was never announced", "", signed(4, AMAL.signing, epoch=1), [*last, "not-a-member"])
    revoked = directory_body(
        version=2, reviewers=[entry("ruth"), entry("amal", revoked="2026-11-01"), entry("tom")]
    )
    add("by a revoked reviewer", "Amal's key was revoked.", good, [*last, "revoked"], (),
        directory=sign_directory(revoked, AUTHORITY).decode())  # fmt: skip
    ended = directory_body(
        version=2, reviewers=[entry("ruth"), entry("amal", until="2026-10-02"), entry("tom")]
    )
    add("by a reviewer whose time has ended", "An ended key may finish what it began.", good, [None] * 5, (),
        directory=sign_directory(ended, AUTHORITY).decode())  # fmt: skip
    add("follows another", "", signed(4, AMAL.signing, follows=seed("f")), [*last, "wrong-follows"])
    add("saw more than there is", "", signed(4, AMAL.signing, seen=5), [*last, "withheld"],
        ("out-of-order", "withheld"))  # fmt: skip
    add("saw less than it said before", "Ruth's second message says that she had seen nothing.",
        signed(2, ruth, seen=0), [None, None, "out-of-order", "wrong-follows", None])  # fmt: skip
    add("dropped in the middle", "A message is withheld; the next one had seen it.", [*good[:2], *good[3:]],
        [None, None, "withheld", "withheld"], ("withheld",))  # fmt: skip
    renumbered = [*good[:2], replace(good[3], place=3), replace(good[4], place=4)]
    add("dropped and renumbered", "", renumbered, [None, None, "withheld", "withheld"], ("withheld",))
    add("the last one dropped", "Only the signed head shows it.", good[:4], last, ("withheld",))
    add("the concern dropped", "", good[1:], ["withheld"] * 4, ("withheld",))
    add("two change places", "The second follows the third.",
        [good[0], replace(good[2], place=2), replace(good[1], place=3), *good[3:]],
        [None, "withheld", None, None, None], ("out-of-order", "withheld"))  # fmt: skip
    add("the same twice", "A message stands there again.", [*good, replace(good[2], place=6)],
        [*[None] * 5, "out-of-order"])  # fmt: skip
    add("a copy in place of another", "Withheld, and the count made up with a copy.",
        [good[0], good[1], replace(good[1], place=3), *good[3:]],
        [None, None, "out-of-order", "wrong-follows", None])  # fmt: skip
    damaged = replace(good[4], signature=flip(good[4].signature))
    add("a damaged copy before the true one", "It does not spoil the true one.",
        [*good[:4], damaged, replace(good[4], place=6)], [*last, "bad-signature", None])  # fmt: skip
    add("places wrong", "The server's word only: the messages themselves hold.",
        [*good[:3], replace(good[3], place=5), replace(good[4], place=6)], [None] * 5)  # fmt: skip
    add("a place of nought in the middle", "", spoilt(2, place=0), [None] * 5,
        ("out-of-order", "withheld"))  # fmt: skip
    add("under another key", "Sealed to a key that is not the thread's.",
        resaid(4, _plain(good[4]), AMAL.signing, Identity(seed("elsewhere"))), [*last, "cannot-open"])  # fmt: skip
    other = replace(Message.parse(good[4].message), epoch=7)
    add("text says another epoch", "", resaid(4, _plain(good[4], other), AMAL.signing), [*last, "mismatch"])
    nonsense = write_content(Message.parse(good[4].message), Content("closing", "No.", reason="nonsense"))
    add("reason unknown", "", resaid(4, nonsense, AMAL.signing),
        [*last, "mismatch"])  # fmt: skip


def _heads(maker: Maker) -> None:
    box, fixed = maker.mailbox(), maker.mailbox().fixed(REPORTER)

    def add(name: str, about: str, head: ThreadHead, warnings: Sequence[str], **more: Any) -> None:
        pages = paginate(head, fixed, box.posted)
        maker.add(
            name,
            about,
            [build_page(n, len(pages), p) for n, p in enumerate(pages)],
            warnings=warnings,
            **more,
        )

    right = box.head()
    mailbox = maker.filing.opening.mailbox
    add("head not signed", "", replace(right, signature=flip(right.signature)), ["bad-head"])
    add("head by another key", "", sign_head(RUTH.signing, SERVICE, mailbox, right.count, right.head, HOUR),
        ["bad-head"])  # fmt: skip
    add("head of another thread", "", sign_head(LOG, SERVICE, seed("m", 16), right.count, right.head, HOUR),
        ["bad-head"])  # fmt: skip
    add("head counts one more", "", sign_head(LOG, SERVICE, mailbox, 6, right.head, HOUR), ["withheld"])
    add("head counts one less", "", sign_head(LOG, SERVICE, mailbox, 4, right.head, HOUR), ["out-of-order"])
    add("head of other messages", "", sign_head(LOG, SERVICE, mailbox, 5, seed("h"), HOUR), ["out-of-order"])
    newer = sign_directory(directory_body(issued="2026-10-02"), AUTHORITY).decode()
    maker.add("another directory of the same version", "", box.pages(REPORTER), directory=newer,
              warnings=["directory-differs"])  # fmt: skip
    raised = filing_with(maker, directory_version=2)
    maker.add("a directory older than the concern", "", Mailbox(raised).tick().pages(REPORTER),
              warnings=["directory-older"])  # fmt: skip


def _openings(maker: Maker) -> None:
    box = maker.mailbox(length=1)

    def add(name: str, error: str, items: Sequence[Item], member: Member = REPORTER) -> None:
        maker.add(
            name,
            "Nothing is shown.",
            [build_page(0, 1, [box.head(), *items, *box.posted])],
            member,
            error=error,
        )

    state, given, grant = box.fixed(REPORTER)
    assert isinstance(given, OpeningItem)
    assert isinstance(grant, GrantItem)
    add("opening's signature altered", "BadSignature",
        [state, replace(given, signature=flip(given.signature)), grant])  # fmt: skip
    add("opening altered", "BadSignature", [state, replace(given, opening=flip(given.opening)), grant])
    add(
        "opening is not one",
        "MalformedFrame",
        [state, replace(given, opening=b"W" + given.opening[1:]), grant],
    )
    add("recipient altered", "BadSignature",
        [state, replace(given, recipient=RUTH.identity.recipient.raw), grant])  # fmt: skip
    other = Mailbox(filing_with(maker, service=seed("svc")))
    add("opening for another service", "BadSignature", [state, other.opening_item, grant])
    other = Mailbox(filing_with(maker, mailbox=seed("m", 16)))
    add("opening with a mailbox that is not its signer's", "BadSignature", [state, other.opening_item, grant])
    add("opening of another thread", "BadSignature", _someone_elses(maker))
    add("no grant", "CannotOpen", [state, given])
    add("someone else's grant", "CannotOpen", [state, given, *box.fixed(RUTH)[2:]])
    add("someone else's grant under this kid", "BadSignature",
        [state, given, replace(_grant_of(box, RUTH), kid=REPORTER.kid)])  # fmt: skip
    add("grant altered", "BadSignature", [state, given, replace(grant, grant=flip(grant.grant))])
    add("grant for whom the reporter left out", "CannotOpen", box.fixed(TOM), TOM)


def _elsewhere(maker: Maker) -> None:
    """Openings that hold together, grants and all, and yet are not for here."""
    reporter, other = REPORTER.signing, Directory.parse(*_other_service())
    options: dict[str, Any] = {"thread": THREAD, "random": stream("elsewhere"), "seal": maker.blobs.seal}
    filing = file_concern(REPORTER.token, other, 1, ["ruth"], "Elsewhere.", **options)
    maker.add("a concern of another service", "Whole, and read here.", Mailbox(filing).tick().pages(RUTH), RUTH,
              error="BadSignature")  # fmt: skip
    mailbox = seed("mailbox", 16)
    grant = Grant(SERVICE, mailbox, reporter.public, 0, to=RUTH.kid, granter=reporter.public, identity=THREAD)
    sealed = maker.blobs.seal(RUTH.identity.recipient, grant.encode())
    slots = ((RUTH.kid, sha256(sealed)), *maker.filing.opening.slots[1:])
    filing = replace(
        filing_with(maker, mailbox=mailbox, slots=slots), grants=(sealed, *maker.filing.grants[1:])
    )
    pages = [
        build_page(
            0, 1, [Mailbox(filing).head(), Mailbox(filing).opening_item, GrantItem(0, RUTH.kid, sealed)]
        )
    ]
    maker.add("a mailbox that its reporter cannot have", "It is not the hash of their key.", pages, RUTH,
              error="BadSignature", mailbox=mailbox)  # fmt: skip


def _other_service() -> tuple[bytes, tuple[bytes, ...]]:
    authority = SigningKey(seed("another authority"))
    return sign_directory(directory_body(), authority), (authority.public,)


def _someone_elses(maker: Maker) -> list[Item]:
    token = Token(seed("another token", 16))
    text = "Something else."
    random = stream(text)
    filing = file_concern(
        token,
        DIRECTORY,
        1,
        ["ruth"],
        text,
        thread=Identity(seed("T_1")),
        random=random,
        seal=maker.blobs.seal,
    )
    return Mailbox(filing, maker.blobs.seal).fixed(RUTH)


def _grant_of(box: Mailbox, member: Member) -> GrantItem:
    grant = box.fixed(member)[2]
    assert isinstance(grant, GrantItem)
    return grant


def _plain(item: MessageItem, said: Message | None = None) -> bytes:
    """What stands inside a message, or what would if its head were ``said``."""
    return write_content(said or Message.parse(item.message), Content("reply", "Something else."))


def _count(page: bytes) -> int:
    return sum(isinstance(item, MessageItem) for item in parse_page(page).items)
