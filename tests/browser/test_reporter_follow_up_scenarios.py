"""Two of the stories that the service was made for, over weeks, as they happen to a reporter and to the reviewers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walking
from tests.browser.conftest import PHONE, NewPage
from tests.browser.following import (
    as_seen_by,
    comes_back,
    has_new_token,
    writes,
)
from tests.browser.walking import TEXT, press
from tests.support.simulated import Simulated, simulated
from whistle.envelope.token import Token
from whistle.services import inbox

LONDON = ZoneInfo("Europe/London")


def at(day: int, hour: int, minute: int = 20, month: int = 3) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=LONDON)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Simulated]:
    """From the evening of Tuesday 3 March on."""
    with simulated(tmp_path / "service", at(3, 21)) as service:
        yield service


def it_is(service: Simulated, moment: dt.datetime, *pages: Page) -> None:
    """The time passes, for the service and on these people's clocks."""
    service.until(moment)
    for page in pages:
        page.clock.set_fixed_time(moment)


def closes(service: Simulated) -> tuple[str, Token]:
    """A concern of 3 March that was closed on the 20th."""
    token = walking.file_directly(service)  # type: ignore[arg-type]
    service.until(at(4, 9))
    writes(service, token, "acknowledgement", "I have read it.")
    service.until(at(20, 9))
    writes(service, token, "closing", "We found nothing wrong.", reason="no-further-action")
    service.until(at(20, 11))
    return token.text, token


def test_whoever_is_moved_off_the_unit_after_the_closing_reopens_and_can_prove_when_they_spoke_up(
    service: Simulated, new_page: NewPage
) -> None:
    written, token = closes(service)
    phone = new_page(PHONE)
    it_is(service, at(30, 21), phone)
    comes_back(phone, written)

    # The page has it in plain sight, with the reason for the closing above it.
    standing = phone.locator("#standing")
    expect(standing).to_contain_text("This concern is closed.")
    expect(standing).to_contain_text("it was looked into, and nothing more will be done")
    standing.get_by_role("button", name="I have been treated badly since").click()
    phone.get_by_label("What happened since?").fill("I was moved off the unit a week after it was closed.")
    press(phone, "Send")
    expect(phone.locator("#told")).to_contain_text(
        "Sent, and logged. The reviewers get it on Tuesday 31 March, 7am"
    )

    # The receipt says that they spoke up on 3 March, four weeks before anybody moved them.
    expect(phone.locator("#receipt")).to_contain_text("Received: Tuesday 3 March, 9pm to 10pm.")
    expect(phone.locator("#receipt")).to_contain_text("in the record that nobody can quietly change")
    expect(phone.locator("#warnings")).to_be_empty()
    press(phone, "Take it outside")
    expect(phone.locator("#outside-list")).to_contain_text("IOPC report line")
    phone.get_by_text("Show the proof").click()
    expect(phone.locator("#proof")).to_contain_text("# received 2026-03-03T21:00Z")
    assert TEXT not in phone.locator("#proof").inner_text()
    press(phone, "Back")

    # The next morning the concern is open again, and a reviewer owes them a reply.
    it_is(service, at(31, 9), phone)
    told = as_seen_by(service, token).confirmed[-1].content
    assert told
    assert told.kind == "detriment"
    assert inbox.show(service.house, "r1").items[0].state == "open"
    writes(service, token, "reply", "We have asked why you were moved.")
    it_is(service, at(31, 12), phone)
    comes_back(phone, written)
    expect(standing).to_contain_text("Being looked into")
    expect(phone.locator("#thread > li").last).to_contain_text("We have asked why you were moved.")


def test_a_representative_speaks_for_a_constable_who_later_takes_over(
    service: Simulated, new_page: NewPage
) -> None:
    token = walking.file_directly(service)  # type: ignore[arg-type]
    service.until(at(4, 9))
    writes(service, token, "acknowledgement", "I have read it.")

    # The representative reads what handing over means, and the constable copies a token of their own.
    theirs = new_page(PHONE)
    it_is(service, at(5, 18), theirs)
    comes_back(theirs, token.text)
    press(theirs, "Hand this to another person")
    expect(theirs.locator("#step-hand")).to_contain_text("reading and writing what comes after it")
    press(theirs, "Make their token")
    taken_over = has_new_token(theirs)
    theirs.get_by_label("type the last group").fill(taken_over[-4:])
    press(theirs, "Continue")
    expect(theirs.locator("#step-hand-now")).to_contain_text("This cannot be undone.")
    press(theirs, "Hand over now")
    expect(theirs.get_by_role("heading", name="Handed over")).to_be_focused()
    expect(theirs.locator("#step-handed")).to_contain_text("Friday 6 March, 7am")
    assert theirs.locator("#new-token").inner_text() == ""

    # Before the tick the new token opens nothing; from then on it opens everything from the start.
    phone = new_page(PHONE)
    it_is(service, at(5, 19), phone)
    phone.goto("/follow-up")
    phone.get_by_label("Your token", exact=True).fill(taken_over)
    press(phone, "Open my concern")
    expect(phone.get_by_role("heading", name="There is no concern under this token")).to_be_visible()
    it_is(service, at(6, 12), theirs, phone)
    comes_back(phone, taken_over)
    expect(phone.locator("#thread")).to_contain_text(TEXT)
    expect(phone.locator(".change-line")).to_have_text("Handed over to you.")
    expect(phone.locator("#receipt")).to_contain_text("only with the token that it was raised with")
    phone.get_by_label("Write to the reviewers").fill("I am the constable, and I can say more.")
    press(phone, "Send")
    expect(phone.locator("#sending")).to_have_text("Your message was sent.")

    # The reviewers see one reporter's side go on, and answer it.
    it_is(service, at(7, 10))
    writes(service, token, "reply", "Thank you, constable.")
    it_is(service, at(7, 12), theirs, phone)
    comes_back(phone, taken_over)
    expect(phone.locator("#thread > li").last).to_contain_text("Thank you, constable.")
    expect(phone.locator("#warnings .danger")).to_have_count(0)

    # The representative keeps what was said until then, and the receipt, and nothing of what came.
    comes_back(theirs, token.text)
    expect(theirs.locator("#standing")).to_contain_text("Another person holds this concern now.")
    expect(theirs.locator("#standing")).not_to_contain_text("due by")
    expect(theirs.locator("#thread")).to_contain_text(TEXT)
    expect(theirs.locator(".change-line")).to_have_text("You handed this over to another person.")
    expect(theirs.locator("body")).not_to_contain_text("constable")
    expect(theirs.locator("#receipt")).to_contain_text("nobody can quietly change")
    expect(theirs.get_by_label("Write to the reviewers")).to_be_hidden()
