"""The desk for people who use a keyboard, a screen reader, large type or a narrow screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import accessibility
from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import PHONE, NewPage
from tests.services.people import Dana
from tests.support.running import Service

TITLE = "The interpreter came from the victim's own family, and the statement was taken with her aunt in the room."
SIZES = [(1280, 800), (1000, 800), (320, 568), PHONE]


def is_sound(page: Page) -> None:
    assert accessibility.faults(page) == []
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], "the page is wider than the screen"


def is_sound_at_every_size(page: Page) -> None:
    """Wherever somebody has got to on a phone, and on larger and smaller screens; it is a phone again afterwards."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        is_sound(page)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A phone's, into which a test may look."""
    return new_page(PHONE, bypass_csp=True)


def test_signing_in(page: Page) -> None:
    page.goto("/staff/sign-in")
    is_sound_at_every_size(page)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Enter your password")).to_be_visible()
    is_sound_at_every_size(page)
    page.get_by_label("Name").fill("Asha Rahman")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("The name, the password or the code is not right.")
    expect(page.get_by_label("Name")).to_have_value("Asha Rahman")
    is_sound_at_every_size(page)


def test_every_state_of_the_desk(service: Service, page: Page) -> None:
    asha = Reviewer(page, service)
    asha.signs_in()
    expect(asha.list).to_contain_text("No concern is waiting for you.")
    is_sound_at_every_size(asha.page)

    answers = {
        "case": ("forced-marriage", "domestic"),
        "stage": ("investigation",),
        "faults": ("C2", "C3"),
        "known": "1",
    }
    Dana(service.house).raises(TITLE, readers=("r1", "r2"), answers=answers, urgent=True, leave_out=("r3",))
    service.tick()
    asha.page.get_by_role("button", name="Not closed").click()
    expect(asha.rows).to_have_count(1)
    is_sound_at_every_size(asha.page)

    asha.unlocks("wrong")
    asha.is_told("That passphrase does not open this file")
    is_sound_at_every_size(asha.page)
    asha.unlocks()
    asha.is_unlocked()
    expect(asha.rows).to_contain_text("The interpreter came")
    is_sound_at_every_size(asha.page)

    asha.list.get_by_role("button", name="The interpreter").click()
    expect(asha.thread).to_contain_text("Carol Finch")
    expect(asha.page.locator("#concern-title")).to_be_focused()
    is_sound_at_every_size(asha.page)
    asha.chooses("Close with a reason")
    asha.presses("Close this concern")
    asha.is_told("Choose why this is closing.")
    is_sound_at_every_size(asha.page)

    asha.page.context.clear_cookies()
    asha.chooses("Reply")
    asha.writes("Half a reply")
    asha.presses("Send reply")
    asha.is_told("You have been signed out")
    is_sound_at_every_size(asha.page)


def test_the_pages_in_the_place_of_the_list(service: Service, page: Page) -> None:
    Dana(service.house).raises(TITLE, readers=("r1",), leave_out=("r3",))
    Dana(service.house).raises("x" * 300, readers=("r1",))
    service.tick()
    asha = Reviewer(page, service)
    asha.signs_in()
    asha.presses("Handing everything over?")
    is_sound_at_every_size(asha.page)
    asha.unlocks()
    asha.is_unlocked()
    asha.page.get_by_label("Who takes over").select_option(label="Carol Finch")
    asha.presses("Let Carol Finch read all my concerns")
    expect(asha.list).to_contain_text("left Carol Finch out")
    asha.list.locator("summary").first.click()
    is_sound_at_every_size(asha.page)
    asha.presses("Back to the list")
    expect(asha.list).to_contain_text("Letting a colleague read your concerns: done.")
    is_sound_at_every_size(asha.page)
    asha.presses("Going away?")
    is_sound_at_every_size(asha.page)
    asha.presses("Back to the list")
    asha.page.get_by_role("searchbox").fill("xx")
    asha.page.keyboard.press("Enter")
    expect(asha.list.locator(".found-one")).to_have_count(1)
    is_sound_at_every_size(asha.page)


def test_a_concern_can_be_read_and_acknowledged_by_keyboard_alone(
    service: Service, new_page: NewPage
) -> None:
    Dana(service.house).raises(TITLE, readers=("r1", "r2"))
    service.tick()
    asha = Reviewer(new_page(), service)
    asha.signs_in()
    asha.unlocks()
    expect(asha.rows).to_contain_text("The interpreter came")
    keyboard = asha.page.keyboard
    asha.page.get_by_label("Route").focus()
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(asha.page.locator("#concern-title")).to_be_focused()
    keyboard.press("Tab")
    expect(asha.page.get_by_role("button", name="Acknowledge", exact=True)).to_be_focused()
    keyboard.press("Enter")
    expect(asha.answer).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(asha.messages.nth(1)).to_contain_text("You acknowledged", use_inner_text=True)


def test_without_script_the_desk_says_why_it_is_empty(service: Service, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/staff/sign-in")
    page.get_by_label("Name").fill("Asha Rahman")
    page.get_by_label("Password").fill("three marbles in a jar")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="The desk needs JavaScript")).to_be_visible()


def test_one_endless_word_and_letters_of_every_script_keep_their_place(service: Service, page: Page) -> None:
    words = (
        "Ω" * 400
        + " <b>not bold</b> \u202egnirts desrever\u202c\n\n"
        + "https://northmoor.example/"
        + "a" * 300
    )
    Dana(service.house).raises(words, readers=("r1",), answers={"case": ("x" * 200,), "known": "<i>2</i>"})
    service.tick()
    asha = Reviewer(page, service)
    asha.signs_in()
    asha.unlocks()
    asha.rows.locator("button").click()
    expect(asha.messages.first).to_contain_text("<b>not bold</b>")
    expect(asha.thread.locator("b, i, a:not([download])")).to_have_count(0)
    is_sound_at_every_size(asha.page)
