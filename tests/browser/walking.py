"""What each kind of person does in a browser, one function a deed. A test reads as the sequence of them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Page, Route, expect

from tests.support.installation import PASSPHRASE, PASSWORD
from tests.support.running import Service
from whistle.envelope.compose import compose, file_concern
from whistle.envelope.thread import verify_thread
from whistle.envelope.token import Token, reporter_of
from whistle.services import raising, reviewing

TEXT = (
    "A woman of 19 told our front desk that she was to be flown abroad and married on Saturday. "
    "It was closed the same day with no risk assessment."
)


class Reachable(Protocol):
    """A service that runs somewhere."""

    @property
    def url(self) -> str:
        """Where."""


def press(page: Page, name: str) -> None:
    """The visible button of that name."""
    page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()


def tick_box(page: Page, label: str) -> None:
    page.get_by_label(label, exact=True).locator("visible=true").first.check()


def file_directly(service: Service, text: str = TEXT, readers: Sequence[str] = ()) -> Token:
    """A concern by another reporter, sealed by the same rules outside the browser; all reviewers, or ``readers``."""
    token, chosen = Token.new(), tuple(readers) or tuple(service.installation.reviewers)
    filing = file_concern(token, service.installation.directory, 1, chosen, text)
    raising.file_concern(service.house, filing.encode())
    return token


def acknowledge_directly(service: Service, token: Token) -> None:
    """Asha's acknowledgement, once a tick has handed the concern over."""
    service.tick()
    asha = service.installation.reviewers["r1"]
    mailbox = reporter_of(token, service.house.service).mailbox
    page = reviewing.read_concern(service.house, "r1", mailbox, 0)
    view = verify_thread([page], service.installation.directory, asha, mailbox)
    frame = compose(asha, view, "acknowledgement", "I have read it.").encode()
    reviewing.post(service.house, "r1", mailbox, None, frame)


def alter_page(page: Page, path: str, before: str, after: str) -> None:
    """The document at ``path`` comes with ``after`` in place of ``before``."""

    def answer(route: Route) -> None:
        html = route.fetch().text()
        assert before in html
        route.fulfill(body=html.replace(before, after), content_type="text/html; charset=utf-8")

    page.route(f"**{path}", answer)


def refuse(page: Page, address: str, status: int, code: str, detail: str = "EVIL") -> None:
    """A refusal as the service makes it; only its code may count, for nobody signs its words."""
    body = json.dumps({"code": code, "title": detail, "detail": detail, "status": status})
    page.route(
        address,
        lambda route: route.fulfill(status=status, body=body, content_type="application/problem+json"),
    )


def begin(page: Page, service: Reachable) -> None:
    """Up to the question what happened."""
    page.goto(f"{service.url}/raise")
    tick_box(page, "No")
    press(page, "Continue")
    press(page, "This is my own phone")
    expect(page.get_by_label("What happened?")).to_be_visible()


def write(page: Page, text: str = TEXT) -> None:
    page.get_by_label("What happened?").fill(text)


def to_token(page: Page, leave_out: str | None = None) -> str:
    """From the words to the page with the token, which is returned."""
    press(page, "Send now")
    expect(page.get_by_role("heading", name="Who may read this?")).to_be_visible()
    if leave_out:
        page.get_by_label(re.compile(re.escape(leave_out))).locator("visible=true").first.uncheck()
    press(page, "Continue")
    expect(page.get_by_role("heading", name="Check what you will send")).to_be_visible()
    press(page, "Continue")
    expect(page.get_by_role("heading", name="Write down your token")).to_be_visible()
    groups = re.findall(r"[0-9A-Z]{4}", page.locator("#token").inner_text())
    assert len(groups) == 7, groups
    return "-".join(groups)


def confirm_token(page: Page, token: str) -> None:
    """Having written it down."""
    page.get_by_label("type the last group").fill(token[-4:])
    press(page, "I have written it down")


def send(page: Page) -> None:
    press(page, "Send")
    expect(page.get_by_role("heading", name="We have your concern")).to_be_visible(timeout=20_000)


def raise_concern(page: Page, service: Reachable, text: str = TEXT, leave_out: str | None = None) -> str:
    """The whole way; returns the token."""
    begin(page, service)
    write(page, text)
    token = to_token(page, leave_out)
    confirm_token(page, token)
    send(page)
    return token


def come_back(page: Page, service: Reachable, token: str) -> None:
    """A reporter reads their thread again."""
    page.goto(f"{service.url}/follow-up")
    page.get_by_label("Your token", exact=True).fill(token)
    press(page, "Open my concern")
    expect(page.get_by_role("heading", name="Your concern")).to_be_visible(timeout=20_000)


def sign_in(page: Page, service: Service, name: str) -> None:
    page.goto(f"{service.url}/staff/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.wait_for_url(re.compile("/staff/(review|audit)/"))


def unlock(page: Page, key_file: Path, passphrase: str = PASSPHRASE) -> None:
    press(page, "Unlock your key")
    page.locator("input[type=file]").set_input_files(key_file)
    page.get_by_label("Passphrase").fill(passphrase)
    page.get_by_role("button", name=re.compile("^Unlock")).locator("visible=true").last.click()
    expect(page.get_by_role("button", name="Lock now")).to_be_visible(timeout=20_000)


def open_first(page: Page) -> None:
    """The concern at the top of the list."""
    page.locator("button.row-open").first.click()
    expect(page.locator("#concern-title")).to_be_visible(timeout=20_000)


def answer(page: Page, action: str, text: str | None = None, reason: str | None = None) -> None:
    """``action`` is the label of the choice: "Acknowledge", "Reply", "Close with a reason"."""
    page.get_by_label(action, exact=True).locator("visible=true").first.check()
    if reason:
        page.get_by_label(reason).first.check()
    if text is not None:
        page.locator("#answer").fill(text)
    page.locator("section.composer button[type=submit]").click()
