"""Northmoor Police, its reviewers, and Dana, who raises a concern: everything sealed and signed by the real code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from whistle.clock import SetClock
from whistle.envelope.compose import compose, file_concern, hand_over, leave, share
from whistle.envelope.content import Question
from whistle.envelope.directory import Directory, sign_directory
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.frame import Change, Filing, Posted, parse_answer, parse_page, sign_notice, sign_read
from whistle.envelope.items import Item
from whistle.envelope.reviewer_key import ReviewerKey
from whistle.envelope.thread import ThreadView, verify_thread
from whistle.envelope.token import Reporter, Token
from whistle.ledger.notes import NoteVerifier
from whistle.services import challenge, following, inbox, raising, reviewing, sharing
from whistle.services.house import House, open_house
from whistle.store.engine import Store

MORNING = dt.datetime(2026, 11, 20, 9, 20, tzinfo=dt.UTC)
FORCED_MARRIAGE = 1

AMIRA, BEN, CARYS = (ReviewerKey.generate(name) for name in ("Amira Khan", "Ben Ode", "Carys Pugh"))
REVIEWERS = {"amira": AMIRA, "ben": BEN, "carys": CARYS}


@dataclass
class Force:
    """The keys and the directory of one service, as its authority holds them."""

    authority: SigningKey = field(default_factory=SigningKey.generate)
    log_key: SigningKey = field(default_factory=SigningKey.generate)
    promise_key: SigningKey = field(default_factory=SigningKey.generate)
    challenge_key: bytes = b"c" * 32
    sign_in_key: bytes = b"s" * 32

    def body(self, **changes: Any) -> dict[str, Any]:
        body: dict[str, Any] = {
            "version": 1,
            "previous": "",
            "service": "Northmoor Police",
            "issued": "2026-01-01",
            "expires": "2027-01-01",
            "log": {
                "origin": "northmoor.example/log",
                "key": str(NoteVerifier("northmoor.example/log", self.log_key.public)),
            },
            "promise": {"key": str(NoteVerifier("northmoor.example/promise", self.promise_key.public))},
            "reviewers": [
                {
                    "id": each,
                    "name": key.name,
                    "recipient": str(key.identity.recipient),
                    "verify": key.signing.public.hex(),
                    "from": "2026-01-01",
                    "until": "2028-01-01",
                    "revoked": None,
                }
                for each, key in REVIEWERS.items()
            ],
            "routes": [
                {"id": 1, "name": "Forced marriage", "about": "", "readers": ["amira", "ben", "carys"]},
                {"id": 2, "name": "Hate crime", "about": "", "readers": ["ben"]},
            ],
            "outside": [],
        }
        return body | changes

    def directory(self, **changes: Any) -> bytes:
        return sign_directory(self.body(**changes), self.authority)

    def after(self, directory: Directory, **changes: Any) -> bytes:
        """The next version of a directory."""
        return self.directory(version=directory.version + 1, previous=directory.hash.hex(), **changes)

    def open(self, store: Store, clock: SetClock, directory: bytes | None = None, **settings: Any) -> House:
        return open_house(
            store,
            clock,
            directory=directory or self.directory(),
            authority=self.authority.public.hex() + "\n",
            log_key=self.log_key,
            promise_key=self.promise_key,
            challenge_key=self.challenge_key,
            sign_in_key=self.sign_in_key,
            **settings,
        )

    def revoked(self, reviewer: str) -> list[dict[str, Any]]:
        """The directory's reviewers, one of them revoked."""
        entries: list[dict[str, Any]] = self.body()["reviewers"]
        return [entry | {"revoked": "2026-11-01"} if entry["id"] == reviewer else entry for entry in entries]


@dataclass
class Dana:
    """A reporter: nothing but a token and what a browser does with it."""

    house: House
    token: Token = field(default_factory=Token.new)

    @property
    def reporter(self) -> Reporter:
        return Reporter(self.token, self.house.service)

    @property
    def mailbox(self) -> bytes:
        return self.reporter.mailbox

    def seals(
        self, text: str = "The case was closed.", readers: Sequence[str] = ("amira", "ben"), **how: Any
    ) -> Filing:
        directory = how.pop("directory", self.house.directory())
        return file_concern(self.token, directory, how.pop("route", FORCED_MARRIAGE), readers, text, **how)

    def raises(self, text: str = "The case was closed.", **how: Any) -> tuple[Item, ...]:
        return parse_answer(raising.file_concern(self.house, self.seals(text, **how).encode()))

    def asks(self, page: int = 0, now: bytes | None = None) -> bytes:
        fresh = now or challenge.present(self.house.challenge_key, self.house.clock.now())
        return sign_read(self.reporter.signing, self.house.service, fresh, page).encode()

    def pages(self) -> list[bytes]:
        first = following.read_thread(self.house, self.asks())
        count = parse_page(first).pages
        return [first, *(following.read_thread(self.house, self.asks(n)) for n in range(1, count))]

    def reads(self) -> ThreadView:
        return verify_thread(self.pages(), self.house.directory(), self.reporter, self.mailbox)

    def writes(
        self, text: str, view: ThreadView | None = None, kind: str = "reply", **content: Any
    ) -> Posted:
        return compose(self.reporter, view or self.reads(), kind, text, **content)

    def posts(self, posted: Posted) -> tuple[Item, ...]:
        return parse_answer(following.post_message(self.house, posted.encode()))

    def lets_in(self, *readers: str) -> Change:
        return share(self.reporter, self.reads(), self.house.directory(), readers)

    def hands_to(self, other: Dana) -> Change:
        return hand_over(self.reporter, self.reads(), self.house.directory(), other.reporter)

    def changes(self, change: Change) -> tuple[Item, ...]:
        return parse_answer(sharing.change(self.house, change.encode()))

    def warns(self) -> bytes:
        fresh = challenge.present(self.house.challenge_key, self.house.clock.now())
        return sign_notice(self.reporter.signing, self.house.service, fresh).encode()

    def says(self, text: str, kind: str = "reply", **content: Any) -> tuple[Item, ...]:
        return self.posts(self.writes(text, kind=kind, **content))


@dataclass
class Desk:
    """A reviewer at work, with a key."""

    house: House
    reviewer: str

    @property
    def key(self) -> ReviewerKey:
        return REVIEWERS[self.reviewer]

    def inbox(self, after: str | None = None, limit: int = 50, **which: Any) -> inbox.Inbox:
        return inbox.show(self.house, self.reviewer, inbox.Which(**which), after=after, limit=limit)

    def reads(self, mailbox: bytes) -> ThreadView:
        first = reviewing.read_concern(self.house, self.reviewer, mailbox, 0)
        count = parse_page(first).pages
        pages = [
            first,
            *(reviewing.read_concern(self.house, self.reviewer, mailbox, n) for n in range(1, count)),
        ]
        return verify_thread(pages, self.house.directory(), self.key, mailbox)

    def writes(
        self, mailbox: bytes, kind: str, text: str, reason: str | None = None, **content: Any
    ) -> Posted:
        return compose(self.key, self.reads(mailbox), kind, text, reason=reason, **content)

    def _posts(
        self, mailbox: bytes, kind: str, text: str, reason: str | None = None, **content: Any
    ) -> tuple[Item, ...]:
        frame = self.writes(mailbox, kind, text, reason, **content).encode()
        return parse_answer(reviewing.post(self.house, self.reviewer, mailbox, reason, frame))

    def acknowledges(self, mailbox: bytes, text: str = "I have read this.") -> tuple[Item, ...]:
        return self._posts(mailbox, "acknowledgement", text)

    def replies(self, mailbox: bytes, text: str) -> tuple[Item, ...]:
        return self._posts(mailbox, "reply", text)

    def asks(self, mailbox: bytes, *questions: Question) -> tuple[Item, ...]:
        return self._posts(mailbox, "question", "", questions=questions)

    def closes(
        self, mailbox: bytes, text: str = "We are done.", reason: str = "resolved"
    ) -> tuple[Item, ...]:
        return self._posts(mailbox, "closing", text, reason)

    def holds(self, mailbox: bytes, text: str = "We are looking into it.") -> tuple[Item, ...]:
        return self._posts(mailbox, "holding", text)

    def checks(self, mailbox: bytes, text: str = "How have you been treated since?") -> tuple[Item, ...]:
        return self._posts(mailbox, "check", text)

    def opens(self, mailbox: bytes) -> None:
        reviewing.opened(self.house, self.reviewer, mailbox)

    def lets_in(self, mailbox: bytes, *others: str) -> Change:
        return share(self.key, self.reads(mailbox), self.house.directory(), others)

    def steps_back(self, mailbox: bytes) -> Change:
        return leave(self.key, self.reads(mailbox), self.house.directory())

    def changes(self, mailbox: bytes, change: Change) -> tuple[Item, ...]:
        return parse_answer(reviewing.change(self.house, self.reviewer, mailbox, change.encode()))
