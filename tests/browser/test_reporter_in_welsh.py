"""The same pages in Welsh: every word of every step comes through the catalogue, and a concern goes all the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import conftest, walking
from tests.browser.conftest import PHONE, SMALL_PHONE, NewPage
from tests.browser.raising import fits
from tests.browser.walking import TEXT
from tests.support.running import Service
from tests.words.bracketed import outside, speak_in_brackets
from whistle.app import app_for
from whistle.web.data import places

Look = Callable[[], None]

# What is shown now, and what is said of it to those who do not see it.
SHOWN = """() => [document.title, document.body.innerText, ...[...document.querySelectorAll('[aria-label]')]
    .filter((each) => each.checkVisibility()).map((each) => each.getAttribute('aria-label'))]"""


service = conftest.one_service


@pytest.fixture
def page(service: Service, new_page: NewPage, monkeypatch: pytest.MonkeyPatch) -> Page:
    """A phone to which every page comes with its messages in brackets, and whose scripts say theirs so."""
    speak_in_brackets(monkeypatch)
    client = app_for(service.installation.settings, service.house).test_client()
    page = new_page(PHONE)

    def in_brackets(route: Route) -> None:
        html = client.get(urlsplit(route.request.url).path).text
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.route(re.compile("/cy/"), in_brackets)
    return page


@pytest.fixture
def look(page: Page, service: Service) -> Look:
    """Opens what is folded on the page as it is now, and finds no text that came round the catalogue."""
    directory = service.installation.directory
    known = ["Whistle", "English", service.installation.settings.run_by, service.url, TEXT, *places(None)]
    known += [reviewer.name for reviewer in directory.reviewers]
    known += [words for route in directory.routes for words in (route.name, route.about)]
    known += [words for body in directory.outside for words in (body.name, body.contact, body.about)]

    ours = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))

    def looked() -> None:
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        shown = "\n".join(page.evaluate(SHOWN))
        # Groups of tokens and of fingerprints are no words.
        shown = re.sub(r"\b[0-9A-Z]{4}\b|\b[0-9a-f]{4}\b", "", ours.sub("", shown))
        assert outside([shown], []) == [], page.locator("h1:visible").inner_text()

    return looked


def step(page: Page) -> str:
    return page.locator(".step:not([hidden])").get_attribute("id") or ""


def press(page: Page, does: str) -> None:
    page.locator(f"[data-do='{does}']:visible, [data-go='{does}']:visible").first.click()


def arrive(page: Page, name: str) -> None:
    expect(page.locator(f"#step-{name}")).to_be_visible(timeout=20_000)


def tick_everything(page: Page) -> None:
    for box in page.locator(".step:not([hidden]) input:visible").all():
        if box.get_attribute("type") in ("radio", "checkbox"):
            box.check()


def test_every_step_of_raising_speaks_through_the_catalogue(page: Page, look: Look) -> None:
    page.goto("/cy/raise")
    look()
    press(page, "danger")
    look()  # the error
    page.locator("#danger-1").check()
    press(page, "danger")
    arrive(page, "urgent")
    look()
    press(page, "urgent")
    look()
    page.locator("#urgent-1").check()
    press(page, "urgent")
    arrive(page, "device")
    look()
    press(page, "work")
    look()
    press(page, "back")
    press(page, "words")
    press(page, "words-send")
    look()
    page.locator("#words").fill("x" * 90_000)
    look()
    press(page, "words-send")
    look()
    page.locator("#words").fill(
        f"{TEXT} On 3 May at 14:05 PC 4412 Mary Jones wrote to a@b.example from SW1A 1AA."
    )
    look()
    page.locator("#words").fill(TEXT)
    press(page, "words-more")
    while step(page) not in ("step-readers", "step-paused"):
        before = step(page)
        look()
        tick_everything(page)
        look()
        page.locator(".step:not([hidden]) .actions .govuk-button:visible").first.click()
        expect(page.locator(f"#{before}")).to_be_hidden()
    arrive(page, "readers")
    look()
    for box in page.locator("#readers input").all():
        box.uncheck()
        look()
    press(page, "readers")
    look()
    press(page, "outside") if page.locator("[data-do='outside']:visible").count() else None
    look()
    press(page, "back")
    for box in page.locator("#readers input").all()[:2]:
        box.check()
    press(page, "readers")
    if step(page) == "step-outside":
        press(page, "stay")
    arrive(page, "check")
    look()
    press(page, "check")
    arrive(page, "token")
    look()
    page.locator("#last").fill("0000")
    press(page, "token")
    look()
    page.locator("#last").fill("")
    press(page, "token")
    arrive(page, "send")
    look()
    page.route("**/api/v1/concerns", lambda route: route.abort())
    press(page, "send")
    expect(page.locator("#not-sent")).to_be_visible()
    look()
    page.unroute("**/api/v1/concerns")
    press(page, "send")
    arrive(page, "done")
    look()


def test_every_step_of_reading_speaks_through_the_catalogue(page: Page, look: Look, service: Service) -> None:
    token = walking.file_directly(service)
    walking.acknowledge_directly(service, token)
    page.goto("/cy/follow-up")
    look()
    damaged = token.text[:-1] + ("1" if token.text.endswith("0") else "0")
    for wrong in ("", "U", "ABCD", damaged):
        page.locator("#token").fill(wrong)
        press(page, "open")
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        page.locator("#token").fill("")
        page.evaluate("document.querySelector('#token-count').textContent = ''")
    page.locator("#token").fill(token.text)
    press(page, "open")
    arrive(page, "thread")
    page.evaluate("for (const each of document.querySelectorAll('.message__text')) each.textContent = ''")
    look()


def test_who_holds_the_keys_speaks_through_the_catalogue(page: Page, look: Look) -> None:
    page.goto("/cy/keys")
    expect(page.locator("#verdict")).to_contain_text("⟦")
    look()


def test_a_concern_is_raised_in_welsh_and_its_dates_are_welsh(service: Service, new_page: NewPage) -> None:
    page = new_page(SMALL_PHONE)
    page.goto("/cy/")
    page.get_by_role("button", name="Dechrau", exact=True).click()
    page.get_by_role("button", name="Parhau ar fy ffôn fy hun").click()
    assert page.url.endswith("/cy/raise")
    walking.tick_box(page, "Nac oes")
    walking.press(page, "Parhau")
    walking.press(page, "Fy ffôn i fy hun yw hwn")
    page.get_by_label("Beth ddigwyddodd?").fill("Caewyd yr achos heb asesiad risg.")
    for button in ("Anfon nawr", "Parhau", "Parhau", "Rwyf wedi’i ysgrifennu", "Anfon"):
        before = step(page)
        walking.press(page, button)
        expect(page.locator(f"#{before}")).to_be_hidden(timeout=20_000)
        assert fits(page), before
    expect(page.get_by_role("heading", name="Mae eich pryder gennym")).to_be_visible(timeout=20_000)
    months = "Ionawr|Chwefror|Mawrth|Ebrill|Mai|Mehefin|Gorffennaf|Awst|Medi|Hydref|Tachwedd|Rhagfyr"
    expect(page.locator("#come-back")).to_have_text(re.compile(rf"^dydd \w+ \d+ ({months})$"))
    expect(page.locator("#done-read")).to_have_text(re.compile(r", (\d+y[bp]|hanner (dydd|nos))$"))
    walking.press(page, "Gorffen a chlirio’r dudalen hon")
    page.wait_for_url("**/cy/")


def test_the_other_language_is_offered_until_the_first_step_is_left(
    service: Service, new_page: NewPage
) -> None:
    page = new_page(PHONE)
    page.goto("/raise")
    other = page.get_by_role("link", name="Cymraeg", exact=True)
    expect(other).to_be_visible()
    walking.tick_box(page, "No")
    walking.press(page, "Continue")
    expect(other).to_be_hidden()
    walking.press(page, "Back")
    other.click()
    expect(page.get_by_role("heading", name="A oes rhywun mewn perygl nawr?")).to_be_visible()
