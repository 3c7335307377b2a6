"""The first form, step by step: what it asks, what it says back, and that no word is lost on the way."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.browser import walking
from tests.browser.accessibility import faults
from tests.browser.conftest import DESKTOP, PHONE, SMALL_PHONE, NewPage
from tests.browser.walking import TEXT, press, tick_box
from tests.support.running import Service, running
from whistle.envelope.directory import sign_directory
from whistle.envelope.frame import parse_filing

CONCERNS = "**/api/v1/concerns"
DIRECTORY = "**/.well-known/whistle/directory.json"
LONG_NAME = "Detective Chief Superintendent Wilhelmina Featherstonehaugh-Cholmondeley of the Eastern Region"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for this file: no test here depends on what another stored."""
    with running(tmp_path_factory.mktemp("raise") / "service") as started:
        yield started


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page(PHONE)


def heading(page: Page) -> str:
    return page.locator("h1:visible").inner_text()


def is_told(page: Page, words: str) -> None:
    """The error summary says so and has the focus, and the words stand beside the field too."""
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_contain_text(words)
    expect(summary).to_be_focused()
    expect(page.locator(".govuk-error-message:visible")).to_contain_text(words)


def to_readers(page: Page, service: Service, text: str = TEXT) -> None:
    walking.begin(page, service)
    walking.write(page, text)
    press(page, "Send now")
    expect(page.get_by_role("heading", name="Who may read this?")).to_be_visible()


def to_send(page: Page, service: Service) -> str:
    walking.begin(page, service)
    walking.write(page)
    token = walking.to_token(page)
    walking.confirm_token(page, token)
    expect(page.get_by_role("heading", name="Send your concern")).to_be_visible()
    return token


@pytest.mark.parametrize("screen", [SMALL_PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_step_is_accessible_fits_the_screen_and_begins_at_its_heading(
    service: Service, new_page: NewPage, screen: tuple[int, int]
) -> None:
    page = new_page(screen, bypass_csp=True)
    page.goto("/raise")
    seen: list[str] = []

    def look() -> None:
        seen.append(heading(page))
        assert faults(page) == [], seen[-1]
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), seen[-1]
        assert page.evaluate("document.activeElement.tagName") == "H1", seen[-1]

    look()
    tick_box(page, "Yes")
    press(page, "Continue")
    look()
    tick_box(page, "Yes, mark it as urgent")
    press(page, "Continue")
    look()
    press(page, "This is my own phone")
    look()
    walking.write(page)
    press(page, "Add more")
    for _ in range(4):
        look()
        press(page, "Continue")
    expect(page.get_by_role("heading", name="Who may read this?")).to_be_visible()
    look()
    press(page, "Continue")
    look()
    press(page, "Continue")
    expect(page.get_by_role("heading", name="Write down your token")).to_be_visible()
    look()
    press(page, "I have written it down")
    look()
    press(page, "Send")
    expect(page.get_by_role("heading", name="We have your concern")).to_be_visible()
    look()
    assert len(seen) == len(set(seen)) == 13


def test_address_title_and_history_stay_the_same_from_the_first_question_to_the_receipt(
    service: Service, page: Page
) -> None:
    page.goto("/raise")
    before = page.evaluate("[location.href, document.title, history.length]")
    walking.raise_concern(page, service)
    assert page.evaluate("[location.href, document.title, history.length]") == before


def test_nothing_is_left_in_the_browser_and_no_cookie_is_set(service: Service, page: Page) -> None:
    walking.raise_concern(page, service)
    assert page.context.cookies() == []
    left = page.evaluate(
        "Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])"
        ".then((found) => found.flat().length + localStorage.length + sessionStorage.length)"
    )
    assert left == 0
    fields = page.locator("textarea, input[type=text]").evaluate_all(
        "all => all.map((each) => each.value).join('')"
    )
    assert TEXT not in fields


def test_a_question_that_must_be_answered_says_so(service: Service, page: Page) -> None:
    page.goto("/raise")
    press(page, "Continue")
    is_told(page, "Select yes if someone is in danger now")
    page.get_by_role("link", name="Select yes if someone").click()
    expect(page.get_by_label("Yes", exact=True)).to_be_focused()
    assert page.url.endswith("/raise")  # the address never gains a fragment
    tick_box(page, "Yes")
    press(page, "Continue")
    press(page, "Continue")
    is_told(page, "Select whether it should reach the reviewers at once")
    press(page, "Back")
    tick_box(page, "No")
    press(page, "Continue")
    press(page, "This is my own phone")
    walking.write(page, "   ")
    press(page, "Send now")
    is_told(page, "Write what happened")


def test_somebody_in_danger_is_told_to_call_999_and_not_to_wait_here(service: Service, page: Page) -> None:
    page.goto("/raise")
    tick_box(page, "Yes")
    press(page, "Continue")
    expect(page.locator("#step-urgent .danger")).to_contain_text(
        re.compile(
            r"If someone is in danger now, call 999\. Do not wait .*before \w+day \d+ \w+, 9am", re.DOTALL
        )
    )


def test_a_text_that_is_too_long_is_refused_before_anything_is_encrypted_and_is_kept(
    service: Service, page: Page
) -> None:
    walking.begin(page, service)
    walking.write(page, "é" * 26_000)
    expect(page.locator("#words-left")).to_contain_text("Room for about")
    walking.write(page, "é" * 31_000)
    expect(page.locator("#words-left")).to_contain_text("characters too long")
    press(page, "Send now")
    is_told(page, "characters too long. Shorten it")
    assert len(page.get_by_label("What happened?").input_value()) == 31_000


def test_the_few_who_could_know_are_pointed_out(service: Service, page: Page) -> None:
    walking.begin(page, service)
    walking.write(page)
    press(page, "Add more")
    for _ in range(3):
        press(page, "Continue")
    tick_box(page, "More than 10")
    expect(page.locator("#few")).to_be_hidden()
    tick_box(page, "2 or 3 people")
    expect(page.locator("#few")).to_contain_text("Someone might guess that it was you")


def test_leaving_somebody_out_says_what_that_does_and_what_it_cannot(service: Service, page: Page) -> None:
    to_readers(page, service)
    page.get_by_label("Tom Ellery").uncheck()
    expect(page.locator("#readers")).to_contain_text(
        "Tom Ellery will not get this concern, and we will not tell them it exists. "
        "We cannot stop another reader talking to them."
    )
    expect(page.locator("#too-few")).to_be_hidden()
    page.get_by_label("Carol Finch").uncheck()
    expect(page.locator("#too-few")).to_contain_text("Only Asha Rahman could read this")
    page.get_by_label("Asha Rahman").uncheck()
    press(page, "Continue")
    is_told(page, "Choose at least one person who may read this")


def test_another_route_has_other_readers_and_others_can_be_kept_out_for_good(
    service: Service, page: Page
) -> None:
    to_readers(page, service)
    tick_box(page, "Head of profession")
    expect(page.locator("#readers label")).to_have_text(["Tom Ellery"])
    page.get_by_text("Keep other people out for good").click()
    page.get_by_label("Carol Finch").check()
    press(page, "Continue")
    expect(page.locator("#summary")).to_contain_text(re.compile("Who can read it.*Tom Ellery", re.DOTALL))
    expect(page.locator("#summary")).to_contain_text(re.compile("Who is kept out.*Carol Finch", re.DOTALL))


def test_the_check_shows_every_answer_and_a_change_comes_straight_back(service: Service, page: Page) -> None:
    walking.begin(page, service)
    walking.write(page)
    press(page, "Add more")
    tick_box(page, "Forced marriage")
    press(page, "Continue")
    tick_box(page, "Closure")
    press(page, "Continue")
    tick_box(page, "Dropped without a reason")
    press(page, "Send now")
    press(page, "Continue")
    summary = page.locator("#summary")
    for words in (
        TEXT,
        "Forced marriage",
        "Closure",
        "Dropped without a reason",
        "Asha Rahman, Tom Ellery and",
    ):
        expect(summary).to_contain_text(words)
    expect(summary).not_to_contain_text("How many could know")

    press(page, "Change what happened")
    walking.write(page, "Shorter.")
    press(page, "Send now")
    expect(page.get_by_role("heading", name="Check what you will send")).to_be_visible()
    expect(summary).to_contain_text("Shorter.")
    press(page, "Change what the case was about")
    tick_box(page, "Domestic abuse")
    press(page, "Continue")
    expect(summary).to_contain_text("Domestic abuse")


def test_the_tokens_last_group_is_checked_kindly_and_the_check_can_be_skipped(
    service: Service, page: Page
) -> None:
    walking.begin(page, service)
    walking.write(page)
    token = walking.to_token(page)
    page.get_by_label("type the last group").fill("ABCD" if token[-4:] != "ABCD" else "ABCE")
    press(page, "I have written it down")
    is_told(page, "That is not the last group")
    page.get_by_label("type the last group").fill(f" {token[-4:].lower()} ")
    page.get_by_label("type the last group").press("Enter")
    expect(page.get_by_role("heading", name="Send your concern")).to_be_visible()
    press(page, "Back")
    assert "-".join(page.locator("#token li").all_inner_texts()) == token
    page.get_by_label("type the last group").fill("")
    press(page, "I have written it down")
    expect(page.get_by_role("heading", name="Send your concern")).to_be_visible()


def test_the_seven_groups_stand_four_and_three_on_a_small_phone(service: Service, new_page: NewPage) -> None:
    page = new_page(SMALL_PHONE)
    walking.begin(page, service)
    walking.write(page)
    walking.to_token(page)
    tops = page.locator("#token li").evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect().top)"
    )
    assert [tops.count(top) for top in sorted(set(tops))] == [4, 3]
    assert page.locator("#token").evaluate("list => getComputedStyle(list).fontSize") == "28px"


def test_the_printed_sheet_holds_the_token_and_nothing_else(service: Service, page: Page) -> None:
    walking.begin(page, service)
    walking.write(page)
    token = walking.to_token(page)
    title = page.title()
    # As on phones: print() returns at once, and the sheet is made only afterwards.
    page.evaluate("print = () => void dispatchEvent(new Event('beforeprint'))")
    press(page, "Print it")
    page.emulate_media(media="print")
    assert page.title().strip("\xa0 ") == ""
    assert page.locator("body").inner_text().split() == token.split("-")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.title() == title
    page.emulate_media(media="screen")
    press(page, "I have written it down")
    page.emulate_media(media="print")
    assert token[:4] not in page.locator("body").inner_text()


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


def test_long_names_and_many_readers_fit_a_small_phone(service: Service, new_page: NewPage) -> None:
    page = new_page(SMALL_PHONE)
    to_readers(page, service)
    page.locator("#readers label").evaluate_all(
        f"all => all.forEach((each) => each.textContent = '{LONG_NAME}')"
    )
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
