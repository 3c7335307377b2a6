"""Coming back with the token: what is wrong with one, what a thread says, and that nothing forged passes."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import walking
from tests.browser.accessibility import faults
from tests.browser.conftest import DESKTOP, PHONE, SMALL_PHONE, NewPage
from tests.browser.walking import TEXT, press
from tests.support.running import Service, running
from whistle.envelope.compose import compose
from whistle.envelope.frame import build_page, parse_page
from whistle.envelope.items import Item, MessageItem, StateItem
from whistle.envelope.thread import verify_thread
from whistle.envelope.token import Token, reporter_of
from whistle.services import reviewing

READ = "**/api/v1/threads/read"
MESSAGES = "**/api/v1/messages"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for this file: every test raises a concern of its own."""
    with running(tmp_path_factory.mktemp("follow-up") / "service") as started:
        yield started


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page(PHONE)


@pytest.fixture
def token(service: Service) -> Token:
    """Of a concern that the reviewers were handed."""
    token = walking.file_directly(service)
    service.tick()
    return token


def says(
    service: Service, token: Token, kind: str, text: str, reason: str | None = None, who: str = "r1"
) -> None:
    """A reviewer writes, and a tick hands it over."""
    key = service.installation.reviewers[who]
    mailbox = reporter_of(token, service.house.service).mailbox
    pages = [reviewing.read_concern(service.house, who, mailbox, 0)]
    view = verify_thread(pages, service.installation.directory, key, mailbox)
    frame = compose(key, view, kind, text, reason=reason).encode()
    reviewing.post(service.house, who, mailbox, reason, frame)
    service.tick()


def lies(page: Page, change: Callable[[Item], Item | None]) -> None:
    """From now on the server hands over something else: ``change`` gets each item, None leaves it out."""

    def answer(route: Route) -> None:
        honest = parse_page(route.fetch().body())
        items = [item for item in map(change, honest.items) if item is not None]
        route.fulfill(
            body=build_page(honest.number, honest.pages, items), content_type="application/octet-stream"
        )

    page.route(READ, answer)


def is_told(page: Page, words: str) -> None:
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_contain_text(words)
    expect(summary).to_be_focused()


def types(page: Page, text: str) -> None:
    page.get_by_label("Your token", exact=True).fill(text)
    press(page, "Open my concern")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter your token"),
        ("ABCD-EFGH", "A token has 28 letters and numbers. You entered 8: 20 are missing"),
        ("ABCD-" * 7 + "A", "You entered 29: that is 1 too many"),
        ("ABCD-EFUH-1234-1234-1234-1234-1234", "‘U’ is never part of a token. Check group 2 on your note"),
        ("ABCD-EFGH-1234-1234-1234-1234-123!", "‘!’ is never part of a token. Check group 7 on your note"),
        ("ABCD-EFGH-1234-1234-1234-1234-1234", "At least one letter or number is wrong"),
    ],
    ids=["nothing", "too short", "too long", "a letter U", "a sign", "a wrong letter"],
)
def test_a_mistyped_token_is_told_which_thing_is_wrong(page: Page, typed: str, words: str) -> None:
    page.goto("/follow-up")
    types(page, typed)
    is_told(page, words)
    assert page.get_by_label("Your token", exact=True).input_value() == typed


def test_a_token_is_read_as_people_write_it(page: Page, token: Token) -> None:
    untidy = token.text.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    page.goto("/follow-up")
    page.get_by_label("Your token", exact=True).fill(untidy)
    expect(page.locator("#token-count")).to_have_text("28 of 28")
    page.get_by_label("Your token", exact=True).press("Enter")
    expect(page.locator("#thread")).to_contain_text(TEXT)
    assert page.locator("#token").input_value() == ""


def test_the_token_itself_is_never_sent(page: Page, token: Token) -> None:
    sent: list[bytes] = []
    page.on("request", lambda request: sent.append(request.url.encode() + (request.post_data_buffer or b"")))
    page.goto("/follow-up")
    types(page, token.text)
    expect(page.locator("#thread")).to_contain_text(TEXT)
    plain = token.text.replace("-", "").encode()
    assert any("threads/read" in each[:80].decode("latin-1") for each in sent)
    for secret in (plain, plain.lower(), token.text.encode(), token.raw, token.raw.hex().encode()):
        assert not any(secret in each for each in sent)


def test_a_correct_token_without_a_concern_is_told_so_and_what_to_do(page: Page) -> None:
    page.goto("/follow-up")
    types(page, Token.new().text)
    expect(page.get_by_role("heading", name="There is no concern under this token")).to_be_focused()
    press(page, "Back")
    expect(page.get_by_role("heading", name="Read your replies")).to_be_visible()


def test_a_thread_says_who_opened_it_and_when_the_next_reply_is_due(
    service: Service, page: Page, token: Token
) -> None:
    walking.come_back(page, service, token.text)
    expect(page.locator("#standing")).to_contain_text("Nobody has opened this yet.")
    expect(page.locator("#standing")).to_contain_text(
        re.compile(r"Someone should have read it by \w+day \d+ \w+, ")
    )
    expect(page.locator("#receipt")).to_contain_text("is in the record that nobody can quietly change")
    reviewing.opened(service.house, "r1", reporter_of(token, service.house.service).mailbox)
    says(service, token, "acknowledgement", "I have read it.")
    press(page, "Look for new messages")
    expect(page.locator("#standing")).to_contain_text("1 of 3 people has opened this.")
    expect(page.locator("#standing")).to_contain_text("Next reply due by")
    expect(page.locator("#sending")).to_have_text("1 new message.")
    expect(page.locator("#thread li").last).to_contain_text(
        re.compile("Asha Rahman.*Confirmed.*Has read", re.DOTALL)
    )


def test_before_the_next_tick_the_receipt_says_by_when_it_will_be_recorded(
    service: Service, page: Page
) -> None:
    walking.come_back(page, service, walking.file_directly(service).text)
    expect(page.locator("#receipt")).to_contain_text("has promised to enter your concern in the record by")


def test_a_closed_concern_says_why_and_still_takes_an_answer(
    service: Service, page: Page, token: Token
) -> None:
    says(service, token, "acknowledgement", "I have read it.")
    says(service, token, "closing", "We could not find out who told the family.", reason="not-enough-to-act")
    walking.come_back(page, service, token.text)
    expect(page.locator("#standing")).to_contain_text("This concern is closed.")
    expect(page.locator("#thread li").last).to_contain_text(
        "Closed the concern: there was not enough to act on."
    )
    expect(page.locator("#reply-hint")).to_contain_text("to say that you disagree")
    expect(page.get_by_label("Write to the reviewers")).to_be_editable()


def test_a_reply_that_was_altered_is_not_shown_until_asked_for_and_is_never_called_confirmed(
    service: Service, page: Page, token: Token
) -> None:
    says(service, token, "acknowledgement", "I have read it.")

    def alter(item: Item) -> Item:
        if not isinstance(item, MessageItem) or item.place != 2:
            return item
        return replace(item, signature=item.signature[:-1] + bytes([item.signature[-1] ^ 1]))

    lies(page, alter)
    walking.come_back(page, service, token.text)
    doubtful = page.locator("#thread li").last
    expect(doubtful).to_contain_text(
        "We could not confirm who sent this message. Do not trust it or answer it. "
        "Messages marked ‘Confirmed’ are not affected."
    )
    expect(doubtful).not_to_contain_text(re.compile("^Confirmed$"))
    expect(doubtful.locator(".confirmed")).to_have_count(0)
    expect(page.locator("#thread li").first.locator(".confirmed")).to_have_text("Confirmed")


def test_a_reply_that_was_held_back_is_missed(service: Service, page: Page, token: Token) -> None:
    says(service, token, "acknowledgement", "I have read it.")
    lies(page, lambda item: None if isinstance(item, MessageItem) and item.place == 2 else item)
    walking.come_back(page, service, token.text)
    expect(page.locator("#warnings")).to_contain_text("Some messages are missing")


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


def test_a_missed_date_says_late_in_words_and_offers_a_way_outside(
    service: Service, page: Page, token: Token
) -> None:
    lies(page, lambda item: replace(item, due_hour=490_000) if isinstance(item, StateItem) else item)
    walking.come_back(page, service, token.text)
    expect(page.locator(".late")).to_contain_text(re.compile("^Late: a reply was due by"))
    page.get_by_text("Where else you can go").click()
    expect(page.locator("#standing")).to_contain_text("IOPC report line")


def test_no_answer_loses_nothing_and_trying_again_works(page: Page, token: Token) -> None:
    page.route(READ, lambda route: route.abort("internetdisconnected"))
    page.goto("/follow-up")
    types(page, token.text)
    is_told(page, "We could not reach the service. Your token is correct, and nothing is lost: try again.")
    page.unroute(READ)
    press(page, "Open my concern")
    expect(page.locator("#thread")).to_contain_text(TEXT)


def test_a_stale_challenge_is_replaced_without_a_word(page: Page, token: Token) -> None:
    asked: list[str] = []

    def once(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            body = json.dumps({"code": "stale-challenge", "detail": "The request is too old."})
            route.fulfill(status=409, body=body, content_type="application/problem+json")
        else:
            route.continue_()

    page.route(READ, once)
    page.goto("/follow-up")
    types(page, token.text)
    expect(page.locator("#thread")).to_contain_text(TEXT)
    assert len(asked) == 2


def test_a_reply_in_doubt_goes_again_as_the_same_bytes_and_arrives_once(
    service: Service, page: Page, token: Token
) -> None:
    walking.come_back(page, service, token.text)
    sent: list[bytes] = []

    def lose(route: Route) -> None:
        sent.append(route.request.post_data_buffer or b"")
        route.fetch()  # it arrives; only the answer is lost
        route.abort("connectionreset")

    page.route("**/api/v1/messages", lose)
    reply = page.get_by_label("Write to the reviewers")
    reply.fill("It was in the spring.")
    press(page, "Send")
    expect(page.locator("#not-sent")).to_contain_text("We cannot confirm that your message arrived.")
    expect(reply).not_to_be_editable()
    page.unroute("**/api/v1/messages")
    with page.expect_request("**/api/v1/messages") as again:
        press(page, "Send again")
    expect(page.locator("#sending")).to_have_text("Your message was sent.")
    assert again.value.post_data_buffer == sent[0]
    expect(page.locator("#thread li")).to_have_count(2)
    expect(reply).to_be_editable()
    assert reply.input_value() == ""


def test_a_message_is_text_and_never_becomes_part_of_the_page(
    service: Service, page: Page, token: Token
) -> None:
    says(service, token, "acknowledgement", "<img src=x onerror=alert(1)><script>alert(2)</script>")
    walking.come_back(page, service, token.text)
    expect(page.locator("#thread")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("#thread img, #thread script").count() == 0


@pytest.mark.parametrize("status", [200, 204])
def test_an_answer_alone_erases_no_words(service: Service, page: Page, token: Token, status: int) -> None:
    walking.come_back(page, service, token.text)
    page.route(
        MESSAGES, lambda route: route.fulfill(status=status, body="<h1>Welcome</h1>" if status == 200 else "")
    )
    reply = page.get_by_label("Write to the reviewers")
    reply.fill("It was in the spring.")
    press(page, "Send")
    expect(page.locator("#not-sent")).to_contain_text("We cannot confirm that your message arrived.")
    assert reply.input_value() == "It was in the spring."
    page.unroute(MESSAGES)
    press(page, "Send again")
    expect(page.locator("#sending")).to_have_text("Your message was sent.")
    expect(page.locator("#thread li")).to_have_count(2)


def test_a_reply_in_doubt_that_turns_up_in_the_thread_is_in_doubt_no_more(
    service: Service, page: Page, token: Token
) -> None:
    walking.come_back(page, service, token.text)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route(MESSAGES, lose)
    reply = page.get_by_label("Write to the reviewers")
    reply.fill("It was in the spring.")
    press(page, "Send")
    expect(reply).not_to_be_editable()
    press(page, "Look for new messages")
    expect(page.locator("#sending")).to_have_text("Your message was sent.")
    expect(page.locator("#not-sent")).to_be_hidden()
    expect(reply).to_be_editable()
    assert reply.input_value() == ""
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()


def test_a_replys_doubt_outlives_a_refusal_and_no_server_words_are_shown(
    service: Service, page: Page, token: Token
) -> None:
    walking.come_back(page, service, token.text)
    page.route(MESSAGES, lambda route: route.abort("connectionreset"))
    reply = page.get_by_label("Write to the reviewers")
    reply.fill("It was in the spring.")
    with page.expect_request(MESSAGES) as first:
        press(page, "Send")
    expect(page.locator("#not-sent")).to_contain_text("We cannot confirm")
    page.unroute(MESSAGES)
    walking.refuse(page, MESSAGES, 429, "too-many")
    press(page, "Send again")
    expect(page.locator("#not-sent")).to_contain_text("Wait a few minutes, then try again. We cannot confirm")
    expect(page.locator("body")).not_to_contain_text("EVIL")
    expect(reply).not_to_be_editable()
    page.unroute(MESSAGES)
    with page.expect_request(MESSAGES) as third:
        press(page, "Send again")
    expect(page.locator("#sending")).to_have_text("Your message was sent.")
    assert third.value.post_data_buffer == first.value.post_data_buffer


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
    walking.come_back(page, service, token.text)
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
    walking.come_back(page, service, token.text)
    expect(page.locator("#standing")).to_contain_text("The service says that this concern is closed.")


def test_a_list_that_ran_out_is_said_calmly_and_the_thread_is_read_all_the_same(
    service: Service, page: Page, token: Token
) -> None:
    page.clock.set_fixed_time(dt.datetime.now() + dt.timedelta(days=120))
    walking.come_back(page, service, token.text)
    expect(page.locator("#warnings .caution")).to_contain_text("The list of reviewers ran out on")
    expect(page.locator("#thread")).to_contain_text(TEXT)
    expect(page.get_by_label("Write to the reviewers")).to_be_editable()


def test_close_and_forget_leaves_nothing_on_the_page(service: Service, page: Page, token: Token) -> None:
    walking.come_back(page, service, token.text)
    page.get_by_label("Write to the reviewers").fill("half a reply")
    press(page, "Close and forget")
    expect(page.get_by_role("heading", name="Closed and forgotten")).to_be_focused()
    left = page.evaluate(
        "document.documentElement.outerHTML"
        " + [...document.querySelectorAll('textarea')].map((field) => field.value).join()"
    )
    assert TEXT not in left
    assert "half a reply" not in left
    assert token.text not in left


@pytest.mark.parametrize("screen", [SMALL_PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_thread_with_every_kind_of_message_is_accessible_and_fits(
    service: Service, new_page: NewPage, screen: tuple[int, int], token: Token
) -> None:
    says(service, token, "acknowledgement", "I have read it. " + "w" * 200)
    says(service, token, "reply", "Do you remember the month? You can skip this.\n\n" + "Long. " * 400)
    says(service, token, "closing", "We could not do more.", reason="no-further-action")

    def alter(item: Item) -> Item:
        if isinstance(item, MessageItem) and item.place == 3:
            return replace(item, signature=bytes(64))
        return item

    page = new_page(screen, bypass_csp=True)
    lies(page, alter)
    page.goto("/follow-up")
    types(page, "nonsense")
    assert faults(page) == []
    walking.come_back(page, service, token.text)
    assert faults(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
