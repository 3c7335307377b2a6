"""A reviewer acknowledges, replies and closes; whatever goes wrong on the way, the words stay on the page."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Request, Route, expect

from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import NewPage
from tests.services.people import Dana
from tests.support.installation import PASSWORD
from tests.support.running import Service

TITLE = "A hate crime was written down as a quarrel between neighbours."
MESSAGES = re.compile(r"/messages(\?|$)")
HALF = "We have asked for the log of that night"


@pytest.fixture
def dana(service: Service) -> Dana:
    dana = Dana(service.house)
    dana.raises(TITLE, readers=("r1", "r2"), answers={"known": "2-3"})
    service.tick()
    return dana


@pytest.fixture
def asha(dana: Dana, service: Service, new_page: NewPage) -> Reviewer:
    """At the desk with the concern open."""
    asha = Reviewer(new_page(), service)
    asha.is_told_of_nobody_else()
    asha.signs_in()
    asha.unlocks()
    asha.opens(TITLE)
    return asha


def bodies(asha: Reviewer) -> list[bytes]:
    """Every message frame that the page sends from now on."""
    sent: list[bytes] = []

    def note(request: Request) -> None:
        if MESSAGES.search(request.url):
            sent.append(request.post_data_buffer or b"")

    asha.page.on("request", note)
    return sent


def refuse(route: Route, status: int, code: str) -> None:
    problem = {"status": status, "title": "EVIL", "detail": "EVIL: ring this number", "code": code}
    route.fulfill(status=status, body=json.dumps(problem), content_type="application/problem+json")


def test_an_acknowledgement_has_words_to_begin_with_and_goes_out_at_the_tick(
    asha: Reviewer, dana: Dana, service: Service
) -> None:
    asha.presses("Acknowledge")
    expect(asha.answer).to_be_focused()
    expect(asha.answer).to_have_value(re.compile("A person has now read your concern"))
    asha.presses("Send acknowledgement")
    expect(asha.messages).to_have_count(2)
    sent = asha.messages.nth(1)
    expect(sent).to_contain_text("You acknowledged", use_inner_text=True)
    expect(sent).to_contain_text("Not yet delivered: goes out at")
    expect(asha.next_step).to_contain_text("Nothing now. Your message goes out at")
    expect(asha.rows).to_contain_text("Acknowledged")
    assert len(dana.reads().confirmed) == 1
    service.tick()
    arrived = dana.reads().confirmed[-1]
    assert arrived.content is not None
    assert "A person has now read your concern" in arrived.content.text


def test_a_reply_reminds_of_who_could_guess_and_reaches_the_reporter(
    asha: Reviewer, dana: Dana, service: Service
) -> None:
    asha.chooses("Reply")
    reminder = asha.thread.locator(".reminder")
    expect(reminder).to_contain_text("Before you act: who could guess, if you act today?")
    expect(reminder).to_contain_text("only 2 or 3 people could know this")
    asha.writes("Was anyone told why it was changed?")
    asha.presses("Send reply")
    expect(asha.messages.nth(1)).to_contain_text("You wrote", use_inner_text=True)
    expect(asha.answer).to_have_value("")
    service.tick()
    arrived = dana.reads().confirmed[-1]
    assert arrived.content is not None
    assert arrived.content.text == "Was anyone told why it was changed?"


def test_closing_asks_for_a_reason_and_for_words(asha: Reviewer, dana: Dana, service: Service) -> None:
    asha.chooses("Close with a reason")
    expect(asha.thread).to_contain_text("The reporter will see every word and can dispute it.")
    asha.presses("Close this concern")
    asha.is_told("Choose why this is closing.")
    asha.chooses("Action was taken")
    asha.presses("Close this concern")
    asha.is_told("Say what you did and what you could not do.")
    expect(asha.answer).to_be_focused()
    asha.writes("It is recorded as a hate crime now. We could not say who changed it.")
    asha.presses("Close this concern")
    expect(asha.messages.nth(1)).to_contain_text("You closed this: action was taken", use_inner_text=True)
    expect(asha.next_step).to_contain_text("This concern is closed.")
    expect(asha.list).to_contain_text("No concern is waiting for you.")
    asha.page.get_by_role("button", name="Closed", exact=True).click()
    expect(asha.rows).to_contain_text(TITLE)
    service.tick()
    arrived = dana.reads().confirmed[-1]
    assert arrived.content is not None
    assert arrived.content.reason == "action-taken"


def test_when_no_answer_comes_the_same_bytes_are_sent_again_and_make_one_message(
    asha: Reviewer, dana: Dana, service: Service
) -> None:
    sent = bodies(asha)

    def lose_the_answer(route: Route) -> None:
        route.fetch()  # it arrives, and its answer gets lost
        route.abort()

    asha.page.route(MESSAGES, lose_the_answer, times=1)
    asha.chooses("Reply")
    asha.writes(HALF)
    asha.presses("Send reply")
    asha.is_told("We cannot confirm that your message arrived.")
    expect(asha.answer).to_have_value(HALF)
    expect(asha.answer).not_to_be_editable()
    asha.presses("Send again")
    expect(asha.messages).to_have_count(2)
    assert len(sent) == 2
    assert sent[0] == sent[1]
    service.tick()
    assert len(dana.reads().messages) == 2


@pytest.mark.parametrize(
    ("status", "content_type", "body"),
    [
        (200, "text/html", "<h1>Welcome to the guest wifi</h1>"),
        (204, "application/octet-stream", ""),
        (403, "text/html", "<h1>Blocked by your organisation</h1>"),
        (403, "application/problem+json", "<h1>Blocked</h1>"),
    ],
)
def test_an_answer_that_anyone_could_give_ends_no_doubt(
    asha: Reviewer, dana: Dana, service: Service, status: int, content_type: str, body: str
) -> None:
    sent = bodies(asha)
    asha.page.route(
        MESSAGES, lambda route: route.fulfill(status=status, body=body, content_type=content_type), times=1
    )
    asha.chooses("Reply")
    asha.writes(HALF)
    asha.presses("Send reply")
    asha.is_told("We cannot confirm that your message arrived.")
    expect(asha.answer).to_have_value(HALF)
    expect(asha.answer).not_to_be_editable()
    asha.presses("Send again")
    expect(asha.messages).to_have_count(2)
    expect(asha.answer).to_have_value("")
    assert sent[0] == sent[1]


def test_a_refusal_of_what_may_have_arrived_keeps_the_doubt_and_the_bytes(
    asha: Reviewer, dana: Dana, service: Service
) -> None:
    sent = bodies(asha)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    asha.page.route(MESSAGES, lose_the_answer, times=1)
    asha.chooses("Reply")
    asha.writes(HALF)
    asha.presses("Send reply")
    asha.is_told("We cannot confirm that your message arrived.")
    # Twice: after the first, the page looks for a newer token of its session.
    asha.page.route(MESSAGES, lambda route: refuse(route, 403, "forbidden"), times=2)
    with asha.page.expect_response(lambda answer: answer.status == 403):
        asha.presses("Send again")
    asha.is_told("We cannot confirm that your message arrived.")
    expect(asha.answer).not_to_be_editable()
    asha.presses("Send again")
    expect(asha.messages).to_have_count(2)
    assert len(set(sent)) == 1
    service.tick()
    assert len(dana.reads().messages) == 2


def test_a_plain_refusal_leaves_the_words_to_be_changed_and_the_server_s_own_words_are_not_shown(
    asha: Reviewer,
) -> None:
    asha.page.route(MESSAGES, lambda route: refuse(route, 413, "too-large"), times=1)
    asha.chooses("Reply")
    asha.writes(HALF)
    asha.presses("Send reply")
    asha.is_told("Nothing was sent: this is too long for one message.")
    expect(asha.page.locator("body")).not_to_contain_text("EVIL")
    expect(asha.answer).to_have_value(HALF)
    expect(asha.answer).to_be_editable()
    asha.presses("Send reply")
    expect(asha.messages).to_have_count(2)


def test_what_a_colleague_did_meanwhile_is_shown_and_the_words_are_kept(
    asha: Reviewer, service: Service, new_page: NewPage
) -> None:
    tom = Reviewer(new_page(), service, "Tom Ellery", "r2")
    tom.signs_in()
    tom.unlocks()
    tom.opens(TITLE)
    tom.presses("Send acknowledgement")
    expect(tom.messages).to_have_count(2)

    words = "I have read this, and so has nobody else."
    asha.writes(words)
    asha.presses("Send acknowledgement")
    asha.is_told("Nothing was sent. Tom Ellery wrote while you were writing. Read it, then send yours.")
    expect(asha.messages.nth(1)).to_contain_text("Tom Ellery acknowledged")
    expect(asha.page.get_by_role("radio", name="Acknowledge", exact=True)).to_have_count(0)
    expect(asha.answer).to_have_value(words)
    asha.presses("Send reply")
    expect(asha.messages.nth(2)).to_contain_text(words)


def test_signed_out_while_writing_loses_nothing(asha: Reviewer, dana: Dana, service: Service) -> None:
    asha.chooses("Reply")
    asha.writes(HALF)
    asha.page.context.clear_cookies()
    asha.presses("Send reply")
    asha.is_told("You have been signed out")
    expect(asha.answer).to_have_value(HALF)

    with asha.page.context.expect_page() as opened:
        asha.page.get_by_role("link", name="Sign in again (opens a new tab)").first.click()
    tab = opened.value
    tab.get_by_label("Name").fill("Asha Rahman")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    expect(tab.get_by_role("heading", name="What is due next")).to_be_visible()
    tab.close()

    asha.page.get_by_role("button", name="I have signed in again").first.click()
    expect(asha.page.get_by_role("heading", name="You have been signed out")).to_have_count(0)
    asha.presses("Send again")
    expect(asha.messages.nth(1)).to_contain_text(HALF)
    service.tick()
    assert len(dana.reads().messages) == 2


def test_when_another_person_signs_in_the_key_and_the_words_of_the_first_are_gone(
    asha: Reviewer, service: Service
) -> None:
    asha.chooses("Reply")
    asha.writes(HALF)
    asha.page.context.clear_cookies()
    asha.page.get_by_role("button", name="Not closed").click()
    asha.is_told("You have been signed out")
    tab = asha.page.context.new_page()
    tom = Reviewer(asha.page, service, "Tom Ellery", "r2")
    tom.signs_in(tab)
    asha.page.get_by_role("button", name="I have signed in again").first.click()
    expect(asha.page.locator("#bar")).to_contain_text("Your key is locked")
    assert "hate crime" not in asha.page.content()
    tom.unlocks()
    tom.opens(TITLE)
    tom.chooses("Reply")
    expect(tom.answer).to_have_value("")


def test_locking_keeps_half_a_reply_out_of_sight_until_the_key_is_back(asha: Reviewer) -> None:
    asha.chooses("Reply")
    asha.writes(HALF)
    asha.presses("Lock now")
    expect(asha.answer).to_have_count(0)
    asha.unlocks()
    expect(asha.answer).to_have_value(HALF)


def test_nothing_but_this_page_keeps_or_reads_what_is_typed(asha: Reviewer) -> None:
    off = {
        "autocomplete": "off",
        "autocorrect": "off",
        "spellcheck": "false",
        "writingsuggestions": "false",
        "data-gramm": "false",
        "data-lpignore": "true",
    }
    assert asha.page.locator("textarea").count() > 0
    for field in asha.page.locator("textarea").all():
        assert {name: field.get_attribute(name) for name in off} == off
    assert asha.page.locator("html").get_attribute("translate") == "no"
    asha.chooses("Reply")
    asha.writes(HALF)
    left = asha.page.evaluate(
        "dispatchEvent(new PageTransitionEvent('pagehide')), document.querySelector('#answer').value"
    )
    assert left == ""


def test_signing_out_asks_first_when_words_would_be_lost(asha: Reviewer) -> None:
    asha.chooses("Reply")
    asha.writes(HALF)
    asha.page.once("dialog", lambda dialog: dialog.dismiss())
    asha.presses("Sign out")
    expect(asha.answer).to_have_value(HALF)
    asha.page.once("dialog", lambda dialog: dialog.accept())
    asha.presses("Sign out")
    expect(asha.page.get_by_role("heading", name="Sign in")).to_be_visible()
    asha.page.goto("/staff/review/")
    expect(asha.page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_sign_out_that_did_not_arrive_says_so_and_locks_the_key(asha: Reviewer) -> None:
    asha.page.route("**/staff/sign-out", lambda route: route.abort(), times=1)
    asha.presses("Sign out")
    asha.is_told("you may still be signed in")
    expect(asha.page.locator("#bar")).to_contain_text("Your key is locked")
    asha.presses("Sign out")
    expect(asha.page.get_by_role("heading", name="Sign in")).to_be_visible()
