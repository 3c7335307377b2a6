"""What a reporter can send beside a reply, as a reviewer reads it, and who can read being changed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import NewPage
from tests.browser.deeds import replies, writes_to
from tests.services.people import Dana
from tests.support.running import Service
from whistle.envelope.compose import hand_over, share
from whistle.envelope.content import Question
from whistle.envelope.token import Reporter, Token
from whistle.services import sharing

TITLE = "A hate crime was written down as a quarrel between neighbours."


@pytest.fixture
def dana(service: Service) -> Dana:
    dana = Dana(service.house)
    dana.raises(
        TITLE, readers=("r1",), answers={"evidence": "soon", "where": "Northmoor East", "moon": "full"}
    )
    service.tick()
    return dana


def at_the_desk(service: Service, new_page: NewPage) -> Reviewer:
    asha = Reviewer(new_page(), service)
    asha.signs_in()
    asha.unlocks()
    asha.opens(TITLE)
    return asha


def test_answers_the_desk_does_not_know_are_shown_as_they_came(
    dana: Dana, service: Service, new_page: NewPage
) -> None:
    asha = at_the_desk(service, new_page)
    facts = asha.messages.first.locator(".answers")
    expect(facts).to_contain_text("Where it happened Northmoor East", use_inner_text=True)
    expect(facts).to_contain_text("Moon full", use_inner_text=True)
    expect(asha.next_step).to_contain_text("evidence could be lost within days")


def test_answers_stand_beside_their_questions_and_a_skipped_one_is_no_reproach(
    dana: Dana, service: Service, new_page: NewPage
) -> None:
    questions = (
        Question("Was it at night?", identifies=True),
        Question("Is she safe?"),
        Question("May we tell the council?", asks="consent"),
    )
    asked = writes_to(service, dana, "question", "Only what you want to say.", questions=questions)
    service.tick()
    dana.says("That is all.", kind="answer", of=asked, replies=("", "Yes, with her sister.", "no"))
    service.tick()
    asha = at_the_desk(service, new_page)
    expect(asha.messages.nth(1)).to_contain_text("(could point to the reporter)")
    answer = asha.messages.nth(2)
    expect(answer).to_contain_text("The reporter answered", use_inner_text=True)
    pairs = answer.locator(".exchange > div")
    expect(pairs.nth(0)).to_contain_text("Was it at night?")
    expect(pairs.nth(0)).to_contain_text("may skip any question, and it says nothing about them")
    expect(pairs.nth(1)).to_contain_text("Yes, with her sister.")
    expect(pairs.nth(2)).to_contain_text("No. Do not tell them.")
    expect(answer).to_contain_text("That is all.")


def test_a_dispute_is_shown_at_the_reply_that_it_is_about_too(
    dana: Dana, service: Service, new_page: NewPage
) -> None:
    reply = replies(service, dana, "A reminder was sent to all supervisors.")
    service.tick()
    dana.says("Nobody has seen the family.", kind="dispute", of=reply)
    service.tick()
    asha = at_the_desk(service, new_page)
    expect(asha.messages.nth(1).locator(".disputed")).to_contain_text(
        "The reporter says that this did not answer them."
    )
    expect(asha.messages.nth(2)).to_contain_text(
        "The reporter says that this did not answer them", use_inner_text=True
    )
    expect(asha.messages.nth(2)).to_contain_text("About what you wrote today", use_inner_text=True)
    expect(asha.next_step).to_contain_text("Reply again.")


def test_harm_done_since_is_the_first_thing_to_see_until_it_is_answered(
    dana: Dana, service: Service, new_page: NewPage
) -> None:
    writes_to(service, dana, "closing", "We corrected the record.", reason="resolved")
    service.tick()
    dana.says("I am being moved off the unit.", kind="detriment")
    service.tick()
    asha = at_the_desk(service, new_page)
    first = asha.thread.get_by_role("alert")
    expect(first).to_contain_text("been treated badly since they spoke up")
    expect(first).to_contain_text("I am being moved off the unit.")
    expect(asha.next_step).to_contain_text("Answer this first.")
    expect(asha.rows).to_contain_text("Open")
    asha.chooses("Reply")
    asha.writes("I am sorry. What would keep you safe?")
    asha.presses("Send reply")
    expect(asha.messages).to_have_count(4)
    expect(first).to_have_count(0)


def test_a_withdrawal_asks_for_a_closing(dana: Dana, service: Service, new_page: NewPage) -> None:
    dana.says("", kind="withdrawal")
    service.tick()
    asha = at_the_desk(service, new_page)
    expect(asha.messages.nth(1)).to_contain_text("The reporter withdrew this", use_inner_text=True)
    expect(asha.next_step).to_contain_text("The reporter has withdrawn this.")


def test_who_was_let_in_and_a_hand_over_stand_in_the_thread_as_plain_lines(
    dana: Dana, service: Service, new_page: NewPage
) -> None:
    house = service.house
    sharing.change(house, share(dana.reporter, dana.reads(), house.directory(), ["r2"]).encode())
    service.tick()
    next_holder = Reporter(Token.new(), house.service)
    sharing.change(house, hand_over(dana.reporter, dana.reads(), house.directory(), next_holder).encode())
    service.tick()
    asha = at_the_desk(service, new_page)
    lines = asha.thread.locator(".thread > .change")
    expect(lines).to_have_text(
        [
            "The reporter let Tom Ellery read this, from the beginning.",
            re.compile("The reporter handed this concern over: somebody else holds it and writes for it"),
        ],
        use_inner_text=True,
    )
    expect(asha.thread.get_by_role("alert")).to_have_count(0)
    tom = Reviewer(new_page(), service, "Tom Ellery", "r2")
    tom.signs_in()
    tom.unlocks()
    tom.opens(TITLE)
    expect(tom.messages.first).to_contain_text("Confirmed")
