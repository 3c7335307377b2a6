"""The reporter's interface: what is right goes through, and whatever is wrong gets a calm problem, never a 500."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from tests.support.installation import Installation
from tests.web.conftest import OCTETS, START, Raised
from whistle.app import app_for, house_for
from whistle.clock import SetClock
from whistle.domain.errors import CannotStart
from whistle.envelope.compose import compose
from whistle.envelope.frame import ReceiptItem, ThreadHead, parse_answer, parse_page, sign_read
from whistle.envelope.thread import ThreadView, verify_thread
from whistle.envelope.token import Token, reporter_of
from whistle.services import ticking
from whistle.services.house import House

Seal = Callable[..., Raised]
Send = Callable[[str, bytes], TestResponse]
Read = Callable[..., TestResponse]

CONCERNS, MESSAGES, THREADS = "/api/v1/concerns", "/api/v1/messages", "/api/v1/threads/read"
POSTS = [(CONCERNS, 86_404), (MESSAGES, 67_474), (THREADS, 206)]


def problem(answer: TestResponse) -> tuple[int, str]:
    """Status and code, once the answer is seen to be a problem document that gives nothing away."""
    assert answer.content_type == "application/problem+json"
    body = answer.get_json(force=True)
    assert set(body) == {"type", "title", "status", "detail", "code"}
    assert body["status"] == answer.status_code
    assert "Traceback" not in body["detail"]
    return answer.status_code, body["code"]


@pytest.fixture
def thread(raised: Raised, read: Read, installation: Installation) -> Callable[[], ThreadView]:
    """The thread as its reporter reads it now."""

    def now() -> ThreadView:
        page = read(raised.reporter).get_data()
        return verify_thread([page], installation.directory, raised.reporter, raised.reporter.mailbox)

    return now


# What is right


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


def test_the_reporter_reads_what_was_sent(raised: Raised, thread: Callable[[], ThreadView]) -> None:
    view = thread()
    assert view.concern is not None
    assert view.concern.text == "The case was closed with no risk assessment."
    assert view.warnings == ()


def test_the_reporter_writes_again(
    raised: Raised, thread: Callable[[], ThreadView], send: Send, house: House
) -> None:
    frame = compose(raised.reporter, thread(), "reply", "Nobody spoke to her alone.").encode()
    answer = send(MESSAGES, frame)
    assert answer.status_code == 200
    assert len(answer.get_data()) == 1024
    assert isinstance(parse_answer(answer.get_data())[0], ThreadHead)
    assert send(MESSAGES, frame).status_code == 200
    ticking.tick(house)
    assert [message.text for message in thread().messages][1:] == ["Nobody spoke to her alone."]


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


# Bodies that are refused before they are read


@pytest.mark.parametrize(("path", "longest"), POSTS)
def test_a_body_longer_than_any_frame_is_refused_unread(app: Flask, path: str, longest: int) -> None:
    class Unread(io.RawIOBase):
        def readinto(self, buffer: object) -> int:
            raise AssertionError("The body was read.")

    for length in (longest + 1, 10**12):
        builder = EnvironBuilder(path=path, method="POST", content_type=OCTETS)
        environ = builder.get_environ() | {"CONTENT_LENGTH": str(length), "wsgi.input": Unread()}
        assert problem(app.test_client().open(environ_overrides=environ, path=path, method="POST")) == (
            413,
            "too-large",
        )


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/json", "multipart/form-data; boundary=x", f"{OCTETS}; charset=utf-8"],
)
@pytest.mark.parametrize(("path", "_longest"), POSTS)
def test_a_wrong_content_type_is_refused(
    client: FlaskClient, path: str, _longest: int, content_type: str
) -> None:
    assert problem(client.post(path, data=b"x", content_type=content_type)) == (415, "wrong-type")


def test_an_encoded_body_is_refused(client: FlaskClient) -> None:
    answer = client.post(CONCERNS, data=b"x", content_type=OCTETS, headers={"Content-Encoding": "gzip"})
    assert problem(answer) == (415, "wrong-type")


@pytest.mark.parametrize(("path", "_longest"), POSTS)
def test_a_body_without_a_length_is_refused(app: Flask, path: str, _longest: int) -> None:
    assert problem(app.test_client().post(path, content_type=OCTETS)) == (411, "length-required")
    environ = {
        "wsgi.input": io.BytesIO(b"x" * 100),
        "CONTENT_TYPE": OCTETS,
        "HTTP_TRANSFER_ENCODING": "chunked",
    }
    answer = app.test_client().open(path=path, method="POST", environ_overrides=environ)
    assert problem(answer) == (411, "length-required")


def test_a_body_that_ends_early_is_refused(app: Flask, seal: Seal) -> None:
    frame = seal().filing.encode()
    environ = {
        "wsgi.input": io.BytesIO(frame[:-1]),
        "CONTENT_TYPE": OCTETS,
        "CONTENT_LENGTH": str(len(frame)),
    }
    answer = app.test_client().open(path=CONCERNS, method="POST", environ_overrides=environ)
    assert problem(answer) == (400, "malformed")


# Frames that are refused


def damage(frame: bytes, at: int) -> bytes:
    return frame[:at] + bytes((frame[at] ^ 1,)) + frame[at + 1 :]


@pytest.mark.parametrize("path", [CONCERNS, MESSAGES, THREADS])
def test_what_is_no_frame_is_refused(send: Send, path: str) -> None:
    for body in (b"whistle1", b"\x00" * 206, b"whistle1\x09\x01" + b"x" * 190, b"\xff" * 200):
        assert problem(send(path, body)) == (400, "malformed")


@pytest.mark.parametrize("length", [9, 10, 714, 37_251])
def test_a_truncated_concern_is_refused(seal: Seal, send: Send, length: int) -> None:
    assert problem(send(CONCERNS, seal().filing.encode()[:length])) == (400, "malformed")


def test_something_behind_a_concern_is_refused(seal: Seal, send: Send) -> None:
    assert problem(send(CONCERNS, seal().filing.encode() + b"\x00")) == (400, "malformed")


def test_another_kind_of_frame_is_refused(seal: Seal, send: Send) -> None:
    assert problem(send(MESSAGES, seal().filing.encode()[:18_322])) == (400, "malformed")


def test_every_altered_byte_of_a_concern_is_refused_and_nothing_is_kept(
    seal: Seal, send: Send, read: Read
) -> None:
    mine = seal()
    frame = mine.filing.encode()
    for at in range(0, len(frame), 997):
        # Presence and content are the reporter's own entry in the log: only the reporter can check them.
        if 2004 <= at < 2068:
            continue
        answer = send(CONCERNS, damage(frame, at))
        assert problem(answer)[0] in {400, 401}, at
    denial = parse_page(read(mine.reporter).get_data()).items[0]
    assert isinstance(denial, ThreadHead)
    assert denial.count == 0
    assert send(CONCERNS, frame).status_code == 200


def test_a_bad_signature_is_refused(seal: Seal, send: Send) -> None:
    filing = seal().filing
    for changed in (
        dataclasses.replace(filing, opening_signature=bytes(64)),
        dataclasses.replace(filing, message_signature=filing.opening_signature),
        dataclasses.replace(filing, body=filing.body[:-1] + b"\x00"),
    ):
        assert problem(send(CONCERNS, changed.encode())) == (401, "bad-signature")


# Points of order 1, 2, 4 and 8, and one that is not canonical: any of them would "verify" for anybody.
WEAK_KEYS = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]


@pytest.mark.parametrize("key", WEAK_KEYS)
def test_a_small_order_key_signs_nothing(house: House, client: FlaskClient, send: Send, key: str) -> None:
    challenge = bytes.fromhex(client.get("/api/v1/service").get_json()["challenge"])
    asked = sign_read(reporter_of(Token.new(), house.service).signing, house.service, challenge, 0)
    from whistle.envelope.opening import mailbox_of

    weak = bytes.fromhex(key)
    forged = dataclasses.replace(asked, key=weak, mailbox=mailbox_of(weak), signature=weak + bytes(32))
    assert problem(send(THREADS, forged.encode())) == (401, "bad-signature")


def test_a_signature_is_checked_before_anything_is_looked_up(raised: Raised, send: Send) -> None:
    filing = dataclasses.replace(raised.filing, message_signature=bytes(64))
    assert problem(send(CONCERNS, filing.encode())) == (401, "bad-signature")


def test_other_bytes_for_a_known_mailbox_are_a_conflict_and_change_nothing(
    raised: Raised, seal: Seal, send: Send, thread: Callable[[], ThreadView]
) -> None:
    other = seal("Something else entirely.", token=raised.token)
    assert problem(send(CONCERNS, other.filing.encode())) == (409, "conflict")
    concern = thread().concern
    assert concern is not None
    assert concern.text == "The case was closed with no risk assessment."


def test_a_concern_for_another_service_is_refused(
    seal: Seal, send: Send, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from whistle.envelope.compose import file_concern

    elsewhere = Installation(tmp_path_factory.mktemp("other") / "w", clock=SetClock(START))
    filing = file_concern(Token.new(), elsewhere.directory, 1, ("r1",), "Sent to the wrong place.")
    assert problem(send(CONCERNS, filing.encode())) == (401, "bad-signature")


# Reading


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


# Writing


def test_a_message_to_an_unknown_mailbox_is_not_found(
    raised: Raised, thread: Callable[[], ThreadView], send: Send, tmp_path_factory: pytest.TempPathFactory
) -> None:
    posted = compose(raised.reporter, thread(), "reply", "Hello?")
    stranger = reporter_of(Token.new(), raised.reporter.service)
    message = dataclasses.replace(posted.message, sender=stranger.signing.public, mailbox=stranger.mailbox)
    forged = dataclasses.replace(posted, message=message, signature=stranger.signing.sign(message.encode()))
    assert problem(send(MESSAGES, forged.encode())) == (404, "not-found")


def test_a_message_that_follows_nothing_in_the_thread_is_out_of_step(
    raised: Raised, thread: Callable[[], ThreadView], send: Send
) -> None:
    posted = compose(raised.reporter, thread(), "reply", "About what you said.")
    for change in ({"follows": bytes(32)}, {"seen": 7}):
        message = dataclasses.replace(posted.message, **change)
        signed = dataclasses.replace(
            posted, message=message, signature=raised.reporter.signing.sign(message.encode())
        )
        assert problem(send(MESSAGES, signed.encode())) == (409, "out-of-step")


def test_a_truncated_or_altered_message_is_refused(
    raised: Raised, thread: Callable[[], ThreadView], send: Send
) -> None:
    frame = compose(raised.reporter, thread(), "reply", "One more thing.").encode()
    assert problem(send(MESSAGES, frame[:-1])) == (400, "malformed")
    for at in range(0, len(frame), 499):
        assert problem(send(MESSAGES, damage(frame, at)))[0] in {400, 401}, at


# The service's own troubles


def test_past_its_directory_new_concerns_pause_and_follow_up_goes_on(
    client: FlaskClient, raised: Raised, seal: Seal, send: Send, read: Read, clock: SetClock
) -> None:
    late = seal()
    clock.moment = START + dt.timedelta(days=91)
    answer = send(CONCERNS, late.filing.encode())
    assert problem(answer) == (503, "paused")
    assert "new concerns are not taken" in answer.get_json(force=True)["detail"]
    told = client.get("/api/v1/service").get_json()
    assert told["accepting"] is False
    assert told["why"]
    assert read(raised.reporter).status_code == 200
    assert client.get("/raise").status_code == 200
    # What was kept is kept: sending it again gets the answer of then.
    assert send(CONCERNS, raised.filing.encode()).status_code == 200


def test_a_clock_that_went_back_pauses_new_concerns(
    raised: Raised, seal: Seal, send: Send, read: Read, clock: SetClock
) -> None:
    clock.advance(days=-2)
    assert problem(send(CONCERNS, seal().filing.encode())) == (503, "paused")
    assert read(raised.reporter).status_code == 200


@pytest.mark.parametrize("damage_to", ["missing", "unsigned", "not json", "empty", "another authority"])
def test_without_a_valid_directory_nothing_starts(
    installation: Installation, house: House, clock: SetClock, damage_to: str
) -> None:
    path = installation.keys / "directory.json"
    match damage_to:
        case "missing":
            path.unlink()
        case "unsigned":
            path.write_text(path.read_text().replace('"signature": "', '"signature": "AAAA'))
            path.write_bytes(path.read_bytes().replace(b'"signature":"', b'"signature":"AAAA'))
        case "not json":
            path.write_text("reviewers: []")
        case "empty":
            path.write_bytes(b"")
        case "another authority":
            (installation.keys / "authority.pub").write_text("11" * 32 + "\n")
    with pytest.raises(CannotStart):
        house_for(installation.settings, clock)


def test_a_rolled_back_directory_does_not_start(
    installation: Installation, house: House, clock: SetClock
) -> None:
    first = (installation.keys / "directory.json").read_bytes()
    installation.write_directory(version=2, previous=installation.directory.hash.hex())
    house_for(installation.settings, clock).store.close()
    (installation.keys / "directory.json").write_bytes(first)
    with pytest.raises(CannotStart):
        house_for(installation.settings, clock)


def test_a_revoked_reviewer_gets_no_new_concern(
    installation: Installation, house: House, clock: SetClock, seal: Seal
) -> None:
    before = seal(readers=("r1",))
    body = installation.directory_body()
    body["reviewers"][0]["revoked"] = str(START.date())
    installation.write_directory(
        version=2, previous=installation.directory.hash.hex(), reviewers=body["reviewers"]
    )
    later = house_for(installation.settings, clock)
    answer = (
        app_for(installation.settings, later)
        .test_client()
        .post(CONCERNS, data=before.filing.encode(), content_type=OCTETS)
    )
    assert problem(answer)[0] == 409
    later.store.close()


def test_keys_of_a_demonstration_start_no_service(tmp_path: object, clock: SetClock) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    invented = Installation(tmp_path / "d", clock=clock, origin="DEMONSTRATION.northmoor.example/log")
    with pytest.raises(CannotStart, match="demonstration"):
        invented.prepare()


def test_a_demonstration_does_not_start_on_real_keys(installation: Installation, house: House) -> None:
    with pytest.raises(CannotStart, match="real keys"):
        house_for(installation.settings.as_demonstration(), house.clock)
