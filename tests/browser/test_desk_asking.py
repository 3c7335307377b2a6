"""A reviewer asks the reporter questions, each of which may be skipped."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import PHONE, NewPage
from tests.services.people import Dana
from tests.support.running import Service
from whistle.envelope.content import Question

TITLE = "A girl of nine was not referred to anyone."
HARMLESS = "Is anyone in danger now, as far as you know?"
RISKY = "How did you come to know of this?"


@pytest.fixture
def dana(service: Service) -> Dana:
    dana = Dana(service.house)
    dana.raises(TITLE, readers=("r1", "r2"), answers={"care": ("ask-first",)})
    service.tick()
    return dana


@pytest.fixture
def asha(dana: Dana, service: Service, new_page: NewPage) -> Reviewer:
    """At the desk, about to ask."""
    asha = Reviewer(new_page(), service)
    asha.signs_in()
    asha.unlocks()
    asha.opens(TITLE)
    asha.chooses("Ask questions")
    return asha


def field(asha: Reviewer, number: int) -> Locator:
    return asha.page.locator(f"#question-{number - 1}")


def test_questions_typed_and_chosen_reach_the_reporter_with_what_could_point_to_them(
    asha: Reviewer, dana: Dana, service: Service
) -> None:
    expect(asha.thread.locator(".reminder")).to_contain_text(
        "Ask the reporter before you do anything that could point to them"
    )
    field(asha, 1).fill("Was the school told?")
    asha.page.get_by_text("Choose from questions that ask for little").click()
    asha.presses(HARMLESS)
    asha.presses(RISKY)
    could_point = asha.page.get_by_role("checkbox", name="The answer could point to the reporter")
    expect(could_point).to_have_count(3)
    assert [box.is_checked() for box in could_point.all()] == [False, False, True]
    expect(asha.thread.locator(".asked-one").nth(2)).to_contain_text("often shows who they are")
    could_point.first.check()
    asha.presses("Ask for consent to tell somebody")
    field(asha, 4).fill("the Forced Marriage Unit")
    expect(asha.thread).to_contain_text("May we tell the Forced Marriage Unit?")
    asha.writes("Thank you for writing.")
    asha.presses("Send questions")

    sent = asha.messages.nth(1)
    expect(sent).to_contain_text("You asked", use_inner_text=True)
    expect(sent.locator(".questions li")).to_have_count(4)
    expect(sent).to_contain_text("May we tell the Forced Marriage Unit? (yes or no)", use_inner_text=True)
    expect(asha.rows).to_contain_text("Acknowledged")
    service.tick()
    arrived = dana.reads().confirmed[-1]
    assert arrived.content is not None
    assert arrived.content.text == "Thank you for writing."
    assert arrived.content.questions == (
        Question("Was the school told?", identifies=True),
        Question(HARMLESS),
        Question(RISKY, identifies=True),
        Question("May we tell the Forced Marriage Unit?", asks="consent"),
    )


def test_nothing_but_empty_questions_is_not_sent(asha: Reviewer) -> None:
    asha.writes("Some questions follow.")
    asha.presses("Send questions")
    asha.is_told("Write a question, or choose one.")
    expect(field(asha, 1)).to_be_focused()
    expect(asha.messages).to_have_count(1)


def test_half_written_questions_outlive_another_choice_and_a_locked_key(asha: Reviewer) -> None:
    field(asha, 1).fill("Was the sch")
    asha.presses("Write another question")
    field(asha, 2).fill("And the doc")
    asha.chooses("Reply")
    expect(field(asha, 1)).to_have_count(0)
    asha.presses("Lock now")
    asha.unlocks()
    asha.chooses("Ask questions")
    expect(field(asha, 1)).to_have_value("Was the sch")
    asha.presses("Remove Question 1")
    expect(field(asha, 1)).to_have_value("And the doc")
    asha.page.once("dialog", lambda dialog: dialog.dismiss())
    asha.presses("Sign out")
    expect(field(asha, 1)).to_have_value("And the doc")


def test_eight_questions_are_the_most(asha: Reviewer) -> None:
    another = asha.page.get_by_role("button", name="Write another question")
    for _ in range(7):
        another.click()
    expect(another).to_have_count(0)
    expect(asha.thread).to_contain_text("That is the most that one message can ask.")


def test_on_a_phone_nothing_runs_off_the_side(dana: Dana, service: Service, new_page: NewPage) -> None:
    asha = Reviewer(new_page(PHONE), service)
    asha.signs_in()
    asha.unlocks()
    asha.opens(TITLE)
    asha.chooses("Ask questions")
    asha.page.get_by_text("Choose from questions that ask for little").click()
    asha.presses(RISKY)
    asha.presses("Ask for consent to tell somebody")
    assert asha.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
