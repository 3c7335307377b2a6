"""The part of disclosure.json that a checker reads: what holds, and each way in which something does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.envelope.receipts import LOG_SIGNER, PROMISE_SIGNER, STRANGER, event_of, inclusion_of, receipt_of
from tests.envelope.world import (
    AMAL,
    AUTHORITY,
    HOUR,
    LOG,
    REPORTER,
    RUTH,
    SERVICE,
    SIMRAN,
    TOM,
    Mailbox,
    directory_body,
    seed,
)
from tests.vectors.makers import disclosed_messages
from tests.vectors.makers.changing import EVERYONE, FOUR, NEXT, SECOND, a_directory, changed, written
from tests.vectors.makers.disclosed_messages import of, resigned
from tests.vectors.makers.proofs import KEYS, Disclosing
from tests.vectors.makers.reading import filing_with, flip
from whistle.envelope.compose import hand_over, share
from whistle.envelope.directory import authority_hash, parse_authority, sign_directory
from whistle.envelope.disclosure.form import Disclosure, Signed
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.hashing import sha256
from whistle.envelope.items import InclusionItem, sign_head
from whistle.ledger.event import EventType
from whistle.ledger.notes import NoteSigner

OTHER = SigningKey(seed("another authority"))


def add(maker: Disclosing) -> None:
    _hold(maker)
    _service(maker)
    _directory(maker)
    _opening(maker)
    _epochs(maker)
    _head(maker)
    disclosed_messages.add(maker)
    _receipts(maker)


def _hold(maker: Disclosing) -> None:
    whole = maker.proof
    maker.judge("holds", "Two messages, of which the second answers the first, and the receipt.", whole)
    maker.judge("holds, by all keys of the authority", "Instead of the fingerprint.", whole,
                trusted=authority_hash(parse_authority(KEYS)))  # fmt: skip
    maker.judge("holds, and nobody compares the words", "That is left to a person.", whole, nonce=None)
    maker.judge("holds, with the concern", "All that it says is shown.", maker.disclose(places=[1, 2]))
    maker.judge("holds, with the receipt alone", "", maker.disclose(places=[]))
    maker.judge("holds, without a receipt", "", maker.disclose(maker.mailbox()))
    accents = replace(whole, nonce="Caerdy\u0302dd")
    maker.judge("holds, in another normal form", "Keyboards differ in how they write an accent.", accents,
                nonce="Caerd\u0177dd")  # fmt: skip
    maker.judge(
        "holds, with two by one reviewer",
        "That Ruth saw her own is nothing to show.",
        maker.disclose(places=[2, 3]),
    )
    box = maker.change(maker.receipted(maker.begun()), share, REPORTER, ["simran"])
    box.say(SIMRAN, "reply", "I was let in.").say(REPORTER, "reply", "Thank you.")
    maker.judge(
        "holds, after a change", "By one who was let in.", maker.disclose(box, [3, 4], directory=FOUR)
    )
    handed = maker.change(maker.receipted(maker.begun()), hand_over, REPORTER, SECOND)
    handed.say(RUTH, "reply", "Welcome.").say(SECOND, "reply", "I go on for her.")
    theirs = maker.disclose(handed, [1, 3, 4], by=SECOND, directory=FOUR)
    maker.judge("holds, by whom it was handed over to", "", theirs, by=SECOND.signing)
    maker.judge("holds, by the first holder", "", maker.disclose(handed, [1, 2], directory=FOUR))
    gone = a_directory(amal={"revoked": "2026-11-01"})
    maker.judge(
        "a withdrawn key", "It is said of the message.", maker.disclose(places=[3, 4, 5], directory=gone)
    )
    maker.judge("a key withdrawn since", "By a newer directory of the checker's.", maker.disclose(places=[3, 5]),
                newer=gone)  # fmt: skip
    later = maker.disclose(places=[3, 5], directory=a_directory())
    maker.judge("an older directory beside it", "It revokes nothing.", later,
                newer=sign_directory(directory_body(), AUTHORITY).decode())  # fmt: skip


def _service(maker: Disclosing) -> None:
    whole = maker.proof
    maker.judge("places that descend", "", replace(whole, messages=whole.messages[::-1]), "malformed")
    maker.judge("a place that stands twice", "", replace(whole, messages=whole.messages[:1] * 2), "malformed")
    maker.judge("nothing shown", "", replace(whole, messages=(), receipt=None), "malformed")
    maker.judge("words with a sign that is not seen", "", replace(whole, nonce="Case\u202e 6"), "malformed")
    maker.judge(
        "half a hash", "", replace(whole, hashes=(*whole.hashes[:-1], whole.hashes[-1][:16])), "malformed"
    )
    maker.judge("another service", "The fingerprint is of another.", whole, "other-service",
                trusted=authority_hash((OTHER.public,))[:16])  # fmt: skip
    added = replace(whole, authority=(*whole.authority, OTHER.public))
    maker.judge(
        "a key put to those of the authority",
        "Whoever has it could sign any directory.",
        added,
        "other-service",
    )
    swapped = replace(whole, authority=(OTHER.public,), directory=sign_directory(directory_body(), OTHER))
    maker.judge("a directory by another authority", "Whole, and of nobody that the checker knows.", swapped,
                "other-service")  # fmt: skip
    maker.judge("signed by a reviewer", "The maker is named, and did not sign.", whole, "bad-signature",
                by=RUTH.signing)  # fmt: skip
    used = replace(whole, nonce="Another tribunal")
    maker.judge("made for one and used for another", "The words changed, under the signature for the first.", used,
                "bad-signature", signature=_signature(whole), nonce=None)  # fmt: skip
    less = replace(whole, messages=whole.messages[1:])
    maker.judge("a message cut out", "The signature is over all that was chosen.", less, "bad-signature",
                signature=_signature(whole))  # fmt: skip
    maker.judge(
        "shown to another",
        "Made for one, and brought to another.",
        whole,
        "other-nonce",
        nonce="Another tribunal",
    )
    maker.judge("words that look alike", "A Cyrillic letter.", replace(whole, nonce="C\u0430se 6"), "other-nonce",
                nonce="Case 6")  # fmt: skip


def _directory(maker: Disclosing) -> None:
    whole = maker.proof
    unsigned = sign_directory(directory_body(), OTHER)
    maker.judge(
        "a directory that the authority did not sign", "", replace(whole, directory=unsigned), "bad-directory"
    )
    maker.judge("a newer directory that the authority did not sign", "", whole, "bad-directory",
                newer=unsigned.decode())  # fmt: skip
    other = sign_directory(directory_body(issued="2026-10-02"), AUTHORITY).decode()
    maker.judge(
        "two directories of one version", "The checker's is another.", whole, "bad-directory", newer=other
    )


def _opening(maker: Disclosing) -> None:
    whole = maker.proof
    given = whole.opening

    def add(name: str, about: str, **changes: Any) -> None:
        maker.judge(name, about, replace(whole, opening=replace(given, **changes)), "bad-opening")

    add("opening's signature altered", "", signature=flip(given.signature))
    add("opening is not one", "", opening=b"W" + given.opening[1:])
    add("opening for another recipient", "", recipient=RUTH.identity.recipient.raw)
    for name, filing in (
        ("service", filing_with(maker, service=seed("svc"))),
        ("mailbox", filing_with(maker, mailbox=seed("m", 16))),
    ):
        add(f"opening with another {name}", "Signed by whoever raised it.", opening=filing.opening.encode(),
            signature=filing.opening_signature)  # fmt: skip
    for name, filing in (
        ("newer", filing_with(maker, directory_version=2)),
        ("other", filing_with(maker, directory_hash=seed("d"))),
    ):
        box = Mailbox(filing, maker.blobs.seal).tick()
        maker.judge(f"opening under a directory that is {name}", "", of(whole, box, [1]), "directory-older")


def _epochs(maker: Disclosing) -> None:
    box = changed(maker.begun(), REPORTER, [*EVERYONE, SIMRAN])
    written(box, SIMRAN, "I was let in.")
    whole = replace(of(maker.disclose(box, [1], directory=FOUR), box, [3], NEXT), epochs=tuple(box.changes))
    maker.judge("a change that holds", "As the next ones are, but for one fault.", whole)
    change = whole.epochs[0]
    unsigned = replace(change, signature=flip(change.signature))
    maker.judge("a change that nobody signed", "", replace(whole, epochs=(unsigned,)), "bad-epoch")
    maker.judge("the same change twice", "", replace(whole, epochs=(change, change)), "bad-epoch")
    maker.judge("the change left out", "Its messages are of an epoch that is not there.", replace(whole, epochs=()),
                "unknown-sender")  # fmt: skip
    by_amal = written(changed(maker.begun(), AMAL, [*EVERYONE, SIMRAN]), SIMRAN, "I was let in.")
    gone = a_directory(amal={"revoked": "2026-11-01"}).encode()
    revoked = replace(of(whole, by_amal, [3], NEXT), epochs=tuple(by_amal.changes), directory=gone)
    maker.judge("a change by a withdrawn key", "", revoked, "bad-epoch")
    barred = replace(
        of(whole, _letting_in_tom(maker), [1, 3], NEXT), epochs=tuple(_letting_in_tom(maker).changes)
    )
    maker.judge("somebody let in whom the concern leaves out", "", barred, "left-out")
    maker.judge("somebody let in, and the concern is not shown", "Then nobody can tell.",
                replace(barred, messages=barred.messages[1:]))  # fmt: skip
    maker.judge("by a reviewer", "", replace(maker.proof, maker=RUTH.signing.public), "not-the-reporter",
                by=RUTH.signing)  # fmt: skip
    maker.judge("by a later holder without the hand-over", "", replace(maker.proof, maker=SECOND.signing.public),
                "not-the-reporter", by=SECOND.signing)  # fmt: skip


def _letting_in_tom(maker: Disclosing) -> Mailbox:
    return written(changed(maker.begun(), RUTH, [*EVERYONE, TOM]), TOM, "I am here.")


def _head(maker: Disclosing) -> None:
    whole = maker.proof
    mailbox, head = maker.filing.opening.mailbox, whole.head
    swapped = (*whole.hashes[:3], whole.hashes[4], whole.hashes[3])
    for name, about, wrong in (
        ("signature altered", "", {"head": replace(head, signature=flip(head.signature))}),
        ("of another thread", "", {"head": sign_head(LOG, SERVICE, seed("m", 16), 5, head.head, HOUR)}),
        ("signed by a reviewer", "", {"head": sign_head(RUTH.signing, SERVICE, mailbox, 5, head.head, HOUR)}),
        ("for one message more", "", {"head": sign_head(LOG, SERVICE, mailbox, 6, head.head, HOUR)}),
        ("for one message less", "The last is cut off the list.", {"hashes": whole.hashes[:4]}),
        ("for another order", "Two hashes change places.", {"hashes": swapped}),
    ):
        maker.judge(f"head {name}", about, replace(whole, **wrong), "bad-head")


def _receipts(maker: Disclosing) -> None:
    whole = maker.proof
    receipt, event = whole.receipt, event_of(maker.filing)
    assert receipt is not None

    def add(name: str, about: str, error: str = "bad-receipt", **changes: Any) -> None:
        maker.judge(name, about, replace(whole, receipt=replace(receipt, **changes)), error)

    maker.judge("a receipt without inclusion", "Promised, and no more.",
                replace(whole, receipt=replace(receipt, inclusion=None)))  # fmt: skip
    add("another's blind", "", blind=SECOND.blind)
    reply = maker.whole().posted[3]
    add("a receipt whose first message is another", "A later one of the reporter's.", first=reply.message,
        first_signature=reply.signature)  # fmt: skip
    add("a receipt whose first message nobody signed", "", first_signature=flip(receipt.first_signature))
    other = filing_with(maker, leave_out=("simran",))
    filed = event_of(other, content=REPORTER.content(other.hash))
    add("a receipt of another filing", "Whole, by the same token: its message is not the one at place 1.",
        first=other.message.encode(), first_signature=other.message_signature, item=receipt_of(filed),
        inclusion=inclusion_of(filed))  # fmt: skip
    box = resigned(maker.whole(), 0, REPORTER.signing, act=8)
    first, signature = box.posted[0].message, box.posted[0].signature
    filed = event_of(maker.filing, content=REPORTER.content(sha256(box.opening_item.opening, first)))
    begun = replace(
        receipt, first=first, first_signature=signature, item=receipt_of(filed), inclusion=inclusion_of(filed)
    )
    maker.judge("a receipt of a reply", "What began the thread is not a concern.",
                replace(of(whole, box, []), receipt=begun), "bad-receipt")  # fmt: skip
    for name, wrong in (
        ("type", {"type": EventType.REPORTER_WROTE}),
        ("version of the directory", {"directory_version": 2}),
        ("directory", {"directory_hash": seed("d")}),
        ("presence", {"presence": seed("p")}),
        ("content", {"content": seed("c")}),
    ):
        said = event_of(maker.filing, **wrong)
        add(f"a receipt with another {name}", "Promised, and included.", item=receipt_of(said),
            inclusion=inclusion_of(said))  # fmt: skip
    unsigned = receipt_of(event, signer=NoteSigner(PROMISE_SIGNER.name, STRANGER))
    add("a promise that is not signed", "", item=unsigned)
    add("a promise by the log's key", "One key has one purpose.", item=receipt_of(event, signer=LOG_SIGNER))
    add("a promise for another leaf", "", item=receipt_of(event, leaf=seed("leaf")))
    add("a promise for too late", "", item=receipt_of(event, hours=49))
    add("an hour moved back", "The leaf is then another than was promised.",
        item=replace(receipt.item, event=replace(event, hour=HOUR - 24).encode()))  # fmt: skip
    backdated = replace(event, hour=HOUR - 24)
    add("an hour moved back, with a promise", "The log does not have it.", "not-included",
        item=receipt_of(backdated))  # fmt: skip
    add("an inclusion at another place", "", "not-included", inclusion=inclusion_of(event, index=3))
    add("an inclusion that the log did not sign", "", "not-included",
        inclusion=inclusion_of(event, signer=NoteSigner(LOG_SIGNER.name, STRANGER)))  # fmt: skip
    add("an inclusion that is none", "", "not-included", inclusion=InclusionItem("c2sp.org/tlog-proof@v1\n"))


def _signature(shown: Disclosure) -> bytes:
    """Over what was shown at first."""
    return Signed.parse(shown.sign(REPORTER.signing)).signature
