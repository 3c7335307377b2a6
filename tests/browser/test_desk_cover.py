"""Going away, and leaving: a colleague is let into many concerns at once, and whoever covered steps back afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import update

from tests.browser import accessibility
from tests.browser.at_the_desk import Reviewer
from tests.browser.colleagues import elsewhere
from tests.browser.conftest import NewPage
from tests.services.people import Dana
from tests.support.running import Service
from whistle.store.tables import readers

OPEN = "The case was closed with no risk assessment."
SECOND = "The interpreter came from her own family."
KEPT_FROM_CAROL = "Carol told the family where she was."
HERS_TOO = "A referral was never made."
CLOSED = "Nobody rang the school."
EPOCHS = "**/staff/api/v1/concerns/*/epochs*"
AGAIN = "Go through them again"

At = Callable[[str, str], Reviewer]


@pytest.fixture
def danas(service: Service) -> dict[str, Dana]:
    """Of Asha's concerns Carol reads one, is left out of another, and one is closed."""
    danas = {words: Dana(service.house) for words in (OPEN, SECOND, KEPT_FROM_CAROL, HERS_TOO, CLOSED)}
    for words, dana in danas.items():
        how = {"leave_out": ("r3",)} if words == KEPT_FROM_CAROL else {}
        dana.raises(words, readers=("r1", "r3") if words == HERS_TOO else ("r1",), **how)
    service.tick()
    elsewhere(service, "r1").closes(danas[CLOSED].mailbox, "We are done.")
    service.tick()
    return danas


@pytest.fixture
def at(service: Service, new_page: NewPage) -> At:
    def seated(name: str, reviewer: str) -> Reviewer:
        person = Reviewer(new_page(bypass_csp=True), service, name, reviewer)
        person.signs_in()
        person.unlocks()
        person.is_unlocked()
        return person

    return seated


def goes_away(asha: Reviewer, days: int = 14) -> None:
    today = dt.date.today()
    asha.presses("Going away?")
    expect(asha.page.get_by_role("heading", name="Going away")).to_be_focused()
    asha.page.get_by_label("First day").fill(str(today))
    asha.page.get_by_label("Last day").fill(str(today + dt.timedelta(days=days)))
    asha.page.get_by_label("Deputy").select_option(label="Carol Finch")
    asha.presses("Save")
    expect(asha.list).to_contain_text("Carol Finch is your deputy.")


def access(dana: Dana) -> tuple[str, ...]:
    return dana.reads().access


def test_a_deputy_is_let_into_what_is_open_and_never_where_the_reporter_left_them_out(
    danas: dict[str, Dana], service: Service, at: At
) -> None:
    asha = at("Asha Rahman", "r1")
    goes_away(asha)
    assert accessibility.faults(asha.page) == []
    asha.presses("Let Carol Finch read my open concerns")
    expect(asha.list).to_contain_text("Done with all 4 concerns.")
    expect(asha.list).to_contain_text("Carol Finch can read 2 concerns at ")
    expect(asha.list).to_contain_text("Carol Finch can read 1 concern already.")
    left_out = asha.list.locator(".job-told").filter(has_text="left Carol Finch out")
    expect(left_out).to_contain_text("The reporter of 1 concern left Carol Finch out, so nothing was done.")
    expect(left_out.get_by_role("listitem")).to_have_text(KEPT_FROM_CAROL)
    assert accessibility.faults(asha.page) == []
    service.tick()
    for words, dana in danas.items():
        assert ("Carol Finch" in access(dana)) == (words in (OPEN, SECOND, HERS_TOO)), words
    asha.presses(AGAIN)
    expect(asha.list).to_contain_text("Carol Finch can read 3 concerns already.")

    carol = at("Carol Finch", "r3")
    expect(carol.rows).to_have_count(3)
    carol.presses("Cover")
    expect(carol.rows).to_have_count(2)
    until = dt.date.today() + dt.timedelta(days=14)
    expect(carol.rows.first).to_contain_text(f"cover to {until.day} {until:%b}")
    assert KEPT_FROM_CAROL not in carol.page.content()


def test_the_days_are_checked_seen_by_colleagues_and_can_be_taken_back(
    danas: dict[str, Dana], at: At
) -> None:
    asha = at("Asha Rahman", "r1")
    asha.presses("Going away?")
    asha.presses("Save")
    asha.is_told("Enter the first day on which you are away.")
    expect(asha.page.get_by_label("First day")).to_be_focused()
    assert accessibility.faults(asha.page) == []
    asha.presses("Back to the list")
    expect(asha.page.get_by_role("heading", name="What is due next")).to_be_focused()
    goes_away(asha)

    tom = at("Tom Ellery", "r2")
    tom.presses("Handing everything over?")
    until = dt.date.today() + dt.timedelta(days=14)
    colleagues = tom.page.get_by_label("Who takes over").get_by_role("option")
    away = f"Asha Rahman, away until {until.day} {until:%B}"
    expect(colleagues.filter(has_text=away)).to_have_count(1)
    expect(colleagues.filter(has_text="Tom Ellery")).to_have_count(0)

    asha.presses("I am not away any more")
    expect(asha.list).not_to_contain_text("is your deputy")
    expect(asha.page.get_by_label("First day")).to_have_value("")


def test_it_stops_where_the_service_is_silent_and_sends_the_same_bytes_again(
    danas: dict[str, Dana], service: Service, at: At
) -> None:
    asha = at("Asha Rahman", "r1")
    goes_away(asha)
    sent: list[bytes | None] = []

    def swallow(route: Route) -> None:
        sent.append(route.request.post_data_buffer)
        route.fetch()
        route.abort()

    asha.page.route(EPOCHS, swallow)
    asha.presses("Let Carol Finch read my open concerns")
    asha.is_told("The service did not answer. Nothing is lost")
    assert accessibility.faults(asha.page) == []
    asha.page.unroute(EPOCHS)

    def note(route: Route) -> None:
        sent.append(route.request.post_data_buffer)
        route.continue_()

    asha.page.route(EPOCHS, note)
    asha.presses("Go on")
    expect(asha.list).to_contain_text("Carol Finch can read 2 concerns at ")
    assert sent[0] == sent[1]
    assert len(sent) == 3
    service.tick()
    assert [len(danas[each].reads().changes) for each in (OPEN, SECOND)] == [1, 1]


def test_what_was_stopped_can_be_left_at_that(danas: dict[str, Dana], service: Service, at: At) -> None:
    asha = at("Asha Rahman", "r1")
    asha.presses("Handing everything over?")
    asha.page.get_by_label("Who takes over").select_option(label="Carol Finch")
    held: list[Route] = []
    asha.page.route(EPOCHS, lambda route: held.append(route))
    with asha.page.expect_request(EPOCHS):
        asha.presses("Let Carol Finch read all my concerns")
    expect(asha.list).to_contain_text("Once the other step is done.")
    asha.presses("Stop")
    held[0].continue_()
    expect(asha.list).to_contain_text("What was done stays done.")
    assert accessibility.faults(asha.page) == []
    asha.presses("Leave the rest as it is")
    expect(asha.page.get_by_role("heading", name="Handing everything over")).to_be_focused()
    expect(asha.page.get_by_role("button", name="Let Carol Finch read all my concerns")).to_be_visible()
    service.tick()
    assert sum("Carol Finch" in access(dana) for dana in danas.values()) == 2


def test_a_locked_key_stops_it_and_it_goes_on_once_unlocked(
    danas: dict[str, Dana], service: Service, at: At
) -> None:
    asha = at("Asha Rahman", "r1")
    goes_away(asha)
    held: list[Route] = []
    asha.page.route(EPOCHS, lambda route: held.append(route))
    with asha.page.expect_request(EPOCHS):
        asha.presses("Let Carol Finch read my open concerns")
    asha.presses("Lock now")
    for route in held:
        route.continue_()
    asha.page.unroute(EPOCHS)
    asha.is_told("Your key was locked. Unlock it, then go on.")
    assert OPEN not in asha.page.content()
    asha.unlocks()
    asha.is_unlocked()
    asha.presses("Go on")
    expect(asha.list).to_contain_text("Done with all 4 concerns.")
    service.tick()
    assert "Carol Finch" in access(danas[OPEN])
    assert "Carol Finch" in access(danas[SECOND])


def test_a_deputy_steps_back_when_cover_has_ended(danas: dict[str, Dana], service: Service, at: At) -> None:
    colleague, hour = elsewhere(service, "r1"), service.house.hour()
    for words in (OPEN, SECOND):
        colleague.lets_cover(danas[words].mailbox, "r3", hour + 24)
    service.tick()
    carol = at("Carol Finch", "r3")
    expect(carol.rows).to_have_count(3)
    expect(carol.list).not_to_contain_text("has ended")
    # The days of the cover pass.
    over = update(readers).where(readers.c.cover.is_not(None)).values(cover=hour - 1)
    service.house.store.commit(lambda connection: connection.execute(over))
    carol.page.reload()
    expect(carol.list).to_contain_text("Your cover of 2 concerns has ended.")
    assert accessibility.faults(carol.page) == []
    carol.unlocks()
    carol.is_unlocked()
    carol.list.get_by_role("button", name="Step back from 2 concerns").click()
    expect(carol.page.get_by_role("heading", name="Your cover has ended")).to_be_focused()
    expect(carol.list.get_by_role("listitem").filter(has_text=OPEN)).to_be_visible()
    assert accessibility.faults(carol.page) == []
    carol.presses("Step back from 2 concerns")
    expect(carol.list).to_contain_text("You step back from 2 concerns at ")
    service.tick()
    assert [access(danas[each]) for each in (OPEN, SECOND)] == [("Asha Rahman",)] * 2
    assert access(danas[HERS_TOO]) == ("Asha Rahman", "Carol Finch")
    carol.page.reload()
    expect(carol.rows).to_have_count(1)
    expect(carol.list).not_to_contain_text("has ended")


def test_a_service_that_lies_about_cover_talks_nobody_out_of_a_concern(
    danas: dict[str, Dana], service: Service, at: At
) -> None:
    over = update(readers).where(readers.c.reviewer == "r3").values(cover=service.house.hour() - 1)
    service.house.store.commit(lambda connection: connection.execute(over))
    carol = at("Carol Finch", "r3")
    carol.list.get_by_role("button", name="Step back from 1 concern").click()
    carol.list.get_by_role("button", name="Step back from 1 concern").click()
    expect(carol.list).to_contain_text("no colleague let you in there, so you stay.")
    service.tick()
    assert access(danas[HERS_TOO]) == ("Asha Rahman", "Carol Finch")


def test_whoever_leaves_hands_everything_over_and_stays_where_nobody_else_can_read(
    danas: dict[str, Dana], service: Service, at: At
) -> None:
    asha = at("Asha Rahman", "r1")
    asha.presses("Handing everything over?")
    asha.page.get_by_label("Who takes over").select_option(label="Carol Finch")
    assert accessibility.faults(asha.page) == []
    asha.presses("Let Carol Finch read all my concerns")
    expect(asha.list).to_contain_text("Done with all 5 concerns.")
    expect(asha.list).to_contain_text("Carol Finch can read 3 concerns at ")
    # Not taken effect yet: nobody would be left.
    asha.page.on("dialog", lambda dialog: dialog.accept())
    asha.presses("Step back from all my concerns")
    expect(asha.list).to_contain_text("A change of yours to 3 concerns takes effect at ")
    expect(asha.list).to_contain_text("You step back from 1 concern at ")
    service.tick()
    asha.presses(AGAIN)
    expect(asha.list).to_contain_text("You step back from 3 concerns at ")
    alone = asha.list.locator(".job-told").filter(has_text="Nobody else can read 1 concern, so you stay.")
    expect(alone.get_by_role("listitem")).to_have_text(KEPT_FROM_CAROL)
    service.tick()
    for words, dana in danas.items():
        assert access(dana) == (("Asha Rahman",) if words == KEPT_FROM_CAROL else ("Carol Finch",)), words
    asha.presses("Back to the list")
    asha.page.reload()
    expect(asha.rows).to_have_count(1)


def test_a_service_that_names_one_colleague_for_another_has_nobody_wrong_let_in(
    danas: dict[str, Dana], service: Service, at: At
) -> None:
    def swap(route: Route) -> None:
        told = route.fetch().json()
        names = {"r2": "Carol Finch", "r3": "Tom Ellery"}
        route.fulfill(json=[each | {"name": names.get(each["id"], each["name"])} for each in told])

    asha = at("Asha Rahman", "r1")
    asha.page.route("**/staff/api/v1/colleagues", swap)
    asha.presses("Handing everything over?")
    asha.page.get_by_label("Who takes over").select_option(label="Tom Ellery")
    asha.presses("Let Tom Ellery read all my concerns")
    expect(asha.list).to_contain_text("Tom Ellery can read 5 concerns at ")
    service.tick()
    assert set(access(danas[OPEN])) == {"Asha Rahman", "Tom Ellery"}


def test_notes_and_what_is_handled_go_to_whoever_takes_over(
    danas: dict[str, Dana], service: Service, at: At
) -> None:
    asha = at("Asha Rahman", "r1")
    asha.opens(OPEN)
    asha.presses("Take this")
    expect(asha.thread.locator(".concern-facts")).to_contain_text("You handle this")
    asha.page.get_by_label("Your note").fill("The school has the dates.")
    asha.presses("Save the note")
    expect(asha.page.get_by_label("Your note")).to_have_value("")
    asha.presses("Handing everything over?")
    asha.page.get_by_label("Who takes over").select_option(label="Carol Finch")
    asha.presses("Let Carol Finch read all my concerns")
    expect(asha.list).to_contain_text("Carol Finch can read 3 concerns at ")
    service.tick()
    asha.page.on("dialog", lambda dialog: dialog.accept())
    asha.presses("Step back from all my concerns")
    expect(asha.list).to_contain_text("You step back from 4 concerns at ")
    service.tick()

    carol = at("Carol Finch", "r3")
    carol.opens(OPEN)
    expect(carol.thread.locator(".concern-facts")).to_contain_text("You handle this")
    expect(carol.thread).to_contain_text("The school has the dates.")
    expect(carol.rows.filter(has_text=OPEN).locator(".col-with")).to_contain_text("You")


def test_a_deputy_reads_the_notes_once_the_concerns_have_been_gone_through_again(
    danas: dict[str, Dana], service: Service, at: At
) -> None:
    asha = at("Asha Rahman", "r1")
    asha.opens(OPEN)
    asha.page.get_by_label("Your note").fill("The school has the dates.")
    asha.presses("Save the note")
    expect(asha.page.get_by_label("Your note")).to_have_value("")
    goes_away(asha)
    asha.presses("Let Carol Finch read my open concerns")
    expect(asha.list).to_contain_text("Carol Finch can read 2 concerns at ")
    service.tick()
    asha.presses(AGAIN)
    expect(asha.list).to_contain_text(
        "Carol Finch can read 1 concern already, and from now on what colleagues noted there."
    )
    carol = at("Carol Finch", "r3")
    carol.opens(OPEN)
    expect(carol.thread).to_contain_text("The school has the dates.")
