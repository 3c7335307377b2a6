"""What a reporter reads of a short first answer, and of how a reviewer asks after the closing how they have been."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walking
from tests.browser.conftest import PHONE, NewPage
from tests.browser.following import as_seen_by, comes_back, writes
from tests.browser.walking import press
from tests.support.simulated import Simulated, simulated
from whistle.envelope.token import Token

HARMED = "I have been treated badly since"


BEGUN = dt.datetime(2026, 3, 3, 21, 20, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Simulated]:
    with simulated(tmp_path / "service", BEGUN) as service:
        yield service


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page(PHONE)


@pytest.fixture
def token(service: Simulated) -> Token:
    token = walking.file_directly(service, readers=("r1", "r2"))  # type: ignore[arg-type]
    service.until(BEGUN + dt.timedelta(hours=14))
    return token


def looks(service: Simulated, page: Page, token: Token, days: float) -> None:
    """So long after the concern was raised, at home."""
    service.until(BEGUN + dt.timedelta(days=days))
    page.clock.set_fixed_time(BEGUN + dt.timedelta(days=days))
    comes_back(page, token.text)


def test_a_short_first_answer_is_shown_and_is_nothing_to_dispute(
    service: Simulated, page: Page, token: Token
) -> None:
    writes(service, token, "holding", "We have your words. You will hear from us.")
    looks(service, page, token, days=1)
    message = page.locator("#thread .message--reviewer")
    expect(message).to_contain_text("Asha Rahman")
    expect(message).to_contain_text("Confirmed")
    expect(message).to_contain_text("We have your words. You will hear from us.")
    expect(message.get_by_role("button")).to_have_count(0)


def test_a_check_leaves_the_concern_closed_and_leads_to_saying_that_it_was_bad(
    service: Simulated, page: Page, token: Token
) -> None:
    writes(service, token, "closing", "We looked again.", reason="action-taken")
    service.until(BEGUN + dt.timedelta(days=28))
    writes(service, token, "check", "Has anything happened to you since?")
    looks(service, page, token, days=29)
    expect(page.locator("#standing")).to_contain_text("This concern is closed.")
    expect(page.locator("#warnings")).to_be_empty()
    check = page.locator("#thread .message--reviewer").last
    expect(check).to_contain_text("Asks how you have been since. You need not answer")
    expect(check).to_contain_text("Has anything happened to you since?")
    check.get_by_role("button", name=HARMED).click()
    expect(page.get_by_role("heading", name=HARMED)).to_be_focused()
    page.get_by_label("What happened since?").fill("My leave was refused, twice.")
    press(page, "Send")
    expect(page.locator("#told")).to_contain_text("Sent, and logged.")
    service.until(BEGUN + dt.timedelta(days=30))
    said = as_seen_by(service, token).confirmed[-1]
    assert said.content
    assert said.content.kind == "detriment"
    press(page, "Look for new messages")
    expect(page.locator("#standing")).not_to_contain_text(re.compile("closed"))
