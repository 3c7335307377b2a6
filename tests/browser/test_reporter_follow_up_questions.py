"""What reviewers ask: each question answered or skipped by itself, and sent together."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser import conftest, walking
from tests.browser.following import (
    CONSENT,
    MESSAGES,
    MONTH,
    ROOM,
    as_seen_by,
    comes_back,
    is_told,
    lies,
    looks_again,
    loses_the_answer,
    writes,
)
from tests.browser.walking import press
from tests.support.running import Service
from whistle.envelope.items import Item, MessageItem
from whistle.envelope.token import Token

service = conftest.one_service


@pytest.fixture
def token(service: Service) -> Token:
    """Of a concern that two of the three reviewers were given."""
    token = walking.file_directly(service, readers=("r1", "r2"))
    service.tick()
    return token


def skips(page: Page, number: int) -> None:
    page.get_by_role("button", name=re.compile(rf"Skip this one.*{number}[.]")).click()


@pytest.fixture
def asked(service: Service, page: Page, token: Token) -> Page:
    """A reporter who was asked three things, with the conversation open."""
    writes(service, token, "question", "Three things would help us.", MONTH, ROOM, CONSENT)
    service.tick()
    comes_back(page, token.text)
    return page


def test_a_question_that_may_point_to_the_reporter_says_so_and_consent_says_that_nobody_is_told(
    asked: Page,
) -> None:
    room = asked.get_by_label("2. Were you in the room")
    expect(room).to_have_accessible_description(re.compile("^May point to you.*Skipping it does no harm"))
    consent = asked.get_by_role("group", name=re.compile("3. May we tell"))
    expect(consent).to_have_accessible_description("Nobody else is told unless you say yes.")
    expect(consent.get_by_role("radio", checked=True)).to_have_count(0)
    press(asked, "Go to the questions")
    expect(asked.get_by_label("1. Roughly which month")).to_be_focused()


def test_what_is_skipped_shows_as_skipped_and_can_be_answered_after_all(asked: Page) -> None:
    asked.get_by_label("1. Roughly which month").fill("March.")
    skips(asked, 1)
    expect(asked.get_by_role("button", name=re.compile("Answer it after all.*1[.]"))).to_be_focused()
    asked.keyboard.press("Enter")
    month = asked.get_by_label("1. Roughly which month")
    expect(month).to_be_focused()
    expect(month).to_have_value("March.")


def test_answers_go_together_and_reach_the_reviewer_as_they_were_given(
    service: Service, asked: Page, token: Token
) -> None:
    asked.get_by_label("1. Roughly which month").fill("March.")
    skips(asked, 2)
    asked.get_by_label("Yes").check()
    press(asked, "Send answers")
    expect(asked.locator("#told")).to_be_focused()
    expect(asked.locator("#told")).to_contain_text("Your answers were sent.")
    expect(asked.locator(".answered dd")).to_have_text(["March.", "Skipped", "Yes"])
    expect(asked.get_by_role("button", name="Send answers")).to_have_count(0)
    service.tick()
    content = as_seen_by(service, token).confirmed[-1].content
    assert content
    assert content.replies == ("March.", "", "yes")


def test_every_question_can_be_skipped_but_not_by_mistake(asked: Page) -> None:
    press(asked, "Send answers")
    is_told(asked, "Answer a question, or select ‘Skip this one’ at each")
    skips(asked, 1)
    skips(asked, 2)
    asked.get_by_label("Skip this one").last.check()
    press(asked, "Send answers")
    expect(asked.locator(".answered dd")).to_have_text(["Skipped", "Skipped", "Skipped"])


def test_answers_in_doubt_stay_as_they_are_and_go_again_as_the_same_bytes(asked: Page) -> None:
    sent = loses_the_answer(asked, MESSAGES)
    asked.get_by_label("1. Roughly which month").fill("March.")
    press(asked, "Send answers")
    expect(asked.locator(".asking [role=alert]")).to_contain_text(
        "We cannot confirm that your message arrived."
    )
    expect(asked.get_by_label("1. Roughly which month")).not_to_be_editable()
    expect(asked.get_by_label("Yes")).to_be_disabled()
    asked.unroute(MESSAGES)
    with asked.expect_request(MESSAGES) as again:
        press(asked, "Send again")
    expect(asked.locator("#told")).to_contain_text("Your answers were sent.")
    assert again.value.post_data_buffer == sent[0]
    expect(asked.locator("#thread > li")).to_have_count(3)


def test_answers_in_doubt_that_turn_up_in_the_thread_are_in_doubt_no_more(asked: Page) -> None:
    loses_the_answer(asked, MESSAGES)
    asked.get_by_label("1. Roughly which month").fill("March.")
    press(asked, "Send answers")
    expect(asked.locator(".asking [role=alert]")).to_be_visible()
    press(asked, "Look for new messages")
    expect(asked.locator("#told")).to_contain_text("Your answers were sent.")
    expect(asked.locator(".answered dd").first).to_have_text("March.")


def test_what_was_typed_outlives_new_messages_and_a_refusal(
    service: Service, asked: Page, token: Token
) -> None:
    asked.get_by_label("1. Roughly which month").fill("March, I think.")
    asked.get_by_label("No", exact=True).check()
    asked.get_by_label("Write to the reviewers").fill("half a thought")
    writes(service, token, "reply", "Something new.")
    service.tick()
    looks_again(asked)
    expect(asked.locator("#thread")).to_contain_text("Something new.")
    walking.refuse(asked, MESSAGES, 409, "out-of-step")
    press(asked, "Send answers")
    expect(asked.locator(".asking [role=alert]")).to_contain_text(
        "There is something new in this conversation. Read it, then send yours. Your words are still on this page."
    )
    for code, words in [
        ("change-waiting", "A change of who can read this is waiting already."),
        ("too-many", "Wait a few minutes"),
    ]:
        asked.unroute(MESSAGES)
        walking.refuse(asked, MESSAGES, 409, code)
        press(asked, "Send answers")
        expect(asked.locator(".asking [role=alert]")).to_contain_text(words)
    expect(asked.get_by_label("1. Roughly which month")).to_have_value("March, I think.")
    expect(asked.get_by_label("No", exact=True)).to_be_checked()
    expect(asked.get_by_label("Write to the reviewers")).to_have_value("half a thought")
    asked.unroute(MESSAGES)
    press(asked, "Send answers")
    expect(asked.locator(".answered dd")).to_have_text(["March, I think.", "Skipped", "No"])
    expect(asked.get_by_label("Write to the reviewers")).to_have_value("half a thought")


def test_a_question_that_no_reviewer_signed_gets_no_field(service: Service, page: Page, token: Token) -> None:
    writes(service, token, "question", "Who are you?", ROOM)
    service.tick()

    def alter(item: Item) -> Item:
        return (
            replace(item, signature=bytes(64)) if isinstance(item, MessageItem) and item.place == 2 else item
        )

    lies(page, alter)
    comes_back(page, token.text)
    expect(page.locator("#thread > li").last).to_contain_text("Not confirmed.")
    expect(page.locator(".asking")).to_have_count(0)
    expect(page.locator("#standing")).not_to_contain_text("You were asked")


def test_leaving_with_an_answer_half_written_asks_first(asked: Page) -> None:
    asked.get_by_label("1. Roughly which month").press_sequentially("Mar")
    told: list[str] = []

    def stay(dialog: Dialog) -> None:
        told.append(dialog.type)
        dialog.dismiss()

    asked.on("dialog", stay)
    asked.close(run_before_unload=True)
    expect(asked.get_by_label("1. Roughly which month")).to_have_value("Mar")
    asked.wait_for_timeout(300)
    assert told == ["beforeunload"]
