"""Changes of who may read, made by hand: any member, any field wrong. Right ones are made by ``compose`` instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.envelope.world import (
    AMAL,
    AUTHORITY,
    HOUR,
    REPORTER,
    RUTH,
    SERVICE,
    Mailbox,
    directory_body,
    entry,
    in_thread,
    seed,
    stream,
)
from tests.vectors.makers.openings import THREAD
from tests.vectors.makers.reading import Maker, people
from tests.vectors.vector import Blobs
from whistle.envelope.content import KINDS, Content, write_content
from whistle.envelope.directory import Directory, parse_authority, sign_directory
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.epochs import Member
from whistle.envelope.frame import Change
from whistle.envelope.hashing import ZEROS, sha256
from whistle.envelope.items import EpochItem, GrantItem, MessageItem
from whistle.envelope.keys import Identity
from whistle.envelope.message import CHANGE, FROM_REPORTER, FROM_REVIEWER, Epoch, Message
from whistle.envelope.opening import GRANT, Grant, Slots, member_id
from whistle.envelope.token import Reporter, Token

NEXT, AFTER = Identity(seed("T_1")), Identity(seed("T_2"))
SECOND = Reporter(Token(seed("second token", 16)), SERVICE)
THIRD = Reporter(Token(seed("third token", 16)), SERVICE)
EVERYONE: list[Member] = [REPORTER, RUTH, AMAL]


def a_directory(**changes: Mapping[str, Any]) -> str:
    """Ruth, Amal, Tom and Simran; ``changes`` of their entries by id."""
    people = [entry(name, **changes.get(name, {})) for name in ("ruth", "amal", "tom", "simran")]
    return sign_directory(directory_body(version=2, reviewers=people), AUTHORITY).decode()


def read_directory(text: str) -> Directory:
    return Directory.parse(text.encode(), parse_authority(AUTHORITY.public.hex()))


FOUR = a_directory()


@dataclass(frozen=True)
class Someone:
    """Any pair of keys, as a member."""

    signing: SigningKey
    identity: Identity

    @property
    def kid(self) -> bytes:
        return member_id(self.signing.public, self.identity.recipient.raw)


STRANGER = Someone(SigningKey(seed("stranger")), Identity(seed("a stranger's")))


@dataclass(frozen=True)
class Spoilt:
    """What is altered of a change before it is signed; ``given`` afterwards."""

    s: Mapping[str, Any] = field(default_factory=dict)
    m: Mapping[str, Any] = field(default_factory=dict)
    link: Mapping[str, Any] = field(default_factory=dict)
    grant: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)


class Changing(Maker):
    """The thread begins with a concern and Ruth's acknowledgement; Simran may be let in, and Tom may not."""

    def __init__(self, blobs: Blobs) -> None:
        super().__init__(blobs)
        for name, member in people(reporter=REPORTER, second=SECOND, third=THIRD):
            within = in_thread(member, REPORTER.mailbox)
            blobs.keep(f"recipient-{name}", within.identity.recipient.raw)

    def begun(self, directory: str = FOUR) -> Mailbox:
        box = self.mailbox(length=2)
        box.directory = read_directory(directory)
        return box

    def change(
        self, box: Mailbox, made: Callable[..., Change], by: Member, *who: Any, key: Identity = NEXT
    ) -> Mailbox:
        """``box`` with one more change that holds."""
        options: dict[str, Any] = {
            "thread": key,
            "random": stream(f"{len(self.out)} {len(box.changes)}"),
            "seal": self.blobs.seal,
        }
        change = made(by, box.read(by), box.directory, *who, **options)
        change.verify(SERVICE)
        return box.change(change)

    def read(self, name: str, about: str, box: Mailbox, member: Member = REPORTER, **more: Any) -> None:
        more = {"mailbox": box.asked_by(member), "directory": FOUR, **more}
        self.add(name, about, box.pages(member, more.pop("messages", None)), member, **more)

    def bad(self, name: str, box: Mailbox, **more: Any) -> None:
        about = more.pop("about", "It counts for nothing, and the key before it stays in force.")
        self.read(name, about, box, warnings=["bad-epoch"], **more)


def changed(
    box: Mailbox,
    by: Member,
    members: Sequence[Member],
    *,
    act: int = 12,
    number: int = 1,
    reporter: Member = REPORTER,
    before: Identity = THREAD,
    key: Identity = NEXT,
    spoilt: Spoilt | None = None,
) -> Mailbox:
    """``box`` with one more change, whether it holds or not."""
    wrong, opening, maker = spoilt or Spoilt(), box.filing.opening, by.signing.public
    members = [in_thread(member, opening.mailbox) for member in members]
    recipient = in_thread(reporter, opening.mailbox).identity.recipient.raw
    link = Grant(
        SERVICE, opening.mailbox, opening.reporter, number - 1, sha256(key.recipient.raw), maker, before
    )
    grant = replace(link, **{"epoch": number, "identity": key, **wrong.grant})
    sealed_link = box.seal(key.recipient, replace(link, **wrong.link).encode())
    grants = [
        GrantItem(
            number,
            member.kid,
            box.seal(member.identity.recipient, replace(grant, to=member.kid).encode()),
        )
        for member in members
    ]
    slots: Slots = tuple((each.kid, sha256(each.grant)) for each in grants)
    slots += tuple((seed(f"kid {n}"), sha256(seed(f"grant {n}", GRANT))) for n in range(8 - len(slots)))
    s = Epoch(
        SERVICE, opening.mailbox, number, reporter.signing.public, sha256(recipient), sha256(key.recipient.raw),
        sha256(sealed_link), slots,
    )  # fmt: skip
    s = replace(s, **wrong.s)
    last = sha256(box.posted[-1].message) if box.posted else opening.hash
    m = Message(SERVICE, opening.mailbox, maker, CHANGE, act, number, len(box.posted), last, s.hash)
    m = replace(m, **wrong.m)
    item = EpochItem(s.encode(), recipient, sealed_link, m.encode(), by.signing.sign(m.encode()))
    box.changes.append(replace(item, **wrong.given))
    box.more_grants += grants
    return box


def written(
    box: Mailbox,
    by: Member,
    text: str,
    *,
    act: int = 5,
    epoch: int = 1,
    key: Identity = NEXT,
    seen: int | None = None,
) -> Mailbox:
    """``box`` with one more delivered message, whoever may have written it, under whatever key."""
    opening = box.filing.opening
    direction = FROM_REPORTER if act == 8 else FROM_REVIEWER
    m = Message(
        SERVICE, opening.mailbox, by.signing.public, direction, act, epoch, len(box.posted) if seen is None else seen,
        sha256(box.posted[-1].message), ZEROS,
    )  # fmt: skip
    body = box.seal(key.recipient, write_content(m, Content(KINDS[direction, act], text)))
    m = replace(m, body_hash=sha256(body))
    box.posted.append(MessageItem(0, HOUR, m.encode(), by.signing.sign(m.encode()), body))
    return box.tick()
