"""What a server that lies can make the conversation say: nothing that is not shown to be true."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import conftest, walking
from tests.browser.conftest import NewPage
from tests.browser.following import (
    READ,
    comes_back,
    has_new_token,
    is_told,
    lies,
    looks_again,
    types,
    writes,
)
from tests.browser.operator import Operator
from tests.browser.walking import TEXT, press
from tests.support.running import Service
from whistle.envelope.compose import file_concern
from whistle.envelope.frame import parse_page
from whistle.envelope.items import EpochItem, Item, MessageItem, StateItem
from whistle.envelope.token import Token
from whistle.services import raising
from whistle.store import log

service = conftest.one_service


def test_a_reply_that_was_altered_is_not_shown_until_asked_for_and_is_never_called_confirmed(
    service: Service, page: Page, token: Token
) -> None:
    writes(service, token, "acknowledgement", "I have read it.")
    service.tick()

    def alter(item: Item) -> Item:
        if not isinstance(item, MessageItem) or item.place != 2:
            return item
        return replace(item, signature=item.signature[:-1] + bytes([item.signature[-1] ^ 1]))

    lies(page, alter)
    comes_back(page, token.text)
    doubtful = page.locator("#thread > li").last
    expect(doubtful).to_contain_text(
        "We could not confirm who sent this message. Do not trust it or answer it. "
        "Messages marked ‘Confirmed’ are not affected."
    )
    expect(doubtful).not_to_contain_text(re.compile("^Confirmed$"))
    expect(doubtful.locator(".confirmed")).to_have_count(0)
    expect(page.locator("#thread > li").first.locator(".confirmed")).to_have_text("Confirmed")


def test_a_reply_that_was_held_back_is_missed(service: Service, page: Page, token: Token) -> None:
    writes(service, token, "acknowledgement", "I have read it.")
    service.tick()
    lies(page, lambda item: None if isinstance(item, MessageItem) and item.place == 2 else item)
    comes_back(page, token.text)
    expect(page.locator("#warnings")).to_contain_text("Some messages are missing")
    expect(page.locator("#warnings h2")).to_have_text(["Something was withheld from you"])


@pytest.mark.parametrize("grown", [0, 16], ids=["of one size", "of another size"])
def test_a_record_that_was_forked_is_told_from_something_withheld_and_can_be_proven(
    service: Service, page: Page, token: Token, grown: int
) -> None:
    comes_back(page, token.text)
    expect(page.locator("#receipt")).to_contain_text("nobody can quietly change")
    with service.house.store.read() as connection:
        size = log.head(connection).size
    Operator(service.house).forks(page, size + grown)
    press(page, "Look for new messages")
    expect(page.locator("#warnings h2")).to_have_text(["The record was forked"])
    expect(page.locator("#warnings")).to_be_focused()
    expect(page.locator("#receipt")).to_contain_text("was forked")
    page.unroute_all()  # what was forked stays forked
    looks_again(page)
    expect(page.locator("#warnings h2")).to_have_text(["The record was forked"])
    page.locator("#warnings").get_by_role("button", name="Take it outside").click()
    page.get_by_text("Show the proof").click()
    both = page.locator("#proof").inner_text().partition("# forked")[2]
    sizes = re.findall(rf"^{re.escape(service.house.directory().origin)}\n(\d+)$", both, re.MULTILINE)
    assert sizes == [str(size), str(size + grown)]


def test_without_an_answer_the_record_was_not_checked_and_nobody_is_accused(page: Page, token: Token) -> None:
    page.route("**/.well-known/whistle/checkpoint", lambda route: route.abort())
    comes_back(page, token.text)
    expect(page.locator("#warnings .caution")).to_contain_text("We could not check the service’s record")
    expect(page.locator("#warnings .danger")).to_have_count(0)


def test_a_mark_on_paper_finds_out_a_record_that_was_put_in_the_place_of_an_earlier_one(
    service: Service, page: Page, new_page: NewPage, token: Token
) -> None:
    comes_back(page, token.text)
    page.get_by_text("Check the record from one visit to the next").click()
    mark = page.locator("#mark").inner_text()
    service.tick()
    writes(service, token, "acknowledgement", "I have read it.")
    service.tick()

    later = new_page(conftest.PHONE)
    comes_back(later, token.text)
    later.get_by_text("Check the record from one visit to the next").click()
    assert later.locator("#mark").inner_text() != mark
    field = later.get_by_label("A mark that you wrote down earlier")
    field.fill(mark.lower().replace("-", " "))
    press(later, "Compare")
    expect(later.locator("#mark-result")).to_contain_text("The record has only grown since then")
    field.fill(mark[:-1] + ("7" if mark[-1] == "8" else "8"))
    press(later, "Compare")
    is_told(later, "This mark was not made with this token")
    expect(later.locator("#mark-result")).to_be_empty()
    walking.refuse(later, "**/.well-known/whistle/checkpoint/*", 404, "not-found")
    field.fill(mark)
    field.press("Enter")
    expect(later.locator("#mark-result .danger")).to_contain_text("does not continue the one that you wrote")


def test_an_unsigned_denial_is_not_believed(service: Service, page: Page, token: Token) -> None:
    denial: list[bytes] = []

    def deny(route: Route) -> None:
        body = bytearray(parse_page(route.fetch().body()).items[0].encode())
        body[:36] = bytes(36)  # count 0, head 0: but the signature was over something else
        denial.append(bytes(body))
        frame = b"whistle1\x05\x00" + (0).to_bytes(4, "big") + (1).to_bytes(4, "big") + b"\x01"
        frame += len(body).to_bytes(4, "big") + bytes(body)
        route.fulfill(body=frame.ljust(131_072, b"\0"), content_type="application/octet-stream")

    page.route(READ, deny)
    page.goto("/follow-up")
    types(page, token.text)
    is_told(page, "What the service sent could not be confirmed")
    assert denial
    expect(page.locator("#step-unknown")).to_be_hidden()


@pytest.mark.parametrize("address", [READ, "**/api/v1/service"], ids=["thread", "service"])
def test_what_the_service_says_in_its_own_words_is_not_shown(page: Page, token: Token, address: str) -> None:
    walking.refuse(page, address, 401, "bad-signature")
    page.goto("/follow-up")
    types(page, token.text)
    is_told(page, "The service did not take this.")
    expect(page.locator("body")).not_to_contain_text("EVIL")


def test_a_concern_that_is_denied_while_it_is_open_is_not_called_nothing_new(
    service: Service, page: Page, token: Token
) -> None:
    comes_back(page, token.text)
    expect(page.locator("#warnings .danger")).to_have_count(0)

    def deny(route: Route) -> None:
        head = bytes(36) + parse_page(route.fetch().body()).items[0].encode()[36:]  # count 0, head 0
        frame = b"whistle1\x05\x00" + (0).to_bytes(4, "big") + (1).to_bytes(4, "big") + b"\x01"
        frame += len(head).to_bytes(4, "big") + head
        route.fulfill(body=frame.ljust(131_072, b"\0"), content_type="application/octet-stream")

    page.route(READ, deny)
    press(page, "Look for new messages")
    expect(page.locator("#warnings .danger").first).to_contain_text("now says that it has no concern")
    expect(page.locator("#warnings")).to_be_focused()
    expect(page.locator("#sending")).not_to_contain_text("nothing new")
    expect(page.locator("#thread")).to_contain_text(TEXT)  # what it gave before is still there


def test_a_closing_that_no_reviewer_signed_is_only_the_services_word(
    service: Service, page: Page, token: Token
) -> None:
    lies(page, lambda item: replace(item, state=3) if isinstance(item, StateItem) else item)
    comes_back(page, token.text)
    expect(page.locator("#standing")).to_contain_text("The service says that this concern is closed.")


def test_a_message_is_text_and_never_becomes_part_of_the_page(
    service: Service, page: Page, token: Token
) -> None:
    writes(service, token, "acknowledgement", "<img src=x onerror=alert(1)><script>alert(2)</script>")
    service.tick()
    comes_back(page, token.text)
    expect(page.locator("#thread")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("#thread img, #thread script").count() == 0


def test_a_change_that_is_kept_back_makes_what_follows_it_unconfirmed(
    service: Service, page: Page, token: Token
) -> None:
    """The reporter hands over; the server then shows the first holder's token a thread without that."""
    comes_back(page, token.text)
    press(page, "Hand this to another person")
    press(page, "Make their token")
    page.get_by_label("type the last group").fill(has_new_token(page)[-4:])
    press(page, "Continue")
    press(page, "Hand over now")
    expect(page.get_by_role("heading", name="Handed over")).to_be_visible()
    service.tick()
    writes(service, token, "reply", "For the new holder alone.")
    service.tick()
    lies(page, lambda item: None if isinstance(item, EpochItem) else item)
    comes_back(page, token.text)
    last = page.locator("#thread > li").last
    expect(last).to_contain_text("Not confirmed.")
    expect(page.locator("body")).not_to_contain_text("For the new holder alone.")


def test_a_change_that_is_taken_back_while_the_conversation_is_open_is_noticed(
    service: Service, page: Page
) -> None:
    token = Token.new()
    filing = file_concern(token, service.installation.directory, 1, ("r1", "r2"), TEXT)
    raising.file_concern(service.house, filing.encode())
    service.tick()
    comes_back(page, token.text)
    press(page, "Let someone else read this")
    page.get_by_label("Carol Finch").check()
    press(page, "Let Carol Finch read this")
    expect(page.locator("#told")).to_be_visible()
    service.tick()
    press(page, "Look for new messages")
    expect(page.locator(".change-line")).to_be_visible()
    lies(page, lambda item: None if isinstance(item, EpochItem) else item)
    press(page, "Look for new messages")
    expect(page.locator("#warnings .danger").first).to_contain_text(
        "less of this conversation than it did a moment ago"
    )
