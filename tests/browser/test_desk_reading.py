"""A reviewer signs in, unlocks a key and reads; what cannot be confirmed says so."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import Connection, delete, select, update

from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import NewPage
from tests.services.people import Dana
from tests.support.running import Service
from whistle.domain.concern import State
from whistle.store import tables

TITLE = "A forced-marriage case was closed with no risk assessment."
WORDS = f"{TITLE}\n\nNobody asked her the questions."
READERS = ("r1", "r2")


@pytest.fixture
def dana(service: Service) -> Dana:
    """A reporter whose concern has reached the reviewers she chose."""
    dana = Dana(service.house)
    dana.raises(
        WORDS, readers=READERS, answers={"case": ("forced-marriage",), "faults": ("K1", "D1"), "known": "2-3"}
    )
    service.tick()
    return dana


@pytest.fixture
def asha(service: Service, new_page: NewPage) -> Reviewer:
    asha = Reviewer(new_page(), service)
    asha.signs_in()
    return asha


def test_the_list_shows_what_is_due_and_hides_every_title_until_the_key_is_unlocked(
    dana: Dana, asha: Reviewer
) -> None:
    expect(asha.rows).to_have_count(1)
    expect(asha.rows).to_contain_text("Locked")
    expect(asha.rows).to_contain_text("Acknowledge")
    expect(asha.page.locator("#bar")).to_contain_text("Your key is locked")
    asha.unlocks()
    asha.is_unlocked()
    expect(asha.rows).to_contain_text(TITLE)


def test_a_concern_opens_with_its_answers_its_words_and_what_to_do_next(dana: Dana, asha: Reviewer) -> None:
    asha.unlocks()
    asha.opens(TITLE)
    expect(asha.messages).to_have_count(1)
    concern = asha.messages.first
    for words in (
        "The reporter raised this",
        "Confirmed",
        "Nobody asked her",
        "Forced marriage",
        "(K1)",
        "(D1)",
    ):
        expect(concern).to_contain_text(words)
    expect(asha.next_step).to_contain_text(re.compile(r"Acknowledge this concern.* Due by .* tomorrow"))
    expect(asha.thread).to_contain_text("Asha Rahman")
    expect(asha.thread).to_contain_text("Tom Ellery")
    expect(asha.thread).not_to_contain_text("Carol Finch")


def test_opening_a_concern_is_told_to_the_reporter_and_ends_its_being_unread(
    dana: Dana, asha: Reviewer
) -> None:
    expect(asha.rows.locator(".col-unread")).to_contain_text("1")
    asha.unlocks()
    asha.opens(TITLE)
    expect(asha.rows.locator(".col-unread")).to_contain_text("none")


def test_a_wrong_passphrase_says_so_and_the_file_stays_chosen(dana: Dana, asha: Reviewer) -> None:
    asha.unlocks("seven grey doves")
    asha.is_told("That passphrase does not open this file")
    assert asha.page.locator("#key-file").evaluate("(input) => input.files[0].name") == "r1.key.age"
    expect(asha.page.get_by_label("Passphrase")).to_be_focused()
    asha.unlocks()
    asha.is_unlocked()


def test_a_file_that_is_no_key_and_the_key_of_another_are_refused(dana: Dana, asha: Reviewer) -> None:
    asha.unlocks(key_file=asha.service.installation.keys / "directory.json")
    asha.is_told("That is not a reviewer’s key file")
    asha.unlocks(key_file=asha.service.installation.folder / "r2.key.age")
    asha.is_told("This is the key of another reviewer. You are signed in as Asha Rahman")
    expect(asha.page.locator("#bar")).to_contain_text("Your key is locked")


def test_a_reviewer_who_was_left_out_sees_an_empty_list(
    dana: Dana, service: Service, new_page: NewPage
) -> None:
    carol = Reviewer(new_page(), service, "Carol Finch", "r3")
    carol.signs_in()
    expect(carol.list).to_contain_text("No concern is waiting for you.")


def test_lock_now_takes_every_text_off_the_page(dana: Dana, asha: Reviewer) -> None:
    asha.unlocks()
    asha.opens(TITLE)
    asha.presses("Lock now")
    expect(asha.page.get_by_role("heading", name="Unlock your key to read this concern")).to_be_visible()
    expect(asha.rows).to_contain_text("Locked")
    assert "forced-marriage" not in asha.page.content()
    asha.unlocks()
    expect(asha.messages.first).to_contain_text("Nobody asked her")


def test_an_altered_message_is_not_confirmed_and_its_text_is_out_of_sight(
    dana: Dana, asha: Reviewer, service: Service
) -> None:
    dana.says("Her aunt was in the room.")
    service.tick()

    def alter(connection: Connection) -> None:
        sealed = connection.scalar(select(tables.messages.c.sealed).where(tables.messages.c.seq == 2))
        assert sealed is not None
        changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
        connection.execute(update(tables.messages).where(tables.messages.c.seq == 2).values(sealed=changed))

    service.house.store.commit(alter)
    asha.unlocks()
    asha.opens(TITLE)
    expect(asha.messages).to_have_count(2)
    expect(asha.messages.nth(0)).to_contain_text("Confirmed")
    doubtful = asha.messages.nth(1)
    expect(doubtful).to_contain_text("Not confirmed")
    expect(doubtful).to_contain_text("do not act on it, and do not answer it")
    expect(doubtful).not_to_contain_text("The reporter")
    asha.is_told("One message below could not be confirmed. Do not act on it.")


def test_a_withheld_message_is_missed(dana: Dana, asha: Reviewer, service: Service) -> None:
    dana.says("Her aunt was in the room.")
    service.tick()
    service.house.store.commit(
        lambda connection: connection.execute(delete(tables.messages).where(tables.messages.c.seq == 2))
    )
    asha.unlocks()
    asha.opens(TITLE)
    expect(asha.messages).to_have_count(1)
    asha.is_told("not everything here could be checked")


def test_the_reporter_s_next_words_arrive_as_unread(dana: Dana, asha: Reviewer, service: Service) -> None:
    asha.unlocks()
    asha.opens(TITLE)
    dana.says("Her aunt was in the room.")
    service.tick()
    asha.page.get_by_role("button", name="Not closed").click()
    expect(asha.rows.locator(".col-unread")).to_contain_text("1")
    asha.opens(TITLE)
    expect(asha.messages).to_have_count(2)
    expect(asha.messages.nth(1)).to_contain_text("Her aunt was in the room.")


def test_the_sealed_thread_can_be_downloaded(dana: Dana, asha: Reviewer) -> None:
    asha.unlocks()
    asha.opens(TITLE)
    with asha.page.expect_download() as download:
        asha.page.get_by_role("link", name="Download the sealed concern").click()
    assert download.value.suggested_filename == "concern.zip"
    assert b"Nobody asked her" not in download.value.path().read_bytes()
    asha.is_unlocked()


def test_a_desk_that_nobody_touches_locks_itself_and_says_so(
    dana: Dana, service: Service, new_page: NewPage
) -> None:
    asha = Reviewer(new_page(), service)
    asha.page.clock.install()
    asha.signs_in()
    asha.unlocks()
    asha.opens(TITLE)
    asha.page.clock.fast_forward("10:00")
    asha.page.keyboard.press("Tab")
    asha.page.clock.fast_forward("10:00")
    asha.is_unlocked()
    asha.page.clock.fast_forward("15:01")
    expect(asha.page.locator("#bar")).to_contain_text("Your key is locked")
    expect(asha.thread).to_contain_text("Your key locked itself after 15 minutes without use.")


def test_paper_shows_the_thread_and_none_of_the_controls(dana: Dana, asha: Reviewer) -> None:
    asha.unlocks()
    asha.opens(TITLE)
    asha.page.emulate_media(media="print")
    expect(asha.messages.first).to_be_visible()
    for hidden in (asha.list, asha.answer, asha.page.locator("header.top")):
        expect(hidden).to_be_hidden()


def test_a_computer_that_slept_wakes_with_the_key_locked(
    dana: Dana, service: Service, new_page: NewPage
) -> None:
    asha = Reviewer(new_page(), service)
    asha.page.clock.install()
    asha.signs_in()
    asha.unlocks()
    asha.opens(TITLE)
    # Asleep, a computer's timers stand still and its clock does not.
    asha.page.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=16))
    asha.page.keyboard.press("Tab")
    expect(asha.page.locator("#bar")).to_contain_text("Your key is locked")
    expect(asha.thread).to_contain_text("Your key locked itself after 15 minutes without use.")


def test_a_key_that_is_locked_while_it_is_being_unlocked_stays_locked(dana: Dana, asha: Reviewer) -> None:
    held: list[Route] = []
    asha.page.route("**/desk-worker.js", lambda route: held.append(route))
    asha.unlocks()
    expect(asha.page.get_by_role("button", name="Unlocking…")).to_be_visible()
    asha.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    expect(asha.page.get_by_role("button", name="Unlock", exact=True)).to_be_visible()
    for route in held:
        route.continue_()
    expect(asha.page.get_by_label("Passphrase")).to_have_value("")
    assert asha.page.workers == []
    asha.page.unroute("**/desk-worker.js")
    asha.unlocks()
    asha.is_unlocked()


def test_the_keys_that_count_stand_in_the_page_and_are_not_fetched(dana: Dana, asha: Reviewer) -> None:
    asked: list[str] = []
    asha.page.on("request", lambda request: asked.append(request.url))
    asha.unlocks()
    asha.is_unlocked()
    assert not [url for url in asked if ".well-known" in url]
    keys = asha.service.installation.keys
    for name, file in (("directory", "directory.json"), ("authority", "authority.pub")):
        held = asha.page.locator(f"#signed-{name}").evaluate("(template) => template.content.textContent")
        assert held == (keys / file).read_text()


def test_what_is_late_goes_by_this_computer_s_clock(dana: Dana, service: Service, new_page: NewPage) -> None:
    asha = Reviewer(new_page(), service)

    def later(route: Route) -> None:
        facts = route.fetch().json()
        route.fulfill(json={**facts, "hour": facts["hour"] + 24 * 30})

    asha.page.route("**/api/v1/service", later)
    asha.signs_in()
    expect(asha.page.get_by_text("clock and the service’s differ by more than an hour.")).to_be_visible()
    expect(asha.rows).to_have_count(1)
    expect(asha.rows).not_to_contain_text("Late")


def test_closed_without_a_message_that_closes_it_is_not_believed(
    dana: Dana, asha: Reviewer, service: Service
) -> None:
    def close(connection: Connection) -> None:
        for table in (tables.concerns, tables.readers):
            connection.execute(update(table).values(state=State.CLOSED))

    service.house.store.commit(close)
    asha.unlocks()
    asha.page.get_by_role("button", name="Closed", exact=True).click()
    asha.opens(TITLE)
    asha.is_told("no confirmed message closes it")
    expect(asha.thread).to_contain_text("Closed? Not confirmed")
    expect(asha.next_step).to_contain_text("it may still need an answer")
    expect(asha.thread).not_to_contain_text("This concern is closed.")


def test_the_service_is_told_how_many_messages_were_shown(
    dana: Dana, asha: Reviewer, service: Service
) -> None:
    dana.says("Her aunt was in the room.")
    service.tick()
    asha.unlocks()
    with asha.page.expect_request("**/opened?seen=2"):
        asha.opens(TITLE)
