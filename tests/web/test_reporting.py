"""The reporter's interface: raising, reading and writing, and what may not be read or written."""

from __future__ import annotations

import dataclasses

import pytest
from flask.testing import FlaskClient

from tests.support.installation import Installation
from tests.web.conftest import (
    CONCERNS,
    EPOCHS,
    MESSAGES,
    NOTICES,
    OCTETS,
    START,
    THREADS,
    WORDS,
    Raised,
    Read,
    Seal,
    Send,
    Thread,
    damage,
    problem,
)
from whistle.clock import SetClock
from whistle.envelope.compose import compose, hand_over, share
from whistle.envelope.frame import ReceiptItem, ThreadHead, parse_answer, parse_page, sign_notice, sign_read
from whistle.envelope.thread import verify_thread
from whistle.envelope.token import Token, reporter_of
from whistle.services import ticking
from whistle.services.house import House


def test_a_concern_is_answered_with_its_receipt(seal: Seal, send: Send) -> None:
    answer = send(CONCERNS, seal().filing.encode())
    assert answer.status_code == 200
    assert answer.content_type == OCTETS
    assert len(answer.get_data()) == 1024
    assert isinstance(parse_answer(answer.get_data())[0], ReceiptItem)


def test_the_same_bytes_again_get_the_same_answer(seal: Seal, send: Send, house: House) -> None:
    frame = seal().filing.encode()
    first = send(CONCERNS, frame)
    again = send(CONCERNS, frame)
    ticking.tick(house)
    much_later = send(CONCERNS, frame)
    assert first.get_data() == again.get_data() == much_later.get_data()
    assert first.status_code == again.status_code == much_later.status_code == 200


def test_the_reporter_reads_what_was_sent(raised: Raised, thread: Thread) -> None:
    view = thread()
    assert view.concern is not None
    assert view.concern.text == WORDS
    assert view.warnings == ()


def test_the_reporter_writes_again(raised: Raised, thread: Thread, send: Send, house: House) -> None:
    frame = compose(raised.reporter, thread(), "reply", "Nobody spoke to her alone.").encode()
    answer = send(MESSAGES, frame)
    assert answer.status_code == 200
    assert len(answer.get_data()) == 1024
    assert isinstance(parse_answer(answer.get_data())[0], ThreadHead)
    assert send(MESSAGES, frame).status_code == 200
    ticking.tick(house)
    assert [message.text for message in thread().messages][1:] == ["Nobody spoke to her alone."]


def test_a_change_of_who_may_read_is_answered_with_the_head_and_waits(
    raised: Raised, thread: Thread, send: Send, installation: Installation
) -> None:
    frame, other = (
        share(raised.reporter, thread(), installation.directory, ["r3"]).encode() for _ in range(2)
    )
    assert len(frame) == 21_186
    answer = send(EPOCHS, frame)
    assert answer.status_code == 200
    assert len(answer.get_data()) == 1024
    assert send(EPOCHS, frame).get_data() == answer.get_data()
    assert problem(send(EPOCHS, other)) == (409, "change-waiting")
    assert problem(send(EPOCHS, damage(frame, 99))) == (401, "bad-signature")
    assert problem(send(EPOCHS, frame[:-1])) == (400, "malformed")


def test_a_concern_is_handed_to_whoever_has_the_next_token(
    raised: Raised,
    thread: Thread,
    send: Send,
    read: Read,
    house: House,
    clock: SetClock,
    installation: Installation,
) -> None:
    heir = reporter_of(Token.new(), house.service)
    late = compose(raised.reporter, thread(), "reply", "Late.").encode()
    change = hand_over(raised.reporter, thread(), installation.directory, heir)
    assert send(EPOCHS, change.encode()).status_code == 200
    before = read(heir).get_data()
    clock.advance(hours=1)
    ticking.tick(house)
    page = read(heir).get_data()
    assert len(before) == len(page) == 131_072
    assert verify_thread([before], installation.directory, heir, heir.mailbox).known is False
    view = verify_thread([page], installation.directory, heir, heir.mailbox)
    assert (view.warnings, view.concern and view.concern.text) == ((), WORDS)
    assert send(MESSAGES, compose(heir, view, "reply", "It is mine now.").encode()).status_code == 200
    assert problem(send(MESSAGES, late)) == (409, "out-of-step")


def test_a_notice_is_answered_with_a_head_whether_or_not_there_is_a_concern(
    client: FlaskClient, raised: Raised, send: Send, house: House
) -> None:
    challenge = bytes.fromhex(client.get("/api/v1/service").get_json()["challenge"])
    for reporter in (raised.reporter, reporter_of(Token.new(), house.service)):
        answer = send(NOTICES, sign_notice(reporter.signing, house.service, challenge).encode())
        assert answer.status_code == 200
        assert isinstance(parse_answer(answer.get_data())[0], ThreadHead)
    stale = sign_notice(raised.reporter.signing, house.service, bytes(32)).encode()
    assert problem(send(NOTICES, stale)) == (409, "stale-challenge")


def test_an_unknown_mailbox_gets_a_page_of_the_same_size(raised: Raised, read: Read, house: House) -> None:
    known = read(raised.reporter)
    unknown = read(reporter_of(Token.new(), house.service))
    assert known.status_code == unknown.status_code == 200
    assert len(known.get_data()) == len(unknown.get_data()) == 131_072
    assert list(known.headers) == list(unknown.headers)
    denial = parse_page(unknown.get_data()).items[0]
    assert isinstance(denial, ThreadHead)
    assert denial.count == 0


def test_everyone_is_told_the_same_for_five_minutes(client: FlaskClient, clock: SetClock) -> None:
    first = client.get("/api/v1/service")
    clock.advance(seconds=250)
    again = client.get("/api/v1/service", headers={"User-Agent": "another", "Cookie": "staff=1"})
    assert first.get_data() == again.get_data()
    assert list(first.headers) == list(again.headers)
    clock.advance(seconds=300)
    assert client.get("/api/v1/service").get_json()["challenge"] != first.get_json()["challenge"]


def test_the_service_says_that_it_is_accepting(client: FlaskClient) -> None:
    told = client.get("/api/v1/service").get_json()
    assert told["accepting"] is True
    assert told["hour"] == int(START.timestamp()) // 3600
    assert told["next_tick"] > START.timestamp()


def test_a_stale_challenge_is_refused_and_a_new_one_works(
    client: FlaskClient, raised: Raised, read: Read, clock: SetClock
) -> None:
    challenge = bytes.fromhex(client.get("/api/v1/service").get_json()["challenge"])
    clock.advance(minutes=5)
    assert read(raised.reporter, challenge=challenge).status_code == 200
    clock.advance(minutes=5)
    assert problem(read(raised.reporter, challenge=challenge)) == (409, "stale-challenge")
    assert read(raised.reporter).status_code == 200


def test_nobody_reads_with_a_challenge_of_their_own(raised: Raised, read: Read) -> None:
    assert problem(read(raised.reporter, challenge=bytes(32))) == (409, "stale-challenge")


def test_a_page_that_is_not_there_is_no_500(raised: Raised, read: Read) -> None:
    for page in (1, 77, 2**32 - 1):
        assert read(raised.reporter, page).status_code < 500


def test_a_read_signed_by_another_is_refused(
    client: FlaskClient, raised: Raised, send: Send, house: House
) -> None:
    challenge = bytes.fromhex(client.get("/api/v1/service").get_json()["challenge"])
    stranger = sign_read(reporter_of(Token.new(), house.service).signing, house.service, challenge, 0)
    for forged in (
        dataclasses.replace(stranger, mailbox=raised.reporter.mailbox),
        dataclasses.replace(stranger, key=raised.reporter.signing.public, mailbox=raised.reporter.mailbox),
        dataclasses.replace(stranger, page=1),
    ):
        assert problem(send(THREADS, forged.encode())) == (401, "bad-signature")


def test_a_message_to_an_unknown_mailbox_is_not_found(
    raised: Raised, thread: Thread, send: Send, tmp_path_factory: pytest.TempPathFactory
) -> None:
    posted = compose(raised.reporter, thread(), "reply", "Hello?")
    stranger = reporter_of(Token.new(), raised.reporter.service)
    message = dataclasses.replace(posted.message, sender=stranger.signing.public, mailbox=stranger.mailbox)
    forged = dataclasses.replace(posted, message=message, signature=stranger.signing.sign(message.encode()))
    assert problem(send(MESSAGES, forged.encode())) == (404, "not-found")


def test_a_message_that_follows_nothing_in_the_thread_is_out_of_step(
    raised: Raised, thread: Thread, send: Send
) -> None:
    posted = compose(raised.reporter, thread(), "reply", "About what you said.")
    for change in ({"follows": bytes(32)}, {"seen": 7}):
        message = dataclasses.replace(posted.message, **change)
        signed = dataclasses.replace(
            posted, message=message, signature=raised.reporter.signing.sign(message.encode())
        )
        assert problem(send(MESSAGES, signed.encode())) == (409, "out-of-step")


def test_a_truncated_or_altered_message_is_refused(raised: Raised, thread: Thread, send: Send) -> None:
    frame = compose(raised.reporter, thread(), "reply", "One more thing.").encode()
    assert problem(send(MESSAGES, frame[:-1])) == (400, "malformed")
    for at in range(0, len(frame), 499):
        assert problem(send(MESSAGES, damage(frame, at)))[0] in {400, 401}, at
