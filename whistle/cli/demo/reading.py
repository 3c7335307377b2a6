"""Reading what has happened: a thread as its reporter or a reviewer sees it, and what reviewers noted about it."""

from __future__ import annotations

from typing import Protocol

from whistle.envelope.frame import parse_journal_page, parse_page, sign_read
from whistle.envelope.journal.reading import JournalView, verify_journal
from whistle.envelope.reviewer_key import ReviewerKey
from whistle.envelope.thread import Member, ThreadView, verify_thread
from whistle.envelope.token import Reporter
from whistle.services import following, journal, reviewing, service_info
from whistle.services.house import House


def read_as_reporter(house: House, reporter: Reporter) -> ThreadView:
    """The thread as the token's holder sees it."""

    def page(number: int) -> bytes:
        challenge = bytes.fromhex(service_info.describe(house)["challenge"])
        return following.read_thread(
            house, sign_read(reporter.signing, house.service, challenge, number).encode()
        )

    return _read(house, reporter, reporter.mailbox, page)


def read_as_reviewer(house: House, reviewer: str, key: ReviewerKey, mailbox: bytes) -> ThreadView:
    """The thread as that reviewer sees it."""

    def page(number: int) -> bytes:
        return reviewing.read_concern(house, reviewer, mailbox, number)

    return _read(house, key, mailbox, page)


def read_journal(house: House, reviewer: str, key: ReviewerKey, thread: ThreadView) -> JournalView:
    """The journal of the concern whose thread they have read."""
    mailbox = thread.whole[0].mailbox
    first = journal.read(house, reviewer, mailbox, 0)
    rest = range(1, parse_journal_page(first).pages)
    pages = [first, *(journal.read(house, reviewer, mailbox, number) for number in rest)]
    return verify_journal(pages, thread, house.directory(), key)


class _Fetch(Protocol):
    def __call__(self, number: int) -> bytes: ...


def _read(house: House, member: Member, mailbox: bytes, fetch: _Fetch) -> ThreadView:
    first = fetch(0)
    pages = [first, *(fetch(number) for number in range(1, parse_page(first).pages))]
    return verify_thread(pages, house.directory(), member, mailbox)
