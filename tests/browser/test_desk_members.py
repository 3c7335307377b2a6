"""Reviewers let each other in and step back, two of them at their desks at once, and the reporter sees who can read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.accessibility import faults
from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import NewPage
from tests.services.people import Dana
from tests.support.running import Service
from whistle.envelope.compose import share
from whistle.envelope.frame import build_page, parse_page
from whistle.envelope.items import EpochItem, GrantItem
from whistle.envelope.thread import verify_thread
from whistle.services import reviewing

TITLE = "A girl of nine was not referred to anyone."
EPOCHS = "**/staff/api/v1/concerns/*/epochs"

At = Callable[..., Reviewer]


@pytest.fixture
def dana(service: Service) -> Dana:
    return Dana(service.house)


@pytest.fixture
def at(service: Service, new_page: NewPage) -> At:
    """Someone at a desk of their own, with their key unlocked."""

    def seated(name: str, reviewer: str) -> Reviewer:
        person = Reviewer(new_page(), service, name, reviewer)
        person.signs_in()
        person.unlocks()
        person.is_unlocked()
        return person

    return seated


def raises(dana: Dana, service: Service, **how: object) -> None:
    dana.raises(TITLE, **how)
    service.tick()


def lets_in(person: Reviewer, name: str) -> None:
    person.presses("Let a colleague read this")
    person.page.get_by_role("checkbox", name=name).check()
    person.presses("Let them read this")


def looks_again(person: Reviewer) -> None:
    person.list.get_by_role("button", name=TITLE).click()


def test_a_colleague_let_in_reads_the_past_and_answers_and_then_the_first_steps_back(
    dana: Dana, service: Service, at: At
) -> None:
    raises(dana, service, readers=("r1",))
    asha, tom = at("Asha Rahman", "r1"), at("Tom Ellery", "r2")
    expect(tom.rows).to_have_count(0)
    asha.opens(TITLE)
    side = asha.thread.get_by_role("region", name="Who can read this")
    asha.presses("Let a colleague read this")
    expect(asha.page.get_by_role("heading", name="Let a colleague read this")).to_be_focused()
    asha.presses("Let them read this")
    asha.is_told("Choose who is to read this.")
    asha.page.get_by_role("checkbox", name="Tom Ellery").check()
    assert faults(asha.page) == []
    asha.presses("Let them read this")
    expect(side).to_contain_text("Tom Ellery can read this at")
    expect(side.get_by_role("listitem")).to_have_count(2)
    service.tick()
    looks_again(asha)
    expect(asha.thread.locator(".change")).to_have_text("You let Tom Ellery read this, from the beginning.")
    expect(side.get_by_role("listitem").filter(has_text="Tom Ellery")).to_be_visible()

    tom.page.reload()
    tom.unlocks()
    tom.opens(TITLE)
    expect(tom.messages).to_have_count(1)
    expect(tom.thread.locator(".change")).to_have_text(
        "Asha Rahman let Tom Ellery read this, from the beginning."
    )
    tom.chooses("Reply")
    tom.writes("I have taken this over from Asha.")
    tom.presses("Send reply")
    expect(tom.messages).to_have_count(2)

    asha.presses("Step back from this concern")
    expect(side).to_contain_text("Tom Ellery goes on with it.")
    assert faults(asha.page) == []
    asha.presses("Step back")
    expect(side).to_contain_text("You step back at")
    service.tick()
    dana.says("Thank you, Tom.")
    service.tick()
    looks_again(asha)
    expect(asha.thread).to_contain_text("You have stepped back from this concern")
    expect(asha.messages).to_have_count(2)
    expect(asha.thread.locator(".composer")).to_have_count(0)
    expect(asha.rows).to_have_count(0)
    asha.page.reload()
    asha.unlocks()
    asha.is_unlocked()
    expect(asha.rows).to_have_count(0)

    looks_again(tom)
    expect(tom.messages.last).to_contain_text("Thank you, Tom.")
    left = "Asha Rahman left this concern, and cannot read what is written from here on."
    expect(tom.thread.locator(".change").last).to_have_text(left)
    view = dana.reads()
    assert (view.warnings, view.access) == ((), ("Tom Ellery",))
    assert [message.confirmed for message in view.messages] == [True] * 3


def test_whoever_the_reporter_left_out_is_never_offered(dana: Dana, service: Service, at: At) -> None:
    raises(dana, service, readers=("r1",), leave_out=("r3",))
    asha, carol = at("Asha Rahman", "r1"), at("Carol Finch", "r3")
    asha.opens(TITLE)
    asha.presses("Let a colleague read this")
    expect(asha.page.get_by_role("checkbox")).to_have_count(1)
    expect(asha.page.get_by_role("checkbox", name="Carol Finch")).to_have_count(0)
    lets = asha.page.get_by_role("checkbox", name="Tom Ellery")
    lets.check()
    asha.presses("Let them read this")
    expect(asha.thread).to_contain_text("Tom Ellery can read this at")
    service.tick()
    carol.page.reload()
    expect(carol.rows).to_have_count(0)


def test_the_only_reader_is_shown_a_way_on_before_they_step_back(
    dana: Dana, service: Service, at: At
) -> None:
    raises(dana, service, readers=("r1",))
    asha = at("Asha Rahman", "r1")
    asha.opens(TITLE)
    asha.presses("Step back from this concern")
    move = asha.thread.locator(".move")
    expect(move).to_contain_text("You are the only person who can read this.")
    for body in service.house.directory().outside:
        expect(move).to_contain_text(body.name)
    expect(move.get_by_role("button", name="Step back", exact=True)).to_have_count(0)
    move.get_by_role("button", name="Let a colleague read this").click()
    expect(asha.page.get_by_role("heading", name="Let a colleague read this")).to_be_focused()


def test_when_nothing_comes_back_the_same_change_is_sent_again(dana: Dana, service: Service, at: At) -> None:
    raises(dana, service, readers=("r1", "r2"))
    asha = at("Asha Rahman", "r1")
    asha.opens(TITLE)
    sent: list[bytes | None] = []

    def swallow(route: Route) -> None:
        sent.append(route.request.post_data_buffer)
        route.fetch()
        route.abort()

    asha.chooses("Reply")
    asha.writes("A draft that stays.")
    asha.page.route(EPOCHS, swallow)
    lets_in(asha, "Carol Finch")
    asha.is_told("We cannot confirm that this arrived")
    asha.page.unroute(EPOCHS)

    def note(route: Route) -> None:
        sent.append(route.request.post_data_buffer)
        route.continue_()

    asha.page.route(EPOCHS, note)
    asha.presses("Send again")
    expect(asha.thread).to_contain_text("Carol Finch can read this at")
    assert len(sent) == 2
    assert sent[0] == sent[1]
    expect(asha.answer).to_have_value("A draft that stays.")
    service.tick()
    assert len(dana.reads().changes) == 1


def test_a_change_that_came_second_is_asked_for_again(dana: Dana, service: Service, at: At) -> None:
    raises(dana, service, readers=("r1", "r2"))
    asha = at("Asha Rahman", "r1")
    asha.opens(TITLE)
    dana.changes(dana.lets_in("r3"))
    asha.presses("Step back from this concern")
    asha.presses("Step back")
    expect(asha.thread).to_contain_text("You step back at")
    service.tick()
    looks_again(asha)
    asha.is_told("Somebody else changed who can read this before you did")
    asha.presses("Step back")
    expect(asha.thread).to_contain_text("You step back at")
    service.tick()
    assert dana.reads().access == ("Tom Ellery", "Carol Finch")


def test_a_change_that_a_lying_service_swaps_is_not_taken(dana: Dana, service: Service, at: At) -> None:
    """What Asha signed lets Carol in; the service gives Tom one that Carol, whom nobody let in, made for herself."""
    raises(dana, service, readers=("r1", "r2"))
    asha, tom = at("Asha Rahman", "r1"), at("Tom Ellery", "r2")
    asha.opens(TITLE)
    lets_in(asha, "Carol Finch")
    expect(asha.thread).to_contain_text("Carol Finch can read this at")
    house, keys = service.house, service.installation.reviewers
    first = reviewing.read_concern(house, "r2", dana.mailbox, 0)
    own = verify_thread([first], house.directory(), keys["r2"], dana.mailbox)
    forged = share(keys["r3"], own, house.directory(), ["r3"]).item
    service.tick()

    def swap(route: Route) -> None:
        honest = parse_page(route.fetch().body())
        given = [item for item in honest.items if not (isinstance(item, GrantItem) and item.epoch > 0)]
        items = [forged if isinstance(item, EpochItem) else item for item in given]
        body = build_page(honest.number, honest.pages, items)
        route.fulfill(body=body, content_type="application/octet-stream")

    tom.page.route("**/staff/api/v1/concerns/*/pages/*", swap)
    tom.opens(TITLE)
    tom.is_told("Someone tried to change who can read this, without the right to. The change was ignored.")
    side = tom.thread.get_by_role("region", name="Who can read this")
    expect(side.get_by_role("listitem").filter(has_text="Carol Finch")).to_have_count(0)
