"""What is written: how long it may be, what in it could point to somebody, and what to do when few could know."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import conftest, walking
from tests.browser.raising import arrives_at, is_told, open_folds
from tests.browser.walking import TEXT, press, tick_box
from tests.support.running import Service
from whistle.envelope.frame import parse_filing

LONGEST = 62_000


service = conftest.one_service


def test_a_text_that_is_too_long_is_refused_before_anything_is_encrypted_and_is_kept(
    service: Service, page: Page
) -> None:
    walking.begin(page, service)
    walking.write(page, "é" * 30_000)
    expect(page.locator("#words-left")).to_have_text("Room for about 2,000 more characters.")
    walking.write(page, "é" * 60_000)
    expect(page.locator("#words-left")).to_have_text("About 58,000 characters too long.")
    press(page, "Send now")
    is_told(page, "This is about 58,000 characters too long. Shorten it")
    press(page, "Add more")
    is_told(page, "This is about 58,000 characters too long. Shorten it")
    assert len(page.get_by_label("What happened?").input_value()) == 60_000


@pytest.mark.parametrize("length", [60_000, LONGEST])
def test_a_text_of_sixty_thousand_characters_arrives_whole_with_every_answer(
    service: Service, page: Page, length: int
) -> None:
    walking.begin(page, service)
    walking.write(page, "a" * (length + 1))
    if length == LONGEST:
        press(page, "Send now")
        is_told(page, "This is about 1 character too long.")
    walking.write(page, "a" * length)
    press(page, "Add more")
    for _ in range(6):
        open_folds(page)
        for box in page.locator("[data-question] input[type=checkbox]:visible").all():
            box.check()
        press(page, "Continue")
    arrives_at(page, "Who may read this?")
    press(page, "Continue")
    press(page, "Continue")
    press(page, "I have written it down")
    with page.expect_request("**/api/v1/concerns") as request:
        walking.send(page)
    assert len(parse_filing(request.value.post_data_buffer or b"").encode()) == 86_405


def test_details_that_often_point_to_somebody_are_shown_kindly_and_hold_nothing_up(
    service: Service, page: Page
) -> None:
    asked: list[str] = []
    walking.begin(page, service)
    noticed = page.locator("#noticed")
    walking.write(page, TEXT)
    page.wait_for_timeout(1200)
    expect(noticed).to_be_empty()  # a day of the week, an age and a risk assessment point to nobody
    page.on("request", lambda request: asked.append(request.url))
    walking.write(page, f"{TEXT} DS Hargreaves was told on 14 March at 21:40.")
    for detail, kind in (
        ("DS Hargreaves", "a name"),
        ("14 March", "an exact date"),
        ("21:40", "an exact time"),
    ):
        expect(noticed.locator("li", has_text=detail)).to_contain_text(kind)
    walking.write(page, f"{TEXT} Somebody was told in spring.")
    expect(noticed).to_be_empty()
    walking.write(page, "PC 4471 did it.")
    expect(noticed).to_contain_text("PC 4471")
    press(page, "Do not show this again")
    expect(noticed).to_be_empty()
    expect(page.get_by_label("What happened?")).to_be_focused()
    walking.write(page, "PC 4471 did it, on 14 March.")
    page.wait_for_timeout(1200)
    expect(noticed).to_be_empty()
    assert asked == []  # found in the page, and told to nobody
    press(page, "Send now")
    arrives_at(page, "Who may read this?")


def test_when_few_could_know_there_is_something_to_do_about_it(service: Service, page: Page) -> None:
    walking.begin(page, service)
    walking.write(page)
    press(page, "Add more")
    for _ in range(3):
        press(page, "Continue")
    tick_box(page, "More than 10 people")
    expect(page.locator("#few")).to_be_hidden()
    tick_box(page, "2 or 3 people")
    expect(page.locator("#few")).to_contain_text("Someone might guess that it was you")
    tick_box(page, "Wait before you act, so that more people could have told you")
    press(page, "Go back and say less")
    arrives_at(page, "What happened?")
    walking.write(page, "Less.")
    press(page, "Send now")
    press(page, "Continue")
    expect(page.locator("#summary")).to_contain_text("Wait before you act")


def test_what_was_asked_for_when_few_could_know_is_not_sent_when_many_could(
    service: Service, page: Page
) -> None:
    walking.begin(page, service)
    walking.write(page)
    press(page, "Add more")
    for _ in range(3):
        press(page, "Continue")
    tick_box(page, "Only me")
    tick_box(page, "Ask me before you do anything that could point to me")
    tick_box(page, "More than 10 people")
    press(page, "Send now")
    press(page, "Continue")
    expect(page.locator("#summary")).to_contain_text("More than 10 people")
    expect(page.locator("#summary")).not_to_contain_text("Ask me before")
