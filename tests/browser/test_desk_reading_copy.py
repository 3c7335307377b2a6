"""A reading copy: what is blacked out is not on the paper, and nothing of it leaves the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Request, expect
from pypdf import PdfReader
from sqlalchemy import update

from tests.browser import accessibility
from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import NewPage
from tests.services.people import Dana
from tests.support.running import Service
from whistle.store import tables

TITLE = "PC 4417 Featherstone closed a forced-marriage case."
WORDS = f"""{TITLE}

I was in the room with Featherstone's sergeant on 3 March. Nobody asked her the questions.
FEATHERSTONE said that it was a family matter."""
BACK = "Her aunt was in the room."


@pytest.fixture
def dana(service: Service) -> Dana:
    dana = Dana(service.house)
    dana.raises(WORDS, readers=("r1", "r2"), answers={"case": ("forced-marriage",), "known": "2-3"})
    service.tick()
    dana.says(BACK)
    service.tick()
    return dana


@pytest.fixture
def asha(dana: Dana, service: Service, new_page: NewPage) -> Reviewer:
    asha = Reviewer(new_page(bypass_csp=True), service)
    asha.signs_in()
    asha.unlocks()
    asha.opens(TITLE)
    asha.page.get_by_role("button", name="Make a reading copy").click()
    expect(asha.page.get_by_role("heading", name="Make a reading copy")).to_be_focused()
    return asha


def word(page: Page, text: str, number: int = 0) -> Locator:
    return page.get_by_role("option", name=text, exact=True).nth(number)


def paper(page: Page) -> Locator:
    return page.get_by_role("article", name="The reading copy")


def sees(asha: Reviewer) -> None:
    """To what will be printed."""
    asha.presses("See what will be printed")
    expect(asha.page.get_by_role("heading", name="This is all that will be printed")).to_be_focused()


def test_what_was_blacked_out_is_nowhere_in_the_page_that_is_printed(asha: Reviewer, dana: Dana) -> None:
    page = asha.page
    word(page, "Featherstone").dblclick()
    expect(word(page, "Featherstone")).to_have_attribute("aria-selected", "true")
    word(page, "Featherstone").click()
    asha.presses("Black out every time this appears")
    word(page, "aunt").dblclick()
    sees(asha)
    everything = page.content() + page.title() + page.evaluate("document.body.innerText")
    assert "featherstone" not in everything.lower()
    assert "aunt" not in everything
    assert dana.mailbox.hex() not in everything
    said = paper(page).inner_text()
    assert "PC 4417 removed closed a forced-marriage case." in said
    assert "Her removed was in the room." in said
    assert "Northmoor" in said
    assert re.search(r"Printed by Asha Rahman on \w+day \d+ \w+ 20\d\d\.", said)
    assert "4 places were blacked out" in said
    assert not re.search(r"\d(am|pm)\b|midday|midnight", said)
    assert "Only 2 or 3" in said or "2 or 3" in said


def test_what_was_blacked_out_is_not_in_the_file_either(asha: Reviewer, tmp_path: Path) -> None:
    word(asha.page, "Featherstone").click()
    asha.presses("Black out every time this appears")
    sees(asha)
    asha.page.pdf(path=tmp_path / "copy.pdf")
    said = " ".join(" ".join(each.extract_text() for each in PdfReader(tmp_path / "copy.pdf").pages).split())
    assert "closed a forced-marriage case" in said
    assert "featherstone" not in said.lower()
    for control in ("Change it", "This is all that will be printed", "Sign out", "Lock now"):
        assert control not in said


def test_from_the_page_with_all_the_words_nothing_is_printed(asha: Reviewer) -> None:
    asha.page.emulate_media(media="print")
    expect(paper(asha.page)).to_be_hidden()
    expect(asha.page.get_by_text("Nothing is printed from here.")).to_be_visible()


def test_words_are_chosen_and_blacked_out_with_the_keyboard_alone(asha: Reviewer) -> None:
    page, press = asha.page, asha.page.keyboard.press
    word(page, "PC").focus()
    press("ArrowRight")
    expect(word(page, "4417")).to_be_focused()
    press("Shift+ArrowRight")
    press("Space")
    expect(word(page, "4417")).to_have_attribute("aria-selected", "true")
    expect(word(page, "Featherstone")).to_have_attribute("aria-selected", "true")
    press("Control+z")
    expect(word(page, "4417")).to_have_attribute("aria-selected", "false")
    press("ArrowDown")
    expect(word(page, "I")).to_be_focused()
    press("Shift+ArrowDown")
    press("Space")
    for inside in ("I", "March."):
        expect(word(page, inside)).to_have_attribute("aria-selected", "true")
    expect(word(page, "Nobody")).to_have_attribute("aria-selected", "false")
    press("ArrowLeft")
    press("ArrowLeft")
    press("Home")
    press("ArrowRight")
    press("ArrowRight")
    press("Enter")
    expect(word(page, "FEATHERSTONE")).to_have_attribute("aria-selected", "true")
    press("Tab")
    expect(page.locator(".copy-who [tabindex='0']").nth(1)).to_be_focused()


def test_words_marked_with_the_mouse_are_blacked_out_together_and_shown_again(asha: Reviewer) -> None:
    page = asha.page
    word(page, "questions.").scroll_into_view_if_needed()
    start, end = word(page, "Nobody").bounding_box(), word(page, "questions.").bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 4, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] - 4, end["y"] + 8, steps=8)
    page.mouse.up()
    asha.presses("Black out")
    for inside in ("Nobody", "asked", "her", "questions."):
        expect(word(page, inside)).to_have_attribute("aria-selected", "true")
    expect(word(page, "March.")).to_have_attribute("aria-selected", "false")
    asha.presses("Show again")
    expect(word(page, "asked")).to_have_attribute("aria-selected", "false")


def test_what_could_tell_is_listed_until_it_is_blacked_out(asha: Reviewer) -> None:
    page = asha.page
    looking = page.get_by_role("region", name="Could this tell who the reporter is?")
    expect(looking).to_contain_text("PC 4417")
    expect(looking).to_contain_text("3 March")
    looking.get_by_role("button", name="Black out PC 4417", exact=True).click()
    expect(looking).not_to_contain_text("4417")
    word(page, "FEATHERSTONE").dblclick()
    expect(looking).to_contain_text("blacked out in another place")
    looking.get_by_role("button", name="Black out all of these").click()
    expect(looking).to_contain_text("Nothing more was found by its form.")
    asha.presses("Undo")
    expect(looking).not_to_contain_text("Nothing more was found")


def test_hours_and_the_form_are_printed_only_as_chosen(asha: Reviewer) -> None:
    page = asha.page
    page.get_by_label("The day and the hour").check()
    page.get_by_label("What the reporter chose on the form").uncheck()
    sees(asha)
    said = paper(page).inner_text()
    assert re.search(r"between \d+(am|pm)|midday|midnight", said)
    assert "2 or 3" not in said
    asha.presses("Change it")
    page.get_by_label("Leave it out").check()
    sees(asha)
    assert "day " not in paper(page).inner_text().split("\n", 3)[-1].replace("Nobody", "")


def test_what_could_not_be_confirmed_is_not_in_it(dana: Dana, service: Service, new_page: NewPage) -> None:
    def spoil(connection: object) -> None:
        rows = connection.execute(tables.messages.select()).all()  # type: ignore[attr-defined]
        for row in rows[1:]:
            sealed = row.sealed[:200] + bytes([row.sealed[200] ^ 1]) + row.sealed[201:]
            connection.execute(  # type: ignore[attr-defined]
                update(tables.messages).where(tables.messages.c.hash == row.hash).values(sealed=sealed)
            )

    service.house.store.commit(spoil)
    asha = Reviewer(new_page(), service)
    asha.signs_in()
    asha.unlocks()
    asha.opens(TITLE)
    asha.page.get_by_role("button", name="Make a reading copy").click()
    expect(paper(asha.page)).to_contain_text("1 message that could not be confirmed is not in this copy.")
    expect(paper(asha.page)).not_to_contain_text("aunt")


def test_nothing_of_it_is_sent_or_stored_and_it_goes_with_the_key(asha: Reviewer) -> None:
    page = asha.page
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    word(page, "Featherstone").dblclick()
    asha.presses("Black out every time this appears")
    sees(asha)
    page.evaluate("window.print = () => { window.printed = true; }")
    asha.presses("Print the reading copy")
    assert page.evaluate("window.printed") is True
    # That somebody is at this concern is told all along, and nothing of what they do there.
    assert {(request.url.rpartition("/")[2], request.post_data) for request in asked} <= {
        ("here", '{"doing":"reading"}')
    }
    assert page.evaluate("[localStorage.length, sessionStorage.length, location.hash + location.search]") == [
        0,
        0,
        "",
    ]
    asha.presses("Lock now")
    expect(paper(page)).to_have_count(0)
    asha.unlocks()
    asha.is_unlocked()
    expect(paper(page)).to_have_count(0)


def test_a_text_as_long_as_they_get_is_there_to_be_marked_at_once(
    service: Service, new_page: NewPage
) -> None:
    text = f"{TITLE}\n\n{'Nobody had asked her the questions on that day. ' * 1200}"
    Dana(service.house).raises(text, readers=("r1", "r2"))
    service.tick()
    asha = Reviewer(new_page(), service)
    asha.signs_in()
    asha.unlocks()
    asha.opens(TITLE)
    asha.page.get_by_role("button", name="Make a reading copy").click(timeout=10_000)
    word(asha.page, "4417").dblclick(timeout=10_000)
    expect(word(asha.page, "4417")).to_have_attribute("aria-selected", "true")


def test_going_back_asks_before_marks_are_lost(asha: Reviewer) -> None:
    page = asha.page
    word(page, "Featherstone").dblclick()
    page.once("dialog", lambda dialog: dialog.dismiss())
    asha.presses("Back to the concern")
    expect(word(page, "Featherstone")).to_have_attribute("aria-selected", "true")
    page.once("dialog", lambda dialog: dialog.accept())
    asha.presses("Back to the concern")
    expect(asha.messages.first).to_contain_text(TITLE)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (320, 568)], ids=lambda size: f"{size[0]} wide")
def test_it_is_for_everyone(asha: Reviewer, size: tuple[int, int]) -> None:
    asha.page.set_viewport_size({"width": size[0], "height": size[1]})
    word(asha.page, "Featherstone").dblclick()
    for _ in range(2):
        assert accessibility.faults(asha.page) == []
        wide = asha.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide[0] <= wide[1]
        if asha.page.get_by_role("button", name="See what will be printed").count():
            sees(asha)
