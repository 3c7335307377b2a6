"""More that a reporter can do: each says what it does before its one button does it, and does that and no more."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import conftest, walking
from tests.browser.conftest import PHONE, NewPage
from tests.browser.following import (
    EPOCHS,
    MESSAGES,
    NOTICES,
    as_seen_by,
    comes_back,
    has_new_token,
    is_told,
    looks_again,
    loses_the_answer,
    writes,
)
from tests.browser.walking import TEXT, press
from tests.support.running import Service
from whistle.envelope.token import Token
from whistle.services import inbox

service = conftest.one_service


@pytest.fixture
def token(service: Service) -> Token:
    """Of a concern that two of the three reviewers were given."""
    token = walking.file_directly(service, readers=("r1", "r2"))
    service.tick()
    return token


def step(page: Page, name: str) -> Locator:
    """From the conversation to a step of "More you can do"."""
    page.locator("#more").get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", name=name)).to_be_focused()
    return page.locator(".step:visible")


def test_a_reply_is_disputed_once_with_or_without_words(service: Service, page: Page, token: Token) -> None:
    writes(service, token, "reply", "We are looking into it.")
    service.tick()
    comes_back(page, token.text)
    page.get_by_role("button", name=re.compile("This did not answer me.*Asha Rahman")).click()
    expect(page.locator("#dispute-quote")).to_have_text("We are looking into it.")
    expect(page.locator("#step-dispute")).to_contain_text("Auditors count it")
    press(page, "Say that it did not answer me")
    expect(page.locator("#told")).to_contain_text("Logged.")
    expect(page.locator("#thread")).to_contain_text("You said that this did not answer you.")
    expect(page.get_by_role("button", name=re.compile("This did not answer me"))).to_have_count(0)
    service.tick()
    view = as_seen_by(service, token)
    content = view.confirmed[-1].content
    assert content
    assert content.kind == "dispute"
    assert content.of == view.confirmed[-2].hash


def test_whoever_is_let_in_is_named_on_the_button_and_reads_from_the_start(
    service: Service, page: Page, token: Token
) -> None:
    comes_back(page, token.text)
    share = step(page, "Let someone else read this")
    expect(share).to_contain_text("These people can read it now: Asha Rahman and Tom Ellery.")
    expect(share).to_contain_text("You cannot take it back")
    press(page, "Let them read this")
    is_told(page, "Tick who should be able to read this")
    page.get_by_label("Carol Finch").check()
    press(page, "Let Carol Finch read this")
    expect(page.locator("#told")).to_contain_text("Sent. It takes effect")
    assert inbox.show(service.house, "r3").items == []
    service.tick()
    press(page, "Look for new messages")
    expect(page.locator(".change-line")).to_have_text("You let Carol Finch read this.")
    expect(page.locator("#warnings .danger")).to_have_count(0)
    assert as_seen_by(service, token, "r3").confirmed[0].content.text == TEXT  # type: ignore[union-attr]
    writes(service, token, "reply", "I am new here, and have read all of it.", who="r3")
    service.tick()
    looks_again(page)
    expect(page.locator("#thread > li").last).to_contain_text(re.compile("Carol Finch.*Confirmed", re.DOTALL))
    step(page, "Let someone else read this")
    expect(page.locator("#share-none")).to_contain_text("There is nobody else to let in")


def test_a_second_change_waits_for_the_first_and_says_so(page: Page, token: Token) -> None:
    comes_back(page, token.text)
    step(page, "Let someone else read this")
    page.get_by_label("Carol Finch").check()
    press(page, "Let Carol Finch read this")
    expect(page.locator("#told")).to_be_visible()
    step(page, "Hand this to another person")
    press(page, "Make their token")
    page.get_by_label("type the last group").fill(has_new_token(page)[-4:])
    press(page, "Continue")
    press(page, "Hand over now")
    expect(page.locator("#hand-not-sent")).to_contain_text(
        "A change of who can read this is waiting already."
    )
    expect(page.get_by_role("button", name="Hand over now")).to_be_visible()


def test_a_hand_over_in_doubt_goes_again_as_the_same_bytes_for_the_same_token(
    service: Service, page: Page, new_page: NewPage, token: Token
) -> None:
    comes_back(page, token.text)
    step(page, "Hand this to another person")
    press(page, "Make their token")
    new = has_new_token(page)
    press(page, "Continue")
    is_told(page, "Type the last group of the new token, from the note")
    page.get_by_label("type the last group").fill("AAAA")
    press(page, "Continue")
    is_told(page, "That is not the last group. Check the note against the token above")
    page.get_by_label("type the last group").fill(new[-4:].lower())
    press(page, "Continue")
    sent = loses_the_answer(page, EPOCHS)
    press(page, "Hand over now")
    expect(page.locator("#hand-not-sent")).to_contain_text("this cannot happen twice")
    # It may have arrived, so that nothing may promise the contrary.
    expect(page.get_by_role("button", name="Do not hand it over")).to_be_hidden()
    press(page, "Back")
    assert has_new_token(page) == new
    press(page, "Continue")
    page.unroute(EPOCHS)
    with page.expect_request(EPOCHS) as again:
        press(page, "Send again")
    expect(page.get_by_role("heading", name="Handed over")).to_be_focused()
    assert again.value.post_data_buffer == sent[0]
    service.tick()
    theirs = new_page(PHONE)
    comes_back(theirs, new)
    expect(theirs.locator("#thread")).to_contain_text(TEXT)
    expect(theirs.locator(".change-line")).to_have_text("Handed over to you.")


def test_an_answer_from_somebody_elses_network_hands_nothing_over(page: Page, token: Token) -> None:
    comes_back(page, token.text)
    page.route(NOTICES, lambda route: route.fulfill(status=200, body="<h1>Welcome to our wifi</h1>"))
    step(page, "Someone tried to find out who I am")
    press(page, "Record that someone tried")
    expect(page.locator("#notice-not-sent")).to_contain_text("could not be confirmed")
    page.unroute(NOTICES)
    press(page, "Send again")
    expect(page.locator("#told")).to_contain_text("Recorded, for the auditors alone.")


def test_an_attempt_to_unmask_is_recorded_and_reviewers_see_nothing_of_it(
    service: Service, page: Page, token: Token
) -> None:
    comes_back(page, token.text)
    notice = step(page, "Someone tried to find out who I am")
    expect(notice).to_contain_text("The reviewers see nothing of it, and are not told.")
    press(page, "Record that someone tried")
    expect(page.locator("#told")).to_be_focused()
    service.tick()
    press(page, "Look for new messages")
    expect(page.locator("#sending")).to_have_text("There is nothing new.")
    assert len(as_seen_by(service, token).messages) == 1


def test_withdrawing_says_what_it_cannot_undo_and_can_be_left_alone(
    service: Service, page: Page, token: Token
) -> None:
    comes_back(page, token.text)
    withdrawal = step(page, "Withdraw my concern")
    expect(withdrawal).to_contain_text("What was read stays read")
    press(page, "Leave it as it is")
    expect(page.locator("#thread > li")).to_have_count(1)
    step(page, "Withdraw my concern")
    press(page, "Withdraw my concern")
    expect(page.locator("#told")).to_contain_text("Withdrawn.")
    expect(page.locator("#thread > li").last).to_contain_text("Withdrew this concern.")
    service.tick()
    content = as_seen_by(service, token).confirmed[-1].content
    assert content
    assert content.kind == "withdrawal"


def test_being_treated_badly_needs_a_few_words_and_keeps_them_when_it_cannot_be_sent(
    page: Page, token: Token
) -> None:
    comes_back(page, token.text)
    step(page, "I have been treated badly since")
    press(page, "Send")
    is_told(page, "Write what happened to you. A few words are enough")
    words = page.get_by_label("What happened since?")
    words.fill("I was taken off my cases.")
    walking.refuse(page, MESSAGES, 429, "too-many")
    press(page, "Send")
    expect(page.locator("#detriment-not-sent")).to_contain_text("Your words are still on this page.")
    press(page, "Back")
    step(page, "I have been treated badly since")
    expect(words).to_have_value("I was taken off my cases.")
    page.unroute(MESSAGES)
    press(page, "Send")
    expect(page.locator("#thread > li").last).to_contain_text("I was taken off my cases.")


def test_the_proof_goes_nowhere_unasked(page: Page, token: Token) -> None:
    page.add_init_script("window.printed = 0; window.print = () => { window.printed++; };")
    comes_back(page, token.text)
    outside = step(page, "Take it outside")
    expect(outside).to_contain_text("IOPC report line")
    page.get_by_text("Show the proof").click()
    expect(page.locator("#proof")).to_contain_text("# whistle/v1/proof")
    press(page, "Print it")
    expect(page.locator("#proof-print-first")).to_contain_text("A printer may keep what it printed")
    assert page.evaluate("window.printed") == 0
    press(page, "Print it")
    assert page.evaluate("window.printed") == 1
    page.locator("#proof").click()
    page.keyboard.press("Control+c")
    expect(outside.get_by_role("alert")).to_contain_text("Not copied yet.")


def test_nothing_of_any_step_is_left_after_closing(page: Page, token: Token) -> None:
    comes_back(page, token.text)
    step(page, "Take it outside")
    expect(page.locator("#proof")).to_contain_text("whistle/v1/proof")
    press(page, "Back")
    step(page, "Let someone else read this")
    press(page, "Back")
    step(page, "Withdraw my concern")
    page.get_by_label("Is there anything you want to say?").fill("half a sentence")
    press(page, "Back")
    step(page, "Hand this to another person")
    press(page, "Make their token")
    new = has_new_token(page)
    press(page, "Back")
    press(page, "Back")
    press(page, "Close and forget")
    expect(page.get_by_role("heading", name="Closed and forgotten")).to_be_focused()
    left = page.evaluate(
        "document.documentElement.outerHTML"
        " + [...document.querySelectorAll('textarea, input')].map((field) => field.value).join()"
    )
    for gone in (TEXT, "half a sentence", new[:4] + "</li>", "whistle/v1/proof", "Carol Finch</label>"):
        assert gone not in left, gone
