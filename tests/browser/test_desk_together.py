"""Two people at one concern at the same time lose nothing, and see each other."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.accessibility import faults
from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import NewPage
from tests.browser.deeds import replies
from tests.services.people import Dana
from tests.support.running import Service
from whistle.services import sharing

TITLE = "A woman was sent home with the man she had fled from."
EVERY = 15_100
"""Milliseconds after which a desk has asked again who is there."""

At = Callable[..., Reviewer]


@pytest.fixture
def dana(service: Service) -> Dana:
    dana = Dana(service.house)
    dana.raises(TITLE, readers=("r1", "r2"))
    service.tick()
    return dana


@pytest.fixture
def at(dana: Dana, service: Service, new_page: NewPage) -> At:
    """Someone at a desk of their own, with the concern open and a clock that can be turned on."""

    def seated(name: str = "Asha Rahman", reviewer: str = "r1") -> Reviewer:
        person = Reviewer(new_page(bypass_csp=True), service, name, reviewer)
        person.page.clock.install()
        person.signs_in()
        person.unlocks()
        person.opens(TITLE)
        return person

    return seated


def test_two_people_who_reply_at_once_lose_nothing_and_each_reads_the_other(
    dana: Dana, service: Service, at: At
) -> None:
    asha, tom = at(), at("Tom Ellery", "r2")
    for person in (asha, tom):
        person.is_told_of_nobody_else()
        person.chooses("Reply")
    asha.writes("We are looking into it.")
    tom.writes("I have asked the unit.")
    tom.presses("Send reply")
    expect(tom.messages).to_have_count(2)
    asha.presses("Send reply")
    asha.is_told("Nothing was sent. Tom Ellery wrote while you were writing. Read it, then send yours.")
    expect(asha.messages.nth(1)).to_contain_text("I have asked the unit.")
    expect(asha.answer).to_have_value("We are looking into it.")
    expect(asha.answer).to_be_editable()
    assert faults(asha.page) == []
    asha.presses("Send reply")
    expect(asha.messages).to_have_count(3)
    expect(asha.answer).to_have_value("")
    service.tick()
    said = [message.content.text for message in dana.reads().confirmed if message.content]
    assert said[1:] == ["I have asked the unit.", "We are looking into it."]


def test_what_the_reporter_writes_before_the_answer_is_sealed_is_read_first(
    dana: Dana, service: Service, at: At
) -> None:
    asha = at()
    asha.is_told_of_nobody_else()
    asha.chooses("Close with a reason")
    asha.chooses("Not enough to act on")
    asha.writes("We could not find the case.")
    dana.says("There is a second case.")
    service.tick()
    asha.presses("Close this concern")
    asha.is_told("Nothing was sent. The reporter wrote while you were writing.")
    expect(asha.messages.last).to_contain_text("There is a second case.")
    expect(asha.rows).to_contain_text("New")
    asha.chooses("Reply")
    asha.writes("Tell us more about the second.")
    asha.presses("Send reply")
    expect(asha.messages).to_have_count(3)


def test_two_that_are_sealed_at_the_same_moment_both_stand_in_the_thread(
    dana: Dana, service: Service, at: At
) -> None:
    asha = at()
    asha.is_told_of_nobody_else()
    asha.chooses("Reply")
    asha.writes("We are looking into it.")

    def overtaken(route: Route) -> None:
        replies(service, dana, "Another, from elsewhere.")
        route.continue_()

    asha.page.route(re.compile(r"/messages(\?|$)"), overtaken, times=1)
    asha.presses("Send reply")
    expect(asha.messages).to_have_count(3)
    service.tick()
    view = dana.reads()
    assert [message.confirmed for message in view.messages] == [True] * 3
    assert view.warnings == ()


def test_who_else_is_there_and_who_writes_is_said_and_forgotten_when_they_go(at: At) -> None:
    asha, tom = at(), at("Tom Ellery", "r2")
    others = asha.thread.locator(".others")
    asha.page.clock.run_for(EVERY)
    expect(others).to_have_text("Tom Ellery is reading this too.")
    expect(tom.thread.locator(".others")).to_have_text("Asha Rahman is reading this too.")
    tom.chooses("Reply")
    with tom.page.expect_response(re.compile("/here$")):
        tom.writes("I have asked")
    asha.page.clock.run_for(EVERY)
    expect(others).to_have_text("Tom Ellery is writing here now.")
    assert faults(asha.page) == []
    with tom.page.expect_request(re.compile("/here$")) as gone:
        tom.presses("Lock now")
        tom.page.clock.run_for(EVERY)
    assert gone.value.post_data == '{"doing":"left"}'
    asha.page.clock.run_for(EVERY)
    expect(others).to_have_text("")


def test_what_a_colleague_wrote_appears_by_itself_and_is_said_where_one_writes(
    dana: Dana, service: Service, at: At
) -> None:
    asha, tom = at(), at("Tom Ellery", "r2")
    asha.chooses("Reply")
    asha.writes("We are looking into it.")
    tom.chooses("Reply")
    tom.writes("I have asked the unit.")
    tom.presses("Send reply")
    expect(tom.messages).to_have_count(2)
    asha.page.clock.run_for(EVERY)
    expect(asha.messages).to_have_count(2)
    note = asha.thread.locator(".composer").get_by_role("status").first
    expect(note).to_contain_text("Tom Ellery wrote while you were writing. Read it, then send yours.")
    note.get_by_role("button", name="Show it").click()
    expect(asha.messages.last.get_by_role("heading")).to_be_focused()
    expect(asha.answer).to_have_value("We are looking into it.")
    asha.presses("Send reply")
    expect(asha.messages).to_have_count(3)


def test_a_note_of_a_colleague_appears_by_itself_and_half_a_note_stays(at: At) -> None:
    asha, tom = at(), at("Tom Ellery", "r2")
    notes = asha.thread.get_by_role("region", name="Notes and decisions")
    expect(notes).to_contain_text("Nothing has been noted yet.")
    asha.page.get_by_label("Your note").fill("Half")
    tom.page.get_by_label("Your note").fill("I have asked the unit.")
    tom.presses("Save the note")
    expect(tom.thread.get_by_text("You wrote a note").first).to_be_visible()
    asha.page.clock.run_for(EVERY)
    expect(notes).to_contain_text("Tom Ellery wrote a note")
    expect(asha.page.get_by_label("Your note")).to_have_value("Half")


def test_a_locked_desk_tells_nobody_that_it_is_there_and_keeps_no_session_alive(at: At) -> None:
    asha = at()
    asha.page.clock.run_for(EVERY)
    asha.presses("Lock now")
    asha.page.clock.run_for(EVERY)  # says once that nobody is there
    asked: list[str] = []
    asha.page.on("request", lambda request: asked.append(request.url))
    asha.page.clock.run_for(4 * EVERY)
    assert [url for url in asked if url.endswith("/here")] == []


def test_who_has_opened_it_and_when_is_the_service_s_word(at: At) -> None:
    asha = at()
    side = asha.thread.get_by_role("region", name="Who can read this")
    expect(side).to_contain_text(re.compile("Asha Rahman opened it first today"))
    expect(side).to_contain_text("Tom Ellery has not opened it yet")
    expect(side).to_contain_text("Who has opened it is the service’s own word.")
    timeline = asha.thread.get_by_role("region", name="What happened when")
    expect(timeline.get_by_role("listitem").nth(1)).to_contain_text(
        "You opened it for the first time (the service’s word)", use_inner_text=True
    )


def test_whose_cover_has_ended_is_told_to_step_back(
    dana: Dana, service: Service, at: At, new_page: NewPage
) -> None:
    from whistle.envelope.compose import share

    hour = service.house.hour()
    change = share(dana.reporter, dana.reads(), service.house.directory(), ["r3"])
    sharing.change(service.house, change.encode())
    service.tick()
    carol = Reviewer(new_page(), service, "Carol Finch", "r3")
    carol.page.route(
        "**/here",
        lambda route: route.fulfill(
            json={
                **route.fetch().json(),
                "readers": [{"id": "r3", "opened": hour, "cover_until": hour - 48}],
            }
        ),
    )
    carol.signs_in()
    carol.unlocks()
    carol.opens(TITLE)
    expect(carol.next_step).to_contain_text("Step back. You were let in to cover for somebody until")
    carol.next_step.get_by_role("button", name="Step back").click()
    expect(carol.page.get_by_role("heading", name="Step back from this concern")).to_be_focused()
