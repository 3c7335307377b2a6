"""Who may read it: routes and names, leaving people out, and the ways outside."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import conftest, walking
from tests.browser.conftest import SMALL_PHONE, NewPage
from tests.browser.raising import arrives_at, fits, to_readers
from tests.browser.walking import press, tick_box
from tests.support import installation
from tests.support.running import Service, running

LONG_NAME = "Detective Chief Superintendent Wilhelmina Featherstonehaugh-Cholmondeley of the Eastern Region"
OMBUDSMAN = {
    "id": 3,
    "name": "The ombudsman’s office",
    "about": "Outside the police altogether.",
    "readers": ["r2", "r3"],
    "outside": True,
}


service = conftest.one_service


@pytest.fixture(scope="module")
def with_outside_readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose list has readers of another body."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(installation, "ROUTES", [*installation.ROUTES, OMBUDSMAN])
        with running(tmp_path_factory.mktemp("outside") / "service") as started:
            yield started


def readers_shown(page: Page) -> list[str]:
    return page.locator("#readers label").all_inner_texts()


def test_leaving_somebody_out_says_what_that_does_and_what_it_cannot(service: Service, page: Page) -> None:
    to_readers(page, service)
    page.get_by_label("Tom Ellery").uncheck()
    expect(page.locator("#readers")).to_contain_text(
        "Tom Ellery will not get this concern, and we will not tell them it exists. "
        "We cannot stop another reader talking to them."
    )
    expect(page.locator("#too-few")).to_be_hidden()
    press(page, "Continue")
    arrives_at(page, "Check what you will send")
    expect(page.locator("#summary")).to_contain_text(re.compile("Who is kept out.*Tom Ellery", re.DOTALL))


def test_each_route_says_what_it_is_for_and_who_reads_there(service: Service, page: Page) -> None:
    to_readers(page, service)
    expect(page.get_by_label("Professional standards", exact=True)).to_have_accessible_description(
        "Conduct of officers and staff."
    )
    assert readers_shown(page) == ["Asha Rahman", "Tom Ellery", "Carol Finch"]
    tick_box(page, "Head of profession")
    assert readers_shown(page) == ["Tom Ellery"]


def test_who_was_left_out_stays_out_whichever_route_is_chosen_later(service: Service, page: Page) -> None:
    to_readers(page, service)
    page.get_by_label("Carol Finch").uncheck()
    tick_box(page, "Head of profession")
    expect(page.get_by_label("Carol Finch")).to_be_checked()  # in the list of those who are kept out for good
    tick_box(page, "Professional standards")
    expect(page.locator("#readers").get_by_label("Carol Finch")).not_to_be_checked()
    press(page, "Continue")
    expect(page.locator("#summary")).to_contain_text(re.compile("Who is kept out.*Carol Finch", re.DOTALL))


def test_when_fewer_than_two_are_left_the_ways_outside_come_first(service: Service, page: Page) -> None:
    to_readers(page, service)
    page.get_by_label("Tom Ellery").uncheck()
    page.get_by_label("Carol Finch").uncheck()
    expect(page.locator("#too-few")).to_contain_text("Only Asha Rahman could read it here.")
    press(page, "Continue")
    arrives_at(page, "You can go outside instead")
    expect(page.locator("#outside-list")).to_contain_text("IOPC report line")
    expect(page.locator("#step-outside")).to_contain_text("What to take along")
    press(page, "Back")
    expect(page.get_by_label("Tom Ellery")).not_to_be_checked()
    press(page, "Continue")
    press(page, "Send it to Asha Rahman all the same")
    arrives_at(page, "Check what you will send")
    expect(page.locator("#summary")).to_contain_text(re.compile("Who can read it.*Asha Rahman", re.DOTALL))


def test_whoever_leaves_everyone_out_is_shown_the_ways_outside_alone(service: Service, page: Page) -> None:
    to_readers(page, service)
    for name in ("Asha Rahman", "Tom Ellery", "Carol Finch"):
        page.get_by_label(name).uncheck()
    press(page, "Continue")
    arrives_at(page, "You can go outside instead")
    expect(page.locator("#outside-why")).to_contain_text("nobody could read it here")
    expect(page.get_by_role("button", name="all the same")).to_have_count(0)


def test_what_is_about_professional_standards_is_offered_the_ways_outside_first(
    service: Service, page: Page
) -> None:
    to_readers(page, service)
    tick_box(page, "It is about professional standards itself, or about somebody they answer to")
    expect(page.locator("#too-few")).to_contain_text("The next page shows who you can go to outside.")
    press(page, "Continue")
    arrives_at(page, "You can go outside instead")
    press(page, "Send it to Asha Rahman, Tom Ellery and Carol Finch all the same")
    arrives_at(page, "Check what you will send")


def test_readers_of_another_body_are_offered_before_anybody_else_and_get_it_encrypted(
    with_outside_readers: Service, page: Page
) -> None:
    to_readers(page, with_outside_readers)
    page.get_by_label("Carol Finch").uncheck()
    tick_box(page, "It is about professional standards itself, or about somebody they answer to")
    press(page, "Continue")
    arrives_at(page, "You can go outside instead")
    way = page.locator("#outside-routes")
    expect(way).to_contain_text("Encrypted here for Tom Ellery and Carol Finch, and nobody else.")
    first = page.locator("#step-outside h2").first
    expect(first).to_have_text("Through this form, to people outside")
    press(page, "Send it to The ombudsman’s office")
    arrives_at(page, "Check what you will send")
    # Whoever was left out is out on this way too.
    expect(page.locator("#summary")).to_contain_text(re.compile("Who can read it.*Tom Ellery", re.DOTALL))
    expect(page.locator("#summary")).to_contain_text(re.compile("Who is kept out.*Carol Finch", re.DOTALL))
    press(page, "Continue")
    press(page, "I have written it down")
    walking.send(page)
    expect(page.locator("#done-who")).to_have_text("Tom Ellery")


def test_somebody_whom_few_could_have_told_can_look_outside_before_choosing_readers(
    service: Service, page: Page
) -> None:
    walking.begin(page, service)
    walking.write(page)
    press(page, "Add more")
    for _ in range(3):
        press(page, "Continue")
    tick_box(page, "Only me")
    press(page, "See who you can go to outside")
    arrives_at(page, "You can go outside instead")
    press(page, "Back")
    arrives_at(page, "How many people could know what you wrote?")
    press(page, "See who you can go to outside")
    press(page, "Send it to Asha Rahman, Tom Ellery and Carol Finch all the same")
    arrives_at(page, "Who may read this?")  # they have not chosen yet


def test_long_names_and_many_readers_fit_a_small_phone(service: Service, new_page: NewPage) -> None:
    page = new_page(SMALL_PHONE)
    to_readers(page, service)
    page.locator("#readers label").evaluate_all(
        f"all => all.forEach((each) => each.textContent = '{LONG_NAME}')"
    )
    assert fits(page)
