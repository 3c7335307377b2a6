"""The token: shown before anything is sent, checked kindly, and let out of the page only after a warning."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser import conftest, walking
from tests.browser.conftest import PHONE, SMALL_PHONE, NewPage
from tests.browser.raising import arrives_at, fits, is_told
from tests.browser.walking import TEXT, press
from tests.support.running import Service

service = conftest.one_service


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


def test_a_wrong_last_group_costs_neither_words_nor_answers_nor_the_token(
    service: Service, page: Page
) -> None:
    walking.begin(page, service)
    walking.write(page)
    press(page, "Add more")
    walking.tick_box(page, "Forced marriage")
    token = walking.to_token(page)
    page.get_by_label("type the last group").fill("UUUU")
    press(page, "I have written it down")
    is_told(page, "That is not the last group")
    assert "-".join(page.locator("#token li").all_inner_texts()) == token
    press(page, "Back")
    expect(page.locator("#summary")).to_contain_text(TEXT)
    expect(page.locator("#summary")).to_contain_text("Forced marriage")
    press(page, "Continue")
    page.get_by_label("type the last group").fill(token)  # all of it is right as well
    press(page, "I have written it down")
    arrives_at(page, "Send your concern")


def test_copying_the_token_is_met_with_a_warning_first_and_then_goes_through(
    service: Service, page: Page
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    walking.begin(page, service)
    walking.write(page)
    token = walking.to_token(page)
    page.evaluate("navigator.clipboard.writeText('before')")
    select = "getSelection().selectAllChildren(document.getElementById('token'))"
    page.evaluate(select)
    page.keyboard.press("Control+C")
    expect(page.get_by_text("Not copied yet.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "before"
    page.evaluate(select)
    page.keyboard.press("Control+C")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.findall(r"[0-9A-Z]{4}", copied) == token.split("-")
    expect(page.get_by_text("Not copied yet.")).to_be_hidden()


@pytest.mark.parametrize(
    ("size", "percent", "rows"), [(SMALL_PHONE, 100, 2), (PHONE, 100, 2), (PHONE, 200, 4)]
)
def test_the_tokens_groups_stand_apart_however_large_the_text(
    service: Service, new_page: NewPage, size: ViewportSize, percent: int, rows: int
) -> None:
    page = new_page(size)
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => "
        f"document.documentElement.style.setProperty('font-size', '{percent}%'))"
    )
    walking.begin(page, service)
    walking.write(page)
    walking.to_token(page)
    assert fits(page)
    edges = page.locator("#token li").evaluate_all(
        "groups => groups.map((each) => [each.offsetTop, each.scrollWidth <= each.offsetWidth])"
    )
    assert len({top for top, _ in edges}) == rows
    assert all(whole for _, whole in edges)
