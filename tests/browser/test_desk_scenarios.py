"""The stories that the desk was made for, with two reviewers at work and weeks that pass between their days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walking
from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import PHONE, NewPage
from tests.browser.following import comes_back
from tests.browser.raising import open_folds
from tests.browser.test_reporter_follow_up_scenarios import at, it_is
from tests.browser.walking import TEXT, press
from tests.support.simulated import Simulated, simulated
from tests.support.standings import standings
from whistle.domain.deadlines import Standing
from whistle.domain.limits import DueKind

NAMED = "Detective Sergeant Carol Finch told the officer in the case to close it."


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Simulated]:
    """From the evening of Tuesday 3 March on."""
    with simulated(tmp_path / "service", at(3, 21)) as service:
        yield service


@pytest.fixture
def team(service: Simulated, new_page: NewPage) -> dict[str, Reviewer]:
    """The reviewers, each in a browser of their own."""
    names = {"asha": ("Asha Rahman", "r1"), "tom": ("Tom Ellery", "r2"), "carol": ("Carol Finch", "r3")}
    return {each: Reviewer(new_page(), service, *who) for each, who in names.items()}  # type: ignore[arg-type]


def at_work(service: Simulated, moment: dt.datetime, *people: Reviewer) -> None:
    """A morning at the desk: signed in, the key unlocked."""
    it_is(service, moment, *(person.page for person in people))
    for person in people:
        person.page.context.clear_cookies()
        person.signs_in()
        person.unlocks()
        person.is_unlocked()


def opens(*people: Reviewer) -> None:
    """The only concern that there is."""
    for person in people:
        person.rows.locator("button.row-open").first.click()
        expect(person.thread.locator("#concern-title")).to_be_visible()


def raises(page: Page, service: Simulated) -> str:
    """In the evening, at home: a few lines, and what went wrong, ticked."""
    walking.begin(page, service)
    walking.write(page)
    press(page, "Add more")
    walking.tick_box(page, "Forced marriage")
    press(page, "Continue")
    open_folds(page)
    walking.tick_box(page, "Risk assessment (DASH and its honour-based questions) missing or incomplete")
    walking.tick_box(page, "Dropped without a reason")
    written = walking.to_token(page)
    walking.confirm_token(page, written)
    walking.send(page)
    return written


def test_two_reviewers_take_a_concern_from_receipt_to_outcome(
    service: Simulated, new_page: NewPage, team: dict[str, Reviewer]
) -> None:
    """A forced marriage, closed with no risk assessment, told by a borough officer who knows no crime number."""
    phone, asha, tom = new_page(PHONE), team["asha"], team["tom"]
    it_is(service, at(3, 21), phone)
    written = raises(phone, service)

    # At nine both are at work. Asha takes it and acknowledges; Tom sees that she has it.
    at_work(service, at(4, 9), asha, tom)
    opens(asha)
    expect(asha.messages.first).to_contain_text(TEXT)
    expect(asha.thread).to_contain_text("isk assessment")
    asha.presses("Take this")
    expect(asha.rows.locator(".col-with")).to_contain_text("You")
    asha.chooses("Acknowledge")
    asha.writes("I have read it, and I am looking at how the case was closed.")
    asha.presses("Send acknowledgement")
    expect(asha.messages).to_have_count(2)
    opens(tom)
    expect(tom.thread.locator(".concern-facts")).to_contain_text("Asha Rahman handles this")
    expect(tom.messages).to_have_count(2)

    # They agree among themselves on how to look without pointing to anybody; the reporter never sees that.
    asha.chooses("A decision")
    asha.page.get_by_label("What was decided").fill("Ask for all closures of that month.")
    asha.page.get_by_label("Why", exact=True).fill("A search for one would show who told us.")
    asha.presses("Save the decision")
    expect(asha.thread.get_by_text("Ask for all closures of that month.")).to_be_visible()

    it_is(service, at(4, 20), phone)
    comes_back(phone, written)
    expect(phone.locator("#standing")).to_contain_text("Read by a person")
    expect(phone.locator("#standing")).to_contain_text("2 of 3 people have opened this.")
    expect(phone.locator("#thread > li").last).to_contain_text("Wednesday 4 March, 9am to 10am")
    expect(phone.locator("body")).not_to_contain_text("closures of that month")

    # Tom asks three questions. One is answered, one is skipped, and nobody else is told.
    at_work(service, at(6, 14), tom)
    opens(tom)
    expect(tom.thread).to_contain_text("Ask for all closures of that month.")
    tom.chooses("Ask questions")
    tom.page.locator("#question-0").fill("Roughly which month was it?")
    tom.presses("Write another question")
    tom.page.locator("#question-1").fill("Were you in the room when the family was spoken to?")
    tom.page.get_by_role("checkbox", name="The answer could point to the reporter").last.check()
    tom.presses("Ask for consent to tell somebody")
    tom.page.locator("#question-2").fill("the Forced Marriage Unit")
    tom.presses("Send questions")
    expect(tom.messages).to_have_count(3)
    expect(tom.next_step).to_contain_text("Nothing now")
    it_is(service, at(7, 19), phone)
    comes_back(phone, written)
    phone.get_by_label("1. Roughly which month").fill("In the spring, I think March.")
    phone.get_by_role("button", name=re.compile("Skip this one.*2[.]")).click()
    phone.get_by_role("group", name=re.compile("Forced Marriage Unit")).get_by_label("No").check()
    press(phone, "Send answers")
    expect(phone.locator("#told")).to_contain_text("The reviewers get them on Sunday 8 March, 7am.")

    # The first reply comes in time. The reporter says that it did not answer them, and gets a better one.
    at_work(service, at(9, 9), asha)
    opens(asha)
    expect(asha.messages.last).to_contain_text(
        re.compile("In the spring.*No answer|In the spring", re.DOTALL)
    )
    asha.chooses("Reply")
    asha.writes("We are looking into it.")
    asha.presses("Send reply")
    expect(asha.messages).to_have_count(5)
    it_is(service, at(10, 19), phone)
    comes_back(phone, written)
    phone.get_by_role("button", name=re.compile("This did not answer me")).click()
    phone.get_by_label("What is missing?").fill("Was she seen alone?")
    press(phone, "Say that it did not answer me")
    expect(phone.locator("#told")).to_contain_text("Logged.")
    at_work(service, at(12, 10), asha, tom)
    opens(asha, tom)
    expect(asha.next_step).to_contain_text("what they were told did not answer them")
    expect(tom.thread.locator(".disputed")).to_be_visible()
    tom.chooses("Reply")
    tom.writes("She was seen alone on Monday, with an interpreter of her choice.")
    tom.presses("Send reply")
    expect(tom.messages).to_have_count(7)

    # After three weeks it closes with a reason; without one it would not.
    at_work(service, at(24, 10), asha)
    opens(asha)
    asha.chooses("Close with a reason")
    asha.writes(
        "The case is open again and its risk was assessed. We could not find out who closed it first."
    )
    asha.presses("Close this concern")
    asha.is_told("Choose why this is closing.")
    asha.page.get_by_role("radio", name="Action was taken").check()
    asha.presses("Close this concern")
    expect(asha.messages).to_have_count(8)
    it_is(service, at(24, 19), phone)
    comes_back(phone, written)
    expect(phone.locator("#standing")).to_contain_text("This concern is closed.")
    expect(phone.locator("#standing")).to_contain_text("The reason given: action was taken.")
    expect(phone.locator("#thread > li").last).to_contain_text("We could not find out who closed it first.")
    expect(phone.locator("#warnings .danger")).to_have_count(0)
    expect(phone.locator(".message .confirmed")).to_have_count(8)
    found = standings(service.house)
    assert found[DueKind.ACKNOWLEDGEMENT, Standing.IN_TIME] == found[DueKind.REPLY, Standing.IN_TIME] == 1


def test_the_reviewer_whom_a_concern_names_learns_nothing_while_two_others_work_on_it(
    service: Simulated, new_page: NewPage, team: dict[str, Reviewer]
) -> None:
    """Carol is named and left out. Her desk is open all the while, beside those of the two who can read it."""
    phone, asha, tom, carol = new_page(PHONE), team["asha"], team["tom"], team["carol"]
    it_is(service, at(3, 21), phone)
    written = walking.raise_concern(phone, service, NAMED, leave_out="Carol Finch")
    heard: list[bytes] = []
    carol.page.on("response", lambda answer: heard.append(answer.body()) if "/api/" in answer.url else None)

    at_work(service, at(4, 9), asha, tom, carol)
    expect(carol.list).to_contain_text("No concern is waiting for you.")
    opens(asha, tom)
    for person in (asha, tom):
        expect(person.thread).to_contain_text("Left out by the reporter: Carol Finch.")
    asha.presses("Take this")
    expect(asha.page.get_by_role("button", name="Let a colleague read this")).to_have_count(0)
    asha.page.get_by_label("Your note").fill("Not a word to the sergeant.")
    asha.presses("Save the note")
    tom.chooses("Reply")
    tom.writes("It is with us, and not with her.")
    tom.presses("Send reply")
    expect(tom.messages).to_have_count(2)

    # Carol looks at every list there is, and searches.
    for name in ("New", "Acknowledged", "Open", "Closed", "Not closed"):
        carol.page.get_by_role("button", name=name, exact=True).click()
        expect(carol.list.locator(".list-note")).to_be_visible()
    carol.page.get_by_role("searchbox").fill("sergeant")
    carol.page.get_by_role("searchbox").press("Enter")
    expect(carol.list).to_contain_text(re.compile("[Nn]othing|No concern"))
    carol.presses("Back to the list")
    expect(carol.rows).to_have_count(0)
    mailbox = asha.page.locator("[data-concern]").first.get_attribute("data-concern")
    assert mailbox
    for said in heard:
        assert mailbox.encode() not in said
        assert bytes.fromhex(mailbox) not in said
        assert b'"handler"' not in said

    it_is(service, at(4, 20), phone)
    comes_back(phone, written)
    expect(phone.locator("#standing")).to_contain_text("2 of 2 people have opened this.")
    expect(phone.locator("#thread > li").last).to_contain_text("It is with us, and not with her.")
    expect(phone.locator("body")).not_to_contain_text("Not a word to the sergeant.")


def test_while_a_reviewer_is_on_leave_a_lead_lets_the_deputy_in_and_the_breach_is_counted(
    service: Simulated, new_page: NewPage, team: dict[str, Reviewer]
) -> None:
    """Asha acknowledges, goes away, and the first reply comes on day 8: one answer late, and no more."""
    phone, asha, tom, carol = new_page(PHONE), team["asha"], team["tom"], team["carol"]
    token = walking.file_directly(service, TEXT, ("r1", "r2"))  # type: ignore[arg-type]
    at_work(service, at(4, 9), asha)
    opens(asha)
    asha.presses("Take this")
    asha.chooses("Acknowledge")
    asha.presses("Send acknowledgement")
    expect(asha.messages).to_have_count(2)
    asha.presses("Going away?")
    asha.page.get_by_label("First day").fill("2026-03-05")
    asha.page.get_by_label("Last day").fill("2026-03-20")
    asha.page.get_by_label("Deputy").select_option(label="Carol Finch")
    asha.presses("Save")
    expect(asha.list).to_contain_text("Carol Finch is your deputy.")

    # Day 6: the lead, who can read it, sees whose it is, that she is away and who stands in for her.
    at_work(service, at(9, 9), tom, carol)
    expect(carol.rows).to_have_count(0)
    opens(tom)
    expect(tom.next_step).to_contain_text("Reply")
    side = tom.thread.get_by_role("region", name="Who can read this")
    expect(side).to_contain_text(re.compile("Asha Rahman.*away until", re.DOTALL))
    tom.presses("Let a colleague read this")
    tom.page.get_by_role("checkbox", name="Carol Finch").check()
    tom.presses("Let them read this")
    expect(side).to_contain_text("Carol Finch can read this")

    # Once she can read it, the notes are handed on as well.
    at_work(service, at(10, 9), tom)
    opens(tom)
    tom.presses("Let them read the notes")
    expect(tom.thread.get_by_text("cannot read these notes yet")).to_have_count(0)

    # Day 8 in the morning, an hour or more too late: the deputy answers.
    at_work(service, at(11, 9), carol)
    opens(carol)
    expect(carol.next_step).to_contain_text("Late")
    carol.presses("Take it over")
    carol.chooses("Reply")
    carol.writes("I have taken this over. The case is being looked at again.")
    carol.presses("Send reply")
    expect(carol.messages).to_have_count(3)
    it_is(service, at(11, 19), phone)
    comes_back(phone, token.text)
    expect(phone.locator("#thread")).to_contain_text("let Carol Finch read")
    expect(phone.locator("#thread > li").last).to_contain_text("I have taken this over.")
    found = standings(service.house)
    assert found[DueKind.ACKNOWLEDGEMENT, Standing.IN_TIME] == found[DueKind.REPLY, Standing.LATE] == 1
    assert not found[DueKind.REPLY, Standing.IN_TIME]
