"""Search over what a reviewer can decrypt: in the page alone, all of it, and gone with the key."""

from __future__ import annotations

import pytest
from playwright.sync_api import Request, Route, expect

from tests.browser import accessibility
from tests.browser.at_the_desk import Reviewer
from tests.browser.colleagues import elsewhere
from tests.browser.conftest import NewPage
from tests.services.people import Dana
from tests.support.running import Service

WORD = "Zagreb"
PLAIN = "The file was closed without a reason."
LATER = "The interpreter was her uncle."
CLOSED = "Nobody rang the school."
NOT_HERS = f"A concern for somebody else, about {WORD}."
PAGES = "**/staff/api/v1/concerns/*/pages/*"


@pytest.fixture
def asha(service: Service, new_page: NewPage) -> Reviewer:
    """Three concerns: the word stands in a reply to one, and in the outcome of another that is closed."""
    danas = {words: Dana(service.house) for words in (PLAIN, LATER, CLOSED)}
    for words, dana in danas.items():
        dana.raises(words, readers=("r1",))
    Dana(service.house).raises(NOT_HERS, readers=("r2",))
    service.tick()
    danas[LATER].says(f"They meant to take her to {WORD} in spring. " + "More about the journey. " * 400)
    danas[LATER].says("And another long answer. " * 400)
    colleague = elsewhere(service, "r1")
    colleague.closes(danas[CLOSED].mailbox, f"We spoke to the school in {WORD.upper()}.")
    service.tick()
    asha = Reviewer(new_page(bypass_csp=True), service)
    asha.signs_in()
    asha.unlocks()
    asha.is_unlocked()
    expect(asha.rows).to_have_count(2)
    return asha


def searches(asha: Reviewer, words: str) -> None:
    asha.page.get_by_role("searchbox", name="Search your concerns").fill(words)
    asha.page.keyboard.press("Enter")


def test_all_that_the_key_opens_is_searched_also_what_is_closed(asha: Reviewer) -> None:
    searches(asha, "zagreb")
    found = asha.list.locator(".found-one")
    expect(found).to_have_count(2)
    expect(asha.list).to_contain_text("‘zagreb’ is in 2 concerns. Searched all 3 concerns.")
    expect(found.filter(has_text=LATER)).to_contain_text(f"take her to {WORD} in spring")
    expect(found.filter(has_text=CLOSED)).to_contain_text("school in ZAGREB")
    assert accessibility.faults(asha.page) == []
    found.filter(has_text=CLOSED).get_by_role("button").click()
    expect(asha.thread.get_by_role("heading", name=CLOSED)).to_be_visible()
    expect(found).to_have_count(2)
    asha.presses("Back to the list")
    expect(asha.rows).to_have_count(2)
    expect(asha.page.get_by_role("heading", name="What is due next")).to_be_focused()
    expect(asha.page.get_by_role("searchbox")).to_have_value("")


def test_the_words_leave_the_page_in_no_request_and_are_in_no_address(asha: Reviewer) -> None:
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(f"{request.url} {request.headers} {request.post_data_buffer!r}")

    asha.page.on("request", note)
    address = asha.page.url
    searches(asha, WORD)
    expect(asha.list).to_contain_text("Searched all 3 concerns")
    assert sent
    assert [each for each in sent if WORD.lower() in each.lower()] == []
    assert all(f" {WORD}" not in each and "search" not in each for each in sent)
    assert asha.page.url == address
    assert asha.page.evaluate("[localStorage.length, sessionStorage.length, history.length]")[:2] == [0, 0]


def test_what_was_found_goes_with_the_key(asha: Reviewer) -> None:
    searches(asha, WORD)
    expect(asha.list.locator(".found-one")).to_have_count(2)
    asha.presses("Lock now")
    expect(asha.rows).to_have_count(2)
    expect(asha.page.get_by_role("searchbox")).to_have_count(0)
    assert WORD.lower() not in asha.page.content().lower()
    asha.unlocks()
    asha.is_unlocked()
    expect(asha.page.get_by_role("searchbox")).to_have_value("")
    expect(asha.list.locator(".found-one")).to_have_count(0)


def test_what_is_being_typed_stays_while_the_list_changes(asha: Reviewer, service: Service) -> None:
    asha.page.get_by_role("searchbox").press_sequentially("half a w")
    asha.presses("Urgent")
    asha.presses("Show all")
    expect(asha.rows).to_have_count(2)
    expect(asha.page.get_by_role("searchbox")).to_have_value("half a w")


def test_nothing_found_says_what_was_searched(asha: Reviewer) -> None:
    searches(asha, "lighthouse")
    expect(asha.list).to_contain_text("Nothing found for ‘lighthouse’. Searched all 3 concerns.")
    assert accessibility.faults(asha.page) == []


def test_a_search_can_be_stopped_and_gone_on_with(asha: Reviewer) -> None:
    held: list[Route] = []
    asha.page.route(PAGES, lambda route: held.append(route))
    searches(asha, WORD)
    expect(asha.list).to_contain_text("Searched 0 of 3")
    assert accessibility.faults(asha.page) == []
    asha.presses("Stop")
    expect(asha.list).to_contain_text("Stopped: searched 0 of 3.")
    for route in held:
        route.continue_()
    asha.page.unroute(PAGES)
    asha.presses("Go on")
    expect(asha.list.locator(".found-one")).to_have_count(2)


def test_notes_are_searched_also_where_nothing_was_opened(asha: Reviewer) -> None:
    asha.opens(PLAIN)
    asha.page.get_by_label("Your note").fill("Ask about the lighthouse.")
    asha.presses("Save the note")
    expect(asha.page.get_by_label("Your note")).to_have_value("")
    asha.page.reload()
    asha.unlocks()
    asha.is_unlocked()
    searches(asha, "lighthouse")
    expect(asha.list.locator(".found-one")).to_contain_text("Ask about the lighthouse.")


def test_a_second_search_fetches_nothing_again(asha: Reviewer) -> None:
    searches(asha, WORD)
    expect(asha.list).to_contain_text("Searched all 3 concerns")
    fetched: list[str] = []
    asha.page.on("request", lambda request: fetched.append(request.url) if "/pages/" in request.url else None)
    searches(asha, "school")
    expect(asha.list).to_contain_text("‘school’ is in 1 concern.")
    assert fetched == []


def test_when_the_service_is_silent_what_was_found_so_far_stays(asha: Reviewer) -> None:
    asha.opens(LATER)
    asha.page.route(PAGES, lambda route: route.abort())
    searches(asha, WORD)
    expect(asha.list).to_contain_text("The service did not answer")
    expect(asha.list.locator(".found-one")).to_have_count(1)
    asha.page.unroute(PAGES)
    asha.presses("Go on")
    expect(asha.list.locator(".found-one")).to_have_count(2)
