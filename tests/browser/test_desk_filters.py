"""The list narrowed: choices combine, say what they leave, and one press shows all again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser import accessibility
from tests.browser.at_the_desk import Reviewer
from tests.browser.colleagues import elsewhere
from tests.browser.conftest import NewPage
from tests.services.people import Dana
from tests.support.running import Service
from whistle.envelope.content import Question

URGENT = "A girl of nine is to be flown out tomorrow."
ASKED = "The statement was taken with her aunt in the room."
ANSWERED = "A hate crime was written down as a dispute."
OUTSIDE_STANDARDS = "The head of the unit dropped this himself."
CONCERNS = "**/staff/api/v1/concerns*"


@pytest.fixture
def tom(service: Service, new_page: NewPage) -> Reviewer:
    """Reads on both routes: four concerns, one urgent, one that waits for its reporter, one on the second route."""
    danas = {words: Dana(service.house) for words in (URGENT, ASKED, ANSWERED, OUTSIDE_STANDARDS)}
    for words, dana in danas.items():
        on = {"route": 2} if words == OUTSIDE_STANDARDS else {}
        dana.raises(words, readers=("r2",), urgent=words == URGENT, **on)
    service.tick()
    colleague = elsewhere(service, "r2")
    for words in (ASKED, ANSWERED):
        colleague.asks(danas[words].mailbox, Question("Roughly when was this?"))
    service.tick()
    danas[ANSWERED].says("In the spring.")
    service.tick()
    tom = Reviewer(new_page(bypass_csp=True), service, "Tom Ellery", "r2")
    tom.signs_in()
    tom.unlocks()
    tom.is_unlocked()
    expect(tom.rows).to_have_count(4)
    return tom


def shows(tom: Reviewer, *titles: str) -> None:
    expect(tom.rows).to_have_count(len(titles))
    for title in titles:
        expect(tom.rows.filter(has_text=title)).to_have_count(1)


def test_choices_combine_and_one_press_shows_all_again(tom: Reviewer) -> None:
    expect(tom.list.get_by_role("button", name="Show all")).to_have_count(0)
    tom.presses("Urgent")
    shows(tom, URGENT)
    tom.presses("Urgent")
    tom.presses("Waiting for the reporter")
    shows(tom, ASKED)
    expect(tom.rows.first).to_contain_text("reporter to answer")
    tom.presses("Waiting for the reporter")
    tom.presses("New")
    shows(tom, URGENT, OUTSIDE_STANDARDS)
    tom.page.get_by_label("Route").select_option(label="Head of profession")
    shows(tom, OUTSIDE_STANDARDS)
    tom.presses("Urgent")
    expect(tom.list).to_contain_text("There is no urgent new concern on the route ‘Head of profession’.")
    assert accessibility.faults(tom.page) == []
    tom.presses("Show all")
    shows(tom, URGENT, ASKED, ANSWERED, OUTSIDE_STANDARDS)
    expect(tom.page.get_by_label("Route")).to_have_value("")
    expect(tom.page.get_by_role("button", name="Not closed")).to_have_attribute("aria-pressed", "true")


def test_an_empty_list_says_what_was_looked_for(tom: Reviewer) -> None:
    tom.presses("Mine")
    tom.presses("Waiting for the reporter")
    expect(tom.list).to_contain_text("There is no concern that is yours and waiting for the reporter.")
    tom.presses("Cover")
    expect(tom.list).to_contain_text("yours, waiting for the reporter and one that you cover.")


def test_pages_that_hold_nothing_are_gone_through_without_a_press(tom: Reviewer) -> None:
    """The service looks at so many places a request: what fits may stand behind many that do not."""
    asked: list[str] = []

    def mostly_empty(route: Route) -> None:
        asked.append(route.request.url)
        if "after" not in route.request.url:
            route.fulfill(json={"items": [], "next": "1." + "0" * 32})
        elif len(asked) < 4:
            route.fulfill(json={"items": [], "next": f"{len(asked)}." + "0" * 32})
        else:
            route.fulfill(json=route.fetch(url=re.sub(r"&?after=[^&]*", "", route.request.url)).json())

    tom.page.route(CONCERNS, mostly_empty)
    tom.presses("Urgent")
    shows(tom, URGENT)
    assert len(asked) == 4
    assert all("urgent=1" in url for url in asked)


def test_the_list_is_narrowed_by_keyboard(tom: Reviewer) -> None:
    tom.page.get_by_role("button", name="Closed", exact=True).focus()
    keyboard = tom.page.keyboard
    keyboard.press("Tab")
    expect(tom.page.get_by_role("button", name="Mine", exact=True)).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Space")
    shows(tom, URGENT)
    expect(tom.page.get_by_role("button", name="Urgent", exact=True)).to_be_focused()


def test_a_concern_stays_open_while_the_list_is_narrowed(tom: Reviewer) -> None:
    tom.opens(ASKED)
    tom.presses("Urgent")
    shows(tom, URGENT)
    expect(tom.thread.get_by_role("heading", name=ASKED)).to_be_visible()
