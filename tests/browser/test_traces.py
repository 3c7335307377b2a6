"""What is typed is nowhere in the browser's profile on disk: however the page is left, and even if it is not."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser import conftest
from tests.browser.conftest import PHONE, launch_options
from tests.firefox import walking
from tests.firefox.driving import OFFLINE, RESTORING, firefox
from tests.firefox.walking import Window
from tests.support.processes import family
from tests.support.running import Service
from tests.support.searching import forms_of, found_in_files

CANARY = "a heron at Ludworth weir"
CONTROL = "the lapwing at Cragside"
NEUTRAL = "https://www.bbc.co.uk/**"

# Seconds: longer than the browsers wait before they write down what they would restore, which is 1 and 2.5.
A_WHILE = 3.5
LONGER = 20.0

FIELDS = """[...document.querySelectorAll('.step:not([hidden]) :is(textarea, input)')]
  .filter((each) => each.checkVisibility() && !['radio', 'checkbox'].includes(each.type))
  .map((each) => `#${each.id}`)"""
BOXES = """[...document.querySelectorAll('.step:not([hidden]) [data-question] input[type=checkbox]')]
  .filter((each) => each.checkVisibility()).slice(0, 2).map((each) => `#${each.id}`)"""
BESIDE = "[...document.querySelectorAll('#more [data-go]')].map((each) => each.dataset.go)"
ADD_MORE = "[data-do=words-more]"


class Chromium:
    """The deeds of the driver of Firefox, done by Chromium."""

    def __init__(self, context: BrowserContext) -> None:
        self.context, self.page = context, context.pages[0]
        context.set_default_timeout(30_000)
        context.route(NEUTRAL, lambda route: route.fulfill(body="Sunny", content_type="text/html"))
        context.on("page", self._watch)
        self._watch(self.page)

    def _watch(self, page: Page) -> None:
        page.on("dialog", lambda dialog: dialog.accept())

    def does(self, deed: str, *given: Any) -> Any:
        return getattr(self, f"_{deed}")(*given)

    def goes_to(self, address: str) -> None:
        self.page.goto(address)

    def evaluates(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def ticks(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).locator("visible=true").first.click()

    def types(self, label: str, text: str) -> None:
        self._typeInto(
            f"#{self.page.get_by_label(label).locator('visible=true').first.get_attribute('id')}", text
        )

    def presses(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).or_(
            self.page.get_by_role("link", name=button, exact=True)
        ).locator("visible=true").first.click()

    def sees(self, words: str) -> None:
        self.page.get_by_text(words).locator("visible=true").first.wait_for()

    def _until(self, expression: str) -> None:
        # The page's policy forbids the waiting of Playwright's own, which evaluates in the page.
        for _ in range(300):
            if self.page.evaluate(f"Boolean({expression})"):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never true: {expression}")

    def _click(self, selector: str) -> None:
        self.page.locator(selector).first.click()

    def _typeInto(self, selector: str, text: str) -> None:  # noqa: N802 - the driver's name for it
        self._click(selector)
        self.page.keyboard.type(text)

    def _keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def _back(self) -> None:
        self.page.go_back()

    def _newPage(self) -> None:  # noqa: N802
        self.page = self.context.new_page()

    def _closePage(self) -> None:  # noqa: N802
        self.page.close()


def leave_by_the_button(window: Window) -> None:
    window.presses("Leave this page quickly")


def leave_by_shift(window: Window) -> None:
    window.does("keys", "Shift", "Shift", "Shift")


def close_the_tab(window: Window) -> None:
    window.does("closePage")


def go_back(window: Window) -> None:
    window.does("back")


WAYS: tuple[Callable[[Window], None], ...] = (leave_by_the_button, leave_by_shift, close_the_tab, go_back)


def types_everywhere(window: Window) -> int:
    """The canary into every field of the step, and a tick into its first boxes."""
    fields = window.evaluates(FIELDS)
    for field in fields:
        window.does("typeInto", field, CANARY)
    for box in window.evaluates(BOXES):
        window.does("click", f"label[for='{box[1:]}']")
    return len(fields)


def fills_the_form(window: Window, service: Service) -> None:
    """Every step from the first to the check, with nothing sent."""
    window.goes_to(f"{service.url}/")
    walking.reaches_the_words(window, service)
    typed = 0
    for _ in range(walking.MOST_STEPS):
        step = window.evaluates(walking.STEP)
        if step == "step-check":
            break
        typed += types_everywhere(window)
        window.does("click", ADD_MORE if step == "step-words" else walking.MAIN_BUTTON)
        window.does("until", f"({walking.STEP}) !== '{step}'")
    assert typed
    window.sees(CANARY)


def fills_the_thread(window: Window, service: Service, token: str) -> None:
    """A token on the way in, and words in every field of the thread and of the steps beside it."""
    window.goes_to(f"{service.url}/")
    walking.comes_back(window, service, token)
    assert types_everywhere(window)
    typed = 0
    for step in window.evaluates(BESIDE):
        window.does("click", f"#more [data-go={step}]")
        typed += types_everywhere(window)
        window.does("click", ".step:not([hidden]) .back")
    assert typed


def does_everything(window: Window, service: Service, control: str, die: Callable[[], object]) -> str:
    """Types and leaves in every way there is, and ends with typed words on the screen. Returns the token."""
    window.goes_to(control)
    window.does("typeInto", "#words", CONTROL)
    time.sleep(A_WHILE)
    window.does("newPage")
    token = walking.raises(window, service, CANARY)
    for leave in WAYS:
        for fill in (
            lambda: fills_the_form(window, service),
            lambda: fills_the_thread(window, service, token),
        ):
            window.does("newPage")
            fill()
            time.sleep(A_WHILE)
            leave(window)
    time.sleep(A_WHILE)
    window.does("newPage")
    fills_the_thread(window, service, token)
    window.does("newPage")
    fills_the_form(window, service)
    time.sleep(LONGER)
    die()
    return token


def wanted(token: str) -> dict[str, bytes]:
    """The words and the token in every form, and a field's contents as a session file would name them."""
    groups = token.split("-")
    texts = {
        "the words": CANARY,
        "the token": token,
        "run together": "".join(groups),
        "spaced": " ".join(groups),
    }
    return {f"{what}, {form}": raw for what, text in texts.items() for form, raw in forms_of(text).items()}


service = conftest.one_service


@pytest.fixture(scope="module")
def control() -> Iterator[str]:
    """The address of a page that does nothing for its reader."""

    class Plain(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Plain</title><textarea id=words></textarea>")

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Plain) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}/"
        server.shutdown()


def is_clean(profile: Path, token: str) -> None:
    assert found_in_files(profile, forms_of(CONTROL))  # or the search, or the browser, writes nothing down
    assert found_in_files(profile, wanted(token)) == []


def test_firefox_writes_down_nothing_that_was_typed(service: Service, control: str, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with firefox(profile, {**RESTORING, **OFFLINE}) as window:
        token = does_everything(window, service, control, window.is_killed)
    is_clean(profile, token)


def test_chromium_writes_down_nothing_that_was_typed(
    service: Service, control: str, tmp_path: Path, playwright: Playwright
) -> None:
    profile = tmp_path / "profile"
    context = playwright.chromium.launch_persistent_context(
        profile,
        viewport={"width": PHONE[0], "height": PHONE[1]},
        **launch_options(),  # type: ignore[arg-type]
    )
    token = does_everything(Chromium(context), service, control, lambda: kill_the_browser_of(profile))
    context.close()
    is_clean(profile, token)


def kill_the_browser_of(profile: Path) -> None:
    """The one that this test started with ``profile``, and no other."""
    for pid in family(os.getpid()):
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if f"--user-data-dir={profile}".encode() in command and not any(
            c.startswith(b"--type=") for c in command
        ):
            os.kill(pid, signal.SIGKILL)
            return
    raise AssertionError("there is no browser with this profile")
