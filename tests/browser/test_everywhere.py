"""Every public page in every language, every step and error of both forms: for whoever sees or moves otherwise."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import conftest, walking
from tests.browser.accessibility import everything
from tests.browser.conftest import PHONE, NewPage
from tests.browser.operator import Operator
from tests.browser.walking import TEXT, press, tick_box
from tests.support.running import Service
from whistle.envelope.compose import compose, file_concern
from whistle.envelope.content import Question
from whistle.envelope.thread import verify_thread
from whistle.envelope.token import Token, reporter_of
from whistle.services import raising, reviewing
from whistle.web.languages import LANGUAGES, path_in
from whistle.web.pages import PUBLIC

CONCERNS = "**/api/v1/concerns"
SERVICE = "**/api/v1/service"
MESSAGES = "**/api/v1/messages"
EPOCHS = "**/api/v1/epochs"

FOCUSED = "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"


service = conftest.one_service


class Looking:
    """Looks at everything wherever it is taken, and remembers which steps it has seen and what was wrong."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: set[str] = set()
        self.wrong: list[str] = []

    def at(self, step: str, what: str = "") -> None:
        """At that step, which begins at its heading; ``what`` names how it is when more was done there."""
        expect(self.page.locator(f"#step-{step}")).to_be_visible()
        if not what:
            begins = self.page.evaluate("document.activeElement.localName")
            self._note(step, [] if begins == "h1" else [f"begins at {begins} instead of its heading"])
        self.seen.add(step)
        self._note(f"{step}, {what}" if what else step, everything(self.page))

    def told(self, step: str, what: str) -> None:
        """At that step with an error, which is read out."""
        expect(self.page.locator(f"#step-{step} .govuk-error-summary")).to_be_focused()
        self.at(step, what)

    def page_at(self, path: str) -> None:
        self.page.goto(path, wait_until="networkidle")
        self._note(path, everything(self.page))
        headings = self.page.locator("h1:visible").count()
        self._note(path, [] if headings == 1 else [f"{headings} headings of the first level"])

    def _note(self, where: str, wrong: list[str]) -> None:
        self.wrong += [f"{where}: {each}" for each in wrong]

    def unseen(self) -> set[str]:
        """Steps of the document that nobody went to: a new step needs a visit in this file."""
        steps = self.page.locator(".step").evaluate_all("all => all.map((each) => each.id.slice(5))")
        return set(steps) - self.seen

    def is_content(self) -> None:
        assert not self.wrong, "\n".join(["", *self.wrong])


@pytest.fixture
def looking(new_page: NewPage) -> Looking:
    return Looking(new_page(PHONE, bypass_csp=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_is_for_everyone(looking: Looking, language: str) -> None:
    for path in (*PUBLIC, "/no-such-page"):
        looking.page_at(path_in(language, path))
    looking.is_content()


def not_accepting(route: Route) -> None:
    """The service as it is, but taking nothing new."""
    route.fulfill(
        body=json.dumps(route.fetch().json() | {"accepting": False}), content_type="application/json"
    )


def test_every_step_and_error_of_raising_a_concern_is_for_everyone(
    service: Service, looking: Looking
) -> None:
    page = looking.page
    page.route(SERVICE, not_accepting)
    page.goto("/raise")
    looking.at("danger")
    press(page, "Continue")
    looking.told("danger", "nothing chosen")
    tick_box(page, "Yes")
    press(page, "Continue")
    looking.at("urgent")
    press(page, "Continue")
    looking.told("urgent", "nothing chosen")
    tick_box(page, "Yes, mark it as urgent")
    press(page, "Continue")
    looking.at("device")
    press(page, "It belongs to my work")
    looking.at("work")
    press(page, "Back")
    press(page, "This is my own phone")
    looking.at("words")
    press(page, "Send now")
    looking.told("words", "nothing written")
    walking.write(page, "x" * 66_000)
    press(page, "Send now")
    looking.told("words", "too long")
    walking.write(page, "On 3 March 2026 at 14:20 PC Smith closed crime 1234567/26. " * 3)
    expect(page.locator("#noticed")).not_to_be_empty()
    looking.at("words", "with what points to somebody")

    press(page, "Send now")
    looking.at("paused")
    page.unroute(SERVICE)
    press(page, "Try again")
    looking.at("readers")
    press(page, "Back")
    press(page, "Add more")
    for step in ("case", "faults", "moment"):
        looking.at(step)
        press(page, "Continue")
    looking.at("known")
    tick_box(page, "Only me")
    looking.at("known", "few people know")
    press(page, "Continue")
    for step in ("about", "wish"):
        looking.at(step)
        press(page, "Continue")

    boxes = page.locator("#readers input")
    for at in range(boxes.count()):
        boxes.nth(at).uncheck()
    press(page, "Continue")
    looking.at("outside")
    press(page, "Back")
    for at in range(boxes.count() - 1):
        boxes.nth(at).check()
    looking.at("readers", "one left out")
    press(page, "I trust none of them")
    looking.at("outside", "asked for")
    press(page, "Back")
    press(page, "Continue")
    looking.at("check")
    press(page, "Continue")
    looking.at("token")
    page.get_by_label("type the last group").fill("0000")
    press(page, "I have written it down")
    looking.told("token", "another group")
    page.evaluate("print = () => {}")
    press(page, "Print it")
    looking.at("token", "about to print")
    page.get_by_label("type the last group").fill("")
    press(page, "I have written it down")
    looking.at("send")
    page.route(CONCERNS, lambda route: route.abort("connectionreset"))
    press(page, "Send")
    expect(page.locator("#not-sent")).to_be_visible()
    looking.at("send", "no answer came")
    page.unroute(CONCERNS)
    press(page, "Send again")
    looking.at("done")
    page.get_by_text("Show my token once more").click()
    looking.at("done", "with the token")

    looking.is_content()
    assert looking.unseen() == set()


def test_a_work_network_stops_the_form_for_everyone_alike(service: Service, looking: Looking) -> None:
    page = looking.page
    page.route("**/api/v1/network", lambda route: route.fulfill(json={"work": True}))
    page.goto("/raise")
    looking.at("work")
    looking.is_content()


class Keyboard:
    """Somebody who has no pointer, only keys."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reaches(self, name: str) -> None:
        """By Tab alone."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(FOCUSED).startswith(name):
                return
        raise AssertionError(f"Tab does not reach {name}")

    def presses(self, button: str) -> None:
        self.reaches(button)
        self.page.keyboard.press("Enter")

    def stands_at(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_focused()


def test_a_concern_is_raised_and_read_again_by_keyboard_alone(service: Service, new_page: NewPage) -> None:
    page = new_page(PHONE)
    person = Keyboard(page)
    page.goto("/raise")
    person.stands_at("Is anyone in danger now?")
    person.reaches("Yes")
    page.keyboard.press("ArrowDown")
    person.presses("Continue")
    person.stands_at("Use your own phone")
    person.presses("This is my own phone")
    person.reaches("What happened?")
    page.keyboard.type("It was closed the same day.")
    person.presses("Send now")
    person.stands_at("Who may read this?")
    person.reaches("Tom Ellery")
    page.keyboard.press("Space")
    person.presses("Continue")
    person.stands_at("Check what you will send")
    expect(page.locator("#summary")).to_contain_text("Asha Rahman and Carol Finch")
    person.presses("Continue")
    person.stands_at("Write down your token")
    groups = page.locator("#token li").all_inner_texts()
    person.reaches("Check your note")
    page.keyboard.type(groups[-1])
    page.keyboard.press("Enter")
    person.stands_at("Send your concern")
    person.presses("Send")
    person.stands_at("We have your concern")
    person.presses("Finish and clear this page")

    page.wait_for_url(f"{service.url}/")
    service.tick()
    page.goto("/follow-up")
    person.reaches("Your token")
    page.keyboard.type("-".join(groups))
    person.presses("Open my concern")
    person.stands_at("Your concern")
    person.reaches("Write to the reviewers")
    page.keyboard.type("She has left the country.")
    person.presses("Send")
    expect(page.locator("#thread")).to_contain_text("She has left the country.")


def asha_writes(
    service: Service, token: Token, kind: str, text: str, questions: tuple[Question, ...] = ()
) -> None:
    """And a tick hands it over."""
    asha = service.installation.reviewers["r1"]
    mailbox = reporter_of(token, service.house.service).mailbox
    page = reviewing.read_concern(service.house, "r1", mailbox, 0)
    view = verify_thread([page], service.installation.directory, asha, mailbox)
    reviewing.post(
        service.house, "r1", mailbox, None, compose(asha, view, kind, text, questions=questions).encode()
    )
    service.tick()


@pytest.fixture
def token(service: Service) -> Token:
    """Of a concern that Asha alone reads: she asked two questions, and replied."""
    token = Token.new()
    filing = file_concern(token, service.installation.directory, 1, ("r1",), TEXT)
    raising.file_concern(service.house, filing.encode())
    service.tick()
    questions = (
        Question("Who was at the desk?", identifies=True),
        Question("May we tell the council?", asks="consent"),
    )
    asha_writes(service, token, "question", "Two questions.", questions)
    asha_writes(service, token, "reply", "We have begun.")
    return token


def test_every_step_and_error_of_coming_back_is_for_everyone(
    service: Service, looking: Looking, token: Token
) -> None:
    page = looking.page
    page.goto("/follow-up")
    looking.at("token")
    press(page, "Open my concern")
    looking.told("token", "nothing entered")
    page.get_by_label("Your token", exact=True).fill("0000-0000")
    press(page, "Open my concern")
    looking.told("token", "mistyped")
    page.get_by_label("Your token", exact=True).fill(Token.new().text)
    press(page, "Open my concern")
    looking.at("unknown")

    page.goto("/follow-up")
    page.get_by_label("Your token", exact=True).fill(token.text)
    press(page, "Open my concern")
    looking.at("thread")
    press(page, "Send answers")
    looking.told("thread", "no question answered")
    press(page, "Send")
    looking.told("thread", "nothing written")
    page.get_by_label("Write to the reviewers").fill("The day before.")
    page.route(MESSAGES, lambda route: route.abort("connectionreset"))
    press(page, "Send")
    expect(page.locator("#not-sent")).to_be_visible()
    looking.at("thread", "no answer came")
    page.unroute(MESSAGES)
    press(page, "Send again")
    expect(page.get_by_label("Write to the reviewers")).to_have_value("")

    page.get_by_text("Check the record from one visit to the next").click()
    Operator(service.house).forks(page, 16)
    press(page, "Look for new messages")
    expect(page.locator("#warnings h2")).to_be_visible()
    looking.at("thread", "record forked")

    page.get_by_role("button", name="This did not answer me").first.click()
    looking.at("dispute")
    press(page, "Back")
    press(page, "I have been treated badly since")
    looking.at("detriment")
    press(page, "Send")
    looking.told("detriment", "nothing written")
    page.get_by_label("What happened since?").fill("Moved off the unit.")
    press(page, "Send")
    expect(page.locator("#told")).to_be_focused()
    looking.at("thread", "with what was done")
    press(page, "Someone tried to find out who I am")
    looking.at("notice")
    press(page, "Back")
    press(page, "Withdraw my concern")
    looking.at("withdrawal")
    press(page, "Leave it as it is")
    press(page, "Take it outside")
    looking.at("outside")
    page.get_by_text("Show the proof").click()
    page.evaluate("print = () => {}")
    press(page, "Print it")
    looking.at("outside", "about to print")
    press(page, "Prove what you said to a tribunal")
    looking.at("prove")
    page.locator("#prove-which input").first.check()
    page.get_by_label("The tribunal’s reference").fill("Case 6001234/2027")
    press(page, "Make the file")
    expect(page.locator("#prove-made")).to_be_focused()
    looking.at("prove", "made")
    press(page, "Back")
    press(page, "Back")
    press(page, "Let someone else read this")
    looking.at("share")
    press(page, "Let them read this")
    looking.told("share", "nobody ticked")
    press(page, "Back")

    press(page, "Hand this to another person")
    looking.at("hand")
    press(page, "Make their token")
    looking.at("hand-token")
    press(page, "Continue")
    looking.told("hand-token", "unchecked")
    page.get_by_label("type the last group").locator("visible=true").fill(
        page.locator("#new-token li").last.inner_text()
    )
    press(page, "Continue")
    looking.at("hand-now")
    page.route(EPOCHS, lambda route: route.abort("connectionreset"))
    press(page, "Hand over now")
    expect(page.locator("#hand-not-sent")).to_be_visible()
    looking.at("hand-now", "no answer came")
    page.unroute(EPOCHS)
    press(page, "Send again")
    looking.at("handed")
    press(page, "Close and forget")
    looking.at("forgotten")

    looking.is_content()
    assert looking.unseen() == set()
