"""Takes the pictures of the README from a demonstration of its own: `python docs/pictures/take.py`.

Needs a Chromium, as `make test` does. Every picture is of the real pages; only people and cases are invented.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from whistle.cli.demo import cast

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORDS = (
    "A forced marriage report was closed with no risk assessment. Nobody asked her the questions on her own."
)


@contextmanager
def demonstration() -> Iterator[tuple[str, Path]]:
    """The address of a running demonstration, and its folder."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp()) / "demo"
    command = [sys.executable, "-m", "whistle", "demo", "--port", str(port), "--dir", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as demo:
        try:
            for line in demo.stdout or ():
                if "Ctrl-C" in line:
                    break
            yield f"http://localhost:{port}", folder
        finally:
            demo.terminate()
            demo.wait(20)
            shutil.rmtree(folder.parent)


def window(browser: Browser, address: str, *, phone: bool = False) -> Page:
    size = ViewportSize(width=390, height=780) if phone else ViewportSize(width=1280, height=840)
    return browser.new_context(
        viewport=size, device_scale_factor=1.5 if phone else 1, base_url=address
    ).new_page()


def take(page: Page, name: str, *, whole: bool = False) -> None:
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)
    page.screenshot(path=HERE / f"{name}.png", full_page=whole, animations="disabled")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()


def reporter(page: Page) -> None:
    """The first questions, and a token that was never used for anything."""
    page.goto("/raise")
    page.get_by_label("No", exact=True).locator("visible=true").first.check()
    press(page, "Continue")
    press(page, "This is my own phone")
    page.get_by_label("What happened?").fill(WORDS)
    take(page, "phone-question")
    press(page, "Send now")
    page.get_by_label(re.compile(cast.LEFT_OUT.name)).locator("visible=true").first.uncheck()
    take(page, "phone-readers")
    press(page, "Continue")
    press(page, "Continue")
    page.locator("#token").wait_for()
    take(page, "phone-token")


def reviewer(page: Page, folder: Path) -> None:
    sign_in(page, cast.REVIEWER)
    press(page, "Unlock your key")
    page.locator("input[type=file]").set_input_files(folder / cast.REVIEWER.key_file)
    page.get_by_label("Passphrase").fill(cast.PASSPHRASE)
    page.get_by_role("button", name="Unlock", exact=True).click()
    page.get_by_role("button", name="Lock now").wait_for()
    # Titles are opened as they come into sight.
    page.locator("tr.row").last.scroll_into_view_if_needed()
    page.locator("tr.row .row-words").last.wait_for()
    choose(page, "high-risk domestic abuse case")
    page.locator("#list-title").scroll_into_view_if_needed()
    take(page, "desk")
    choose(page, "hate crime was downgraded")
    below_the_top(page, "#notes-title")
    take(page, "desk-notes")
    below_the_top(page, "#timeline-title")
    take(page, "desk-timeline")
    choose(page, "stalking protection order")
    page.get_by_text("Not confirmed").last.wait_for()
    page.get_by_text("Not confirmed").last.scroll_into_view_if_needed()
    take(page, "desk-unconfirmed")


def choose(page: Page, words: str) -> None:
    """Opens a concern from the list, and waits until it and its notes are read."""
    page.locator("button.row-open", has_text=words).click()
    page.locator(".row--current", has_text=words).wait_for()
    page.get_by_label("Notes and decisions, oldest first").wait_for()


def below_the_top(page: Page, title: str) -> None:
    """Scrolls the section with that title to where a reader would have it."""
    page.locator(title).evaluate("title => title.closest('section').scrollIntoView()")


def auditor(page: Page) -> None:
    sign_in(page, cast.AUDITOR)
    take(page, "audit")


def demo_page(page: Page) -> None:
    page.goto("/demo")
    page.locator("#words").fill("closed with no risk assessment")
    press(page, "Search what is stored")
    page.locator("#found strong").wait_for()
    page.locator("#held-title").evaluate("title => { title.scrollIntoView(); scrollBy(0, -90) }")
    take(page, "held")
    press(page, "Check an edited copy")
    page.locator("#said").wait_for()
    page.locator("#break-title").evaluate("title => { title.scrollIntoView(); scrollBy(0, -90) }")
    take(page, "refused")


def sign_in(page: Page, player: cast.Player) -> None:
    page.goto("/staff/sign-in")
    page.get_by_label("Name").fill(player.account)
    page.get_by_label("Password").fill(cast.PASSWORD)
    press(page, "Sign in")
    page.wait_for_url(re.compile("/staff/(review|audit)/"))


def main() -> None:
    chromium = os.environ.get("WHISTLE_CHROMIUM") or shutil.which("chromium")
    with demonstration() as (address, folder), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        reporter(window(browser, address, phone=True))
        reviewer(window(browser, address), folder)
        auditor(window(browser, address))
        demo_page(window(browser, address))
        browser.close()


if __name__ == "__main__":
    main()
