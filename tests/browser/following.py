"""What tests of the way back share: what reviewers write meanwhile, and what a server may lie about."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from playwright.sync_api import Page, Route, expect

from tests.browser.walking import press
from tests.support.installation import Installation
from whistle.envelope.compose import compose
from whistle.envelope.content import Question
from whistle.envelope.frame import build_page, parse_page
from whistle.envelope.items import Item
from whistle.envelope.thread import ThreadView, verify_thread
from whistle.envelope.token import Token, reporter_of
from whistle.services import reviewing
from whistle.services.house import House

READ = "**/api/v1/threads/read"
MESSAGES = "**/api/v1/messages"
EPOCHS = "**/api/v1/epochs"
NOTICES = "**/api/v1/notices"

MONTH = Question("Roughly which month was it?")
ROOM = Question("Were you in the room when the family was spoken to?", identifies=True)
CONSENT = Question("May we tell the Forced Marriage Unit what you wrote?", "consent")


class Held(Protocol):
    """A service whose house this process can enter."""

    @property
    def installation(self) -> Installation:
        """Its keys."""

    @property
    def house(self) -> House:
        """Its database."""


def mailbox_of(service: Held, token: Token) -> bytes:
    return reporter_of(token, service.house.service).mailbox


def as_seen_by(service: Held, token: Token, who: str = "r1") -> ThreadView:
    """The thread that the token raised, as the key of a reviewer opens it."""
    mailbox = mailbox_of(service, token)
    first = reviewing.read_concern(service.house, who, mailbox, 0)
    count = parse_page(first).pages
    pages = [first, *(reviewing.read_concern(service.house, who, mailbox, n) for n in range(1, count))]
    return verify_thread(pages, service.installation.directory, service.installation.reviewers[who], mailbox)


def writes(
    service: Held,
    token: Token,
    kind: str,
    text: str = "",
    *questions: Question,
    reason: str | None = None,
    who: str = "r1",
) -> None:
    """A reviewer writes in the thread that the token raised; a tick must still hand it over."""
    key, view = service.installation.reviewers[who], as_seen_by(service, token, who)
    frame = compose(key, view, kind, text, reason=reason, questions=questions).encode()
    reviewing.post(service.house, who, mailbox_of(service, token), reason, frame)


def lies(page: Page, change: Callable[[Item], Item | None]) -> None:
    """From now on the server hands over something else: ``change`` gets each item, None leaves it out."""

    def answer(route: Route) -> None:
        honest = parse_page(route.fetch().body())
        items = [item for item in map(change, honest.items) if item is not None]
        route.fulfill(
            body=build_page(honest.number, honest.pages, items), content_type="application/octet-stream"
        )

    page.route(READ, answer)


def is_told(page: Page, words: str) -> None:
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_contain_text(words)
    expect(summary).to_be_focused()


def types(page: Page, text: str) -> None:
    page.get_by_label("Your token", exact=True).fill(text)
    press(page, "Open my concern")


def comes_back(page: Page, token: str) -> None:
    """To the conversation, from anywhere."""
    page.goto("/follow-up")
    types(page, token)
    expect(page.get_by_role("heading", name="Your concern")).to_be_visible(timeout=20_000)


def looks_again(page: Page) -> None:
    press(page, "Look for new messages")
    expect(page.locator("#sending")).to_contain_text(re.compile("nothing new|[0-9] new"))


def has_new_token(page: Page) -> str:
    """The one that the step "Write down the new token" shows."""
    groups = page.locator("#new-token li").all_inner_texts()
    assert len(groups) == 7, groups
    return "-".join(groups)


def loses_the_answer(page: Page, address: str) -> list[bytes]:
    """What is sent there arrives, and only the answer is lost; returns what was sent."""
    sent: list[bytes] = []

    def lose(route: Route) -> None:
        sent.append(route.request.post_data_buffer or b"")
        route.fetch()
        route.abort("connectionreset")

    page.route(address, lose)
    return sent
