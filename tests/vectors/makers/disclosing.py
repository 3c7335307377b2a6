"""disclosure.json: what a reporter makes to show chosen messages; what a checker says is in ``disclosed``."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.envelope.receipts import LOG_SIGNER, ORIGIN, STRANGER, event_of, inclusion_of, receipt_of
from tests.envelope.world import REPORTER, RUTH, SIMRAN, Mailbox
from tests.vectors.makers import disclosed
from tests.vectors.makers.changing import AFTER, FOUR, SECOND, a_directory
from tests.vectors.makers.disclosed_messages import resigned
from tests.vectors.makers.proofs import Disclosing
from tests.vectors.makers.reading import flip
from tests.vectors.vector import Blobs, Vector
from whistle.envelope.compose import compose, hand_over, share
from whistle.envelope.items import InclusionItem
from whistle.ledger.notes import NoteSigner, sign_note

ABOUT = "What a reporter shows to a tribunal (PROTOCOL section 7, Disclosure)."


def vectors(blobs: Blobs) -> list[Vector]:
    maker = Disclosing(blobs)
    _made(maker)
    _receipts(maker)
    _changed(maker)
    _refused(maker)
    disclosed.add(maker)
    return maker.out


def _made(maker: Disclosing) -> None:
    box = maker.whole()
    maker.make("a reply", "Its text, and the receipt, whose own message is not opened.", box, [3])
    maker.make(
        "the concern and two others",
        "In the order of their places, whatever was asked first.",
        box,
        [5, 1, 4],
    )
    maker.make("a place asked for twice", "It is shown once.", box, [3, 3])
    maker.make("the receipt alone", "That the concern was received, and nothing that was said.", box, [])
    accents = "Achos 6/2027, Tŷ’r Crwys – “Caerdydd”"
    maker.make("words with accents", "They are written as they are.", box, [3], nonce=accents)
    quotes = 'A "quoted" \\ word'
    maker.make("words that JSON has to escape", "And nothing else is escaped.", box, [3], nonce=quotes)
    long = maker.receipted(maker.mailbox(length=4))
    for number in range(6):
        long.say(RUTH, "reply", f"Update {number}.")
    maker.make("a message of the second page", "The list of hashes goes over all pages.", long, [10])
    waiting = maker.whole()
    waiting.post(
        compose(REPORTER, waiting.read(REPORTER), "reply", "Not sent on yet.", seal=maker.blobs.seal)
    )
    maker.make("beside a message that waits", "What was not delivered is not on the list.", waiting, [4])
    maker.make("before anything was delivered", "The receipt alone.",
               maker.receipted(Mailbox(maker.filing, maker.blobs.seal)), [])  # fmt: skip


def _receipts(maker: Disclosing) -> None:
    maker.make("without a receipt", "The service gave none.", maker.mailbox(), [3])
    event = event_of(maker.filing)
    promised = maker.receipted(maker.mailbox(), receipt_of(event))
    maker.make("a receipt that is only promised", "The log has not taken it in yet.", promised, [3])
    other = maker.receipted(maker.mailbox(), receipt_of(event_of(maker.filing, content=bytes(32))))
    maker.make("a receipt of something else", "It is left out, since a checker would refuse it.", other, [3])
    unsigned = inclusion_of(event, signer=NoteSigner(LOG_SIGNER.name, STRANGER))
    wrong = maker.receipted(maker.mailbox(), receipt_of(event), unsigned)
    maker.make("an inclusion that does not hold", "It is left out, and the promise stays.", wrong, [3])
    right = inclusion_of(event).proof
    for name, spoilt in (
        ("without an hour", re.sub("hour [0-9]+", "hours", right)),
        ("of an hour that four bytes do not hold", re.sub("hour [0-9]+", "hour 4294967296", right)),
        ("with a hundred signatures more", right),
        ("with a signature by a name that not all can read", right),
    ):
        proof, note = spoilt.split("\n\n", 1)
        note = sign_note(note.split("\n\n")[0] + "\n", LOG_SIGNER)
        line = note.splitlines()[-1]
        more = {"hundred": [line.replace(ORIGIN, f"witness-{at}") for at in range(100)],
                "a name": [line.replace(ORIGIN, "witness\u0085")]}  # fmt: skip
        note += "".join(f"{each}\n" for word, lines in more.items() if word in name for each in lines)
        box = maker.receipted(maker.mailbox(), receipt_of(event), InclusionItem(f"{proof}\n\n{note}"))
        maker.make(f"an inclusion {name}", "No reader takes it, so it is left out.", box, [3])


def _changed(maker: Disclosing) -> None:
    box = maker.change(maker.receipted(maker.begun()), share, REPORTER, ["simran"])
    box.say(SIMRAN, "reply", "I was let in.").say(REPORTER, "reply", "Thank you.")
    maker.make("a reply by one who was let in", "With the change, since without it she was no member.", box, [3],
               directory=FOUR)  # fmt: skip
    maker.make(
        "a message from before a change", "The change is not needed, and not shown.", box, [2], directory=FOUR
    )
    handed = maker.change(maker.receipted(maker.begun()), hand_over, REPORTER, SECOND)
    handed.say(RUTH, "reply", "Welcome.").say(SECOND, "reply", "I go on for her.")
    maker.make("by whom it was handed over to", "Without a receipt: it is of another token.", handed, [2, 3],
               by=SECOND, directory=FOUR)  # fmt: skip
    maker.make("by whom it was handed over to, of before", "The hand-over is shown, since it makes them the reporter.",
               handed, [2], by=SECOND, directory=FOUR)  # fmt: skip
    maker.make("by the first holder", "The change is not shown, nor anything that came after.", handed, [1, 2],
               directory=FOUR)  # fmt: skip
    maker.make("by the first holder, of after", "They cannot open it.", handed, [3], directory=FOUR,
               error="not-in-place")  # fmt: skip
    maker.change(handed, share, SECOND, ["simran"], key=AFTER).say(SIMRAN, "reply", "I was let in.")
    maker.make("two changes", "Both are shown.", handed, [5], by=SECOND, directory=FOUR)
    gone = a_directory(amal={"revoked": "2026-11-01"})
    maker.make("by a key that was revoked since", "It can be shown: a service could else take back what was said.",
               maker.whole(), [5], directory=gone)  # fmt: skip


def _refused(maker: Disclosing) -> None:
    box = maker.whole()
    maker.make("nothing to show", "Neither a message nor a receipt.", maker.mailbox(), [], error="malformed")
    maker.make("a place that is not there", "", box, [6], error="not-in-place")
    maker.make("place nought", "", box, [0], error="not-in-place")
    spoilt = maker.whole()
    spoilt.posted[4] = replace(spoilt.posted[4], signature=flip(spoilt.posted[4].signature))
    maker.make("a message that is not confirmed", "", spoilt, [5], error="not-in-place")
    maker.make("beside a message that is not confirmed", "The others hold.", spoilt, [3])
    for name, nonce in (("no words", ""), ("a space before", " Case 6"), ("two spaces", "Case  6"),
                        ("a line end", "Case\n6"), ("a sign that turns letters round", "Case \u202e6"),
                        ("a space that does not break", "Case\u00a06"), ("too long", "x" * 201)):  # fmt: skip
        maker.make(f"a nonce: {name}", "", box, [3], nonce=nonce, error="malformed")
    maker.make("a nonce as long as may be", "Counted in characters: 𝔸 is one.", box, [3], nonce="𝔸" * 200)
    sly = maker.whole()
    sly.post(compose(REPORTER, sly.read(REPORTER), "reply", "Not sent on yet.", seal=maker.blobs.seal))
    waits = sly.posted.pop()
    sly = resigned(sly.say(RUTH, "reply", "I saw it."), 5, RUTH.signing, seen=6)
    between = sly.pages(REPORTER, [*sly.posted[:5], waits, sly.posted[5]])
    maker.make("a message whose sender saw what waits", "Members take it, where what waits is put before it.",
               sly, [6], pages=between, error="out-of-order")  # fmt: skip
    less = box.pages(REPORTER, [*box.posted[:4]])
    maker.make("a message withheld", "The list would not be the one that was signed.", box, [3], pages=less,
               error="bad-head")  # fmt: skip
