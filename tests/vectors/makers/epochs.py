"""epochs.json: changes of who may read, each with one fault."""

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
    a_filing,
    seed,
)
from tests.vectors.makers.changing import (
    AFTER,
    EVERYONE,
    FOUR,
    NEXT,
    SECOND,
    STRANGER,
    Changing,
    Someone,
    Spoilt,
    a_directory,
    changed,
    read_directory,
    written,
)
from tests.vectors.makers.openings import THREAD
from tests.vectors.makers.reading import filing_with, flip, people
from tests.vectors.vector import Blobs, Vector
from whistle.envelope.compose import leave
from whistle.envelope.epochs import Member
from whistle.envelope.hashing import sha256
from whistle.envelope.items import GrantItem
from whistle.envelope.keys import Identity
from whistle.envelope.message import Epoch

ABOUT = "Changes of who may read, each with one fault (PROTOCOL section 4, Epochs)."


def vectors(blobs: Blobs) -> list[Vector]:
    maker = Changing(blobs)
    _signed(maker)
    _acts(maker)
    _kept(maker)
    _links(maker)
    _grants(maker)
    _left_out(maker)
    return maker.out


def _signed(maker: Changing) -> None:
    def spoilt(by: Member = RUTH, members: Sequence[Member] = EVERYONE, **wrong: Any) -> Mailbox:
        options = {name: wrong.pop(name) for name in ("act", "number", "reporter") if name in wrong}
        return changed(maker.begun(), by, members, spoilt=Spoilt(**wrong), **options)

    honest = spoilt().changes[0]
    given: list[tuple[str, dict[str, bytes]]] = [
        ("signature altered", {"signature": flip(honest.signature)}),
        ("S altered", {"epoch": flip(honest.epoch)}),
        ("S is not one", {"epoch": b"W" + honest.epoch[1:]}),
        ("M altered", {"message": flip(honest.message)}),
        ("M is not one", {"message": b"W" + honest.message[1:]}),
        ("another recipient", {"recipient": SECOND.identity.recipient.raw}),
        ("link altered", {"link": flip(honest.link)}),
    ]
    for name, altered in given:
        maker.bad(name, spoilt(given=altered))
    maker.bad("by one who is no member", spoilt(SIMRAN))
    maker.bad("by a stranger", spoilt(STRANGER))
    maker.bad("by one whom the concern leaves out", spoilt(TOM))
    maker.bad("by a revoked reviewer", spoilt(AMAL), directory=a_directory(amal={"revoked": "2026-11-01"}))
    maker.read("by a reviewer whose time has ended", "An ended key may finish what it began.", spoilt(),
               directory=a_directory(ruth={"until": "2026-10-02"}))  # fmt: skip
    left = maker.change(maker.begun(), leave, AMAL)
    changed(left, AMAL, EVERYONE, number=2, before=NEXT, key=AFTER)
    maker.bad("by one who left", left, about="That Amal left stands.")
    maker.bad("S for another service", spoilt(s={"service": seed("svc")}))
    maker.bad("S for another mailbox", spoilt(s={"mailbox": seed("m", 16)}))
    maker.bad("M for another service", spoilt(m={"service": seed("svc")}))
    maker.bad("M for another mailbox", spoilt(m={"mailbox": seed("m", 16)}))
    for name, elsewhere in (("service", seed("svc")), ("mailbox", seed("m", 16))):
        both = {name: elsewhere}
        maker.bad(f"a change of another {name}", spoilt(s=both, m=both))
    maker.bad("M covers another S", spoilt(m={"body_hash": seed("S")}))
    maker.bad("M of another epoch", spoilt(m={"epoch": 2}))
    maker.bad("M as a reviewer's message", spoilt(m={"direction": 2}))
    maker.bad("M as the reporter's message", spoilt(REPORTER, m={"direction": 1}))
    maker.bad("epoch 2 after 0", spoilt(number=2))
    maker.bad("epoch 0 again", spoilt(s={"epoch": 0}, m={"epoch": 0}))
    for number in (1, 3):
        gone = changed(maker.begun(), AMAL, [REPORTER, RUTH], act=13)
        changed(gone, RUTH, [REPORTER, RUTH], number=number, before=NEXT, key=AFTER)
        maker.bad(f"epoch {number} after 1, as one reads it who has left", gone, member=AMAL,
                  about="No grant of Amal's tells that it is not the next.")  # fmt: skip
    maker.bad("S names another recipient", spoilt(s={"recipient_hash": seed("H(recipient)")}))
    maker.bad("S names another link", spoilt(s={"link_hash": seed("H(link)")}))
    again = spoilt()
    again.changes.append(again.changes[0])
    maker.bad("the same change twice", again, about="The first of the two stands.")
    turned = changed(maker.begun(), RUTH, EVERYONE)
    changed(turned, RUTH, EVERYONE, number=2, before=NEXT, key=AFTER).changes.reverse()
    maker.bad("two changes in the wrong order", turned)
    after = spoilt(m={"body_hash": seed("S")})
    changed(after, RUTH, EVERYONE)
    maker.bad("a right one after a wrong one", after)


def _acts(maker: Changing) -> None:
    def acting(name: str, act: int, by: Member = REPORTER, members: Sequence[Member] = EVERYONE,
               reporter: Any = REPORTER) -> None:  # fmt: skip
        maker.bad(name, changed(maker.begun(), by, members, act=act, reporter=reporter))

    for act in (0, 5, 8, 18, 255):
        acting(f"under act {act}", act)
    acting("a hand-over to the same reporter", 17)
    acting("another reporter, and it is called sharing", 12, members=[SECOND, RUTH, AMAL], reporter=SECOND)
    acting("another reporter, and it is called leaving", 13, members=[SECOND, RUTH, AMAL], reporter=SECOND)
    acting("the reporter leaves", 13)
    acting("a reviewer who stays, and it is called leaving", 13, RUTH)
    acting("a reviewer who leaves, and it is called sharing", 12, AMAL, [REPORTER, RUTH])
    acting("a hand-over by a reviewer", 17, RUTH, [SECOND, RUTH, AMAL], SECOND)
    acting("a hand-over by a reviewer that hands over nothing", 17, RUTH)
    acting("a reviewer makes someone else the reporter", 12, RUTH, [SECOND, RUTH, AMAL], SECOND)


def _kept(maker: Changing) -> None:
    def keeping(name: str, members: Sequence[Member], by: Member = RUTH, act: int = 12, **wrong: Any) -> None:
        maker.bad(name, changed(maker.begun(), by, members, act=act, spoilt=Spoilt(**wrong)))

    keeping("a reviewer shuts the reporter out", [RUTH, AMAL])
    keeping("a reviewer puts a colleague out", [REPORTER, RUTH])
    keeping("a reviewer who leaves puts a colleague out", [REPORTER], act=13)
    keeping("the reporter shuts themselves out", [RUTH, AMAL], REPORTER)
    keeping(
        "handed over to one who is shut out", EVERYONE, REPORTER, 17, s={"reporter": SECOND.signing.public}
    )
    mixed = Someone(SECOND.signing, REPORTER.identity)
    box = changed(maker.begun(), RUTH, [mixed, RUTH, AMAL], reporter=mixed)
    maker.bad("a reviewer gives the reporter's key another name", box)
    mixed = Someone(REPORTER.signing, SECOND.identity)
    for name, by in people(reviewer=RUTH, reporter=REPORTER):
        box = changed(maker.begun(), by, [mixed, RUTH, AMAL], reporter=mixed)
        maker.bad(f"the {name} gives the reporter another key", box,
                  about="With the reporter stays the key to which they are granted.")  # fmt: skip


def _links(maker: Changing) -> None:
    def linked(key: Identity = NEXT, **wrong: Any) -> Mailbox:
        return changed(maker.begun(), RUTH, [*EVERYONE, SIMRAN], key=key, spoilt=Spoilt(link=wrong))

    for name, wrong in (
        ("to another key", {"identity": Identity(seed("another"))}),
        ("of another epoch", {"epoch": 1}),
        ("for someone else", {"to": SIMRAN.kid}),
        ("from someone else", {"granter": REPORTER.signing.public}),
        ("of another reporter", {"reporter": RUTH.signing.public}),
        ("of another mailbox", {"mailbox": seed("m", 16)}),
        ("of another service", {"service": seed("svc")}),
    ):
        maker.read(f"a link {name}, as one reads it who was let in", "Without the concern, nothing holds.",
                   linked(**wrong), SIMRAN, error="CannotOpen")  # fmt: skip
    box = linked(identity=Identity(seed("another")))
    maker.read("a link to another key, as the reporter reads it", "Who has the key needs no link.", box)
    sealed = maker.begun()
    elsewhere = changed(maker.begun(), RUTH, [*EVERYONE, SIMRAN], key=AFTER).changes[0].link
    spoilt = Spoilt(s={"link_hash": sha256(elsewhere)}, given={"link": elsewhere})
    changed(sealed, RUTH, [*EVERYONE, SIMRAN], spoilt=spoilt)
    maker.read(
        "a link sealed to another key", "As one reads it who was let in.", sealed, SIMRAN, error="CannotOpen"
    )


def _grants(maker: Changing) -> None:
    def granted(*members: Member, **wrong: Any) -> Mailbox:
        return changed(maker.begun(), RUTH, [*EVERYONE, *members], spoilt=Spoilt(**wrong))

    other = Identity(seed("another"))
    for name, wrong in (
        ("of another key", {"identity": other}),
        ("of another epoch", {"epoch": 2}),
        ("from someone else", {"granter": REPORTER.signing.public}),
        ("of another reporter", {"reporter": RUTH.signing.public}),
        ("of another mailbox", {"mailbox": seed("m", 16)}),
        ("of another service", {"service": seed("svc")}),
    ):
        maker.bad(f"a grant {name}", granted(grant=wrong))
    maker.bad("S of another key", granted(s={"thread_hash": seed("T")}))
    slots = Epoch.parse(granted().changes[0].epoch).slots
    unnamed = tuple((kid, seed("H(grant)") if kid == REPORTER.kid else grant) for kid, grant in slots)
    maker.bad("a grant that S does not name", granted(s={"slots": unnamed}))
    for name, member in people(reporter=REPORTER, ruth=RUTH):
        box = granted()
        box.more_grants[0] = replace(box.more_grants[0], grant=flip(box.more_grants[0].grant))
        maker.read(f"the reporter's grant altered, as {name} reads it", "Only the reporter can tell.", box, member,
                   warnings=["bad-epoch"] if member is REPORTER else [])  # fmt: skip
        box = granted()
        del box.more_grants[0]
        maker.read(f"the reporter's grant withheld, as {name} reads it", "Only the reporter can tell.", box, member,
                   warnings=["bad-epoch"] if member is REPORTER else [])  # fmt: skip
    box = granted(SIMRAN)
    box.more_grants.pop()
    maker.read(
        "one who was let in is not given the grant", "Nothing else opens it.", box, SIMRAN, error="CannotOpen"
    )
    box = granted()
    box.more_grants.append(GrantItem(1, SIMRAN.kid, box.more_grants[0].grant))
    maker.read("a grant for one who was not let in", "No slot is hers.", box, SIMRAN, error="CannotOpen")
    left = changed(maker.begun(), AMAL, [REPORTER, RUTH], act=13)
    left.more_grants.append(replace(left.more_grants[0], kid=AMAL.kid))
    maker.bad("a grant for one who left", left, member=AMAL)


def _left_out(maker: Changing) -> None:
    for name, by in people(reviewer=RUTH, reporter=REPORTER):
        box = changed(maker.begun(), by, [*EVERYONE, TOM])
        maker.bad(f"the {name} lets in one whom the concern leaves out", box)
        maker.read(f"one whom the concern leaves out, let in by the {name}", "", box, TOM, error="CannotOpen")
    box = changed(maker.begun(), RUTH, [*EVERYONE, TOM])
    changed(box, RUTH, [*EVERYONE, SIMRAN], number=2, before=NEXT, key=AFTER)
    written(box, RUTH, "As if nothing had happened.", epoch=2, key=AFTER)
    maker.bad("one who is left out was let in and has gone again", box, expect=[None, None, "not-a-member"],
              about="What follows on it counts for nothing either.")  # fmt: skip
    box = changed(maker.begun(), RUTH, [*EVERYONE, SIMRAN])
    changed(box, RUTH, [*EVERYONE, SIMRAN, TOM], number=2, before=NEXT, key=AFTER)
    maker.bad("one who is left out, let in later", box, about="The first change stands.")
    opened = a_filing(readers=["ruth", "tom"], leave_out=[], thread=THREAD, seal=maker.blobs.seal)
    said = replace(filing_with(maker, slots=opened.opening.slots), grants=opened.grants)
    box = Mailbox(said, maker.blobs.seal, directory=read_directory(FOUR)).tick()
    changed(box, RUTH, [REPORTER, RUTH, TOM])
    maker.bad(
        "one who is left out and stands in the opening, kept", box, about="The opening is the reporter's own."
    )
    box = Mailbox(said, maker.blobs.seal, directory=read_directory(FOUR)).tick()
    changed(box, REPORTER, [REPORTER, RUTH])
    maker.read(
        "one who is left out and stands in the opening, let go", "The opening is the reporter's own.", box
    )
    for name, member in people(reporter=REPORTER, ruth=RUTH):
        box = changed(maker.begun(), RUTH, [*EVERYONE, SIMRAN])
        maker.read(f"changed, and the concern is withheld from {name}", "Nobody can say then who was left out.", box,
                   member, messages=[], expect=[], warnings=["bad-epoch", "withheld"])  # fmt: skip
    maker.read("let in, and the concern is withheld", "Nor can the one who was let in.", box, SIMRAN, messages=[],
               error="CannotOpen")  # fmt: skip
