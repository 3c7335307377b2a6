"""Writing in the conversation: whatever happens on the way, no word is lost and nothing arrives twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import conftest, walking
from tests.browser.following import (
    MESSAGES,
    comes_back,
)
from tests.browser.walking import press
from tests.support.running import Service
from whistle.envelope.token import Token

service = conftest.one_service


def test_a_reply_in_doubt_goes_again_as_the_same_bytes_and_arrives_once(
    service: Service, page: Page, token: Token
) -> None:
    comes_back(page, token.text)
    sent: list[bytes] = []

    def lose(route: Route) -> None:
        sent.append(route.request.post_data_buffer or b"")
        route.fetch()  # it arrives; only the answer is lost
        route.abort("connectionreset")

    page.route("**/api/v1/messages", lose)
    reply = page.get_by_label("Write to the reviewers")
    reply.fill("It was in the spring.")
    press(page, "Send")
    expect(page.locator("#not-sent")).to_contain_text("We cannot confirm that your message arrived.")
    expect(reply).not_to_be_editable()
    page.unroute("**/api/v1/messages")
    with page.expect_request("**/api/v1/messages") as again:
        press(page, "Send again")
    expect(page.locator("#sending")).to_have_text("Your message was sent.")
    assert again.value.post_data_buffer == sent[0]
    expect(page.locator("#thread > li")).to_have_count(2)
    expect(reply).to_be_editable()
    assert reply.input_value() == ""


@pytest.mark.parametrize("status", [200, 204])
def test_an_answer_alone_erases_no_words(service: Service, page: Page, token: Token, status: int) -> None:
    comes_back(page, token.text)
    page.route(
        MESSAGES, lambda route: route.fulfill(status=status, body="<h1>Welcome</h1>" if status == 200 else "")
    )
    reply = page.get_by_label("Write to the reviewers")
    reply.fill("It was in the spring.")
    press(page, "Send")
    expect(page.locator("#not-sent")).to_contain_text("We cannot confirm that your message arrived.")
    assert reply.input_value() == "It was in the spring."
    page.unroute(MESSAGES)
    press(page, "Send again")
    expect(page.locator("#sending")).to_have_text("Your message was sent.")
    expect(page.locator("#thread > li")).to_have_count(2)


def test_a_reply_in_doubt_that_turns_up_in_the_thread_is_in_doubt_no_more(
    service: Service, page: Page, token: Token
) -> None:
    comes_back(page, token.text)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route(MESSAGES, lose)
    reply = page.get_by_label("Write to the reviewers")
    reply.fill("It was in the spring.")
    press(page, "Send")
    expect(reply).not_to_be_editable()
    press(page, "Look for new messages")
    expect(page.locator("#sending")).to_have_text("Your message was sent.")
    expect(page.locator("#not-sent")).to_be_hidden()
    expect(reply).to_be_editable()
    assert reply.input_value() == ""
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()


def test_a_replys_doubt_outlives_a_refusal_and_no_server_words_are_shown(
    service: Service, page: Page, token: Token
) -> None:
    comes_back(page, token.text)
    page.route(MESSAGES, lambda route: route.abort("connectionreset"))
    reply = page.get_by_label("Write to the reviewers")
    reply.fill("It was in the spring.")
    with page.expect_request(MESSAGES) as first:
        press(page, "Send")
    expect(page.locator("#not-sent")).to_contain_text("We cannot confirm")
    page.unroute(MESSAGES)
    walking.refuse(page, MESSAGES, 429, "too-many")
    press(page, "Send again")
    expect(page.locator("#not-sent")).to_contain_text("Wait a few minutes, then try again. We cannot confirm")
    expect(page.locator("body")).not_to_contain_text("EVIL")
    expect(reply).not_to_be_editable()
    page.unroute(MESSAGES)
    with page.expect_request(MESSAGES) as third:
        press(page, "Send again")
    expect(page.locator("#sending")).to_have_text("Your message was sent.")
    assert third.value.post_data_buffer == first.value.post_data_buffer
