"""members.json: what members read and write once who may read was changed."""

from __future__ import annotations

from typing import Any

from tests.envelope.world import (
    AMAL,
    HOUR,
    LOG,
    REPORTER,
    RUTH,
    SERVICE,
    SIMRAN,
    TOM,
    Mailbox,
    seed,
)
from tests.vectors.makers.changing import (
    AFTER,
    EVERYONE,
    FOUR,
    NEXT,
    SECOND,
    STRANGER,
    THIRD,
    Changing,
    Someone,
    Spoilt,
    a_directory,
    changed,
    written,
)
from tests.vectors.makers.openings import THREAD
from tests.vectors.makers.reading import people
from tests.vectors.vector import Blobs, Vector
from whistle.domain.concern import State
from whistle.envelope.compose import hand_over, leave, share
from whistle.envelope.epochs import Member
from whistle.envelope.frame import build_page
from whistle.envelope.hashing import ZEROS
from whistle.envelope.items import MessageItem, sign_head

ABOUT = "What members read and write once who may read was changed (PROTOCOL section 4, Epochs)."


def vectors(blobs: Blobs) -> list[Vector]:
    maker = Changing(blobs)
    _shared(maker)
    _left(maker)
    _handed_over(maker)
    _messages(maker)
    _mailboxes(maker)
    return maker.out


def _shared(maker: Changing) -> None:
    box = maker.change(maker.begun(), share, REPORTER, ["simran"])
    maker.read("shared, and nothing written since", "It stands after the second message.", box)
    box.say(SIMRAN, "reply", "I was let in.").say(REPORTER, "reply", "Thank you.")
    for name, member in people(reporter=REPORTER, ruth=RUTH, amal=AMAL, simran=SIMRAN):
        maker.read(
            f"shared, as {name} reads it", "Whoever is let in reads what was said before.", box, member
        )
    first = [build_page(0, 2, [box.head(), *box.fixed(SIMRAN)])]
    maker.add("shared, and the concern is on the next page", "Until it has come, nobody can say whom it leaves out.",
              first, SIMRAN, FOUR, expect=[])  # fmt: skip
    maker.read("shared, as Tom reads it", "He was left out.", box, TOM, error="CannotOpen")
    twice = maker.change(maker.begun(), share, REPORTER, ["simran"])
    maker.change(twice.say(RUTH, "reply", "One."), leave, AMAL, key=AFTER)
    twice.say(RUTH, "reply", "Two.")
    for name, member in people(reporter=REPORTER, simran=SIMRAN, amal=AMAL):
        maker.read(
            f"two changes, as {name} reads them",
            "Each stands after what was written before it.",
            twice,
            member,
        )
    late = changed(maker.begun(), RUTH, EVERYONE)
    changed(late, RUTH, [*EVERYONE, SIMRAN], number=2, before=NEXT, key=AFTER)
    maker.read("let in after two changes", "The links lead all the way down.", late, SIMRAN)
    maker.read(
        "let in by a reviewer", "A colleague, by Ruth.", changed(maker.begun(), RUTH, [*EVERYONE, SIMRAN])
    )
    less = changed(maker.begun(), REPORTER, [REPORTER, RUTH])
    maker.read("the reporter puts a reviewer out", "It is theirs to decide.", less)
    back = maker.change(maker.begun(), leave, AMAL)
    back.say(RUTH, "reply", "While Amal was away.")
    maker.change(back, share, REPORTER, ["amal"], key=AFTER)
    maker.read("one who left and is let in again", "The key between comes from the link.", back, AMAL)


def _left(maker: Changing) -> None:
    box = maker.change(maker.begun(), leave, AMAL).say(RUTH, "reply", "I go on alone.")
    for name, member in people(reporter=REPORTER, ruth=RUTH):
        maker.read(f"left, as {name} reads it", "Amal left.", box, member)
    maker.read("left, as Amal reads it", "What came after is not shown.", box, AMAL)
    box.state = State.CLOSED
    maker.read("left, and closed since", "Nor could Amal read what closed it.", box, AMAL)
    maker.read("left, and said to be closed", "A member can.", box, RUTH, warnings=["state"])
    dropped = a_directory(amal={"revoked": "2026-11-01"})
    gone = changed(maker.begun(), RUTH, [REPORTER, RUTH])
    maker.read(
        "a reviewer's change lets a revoked colleague go", "That is what it is for.", gone, directory=dropped
    )
    kept = changed(maker.begun(), RUTH, EVERYONE)
    maker.read(
        "a reviewer's change keeps a revoked colleague", "Nobody has to know yet.", kept, directory=dropped
    )


def _handed_over(maker: Changing) -> None:
    box = maker.change(maker.begun(), hand_over, REPORTER, SECOND)
    maker.read("handed over, as the first holder reads it", "Nothing written since.", box)
    box.say(RUTH, "reply", "Welcome.").say(SECOND, "reply", "I go on for her.")
    for name, member in people(second=SECOND, ruth=RUTH):
        maker.read(f"handed over, as {name} reads it", "The new holder writes as the reporter.", box, member)
    maker.read("handed over, as the first holder reads it later", "What came after is not shown.", box)
    maker.change(box, hand_over, SECOND, THIRD, key=AFTER)
    box.say(THIRD, "reply", "And now I do.")
    for name, member in people(first=REPORTER, second=SECOND, third=THIRD, ruth=RUTH):
        maker.read(
            f"handed over twice, as {name} reads it", "Each reads up to the next hand-over.", box, member
        )
    shared = maker.change(maker.begun(), hand_over, REPORTER, SECOND)
    maker.change(shared, share, SECOND, ["simran"], key=AFTER)
    maker.read("shared by the new holder", "", shared, SIMRAN)
    first = changed(maker.begun(), REPORTER, [SECOND, RUTH, AMAL], act=17, reporter=SECOND)
    changed(first, REPORTER, EVERYONE, number=2, before=NEXT, key=AFTER, reporter=REPORTER)
    maker.bad("changed by the first holder after the hand-over", first, member=RUTH,
              about="The hand-over stands.")  # fmt: skip


def _messages(maker: Changing) -> None:
    def shared() -> Mailbox:
        return changed(maker.begun(), REPORTER, [*EVERYONE, SIMRAN])

    def handed() -> Mailbox:
        return changed(maker.begun(), REPORTER, [SECOND, RUTH, AMAL], act=17, reporter=SECOND)

    ok: list[None] = [None, None]
    box = written(shared(), RUTH, "Under the old key.", epoch=0, key=THREAD)
    maker.read("a message of the old epoch, before any of the new", "The change stands after it.", box)
    box = written(written(shared(), RUTH, "New."), AMAL, "Old.", epoch=0, key=THREAD)
    maker.read("a message of the old epoch, after one of the new",
               "What was given up is not written under again.", box, expect=[*ok, None, "out-of-order"])  # fmt: skip
    box = written(written(shared(), STRANGER, "New."), AMAL, "Old.", epoch=0, key=THREAD)
    maker.read("a message of the old epoch, after one of the new that is not confirmed",
               "That one counts for nothing.", box, expect=[*ok, "unknown-sender", None])  # fmt: skip
    box = written(shared(), SIMRAN, "Before my time.", epoch=0, key=THREAD)
    maker.read("a message by one who was let in, of the epoch before", "", box, expect=[*ok, "not-a-member"])
    box = written(shared(), SIMRAN, "Of no epoch.", epoch=2, key=AFTER)
    maker.read("a message of an epoch that was not announced", "", box, expect=[*ok, "not-a-member"])
    box = written(shared(), REPORTER, "Of no epoch.", act=8, epoch=2, key=AFTER)
    maker.read(
        "a message by the reporter, of an epoch that was not announced",
        "",
        box,
        expect=[*ok, "unknown-sender"],
    )
    box = written(shared(), RUTH, "For all to read.", key=THREAD)
    maker.read(
        "a message of the new epoch under the old key",
        "One who left could read it.",
        box,
        expect=[*ok, "cannot-open"],
    )
    box = written(changed(maker.begun(), AMAL, [REPORTER, RUTH], act=13), AMAL, "I am still here.")
    maker.read("a message by one who left", "", box, expect=[*ok, "not-a-member"])
    box = written(handed(), REPORTER, "It is still mine.", act=8)
    maker.read("a message by the first holder, of the epoch after the hand-over", "", box, RUTH,
               expect=[*ok, "unknown-sender"])  # fmt: skip
    box = written(written(handed(), SECOND, "Mine now.", act=8), REPORTER, "No.", act=8, epoch=0, key=THREAD)
    for name, member in people(second=SECOND, ruth=RUTH):
        maker.read(f"a message by the first holder, after the new one has written, as {name} reads it",
                   "It comes too late.", box, member, expect=[*ok, None, "out-of-order"])  # fmt: skip
    maker.read("a message by the first holder, after the new one has written, as the first reads it",
               "Their own word is theirs to see.", box)  # fmt: skip
    box = written(handed(), SECOND, "Before my time.", act=8, epoch=0, key=THREAD)
    maker.read(
        "a message by the new holder, of the epoch before", "", box, SECOND, expect=[*ok, "unknown-sender"]
    )
    box = written(handed(), SECOND, "As a reviewer.")
    maker.read(
        "a message by the new holder, as a reviewer's", "", box, SECOND, expect=[*ok, "unknown-sender"]
    )
    box = written(handed(), RUTH, "As the reporter.", act=8)
    maker.read(
        "a message by a reviewer, as the new holder's", "", box, SECOND, expect=[*ok, "unknown-sender"]
    )
    box = written(shared(), RUTH, "Under the new key.")
    box.changes.clear()
    maker.read("the change withheld", "Its messages are of an epoch that nobody announced.", box,
               expect=[*ok, "not-a-member"])  # fmt: skip
    box = shared()
    change = box.changes[0]
    box.posted.append(MessageItem(0, HOUR, change.message, change.signature, box.posted[0].body))
    maker.read("a change among the messages", "It has its own place.", box.tick(), expect=[*ok, "mismatch"])


def _mailboxes(maker: Changing) -> None:
    """What the new holder is answered: they ask by a mailbox that is not the thread's."""

    def handed(**wrong: Any) -> Mailbox:
        members: list[Member] = [SECOND, RUTH, AMAL]
        return changed(maker.begun(), REPORTER, members, act=17, reporter=SECOND, spoilt=Spoilt(**wrong))

    about = "Nothing is shown of a thread that nobody gave them."
    maker.read(
        "the new holder's thread without the hand-over", about, maker.begun(), SECOND, error="BadSignature"
    )
    maker.read("the new holder's thread with a hand-over that does not hold", about, handed(m={"body_hash": seed("S")}),
               SECOND, error="BadSignature")  # fmt: skip
    maker.read("a thread that was handed over to someone else", about, handed(), THIRD, error="BadSignature")
    known = Someone(SECOND.signing, SECOND.identity)
    box = changed(maker.begun(), REPORTER, [known, RUTH, AMAL], act=17, reporter=known)
    maker.read("a thread that was handed to the keys of a concern of one's own",
               "Else it could stand in its place.", box, SECOND, error="CannotOpen")  # fmt: skip
    maker.read("the new holder's thread by a mailbox that is not theirs", about, handed(), SECOND,
               mailbox=THIRD.mailbox, error="BadSignature")  # fmt: skip
    maker.read("the new holder asks by the thread's own mailbox", "It is the same thread.", handed(), SECOND,
               mailbox=REPORTER.mailbox)  # fmt: skip
    maker.read("a reviewer's thread by a mailbox that is not its own", about, handed(), RUTH, mailbox=SECOND.mailbox,
               error="BadSignature")  # fmt: skip
    denial = sign_head(LOG, SERVICE, SECOND.mailbox, 0, ZEROS, HOUR)
    maker.add("a denial to the new holder", "Signed for the mailbox that was asked for.", [build_page(0, 1, [denial])],
              SECOND, mailbox=SECOND.mailbox)  # fmt: skip
    theirs = handed()
    theirs.state = State.CLOSED
    maker.read("handed over, and closed since", "Nor could the first holder read what closed it.", theirs)
