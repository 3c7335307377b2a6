"""All that stands around a thread, for people who use a screen reader, large type or a narrow screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import PHONE, NewPage
from tests.browser.test_desk_for_everyone import is_sound_at_every_size
from tests.services.people import Dana
from tests.support.running import Service

TITLE = "Nobody asked her alone."
LONG = "w" * 300


@pytest.fixture
def dana(service: Service) -> Dana:
    dana = Dana(service.house)
    dana.raises(TITLE, readers=("r1", "r2"), answers={"faults": ("C2",)})
    Dana(service.house).raises(LONG, readers=("r1", "r2"))
    service.tick()
    return dana


def test_every_form_around_a_concern(dana: Dana, service: Service, new_page: NewPage) -> None:
    asha = Reviewer(new_page(PHONE, bypass_csp=True), service)
    asha.signs_in()
    asha.unlocks()
    expect(asha.rows).to_have_count(2)
    asha.opens(TITLE)
    expect(asha.thread).to_contain_text("Nothing has been noted yet.")
    is_sound_at_every_size(asha.page)

    asha.presses("Give to a colleague")
    asha.presses("Save")
    asha.is_told("Choose who is to handle this.")
    is_sound_at_every_size(asha.page)
    asha.presses("Cancel")
    asha.presses("Choose a category")
    is_sound_at_every_size(asha.page)
    asha.page.get_by_role("radio", name="Confidentiality and safety").check()
    asha.presses("Save")
    expect(asha.thread.locator(".concern-facts")).to_contain_text("confidentiality and safety")
    asha.presses("Link with another")
    asha.page.get_by_role("radio", name=LONG[:20]).check()
    is_sound_at_every_size(asha.page)
    asha.presses("Save")
    expect(asha.thread.locator(".linked")).to_be_visible()

    asha.chooses("A decision")
    asha.page.get_by_label("What was decided").fill(LONG)
    asha.presses("Save the decision")
    asha.is_told("Write why it was decided.")
    is_sound_at_every_size(asha.page)
    asha.page.get_by_label("Why", exact=True).fill("<b>Because</b>\n\nof that.")
    asha.presses("Save the decision")
    expect(asha.thread.locator(".decision")).to_contain_text("<b>Because</b>")
    asha.presses("Let a colleague read this")
    is_sound_at_every_size(asha.page)
    asha.presses("Cancel")
    asha.presses("Print the notes and decisions")
    expect(asha.page.get_by_role("heading", name="This is all that will be printed")).to_be_visible()
    is_sound_at_every_size(asha.page)


def test_the_page_leads_by_keyboard_to_what_stands_below_the_thread(
    dana: Dana, service: Service, new_page: NewPage
) -> None:
    asha = Reviewer(new_page(), service)
    asha.signs_in()
    asha.unlocks()
    asha.opens(TITLE)
    expect(asha.thread).to_contain_text("Nothing has been noted yet.")
    asha.page.get_by_role("navigation").get_by_role("button", name="Notes").press("Enter")
    expect(asha.page.get_by_role("heading", name="Notes and decisions")).to_be_focused()
    for _ in range(2):
        asha.page.keyboard.press("Tab")
    expect(asha.page.get_by_label("Your note")).to_be_focused()
    asha.page.keyboard.type("By keyboard alone.")
    asha.page.keyboard.press("Tab")
    asha.page.keyboard.press("Enter")
    expect(asha.thread.locator(".entry")).to_contain_text("By keyboard alone.")
    expect(asha.page.get_by_label("Your note")).to_be_focused()
