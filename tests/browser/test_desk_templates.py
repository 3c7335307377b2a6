"""Reviewers begin an answer with a template, hold the reporter until they can give one, and ask how they have been."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect
from sqlalchemy import Connection, select, update

from tests.browser.accessibility import faults
from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import NewPage
from tests.browser.deeds import writes_to
from tests.services.people import Dana
from tests.support.running import Service
from whistle.ledger.happened import pack, unpack
from whistle.store import tables

CONCERNS = tables.concerns.c
TITLE = "A hate crime was written down as a quarrel between neighbours."
HALF = "We have asked for the log of that night"


@pytest.fixture
def dana(service: Service) -> Dana:
    dana = Dana(service.house)
    dana.raises(TITLE, readers=("r1", "r2"))
    service.tick()
    return dana


@pytest.fixture
def asha(dana: Dana, service: Service, new_page: NewPage) -> Reviewer:
    """At the desk with the concern open."""
    return at_the_desk(service, new_page)


def at_the_desk(service: Service, new_page: NewPage) -> Reviewer:
    asha = Reviewer(new_page(bypass_csp=True), service)
    asha.signs_in()
    asha.unlocks()
    asha.opens(TITLE)
    return asha


def begins_with(asha: Reviewer, title: str) -> None:
    menu = asha.thread.locator(".composer details")
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
    menu.get_by_role("button", name=title, exact=True).click()


def a_day(days: int) -> str:
    return f"{dt.datetime.now(dt.UTC) + dt.timedelta(days=days):%A %-d %B %Y}"


def test_a_template_is_filled_in_with_a_date_and_its_gaps_are_not_sent(
    asha: Reviewer, dana: Dana, service: Service
) -> None:
    asha.chooses("Reply")
    begins_with(asha, "No news")
    expect(asha.answer).to_be_focused()
    expect(asha.answer).to_have_value(re.compile(f"We will write again by {a_day(28)}, and sooner"))
    chosen = asha.page.evaluate("getSelection().toString()")
    assert chosen == "[what you are waiting for, or working on]"
    assert faults(asha.page) == []
    asha.presses("Send reply")
    asha.is_told("Fill this in, or take it out: [what you are waiting for, or working on]")
    expect(asha.messages).to_have_count(1)
    asha.page.keyboard.type("waiting for the unit")
    asha.presses("Send reply")
    expect(asha.messages).to_have_count(2)
    service.tick()
    content = dana.reads().confirmed[-1].content
    assert content is not None
    assert "We are still waiting for the unit." in content.text


def test_typed_words_are_never_replaced_without_asking(asha: Reviewer) -> None:
    asha.chooses("Reply")
    asha.writes(HALF)
    begins_with(asha, "No news")
    asked = asha.page.locator("#offered-title")
    expect(asked).to_have_text("You have written something already. What is to become of it?")
    expect(asked).to_be_focused()
    expect(asha.answer).to_have_value(HALF)
    assert faults(asha.page) == []
    asha.presses("Leave it as it is")
    expect(asha.answer).to_have_value(HALF)
    begins_with(asha, "No news")
    asha.presses("Keep it, and add ‘No news’ below")
    expect(asha.answer).to_have_value(re.compile(rf"^{HALF}\n\nNothing has changed since we last wrote\."))
    begins_with(asha, "What we have found")
    asha.presses("Replace it")
    expect(asha.answer).to_have_value(re.compile("^We have looked at"))
    begins_with(asha, "No news")
    expect(asha.answer).to_have_value(re.compile("^Nothing has changed"))


def test_a_reply_that_does_not_answer_yet_acknowledges_and_leaves_the_first_reply_due(
    asha: Reviewer, dana: Dana, service: Service
) -> None:
    asha.chooses("Reply")
    answers = asha.page.get_by_role("checkbox", name="This answers the concern")
    expect(answers).to_be_checked()
    answers.uncheck()
    begins_with(asha, "We have to ask somebody else first")
    expect(asha.answer).to_have_value(re.compile(f"You will hear from us again by {a_day(7)}"))
    asha.page.keyboard.type("the unit")
    asha.presses("Send reply")
    expect(asha.messages.nth(1)).to_contain_text("said that an answer is to come", use_inner_text=True)
    expect(asha.rows).to_contain_text("Acknowledged")
    expect(asha.rows).to_contain_text("Reply")
    expect(asha.page.get_by_role("checkbox", name="This answers the concern")).to_be_checked()
    service.tick()
    content = dana.reads().confirmed[-1].content
    assert content is not None
    assert content.kind == "holding"


def test_what_a_closing_begins_with_goes_by_its_reason(asha: Reviewer) -> None:
    asha.chooses("Close with a reason")
    expect(asha.thread.locator(".composer details")).to_have_count(0)
    asha.chooses("Passed to another body")
    begins_with(asha, "Passed to another body")
    expect(asha.answer).to_have_value(re.compile("^As you agreed, we have passed this to "))


def closed_for(service: Service, dana: Dana, days: int) -> None:
    """Asha closes it, and the days pass: hours are the server's, and nobody signs them."""
    writes_to(service, dana, "closing", "We corrected the record.", reason="resolved")
    service.tick()
    hours = days * 24

    def pass_time(connection: Connection) -> None:
        for table, names in (
            (tables.messages, ("hour",)),
            (tables.concerns, ("received", "due")),
            (tables.readers, ("sort_hour",)),
        ):
            connection.execute(update(table).values({name: table.c[name] - hours for name in names}))
        for mailbox, happened in connection.execute(select(CONCERNS.mailbox, CONCERNS.happened)).all():
            earlier = pack(replace(each, hour=each.hour - hours) for each in unpack(happened))
            connection.execute(
                update(tables.concerns).where(CONCERNS.mailbox == mailbox).values(happened=earlier)
            )

    service.house.store.commit(pass_time)


def test_a_closed_concern_is_checked_on_when_that_is_due_and_stays_closed(
    dana: Dana, service: Service, new_page: NewPage
) -> None:
    closed_for(service, dana, 29)
    asha = at_the_desk(service, new_page)
    expect(asha.next_step).to_contain_text(
        "Ask the reporter whether they have been treated badly since: check 1 of 4"
    )
    asha.next_step.get_by_role("button", name="Ask how they have been").click()
    expect(asha.answer).to_have_value(re.compile("whether anything has happened to you since"))
    assert faults(asha.page) == []
    asha.presses("Send this check")
    expect(asha.messages.last).to_contain_text(
        "You asked whether the reporter has been treated badly", use_inner_text=True
    )
    expect(asha.next_step).to_contain_text("This concern is closed.")
    expect(asha.thread.get_by_role("button", name="Reply and open it again")).to_be_visible()
    service.tick()
    content = dana.reads().confirmed[-1].content
    assert content is not None
    assert content.kind == "check"


def test_long_before_a_check_a_closed_concern_can_only_be_replied_to_which_opens_it(
    dana: Dana, service: Service, new_page: NewPage
) -> None:
    closed_for(service, dana, 3)
    asha = Reviewer(new_page(), service)
    asha.signs_in()
    asha.unlocks()
    asha.page.get_by_role("button", name="Closed", exact=True).click()
    asha.opens(TITLE)
    expect(asha.next_step).to_contain_text("Nothing now. This concern is closed.")
    expect(asha.next_step).to_contain_text("Ask them whether they have been treated badly by")
    asha.writes("We have found one thing more.")
    asha.presses("Reply and open it again")
    expect(asha.messages).to_have_count(3)
    expect(asha.thread.locator(".concern-facts")).to_contain_text("Open")
