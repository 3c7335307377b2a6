"""What an operator who lies can make a reviewer or a reporter believe: nothing, whatever is swapped."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from markupsafe import escape
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import conftest, operator
from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import NewPage
from tests.browser.following import READ, comes_back, is_told, types, writes
from tests.browser.operator import FORGED, Attack, Operator
from tests.browser.walking import acknowledge_directly, alter_page, begin, file_directly, press, write
from tests.support.running import Service
from whistle.envelope.directory import sign_directory
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.reviewer_key import ReviewerKey
from whistle.envelope.token import Token

service = conftest.one_service

PAGES = "**/staff/api/v1/concerns/*/pages/*"
IN_PLACE: dict[Attack, int] = {
    operator.puts_a_message_of_their_own: 3,
    operator.puts_words_under_a_member_s_name: 2,
    operator.changes_what_a_message_does: 2,
    operator.brings_a_message_from_another_thread: 3,
    operator.gives_the_same_message_twice: 3,
    operator.turns_the_order_round: 2,
    operator.holds_a_message_back: 1,
}
"""How many of the three messages stand there as confirmed all the same."""
INSTEAD: list[Attack] = [operator.swaps_the_grant, operator.swaps_the_whole_thread]


@pytest.fixture
def liar(service: Service) -> Operator:
    return Operator(service.house)


@pytest.fixture(scope="module")
def asha(chromium: Browser, service: Service) -> Iterator[Reviewer]:
    """At a desk that stays open: each test has a concern of its own."""
    context = chromium.new_context(base_url=service.url, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(30_000)
    asha = Reviewer(context.new_page(), service)
    asha.signs_in()
    asha.unlocks()
    asha.is_unlocked()
    yield asha
    context.close()


def conversation(service: Service, title: str) -> Token:
    """A concern, an acknowledgement and a reply."""
    token = file_directly(service, title)
    acknowledge_directly(service, token)
    writes(service, token, "reply", "The file is being read again.")
    service.tick()
    return token


def name(attack: Attack) -> str:
    return attack.__name__.replace("_", "-")


def is_warned(thread: Locator, confirmed: int) -> None:
    """No more stands there as confirmed than what is true, and nothing that the operator wrote can be read."""
    expect(thread.locator(".confirmed")).to_have_count(confirmed)
    expect(thread).not_to_contain_text(FORGED)


@pytest.mark.parametrize("attack", IN_PLACE, ids=name)
def test_a_reviewer_is_warned(attack: Attack, service: Service, asha: Reviewer, liar: Operator) -> None:
    title = f"Nobody wrote this down: {name(attack)}."
    conversation(service, title)
    liar.lies(asha.page, PAGES, attack)
    asha.presses("Not closed")
    asha.opens(title)
    asha.is_told("not everything here could be checked")
    is_warned(asha.thread, IN_PLACE[attack])
    asha.page.unroute_all(behavior="wait")


@pytest.mark.parametrize("attack", INSTEAD, ids=name)
def test_a_reviewer_is_shown_nothing(
    attack: Attack, service: Service, asha: Reviewer, liar: Operator
) -> None:
    conversation(service, f"Nobody wrote this down: {name(attack)}.")
    liar.lies(asha.page, PAGES, attack)
    asha.presses("Not closed")
    asha.rows.filter(has_text="Could not be opened").get_by_role("button").click()
    asha.is_told("This concern is not shown")
    is_warned(asha.thread, 0)
    asha.page.unroute_all(behavior="wait")


@pytest.mark.parametrize("attack", IN_PLACE, ids=name)
def test_a_reporter_is_warned(attack: Attack, service: Service, page: Page, liar: Operator) -> None:
    token = conversation(service, f"Nobody told her: {name(attack)}.")
    liar.lies(page, READ, attack)
    comes_back(page, token.text)
    expect(page.locator("#warnings .danger, #thread .message--doubt").first).to_be_visible()
    is_warned(page.locator("#thread"), IN_PLACE[attack])


@pytest.mark.parametrize("attack", INSTEAD, ids=name)
def test_a_reporter_is_shown_nothing(attack: Attack, service: Service, page: Page, liar: Operator) -> None:
    token = conversation(service, f"Nobody told her: {name(attack)}.")
    liar.lies(page, READ, attack)
    page.goto("/follow-up")
    types(page, token.text)
    is_told(page, "could not be confirmed")
    is_warned(page.locator("#thread"), 0)


@pytest.fixture
def swapped(service: Service) -> str:
    """The directory with the operator's own key under Asha's name, signed as well as an operator can."""
    body = json.loads(json.loads(directory_of(service))["body"])
    mine = ReviewerKey.generate("Asha Rahman")
    body["reviewers"][0] |= {"recipient": str(mine.identity.recipient), "verify": mine.signing.public.hex()}
    return sign_directory(body, SigningKey.generate()).decode()


def directory_of(service: Service) -> str:
    return (service.installation.keys / "directory.json").read_text()


def test_a_reporter_seals_nothing_to_a_key_that_the_authority_did_not_sign(
    service: Service, page: Page, swapped: str
) -> None:
    alter_page(page, "/raise", str(escape(directory_of(service))), str(escape(swapped)))
    begin(page, service)
    write(page)
    press(page, "Send now")
    expect(page.locator("#paused-why")).to_contain_text("not signed as it should be")


def test_a_reviewer_s_key_stays_locked_under_a_list_that_the_authority_did_not_sign(
    service: Service, new_page: NewPage, swapped: str
) -> None:
    asha = Reviewer(new_page(), service)
    asha.signs_in()
    alter_page(asha.page, "/staff/review/", str(escape(directory_of(service))), str(escape(swapped)))
    asha.page.reload()
    asha.unlocks()
    asha.is_told("The list of reviewers’ keys is not properly signed, so your key stays locked.")
