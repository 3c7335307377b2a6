"""Every state of the conversation and of its steps: by keyboard alone, on a small phone, and read out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser import conftest, walking
from tests.browser.accessibility import faults
from tests.browser.conftest import DESKTOP, SMALL_PHONE, NewPage
from tests.browser.following import (
    CONSENT,
    EPOCHS,
    MONTH,
    ROOM,
    comes_back,
    has_new_token,
    is_told,
    lies,
    types,
    writes,
)
from tests.browser.raising import fits
from tests.browser.walking import TEXT, press
from tests.support.running import Service
from whistle.envelope.compose import file_concern
from whistle.envelope.items import Item, MessageItem
from whistle.envelope.token import Token
from whistle.services import raising

service = conftest.one_service


@pytest.fixture
def shared(service: Service) -> Token:
    """Of a concern that two of the three reviewers were given."""
    token = Token.new()
    filing = file_concern(token, service.installation.directory, 1, ("r1", "r2"), TEXT)
    raising.file_concern(service.house, filing.encode())
    service.tick()
    return token


@pytest.mark.parametrize("screen", [SMALL_PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_thread_with_every_kind_of_message_is_accessible_and_fits(
    service: Service, new_page: NewPage, screen: tuple[int, int], token: Token
) -> None:
    writes(service, token, "acknowledgement", "I have read it. " + "w" * 200)
    service.tick()
    writes(service, token, "reply", "Do you remember the month? You can skip this.\n\n" + "Long. " * 400)
    service.tick()
    writes(service, token, "closing", "We could not do more.", reason="no-further-action")
    service.tick()

    def alter(item: Item) -> Item:
        if isinstance(item, MessageItem) and item.place == 3:
            return replace(item, signature=bytes(64))
        return item

    page = new_page(screen, bypass_csp=True)
    lies(page, alter)
    page.goto("/follow-up")
    types(page, "nonsense")
    assert faults(page) == []
    comes_back(page, token.text)
    assert faults(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def is_sound(page: Page, where: str) -> None:
    """Nothing that axe finds wrong, and no scrolling sideways."""
    assert faults(page) == [], where
    assert fits(page), where


@pytest.mark.parametrize("screen", [SMALL_PHONE, DESKTOP], ids=["small phone", "desktop"])
def test_every_step_beside_the_conversation_is_accessible_and_fits_also_in_error(
    service: Service, new_page: NewPage, shared: Token, screen: tuple[int, int]
) -> None:
    writes(service, shared, "question", "Three things would help us.", MONTH, ROOM, CONSENT)
    writes(service, shared, "reply", "We are looking into it.")
    service.tick()
    page = new_page(screen, bypass_csp=True)
    comes_back(page, shared.text)
    press(page, "Send answers")
    is_told(page, "Answer a question")
    is_sound(page, "questions")
    page.get_by_role("button", name=re.compile("This did not answer me")).click()
    is_sound(page, "dispute")
    press(page, "Back")
    for name, button in [
        ("I have been treated badly since", "Send"),
        ("Let someone else read this", "Let them read this"),
        ("Someone tried to find out who I am", None),
        ("Take it outside", None),
        ("Withdraw my concern", None),
        ("Hand this to another person", "Make their token"),
    ]:
        page.locator("#more").get_by_role("button", name=name).click()
        for details in page.locator(".step:visible details > summary").all():
            details.click()
        is_sound(page, name)
        if button:
            press(page, button)
            is_sound(page, f"{name}, {button}")
        if button != "Make their token":
            press(page, "Back")
    press(page, "Continue")
    is_told(page, "Type the last group")
    is_sound(page, "the new token")
    page.get_by_label("type the last group").fill(has_new_token(page)[-4:])
    press(page, "Continue")
    walking.refuse(page, EPOCHS, 409, "change-waiting")
    press(page, "Hand over now")
    expect(page.locator("#hand-not-sent")).to_be_visible()
    is_sound(page, "hand over now")


def tabs_to(page: Page, name: str) -> None:
    """Moves on with the keyboard alone until what has that name has the focus."""
    for _ in range(60):
        if name in page.evaluate(
            "document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || ''"
        ):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {name} by keyboard")


def test_opening_answering_and_sharing_need_no_mouse(
    service: Service, new_page: NewPage, shared: Token
) -> None:
    writes(service, shared, "question", "Two things.", MONTH, CONSENT)
    service.tick()
    page = new_page(DESKTOP)
    page.goto("/follow-up")
    tabs_to(page, "Your token")
    page.keyboard.type(shared.text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your concern")).to_be_focused()
    tabs_to(page, "Go to the questions")
    page.keyboard.press("Enter")
    page.keyboard.type("March.")
    tabs_to(page, "Yes")
    page.keyboard.press("ArrowDown")
    tabs_to(page, "Send answers")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_be_focused()
    expect(page.locator(".answered dd")).to_have_text(["March.", "No"])
    tabs_to(page, "Let someone else read this")
    page.keyboard.press("Enter")
    tabs_to(page, "Carol Finch")
    page.keyboard.press("Space")
    tabs_to(page, "Let Carol Finch read this")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_be_focused()
