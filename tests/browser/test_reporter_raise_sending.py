"""Sending, and everything that can go wrong on the way: no word is lost, and nothing arrives twice."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.browser import conftest, walking
from tests.browser.conftest import PHONE, NewPage
from tests.browser.raising import CONCERNS, SERVICE, arrives_at, is_told, to_send
from tests.browser.walking import TEXT, press
from tests.support.running import Service
from whistle.envelope.directory import sign_directory
from whistle.envelope.frame import parse_filing

DIRECTORY = "**/.well-known/whistle/directory.json"


service = conftest.one_service


def test_a_paused_service_says_why_and_keeps_the_words(service: Service, page: Page) -> None:
    def paused(route: Route) -> None:
        told = route.fetch().json() | {"accepting": False, "why": "EVIL"}
        route.fulfill(body=json.dumps(told), content_type="application/json")

    page.route("**/api/v1/service", paused)
    walking.begin(page, service)
    walking.write(page)
    press(page, "Send now")
    expect(page.locator("#step-paused")).to_contain_text("New concerns are not taken at present.")
    expect(page.locator("body")).not_to_contain_text("EVIL")  # nobody signs the service's own words
    expect(page.locator("#step-paused")).to_contain_text("Other ways to speak up")
    page.unroute("**/api/v1/service")
    press(page, "Try again")
    expect(page.get_by_role("heading", name="Who may read this?")).to_be_visible()
    press(page, "Back")
    assert page.get_by_label("What happened?").input_value() == TEXT


def test_an_altered_list_of_reviewers_stops_the_form_before_anything_is_encrypted(
    service: Service, page: Page
) -> None:
    walking.alter_page(page, "/raise", "Carol Finch", "Karol Finch")
    walking.begin(page, service)
    walking.write(page)
    press(page, "Send now")
    expect(page.locator("#paused-why")).to_contain_text("not signed as it should be")


def test_after_any_doubt_the_very_same_bytes_go_again(service: Service, page: Page) -> None:
    to_send(page, service)
    sent: list[bytes | None] = []

    def lose(route: Route) -> None:
        sent.append(route.request.post_data_buffer)
        route.abort("connectionreset")

    page.route("**/api/v1/concerns", lose)
    press(page, "Send")
    expect(page.locator("#not-sent")).to_have_text(
        "We cannot confirm that your concern arrived. Your words are still on this page, so keep it open. "
        "Select ‘Send again’: this cannot make a second copy."
    )
    expect(page.get_by_role("button", name="Back").locator("visible=true")).to_have_count(0)
    press(page, "Send again")
    expect(page.locator("#not-sent")).to_be_visible()
    page.unroute("**/api/v1/concerns")
    with page.expect_request("**/api/v1/concerns") as again:
        press(page, "Send again")
    expect(page.get_by_role("heading", name="We have your concern")).to_be_visible()
    sent.append(again.value.post_data_buffer)
    assert sent[0]
    assert len({bytes(each or b"") for each in sent}) == 1


def test_a_receipt_that_does_not_verify_is_no_receipt(service: Service, page: Page) -> None:
    to_send(page, service)

    def forge(route: Route) -> None:
        body = bytearray(route.fetch().body())
        body[40] ^= 1
        route.fulfill(body=bytes(body), content_type="application/octet-stream")

    page.route("**/api/v1/concerns", forge)
    press(page, "Send")
    expect(page.locator("#not-sent")).to_contain_text("The service’s answer could not be confirmed.")
    page.unroute("**/api/v1/concerns")
    press(page, "Send again")
    expect(page.get_by_role("heading", name="We have your concern")).to_be_visible()


def test_a_refusal_says_that_nothing_was_kept_and_lets_the_words_be_changed(
    service: Service, page: Page
) -> None:
    to_send(page, service)
    walking.refuse(page, CONCERNS, 429, "too-many")
    press(page, "Send")
    expect(page.locator("#not-sent")).to_have_text(
        "Wait a few minutes, then try again. Your words are still on this page."
    )
    expect(page.locator("body")).not_to_contain_text("EVIL")
    page.unroute("**/api/v1/concerns")
    press(page, "Back")
    press(page, "I have written it down")
    press(page, "Send")
    expect(page.get_by_role("heading", name="We have your concern")).to_be_visible()


@pytest.mark.parametrize("kind", ["application/problem+json", "text/html"], ids=["service", "proxy"])
def test_a_doubt_outlives_a_refusal_that_comes_after_it(service: Service, page: Page, kind: str) -> None:
    to_send(page, service)
    sent: list[bytes | None] = []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data_buffer)
        if len(sent) == 1:
            route.fetch()  # it arrives; only the answer is lost
            route.abort("connectionreset")
        elif len(sent) == 2:
            route.fulfill(status=429, body=json.dumps({"code": "too-many"}), content_type=kind)
        else:
            route.continue_()

    page.route(CONCERNS, answer)
    press(page, "Send")
    expect(page.locator("#not-sent")).to_contain_text("We cannot confirm that your concern arrived.")
    press(page, "Send again")
    page.wait_for_timeout(500)
    assert len(sent) == 2
    expect(page.locator("#not-sent")).to_contain_text("We cannot confirm that your concern arrived.")
    expect(page.get_by_role("button", name="Back").locator("visible=true")).to_have_count(0)
    press(page, "Send again")
    expect(page.get_by_role("heading", name="We have your concern")).to_be_visible()
    assert len(sent) == 3
    assert len({bytes(each or b"") for each in sent}) == 1


def test_a_refusal_by_a_stranger_on_the_line_says_nothing_about_the_concern(
    service: Service, page: Page
) -> None:
    to_send(page, service)
    page.route(CONCERNS, lambda route: route.fulfill(status=403, body="<h1>Blocked</h1>"))
    press(page, "Send")
    expect(page.locator("#not-sent")).to_contain_text("We cannot confirm that your concern arrived.")
    page.unroute(CONCERNS)
    press(page, "Send again")
    expect(page.get_by_role("heading", name="We have your concern")).to_be_visible()


def test_a_list_that_was_replaced_meanwhile_is_fetched_anew_and_asked_about_again(
    service: Service, page: Page
) -> None:
    walking.begin(page, service)
    walking.write(page)
    token = walking.to_token(page, leave_out="Tom Ellery")
    walking.confirm_token(page, token)
    walking.refuse(page, CONCERNS, 409, "directory-replaced")
    page.route(
        DIRECTORY, lambda route: route.fulfill(body=newer_directory(service), content_type="text/plain")
    )
    press(page, "Send")
    expect(page.get_by_role("heading", name="Who may read this?")).to_be_focused()
    expect(page.locator("#changed")).to_contain_text("nothing was sent")
    # Who was left out stays out.
    expect(page.get_by_label("Asha Rahman-Booth")).to_be_checked()
    expect(page.get_by_label("Tom Ellery", exact=True).locator("visible=true")).not_to_be_checked()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.unroute(CONCERNS)
    press(page, "Continue")
    expect(page.locator("#summary")).to_contain_text(TEXT)
    expect(page.locator("#summary")).to_contain_text("Asha Rahman-Booth and Carol Finch")
    press(page, "Continue")
    assert "-".join(page.locator("#token li").all_inner_texts()) == token
    press(page, "I have written it down")
    with page.expect_request(CONCERNS) as request:
        press(page, "Send")
    filing = parse_filing(request.value.post_data_buffer or b"")
    assert filing.opening.directory_version == 2


@pytest.mark.parametrize("given", ["the same", "a forged"])
def test_no_list_is_taken_that_is_not_newer_and_signed_by_the_authority_of_the_page(
    service: Service, page: Page, given: str
) -> None:
    to_send(page, service)
    walking.refuse(page, CONCERNS, 409, "directory-replaced")
    if given == "a forged":
        page.route(
            DIRECTORY,
            lambda route: route.fulfill(body=newer_directory(service).replace("Carol Finch", "Karol Finch")),
        )
    press(page, "Send")
    words = "not signed as it should be" if given == "a forged" else "did not give a newer one"
    expect(page.locator("#not-sent")).to_contain_text(words)
    page.unroute(CONCERNS)
    press(page, "Send")
    expect(page.get_by_role("heading", name="We have your concern")).to_be_visible()


def newer_directory(service: Service) -> str:
    """The next version, in which one reviewer's name is another."""
    installation = service.installation
    body = installation.directory_body()
    body |= {"version": 2, "previous": installation.directory.hash.hex()}
    body["reviewers"][0]["name"] = "Asha Rahman-Booth"
    return sign_directory(body, installation.authority).decode()


def test_a_token_that_was_used_for_something_else_is_replaced(service: Service, page: Page) -> None:
    first = to_send(page, service)
    walking.refuse(page, CONCERNS, 409, "conflict")
    press(page, "Send")
    is_told(page, "Something different was already sent with this token")
    page.unroute("**/api/v1/concerns")
    press(page, "Continue")
    expect(page.get_by_role("heading", name="Write down your token")).to_be_visible()
    assert "-".join(page.locator("#token li").all_inner_texts()) != first
    press(page, "I have written it down")
    press(page, "Send")
    expect(page.get_by_role("heading", name="We have your concern")).to_be_visible()


def test_closing_by_accident_asks_first_while_words_are_unsent_and_never_afterwards(
    service: Service, page: Page
) -> None:
    asked: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", dismiss)
    walking.begin(page, service)
    walking.write(page)
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    token = walking.to_token(page)
    walking.confirm_token(page, token)
    walking.send(page)
    press(page, "Finish and clear this page")
    page.wait_for_url(service.url + "/")
    assert asked == ["beforeunload"]


def test_the_receipt_says_when_to_come_back_and_shows_the_token_once_more(
    service: Service, page: Page
) -> None:
    token = walking.raise_concern(page, service)
    expect(page.locator("#done-clock")).to_be_hidden()
    expect(page.locator("#come-back")).to_have_text(re.compile(r"^\w+day \d+ \w+$"))
    expect(page.locator("#done-record")).to_have_text(
        re.compile(r"^\w+day \d+ \w+, (\d+[ap]m|midday|midnight)$")
    )
    expect(page.locator("#done-who")).to_have_text("Asha Rahman, Tom Ellery and Carol Finch")
    page.get_by_text("Show my token once more").click()
    expect(page.locator("#token-again")).to_have_text(token)


def test_a_clock_that_is_days_apart_is_said_beside_the_dates(service: Service, page: Page) -> None:
    page.clock.set_fixed_time(dt.datetime.now() + dt.timedelta(days=3))
    walking.raise_concern(page, service)
    expect(page.get_by_text("are more than a day apart")).to_be_visible()


def test_two_tabs_raise_two_concerns_and_know_nothing_of_each_other(
    service: Service, new_page: NewPage
) -> None:
    one = new_page(PHONE)
    other = one.context.new_page()
    for page, text in ((one, "The first of two."), (other, "The second of two.")):
        walking.begin(page, service)
        walking.write(page, text)
    tokens = [walking.to_token(page) for page in (one, other)]
    for page, token in zip((one, other), tokens, strict=True):
        walking.confirm_token(page, token)
    expect(one.locator("#summary")).to_contain_text("The first of two.")
    expect(other.locator("#summary")).to_contain_text("The second of two.")
    for page in (one, other):
        walking.send(page)
    assert tokens[0] != tokens[1]


def test_a_connection_that_is_gone_from_the_start_costs_no_word(service: Service, page: Page) -> None:
    page.route(SERVICE, lambda route: route.abort("internetdisconnected"))
    walking.begin(page, service)
    walking.write(page)
    press(page, "Send now")
    expect(page.locator("#paused-why")).to_have_text(
        "We could not reach the service. Check your connection and try again."
    )
    page.unroute(SERVICE)
    press(page, "Try again")
    arrives_at(page, "Who may read this?")
    press(page, "Back")
    assert page.get_by_label("What happened?").input_value() == TEXT
