"""Coming back with the token: what is wrong with one, and what a thread says of how it stands."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import conftest, walking
from tests.browser.following import (
    READ,
    comes_back,
    is_told,
    lies,
    types,
    writes,
)
from tests.browser.walking import TEXT, press
from tests.support.running import Service
from whistle.envelope.items import StateItem
from whistle.envelope.token import Token, reporter_of
from whistle.services import reviewing

service = conftest.one_service


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter your token"),
        ("ABCD-EFGH", "A token has 28 letters and numbers. You entered 8: 20 are missing"),
        ("ABCD-" * 7 + "A", "You entered 29: that is 1 too many"),
        ("ABCD-EFUH-1234-1234-1234-1234-1234", "‘U’ is never part of a token. Check group 2 on your note"),
        ("ABCD-EFGH-1234-1234-1234-1234-123!", "‘!’ is never part of a token. Check group 7 on your note"),
        ("ABCD-EFGH-1234-1234-1234-1234-1234", "At least one letter or number is wrong"),
    ],
    ids=["nothing", "too short", "too long", "a letter U", "a sign", "a wrong letter"],
)
def test_a_mistyped_token_is_told_which_thing_is_wrong(page: Page, typed: str, words: str) -> None:
    page.goto("/follow-up")
    types(page, typed)
    is_told(page, words)
    assert page.get_by_label("Your token", exact=True).input_value() == typed


def test_a_token_is_read_as_people_write_it(page: Page, token: Token) -> None:
    untidy = token.text.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    page.goto("/follow-up")
    page.get_by_label("Your token", exact=True).fill(untidy)
    expect(page.locator("#token-count")).to_have_text("28 of 28")
    page.get_by_label("Your token", exact=True).press("Enter")
    expect(page.locator("#thread")).to_contain_text(TEXT)
    assert page.locator("#token").input_value() == ""


def test_the_token_itself_is_never_sent(page: Page, token: Token) -> None:
    sent: list[bytes] = []
    page.on("request", lambda request: sent.append(request.url.encode() + (request.post_data_buffer or b"")))
    page.goto("/follow-up")
    types(page, token.text)
    expect(page.locator("#thread")).to_contain_text(TEXT)
    plain = token.text.replace("-", "").encode()
    assert any("threads/read" in each[:80].decode("latin-1") for each in sent)
    for secret in (plain, plain.lower(), token.text.encode(), token.raw, token.raw.hex().encode()):
        assert not any(secret in each for each in sent)


def test_a_correct_token_without_a_concern_is_told_so_and_what_to_do(page: Page) -> None:
    page.goto("/follow-up")
    types(page, Token.new().text)
    expect(page.get_by_role("heading", name="There is no concern under this token")).to_be_focused()
    press(page, "Back")
    expect(page.get_by_role("heading", name="Read your replies")).to_be_visible()


def test_a_thread_says_who_opened_it_and_when_the_next_reply_is_due(
    service: Service, page: Page, token: Token
) -> None:
    comes_back(page, token.text)
    expect(page.locator("#standing")).to_contain_text("Nobody has opened this yet.")
    expect(page.locator("#standing")).to_contain_text(
        re.compile(r"Someone should have read it by \w+day \d+ \w+, ")
    )
    expect(page.locator("#receipt")).to_contain_text("is in the record that nobody can quietly change")
    reviewing.opened(service.house, "r1", reporter_of(token, service.house.service).mailbox)
    writes(service, token, "acknowledgement", "I have read it.")
    service.tick()
    press(page, "Look for new messages")
    expect(page.locator("#standing")).to_contain_text("1 of 3 people has opened this.")
    expect(page.locator("#standing")).to_contain_text("Next reply due by")
    expect(page.locator("#sending")).to_have_text("1 new message.")
    expect(page.locator("#thread > li").last).to_contain_text(
        re.compile("Asha Rahman.*Confirmed.*Has read", re.DOTALL)
    )


def test_before_the_next_tick_the_receipt_says_by_when_it_will_be_recorded(
    service: Service, page: Page
) -> None:
    walking.come_back(page, service, walking.file_directly(service).text)
    expect(page.locator("#receipt")).to_contain_text("has promised to enter your concern in the record by")


def test_a_closed_concern_says_why_and_still_takes_an_answer(
    service: Service, page: Page, token: Token
) -> None:
    writes(service, token, "acknowledgement", "I have read it.")
    service.tick()
    writes(
        service, token, "closing", "We could not find out who told the family.", reason="not-enough-to-act"
    )
    service.tick()
    comes_back(page, token.text)
    expect(page.locator("#standing")).to_contain_text("This concern is closed.")
    expect(page.locator("#thread > li").last).to_contain_text(
        "Closed the concern: there was not enough to act on."
    )
    expect(page.locator("#reply-hint")).to_contain_text("Sending this opens the concern again")
    expect(page.get_by_label("Write again")).to_be_editable()


def test_a_missed_date_says_late_in_words_and_what_can_be_done_now(
    service: Service, page: Page, token: Token
) -> None:
    lies(page, lambda item: replace(item, due_hour=490_000, state=2) if isinstance(item, StateItem) else item)
    comes_back(page, token.text)
    expect(page.locator(".late")).to_contain_text(re.compile("^Late: a reply was due by"))
    page.locator(".late").get_by_role("button", name="Take it outside").click()
    expect(page.get_by_role("heading", name="Take it outside")).to_be_focused()
    expect(page.locator("#outside-list")).to_contain_text("IOPC report line")


def test_a_long_conversation_begins_with_the_newest(service: Service, page: Page, token: Token) -> None:
    for number in range(1, 36):
        writes(service, token, "reply", f"This is reply {number}.")
    service.tick()
    comes_back(page, token.text)
    expect(page.locator("#thread > li")).to_have_count(15)
    expect(page.locator("#thread > li").last).to_contain_text("This is reply 35.")
    expect(page.get_by_text("This is reply 20.")).to_be_hidden()
    page.get_by_text("Show 21 earlier messages").click()
    expect(page.get_by_text("This is reply 20.")).to_be_visible()


def test_no_answer_loses_nothing_and_trying_again_works(page: Page, token: Token) -> None:
    page.route(READ, lambda route: route.abort("internetdisconnected"))
    page.goto("/follow-up")
    types(page, token.text)
    is_told(page, "We could not reach the service. Your token is correct, and nothing is lost: try again.")
    page.unroute(READ)
    press(page, "Open my concern")
    expect(page.locator("#thread")).to_contain_text(TEXT)


def test_a_stale_challenge_is_replaced_without_a_word(page: Page, token: Token) -> None:
    asked: list[str] = []

    def once(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            body = json.dumps({"code": "stale-challenge", "detail": "The request is too old."})
            route.fulfill(status=409, body=body, content_type="application/problem+json")
        else:
            route.continue_()

    page.route(READ, once)
    page.goto("/follow-up")
    types(page, token.text)
    expect(page.locator("#thread")).to_contain_text(TEXT)
    assert len(asked) == 2


def test_a_list_that_ran_out_is_said_calmly_and_the_thread_is_read_all_the_same(
    service: Service, page: Page, token: Token
) -> None:
    page.clock.set_fixed_time(dt.datetime.now() + dt.timedelta(days=120))
    comes_back(page, token.text)
    expect(page.locator("#warnings .caution")).to_contain_text("The list of reviewers ran out on")
    expect(page.locator("#thread")).to_contain_text(TEXT)
    expect(page.get_by_label("Write to the reviewers")).to_be_editable()


def test_close_and_forget_leaves_nothing_on_the_page(service: Service, page: Page, token: Token) -> None:
    comes_back(page, token.text)
    page.get_by_label("Write to the reviewers").fill("half a reply")
    press(page, "Close and forget")
    expect(page.get_by_role("heading", name="Closed and forgotten")).to_be_focused()
    left = page.evaluate(
        "document.documentElement.outerHTML"
        " + [...document.querySelectorAll('textarea')].map((field) => field.value).join()"
    )
    assert TEXT not in left
    assert "half a reply" not in left
    assert token.text not in left
