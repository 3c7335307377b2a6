"""The first form, step by step: what it asks, what can be skipped, and that every answer can be changed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import conftest, walking
from tests.browser.accessibility import faults
from tests.browser.conftest import DESKTOP, SMALL_PHONE, NewPage
from tests.browser.raising import arrives_at, fits, heading, is_told, open_folds
from tests.browser.walking import TEXT, press, tick_box
from tests.support.running import Service

service = conftest.one_service


@pytest.mark.parametrize("screen", [SMALL_PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_step_is_accessible_fits_the_screen_and_begins_at_its_heading(
    service: Service, new_page: NewPage, screen: tuple[int, int]
) -> None:
    page = new_page(screen, bypass_csp=True)
    page.goto("/raise")
    seen: list[str] = []

    def look(name: str) -> None:
        arrives_at(page, name)
        seen.append(heading(page))
        assert faults(page) == [], seen[-1]
        assert fits(page), seen[-1]

    look("Is anyone in danger now?")
    tick_box(page, "Yes")
    press(page, "Continue")
    look("Call 999 first")
    tick_box(page, "Yes, mark it as urgent")
    press(page, "Continue")
    look("Use your own phone")
    press(page, "It belongs to my work")
    look("Come back on your own phone")
    press(page, "Back")
    press(page, "This is my own phone")
    walking.write(page, "PC 4471 was told on 14 March.")
    expect(page.locator("#noticed")).to_contain_text("PC 4471")
    assert faults(page) == []
    press(page, "Add more")
    look("What was the case about?")
    press(page, "Continue")
    open_folds(page)
    assert faults(page) == []
    assert heading(page) == "What went wrong?"
    press(page, "Continue")
    look("When and where did it go wrong?")
    press(page, "Continue")
    tick_box(page, "Only me")
    assert faults(page) == []
    press(page, "Continue")
    look("About you, without your name")
    press(page, "Continue")
    look("What should happen now?")
    press(page, "Continue")
    look("Who may read this?")
    page.get_by_label("Asha Rahman").uncheck()
    page.get_by_label("Tom Ellery").uncheck()
    assert faults(page) == []
    press(page, "Continue")
    look("You can go outside instead")
    press(page, "Send it to Carol Finch all the same")
    look("Check what you will send")
    press(page, "Continue")
    look("Write down your token")
    press(page, "I have written it down")
    look("Send your concern")
    press(page, "Send")
    look("We have your concern")


def test_address_title_and_history_stay_the_same_from_the_first_question_to_the_receipt(
    service: Service, page: Page
) -> None:
    page.goto("/raise")
    before = page.evaluate("[location.href, document.title, history.length]")
    walking.raise_concern(page, service)
    assert page.evaluate("[location.href, document.title, history.length]") == before


def test_nothing_is_left_in_the_browser_and_no_cookie_is_set(service: Service, page: Page) -> None:
    walking.raise_concern(page, service)
    assert page.context.cookies() == []
    left = page.evaluate(
        "Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])"
        ".then((found) => found.flat().length + localStorage.length + sessionStorage.length)"
    )
    assert left == 0
    fields = "[...document.querySelectorAll('textarea, input[type=text]')].map((each) => each.value).join('')"
    assert page.evaluate(fields) == ""
    assert page.locator("input:checked").count() == 0


def test_a_question_that_must_be_answered_says_so(service: Service, page: Page) -> None:
    page.goto("/raise")
    press(page, "Continue")
    is_told(page, "Select yes if someone is in danger now")
    page.get_by_role("link", name="Select yes if someone").click()
    expect(page.get_by_label("Yes", exact=True)).to_be_focused()
    assert page.url.endswith("/raise")  # the address never gains a fragment
    tick_box(page, "Yes")
    press(page, "Continue")
    press(page, "Continue")
    is_told(page, "Select whether it should reach the reviewers at once")
    press(page, "Back")
    tick_box(page, "No")
    press(page, "Continue")
    press(page, "This is my own phone")
    walking.write(page, "   ")
    press(page, "Send now")
    is_told(page, "Write what happened")


def test_the_shortest_way_from_the_start_page_to_the_receipt_takes_ten_presses(
    service: Service, page: Page
) -> None:
    page.goto("/")
    presses = 0

    def then(name: str, role: str = "button") -> None:
        nonlocal presses
        presses += 1
        page.get_by_role(role, name=name, exact=True).locator("visible=true").first.click()  # type: ignore[arg-type]

    then("Start")
    page.get_by_role("button", name=re.compile("Continue")).first.click()
    presses += 1
    then("No", role="radio")
    then("Continue")
    then("This is my own phone")
    walking.write(page)
    then("Send now")
    then("Continue")
    then("Continue")
    then("I have written it down")
    then("Send")
    arrives_at(page, "We have your concern")
    assert presses == 10


def test_the_whole_form_can_be_done_with_the_keyboard_alone(service: Service, new_page: NewPage) -> None:
    page = new_page(DESKTOP)
    page.goto("/raise")
    arrives_at(page, "Is anyone in danger now?")

    def to(name: str, role: str) -> None:
        wanted = page.get_by_role(role, name=name, exact=True).locator("visible=true").first  # type: ignore[arg-type]
        for _ in range(40):
            if wanted.evaluate("each => each === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {name}")

    def use(name: str, key: str = "Enter", role: str = "button") -> None:
        to(name, role)
        page.keyboard.press(key)

    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    use("Continue")
    use("This is my own phone")
    to("What happened?", "textbox")
    page.keyboard.type("Nobody asked her.")
    use("Add more")
    use("Forced marriage", "Space", "checkbox")
    use("Continue")
    arrives_at(page, "What went wrong?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # opens the first fold
    use("Not recorded as a crime, or downgraded", "Space", "checkbox")
    use("Send now")
    use("Carol Finch", "Space", "checkbox")
    use("Continue")
    arrives_at(page, "Check what you will send")
    for words in ("Nobody asked her.", "Forced marriage", "Not recorded as a crime", "Carol Finch"):
        expect(page.locator("#summary")).to_contain_text(words)
    use("Continue")
    use("I have written it down")
    use("Send")
    arrives_at(page, "We have your concern")


def test_every_question_can_be_skipped_and_nothing_of_it_is_sent(service: Service, page: Page) -> None:
    walking.begin(page, service)
    walking.write(page)
    press(page, "Add more")
    for _ in range(6):
        press(page, "Continue")
    arrives_at(page, "Who may read this?")
    press(page, "Continue")
    terms = page.locator("#summary dt").all_inner_texts()
    assert terms == ["Who can read it", "When it reaches them", "What happened"]


def test_back_always_works_and_keeps_everything(service: Service, page: Page) -> None:
    page.goto("/raise")
    way = ("Is anyone in danger now?", "Use your own phone", "What happened?")
    arrives_at(page, way[0])
    tick_box(page, "No")
    press(page, "Continue")
    press(page, "This is my own phone")
    walking.write(page)
    press(page, "Add more")
    ticks = [
        ("What was the case about?", "Domestic abuse"),
        ("What went wrong?", "Victim not seen alone"),
        ("When and where did it go wrong?", "In the last year"),
        ("How many people could know what you wrote?", "4 to 10 people"),
        ("About you, without your name", "For a colleague"),
        ("What should happen now?", "Look at the case again"),
    ]
    for name, tick in ticks:
        arrives_at(page, name)
        open_folds(page)
        tick_box(page, tick)
        if name.startswith("When and where"):
            page.get_by_label("Roughly where?").select_option("Tower Hamlets")
        press(page, "Continue")
    arrives_at(page, "Who may read this?")
    page.get_by_label("Tom Ellery").uncheck()
    press(page, "Continue")
    press(page, "Continue")
    arrives_at(page, "Write down your token")
    token = page.locator("#token").inner_text()
    press(page, "Back")
    press(page, "Back")
    expect(page.get_by_label("Tom Ellery")).not_to_be_checked()
    for name, tick in reversed(ticks):
        press(page, "Back")
        arrives_at(page, name)
        expect(page.get_by_label(tick, exact=True)).to_be_checked()
    for name in reversed(way):
        press(page, "Back")
        arrives_at(page, name)
    press(page, "Continue")
    press(page, "This is my own phone")
    assert page.get_by_label("What happened?").input_value() == TEXT
    press(page, "Send now")
    press(page, "Continue")
    for words in ("Tower Hamlets", "Tom Ellery", *(tick for _, tick in ticks)):
        expect(page.locator("#summary")).to_contain_text(words)
    press(page, "Continue")
    assert page.locator("#token").inner_text() == token


def test_the_check_shows_every_answer_and_a_change_of_each_comes_straight_back(
    service: Service, page: Page
) -> None:
    walking.begin(page, service)
    walking.write(page)
    press(page, "Add more")
    answers = {
        "What the case was about": ("Forced marriage", "Domestic abuse"),
        "What went wrong": ("Dropped without a reason", "Victim pressed to withdraw"),
        "When it happened": ("In the last week", "Longer ago"),
        "How many could know this": ("More than 10 people", "I am not sure"),
        "Speaking for somebody else": ("No, for myself", "For a victim"),
        "What should happen": ("Explain why it was handled this way", "Make the victim safe"),
    }
    for first, _ in answers.values():
        open_folds(page)
        tick_box(page, first)
        press(page, "Continue")
    press(page, "Continue")
    summary = page.locator("#summary")
    expect(summary).to_contain_text(TEXT)
    for name, (first, other) in answers.items():
        expect(summary).to_contain_text(first)
        press(page, f"Change: {name}")
        tick_box(page, other)
        press(page, "Continue")
        arrives_at(page, "Check what you will send")
        expect(summary).to_contain_text(other)
    press(page, "Change: What happened")
    walking.write(page, "Shorter.")
    press(page, "Send now")
    expect(summary).to_contain_text("Shorter.")
    press(page, "Change: Who can read it")
    page.get_by_label("Carol Finch").uncheck()
    press(page, "Continue")
    expect(summary).to_contain_text(re.compile("Who is kept out.*Carol Finch", re.DOTALL))
    press(page, "Change: When it reaches them")
    tick_box(page, "Yes")
    press(page, "Continue")
    tick_box(page, "Yes, mark it as urgent")
    press(page, "Continue")
    arrives_at(page, "Check what you will send")
    expect(summary).to_contain_text("It reaches them at once")
    press(page, "Answer more questions")
    arrives_at(page, "When and where did it go wrong?")


def test_all_fields_are_cleared_when_the_page_goes_away(service: Service, page: Page) -> None:
    walking.begin(page, service)
    walking.write(page)
    press(page, "Add more")
    tick_box(page, "Forced marriage")
    press(page, "Continue")
    press(page, "Continue")
    page.get_by_label("Roughly where?").select_option("Camden")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    left = page.evaluate(
        "[...document.querySelectorAll('textarea, input[type=text]')].map((each) => each.value).join('')"
        " + document.querySelectorAll(':checked:not(option)').length + document.querySelector('select').value"
    )
    assert left == "0"
