"""What holds on every page that a reporter may open: for everyone, at every width, without script, and on leaving."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser import conftest, walking
from tests.browser.accessibility import faults
from tests.browser.conftest import DESKTOP, PHONE, SMALL_PHONE, NewPage
from tests.support.running import Service
from whistle.cli.keys.showing import in_groups
from whistle.web.languages import path_in
from whistle.web.pages import PUBLIC

ENGLISH = (*PUBLIC, "/no-such-page")
PAGES = (*ENGLISH, *(path_in("cy", path) for path in ENGLISH))
NEUTRAL = "https://www.bbc.co.uk/weather"


service = conftest.one_service


def wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_and_fits_the_screen(service: Service, new_page: NewPage, path: str) -> None:
    page = new_page(SMALL_PHONE, bypass_csp=True)
    page.goto(path, wait_until="networkidle")
    for width, height in (SMALL_PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        assert faults(page) == []
        assert not wider_than_the_screen(page)
        assert page.locator("h1:visible").count() == 1


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_a_form_an_inline_script_or_an_inline_style(
    service: Service, playwright: Playwright, path: str
) -> None:
    asking = playwright.request.new_context(base_url=service.url)
    html = asking.get(path).text()
    assert "<main" in html
    assert not re.search(r"<form|<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html)
    asking.dispose()


@pytest.mark.parametrize("path", ["/raise", "/follow-up"])
def test_without_script_a_page_says_why_it_cannot_be_used_and_takes_no_words(
    service: Service, new_page: NewPage, path: str
) -> None:
    page = new_page(PHONE, java_script_enabled=False)
    page.goto(path)
    text = page.locator("main").inner_text()
    assert "needs JavaScript" in text
    assert "Other ways to speak up" in text
    expect(page.locator("#waiting")).to_be_hidden()
    assert page.locator("textarea:visible, input:visible, main button:visible").count() == 0


def test_nothing_is_asked_of_anybody_else(service: Service, new_page: NewPage) -> None:
    page, asked = new_page(PHONE), []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(path, wait_until="networkidle")
    assert asked
    assert [url for url in asked if not url.startswith(service.url)] == []


def test_the_encrypting_part_is_loaded_only_once_somebody_begins(service: Service, new_page: NewPage) -> None:
    page, asked = new_page(PHONE), []
    page.on("request", lambda request: asked.append(request.url.removeprefix(service.url)))
    page.goto("/", wait_until="networkidle")
    page.goto("/raise", wait_until="networkidle")
    assert "/static/raise-worker.js" not in asked
    walking.tick_box(page, "No")
    with page.expect_request("**/static/raise-worker.js"):
        walking.press(page, "Continue")


def test_leaving_quickly_clears_the_words_and_takes_this_pages_place_in_the_history(
    service: Service, new_page: NewPage
) -> None:
    page = new_page(PHONE)
    page.route(NEUTRAL, lambda route: route.fulfill(body="Sunny", content_type="text/html"))
    walking.begin(page, service)
    walking.write(page, "words that nobody else should find")
    length = page.evaluate("history.length")
    page.get_by_role("link", name="Leave this page quickly").click()
    page.wait_for_url(NEUTRAL)
    assert page.evaluate("history.length") == length
    page.go_back()
    assert "/raise" not in page.url
    assert "words that nobody" not in page.content()


def test_shift_three_times_leaves_and_shift_for_capitals_does_not(
    service: Service, new_page: NewPage
) -> None:
    page = new_page(DESKTOP)
    page.route(NEUTRAL, lambda route: route.fulfill(body="Sunny", content_type="text/html"))
    walking.begin(page, service)
    page.get_by_label("What happened?").focus()
    for letter in "CPS":
        page.keyboard.press(f"Shift+{letter}")
    assert page.url.endswith("/raise")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    expect(page.locator("#exit-said")).to_have_text("Shift, press 1 more time to leave.")
    page.keyboard.press("Shift")
    page.wait_for_url(NEUTRAL)


def test_who_holds_the_keys_is_shown_after_the_signature_was_checked(
    service: Service, new_page: NewPage
) -> None:
    page = new_page(PHONE)
    page.goto("/keys")
    expect(page.locator("#verdict")).to_contain_text("Confirmed")
    for reviewer in service.installation.directory.reviewers:
        expect(page.locator("#reviewers")).to_contain_text(reviewer.name)
    directory = service.installation.directory
    shown = page.locator("#list").inner_text()
    for digest in (directory.authority, directory.hash, *(reviewer.kid for reviewer in directory.reviewers)):
        assert in_groups(digest) in shown  # what `whistle keys fingerprint` prints


def test_a_list_that_is_not_signed_is_refused_and_none_of_it_is_shown(
    service: Service, new_page: NewPage
) -> None:
    page = new_page(PHONE)
    walking.alter_page(page, "/keys", "Asha Rahman", "Asha Rahmen")
    page.goto("/keys")
    expect(page.locator("#bad")).to_contain_text("not signed as it should be")
    expect(page.locator("#list")).to_be_hidden()


@pytest.mark.parametrize("path", ["/raise", "/follow-up"])
def test_a_page_with_a_token_or_decrypted_text_offers_itself_to_no_translator(
    service: Service, new_page: NewPage, path: str
) -> None:
    page = new_page(PHONE)
    page.goto(path)
    assert page.evaluate("document.documentElement.translate") is False
