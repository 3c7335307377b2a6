"""Bodies and frames that are not what they should be: a calm problem, nothing kept, never a 500."""

from __future__ import annotations

import dataclasses
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from tests.support.installation import Installation
from tests.web.conftest import (
    CONCERNS,
    EPOCHS,
    MESSAGES,
    NOTICES,
    OCTETS,
    START,
    THREADS,
    Raised,
    Read,
    Seal,
    Send,
    Thread,
    damage,
    problem,
)
from whistle.clock import SetClock
from whistle.envelope.compose import file_concern
from whistle.envelope.frame import ThreadHead, parse_page, sign_read
from whistle.envelope.opening import mailbox_of
from whistle.envelope.token import Token, reporter_of
from whistle.services.house import House

POSTS = [(CONCERNS, 86_405), (MESSAGES, 67_475), (EPOCHS, 21_186), (NOTICES, 205), (THREADS, 206)]

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


@pytest.mark.parametrize("path", [CONCERNS, MESSAGES, THREADS])
def test_what_is_no_frame_is_refused(send: Send, path: str) -> None:
    for body in (b"whistle1", b"\x00" * 206, b"whistle1\x09\x01" + b"x" * 190, b"\xff" * 200):
        assert problem(send(path, body)) == (400, "malformed")


@pytest.mark.parametrize("length", [9, 10, 714, 37_252])
def test_a_truncated_concern_is_refused(seal: Seal, send: Send, length: int) -> None:
    assert problem(send(CONCERNS, seal().filing.encode()[:length])) == (400, "malformed")


def test_something_behind_a_concern_is_refused(seal: Seal, send: Send) -> None:
    assert problem(send(CONCERNS, seal().filing.encode() + b"\x00")) == (400, "malformed")


def test_another_kind_of_frame_is_refused(seal: Seal, send: Send) -> None:
    assert problem(send(MESSAGES, seal().filing.encode()[:18_323])) == (400, "malformed")


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

    weak = bytes.fromhex(key)
    forged = dataclasses.replace(asked, key=weak, mailbox=mailbox_of(weak), signature=weak + bytes(32))
    assert problem(send(THREADS, forged.encode())) == (401, "bad-signature")


def test_a_signature_is_checked_before_anything_is_looked_up(raised: Raised, send: Send) -> None:
    filing = dataclasses.replace(raised.filing, message_signature=bytes(64))
    assert problem(send(CONCERNS, filing.encode())) == (401, "bad-signature")


def test_other_bytes_for_a_known_mailbox_are_a_conflict_and_change_nothing(
    raised: Raised, seal: Seal, send: Send, thread: Thread
) -> None:
    other = seal("Something else entirely.", token=raised.token)
    assert problem(send(CONCERNS, other.filing.encode())) == (409, "conflict")
    concern = thread().concern
    assert concern is not None
    assert concern.text == "The case was closed with no risk assessment."


def test_a_concern_for_another_service_is_refused(
    seal: Seal, send: Send, tmp_path_factory: pytest.TempPathFactory
) -> None:

    elsewhere = Installation(tmp_path_factory.mktemp("other") / "w", clock=SetClock(START))
    filing = file_concern(Token.new(), elsewhere.directory, 1, ("r1",), "Sent to the wrong place.")
    assert problem(send(CONCERNS, filing.encode())) == (401, "bad-signature")
