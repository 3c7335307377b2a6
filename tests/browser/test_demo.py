"""The page /demo, in three windows: do it, see what the server holds, break something."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from config import ROOT
from tests.browser import walking
from tests.browser.conftest import DESKTOP, PHONE
from tests.support.running import free_port
from whistle.cli.demo import cast
from whistle.cli.demo.making import TICK_SECONDS, Place

WORDS = "The kettle at Aldersgate was never asked about the missing teapot."


@dataclass
class Demonstration:
    url: str
    place: Place
    browser: Browser

    def window(self, size: tuple[int, int] = DESKTOP) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        return self.browser.new_context(base_url=self.url, viewport=viewport).new_page()  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def demonstration(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """As `whistle demo` starts it. Every test leaves it as it was, but for what was said."""
    folder, port = tmp_path_factory.mktemp("demo") / "demo", free_port()
    command = [sys.executable, "-m", "whistle", "demo", "--port", str(port), "--dir", str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as demo:
        try:
            for line in demo.stdout or ():
                if "Ctrl-C" in line:
                    break
            yield Demonstration(f"http://localhost:{port}", Place(folder), chromium)
            for context in chromium.contexts:
                context.close()
        finally:
            demo.terminate()
            demo.wait(20)


def at_the_desk(demonstration: Demonstration, key_file: Path | None = None) -> Page:
    desk = demonstration.window()
    sign_in(desk, cast.REVIEWER)
    walking.unlock(desk, key_file or demonstration.place.key_file(cast.REVIEWER), cast.PASSPHRASE)
    return desk


def sign_in(page: Page, player: cast.Player) -> None:
    page.goto("/staff/sign-in")
    page.get_by_label("Name").fill(player.account)
    page.get_by_label("Password").fill(cast.PASSWORD)
    walking.press(page, "Sign in")
    page.wait_for_url(re.compile("/staff/(review|audit)/"))


def until(page: Page, shown: Locator, again: Callable[[], object]) -> None:
    """Does ``again`` every few seconds until it is shown: what is sent waits for a tick."""
    for _ in range(TICK_SECONDS):
        if shown.count():
            return
        page.wait_for_timeout(3000)
        again()
    expect(shown).to_be_visible()


def searched(page: Page, words: str) -> str:
    page.get_by_label("Words to look for").fill(words)
    walking.press(page, "Search what is stored")
    found = page.locator("#found strong")
    expect(found).to_be_visible()
    return found.inner_text()


def test_in_three_windows_a_concern_is_raised_answered_and_counted_and_the_server_holds_none_of_its_words(
    demonstration: Demonstration, tmp_path: Path
) -> None:
    demo = demonstration.window()
    demo.goto("/demo")
    with demo.expect_download() as download:
        demo.get_by_role("link", name=cast.REVIEWER.key_file).click()
    key_file = tmp_path / download.value.suggested_filename
    download.value.save_as(key_file)

    reporter = demonstration.window(PHONE)
    token = walking.raise_concern(reporter, demonstration, WORDS)
    desk = at_the_desk(demonstration, key_file)
    row = desk.locator("button.row-open", has_text="The kettle at Aldersgate")
    until(desk, row, lambda: desk.get_by_role("button", name="Not closed").click())
    row.click()
    expect(desk.locator("ol.thread")).to_contain_text(WORDS)
    walking.answer(desk, "Acknowledge", "I have read about the teapot.")
    expect(desk.locator("ol.thread")).to_contain_text("Not yet delivered")

    answer = reporter.locator("#thread").get_by_text("I have read about the teapot.")
    walking.come_back(reporter, demonstration, token)
    until(reporter, answer, lambda: walking.come_back(reporter, demonstration, token))

    audit = demonstration.window()
    sign_in(audit, cast.AUDITOR)
    expect(audit.get_by_role("main")).to_contain_text("in time")

    for secret in (WORDS, "Aldersgate", token, "about the teapot"):
        assert searched(demo, secret) == "0 found"
    assert searched(demo, cast.REVIEWER.account) != "0 found"
    walking.press(demo, "Look again")
    expect(demo.locator("#rows details")).to_have_count(3)
    expect(demo.locator("#rows details").first).to_contain_text("One of its keys, sealed to one person")


def test_a_bit_that_is_changed_is_noticed_at_the_desk_until_it_is_put_back(
    demonstration: Demonstration,
) -> None:
    demo = demonstration.window()
    demo.goto("/demo")
    walking.press(demo, "Change one bit")
    expect(demo.locator("#flipped")).to_contain_text("and is now")
    desk = at_the_desk(demonstration)
    story = desk.locator("button.row-open", has_text="speak to a community leader")
    desk.locator("tr.row").last.scroll_into_view_if_needed()  # titles are opened as they come into sight
    story.click()
    warning = desk.get_by_role("alert").filter(has_text="One message below could not be confirmed")
    expect(warning).to_be_visible()
    walking.press(demo, "Put it back")
    expect(demo.locator("#flipped")).to_contain_text("It is whole again.")
    story.click()
    expect(warning).to_have_count(0)


def test_the_reviewer_finds_colleagues_at_work_and_reads_what_they_noted(
    demonstration: Demonstration,
) -> None:
    desk = at_the_desk(demonstration)
    desk.locator("tr.row").last.scroll_into_view_if_needed()  # titles are opened as they come into sight
    expect(desk.locator("tr.row", has_text="A teaching assistant rang")).to_contain_text("DS Daniel Price")
    desk.locator("button.row-open", has_text="Three reports about the same").click()
    notes = desk.get_by_label("Notes and decisions, oldest first")
    expect(notes).to_contain_text("Asha, you were let in by the reporter.")
    expect(notes).to_contain_text("The same two sisters.")
    expect(notes).not_to_contain_text("not be confirmed")
    expect(desk.locator(".linked")).to_contain_text("I work for the council")


def test_the_record_is_whole_and_an_edited_copy_is_refused(demonstration: Demonstration) -> None:
    demo = demonstration.window()
    demo.goto("/demo")
    said = demo.locator("#said")
    walking.press(demo, "Check the record")
    expect(said).to_contain_text("$ whistle audit verify record.txt")
    expect(said).not_to_have_class(re.compile("refused"))
    walking.press(demo, "Check an edited copy")
    expect(said).to_contain_text("two days earlier")
    expect(said).to_have_class(re.compile("refused"))


def test_every_story_has_its_token_and_a_hand_over_both(demonstration: Demonstration) -> None:
    demo = demonstration.window()
    demo.goto("/demo")
    demo.get_by_text("The concerns that are already here").click()
    handed = demo.locator(".stories li", has_text="Federation representative").locator("code")
    expect(handed).to_have_count(2)
    page = demonstration.window(PHONE)
    walking.come_back(page, demonstration, handed.first.inner_text())
    expect(page.locator("#thread")).to_contain_text("This is the constable.")
    walking.come_back(page, demonstration, handed.last.inner_text())
    expect(page.locator("#thread")).to_contain_text("I am a Federation representative")
    expect(page.locator("#thread")).not_to_contain_text("This is the constable.")
