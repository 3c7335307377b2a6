"""Handing one mail to a real mail server, and to servers that behave badly."""

from __future__ import annotations

import datetime as dt
import socket
import time
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.support import mail as servers
from tests.support.mail import HERE, Post, at, behaving, certificate, serving
from whistle.domain.errors import MailFailed
from whistle.domain.reminders import Failure
from whistle.services.mailing import MailServer, Tls, compose, send

NOW = dt.datetime(2026, 11, 20, 9, 20, 33, 123456, tzinfo=dt.UTC)
RUTH = "ruth@northmoor.example"


def failing(mail: MailServer, longest: float = 5) -> str:
    with pytest.raises(MailFailed) as failed:
        send(mail, RUTH, NOW, longest)
    assert str(failed.value)
    return failed.value.reason


def login(folder: Path, text: str = "whistle\nfive red lanterns\n", mode: int = 0o600) -> Path:
    path = folder / "mail.login"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_reminder_says_that_there_is_work_and_where_and_nothing_else() -> None:
    mail = compose(at(25), RUTH, NOW)
    message = message_from_bytes(mail)
    assert message.get_payload() == (
        "There is work waiting. Sign in at https://concerns.northmoor.example/staff/.\r\n"
    )
    shown = dict(message.items())
    name, _, host = shown.pop("Message-ID").strip("<>").partition("@")
    assert (len(bytes.fromhex(name)), host) == (16, "concerns.northmoor.example")
    assert shown == {
        "From": "whistle@northmoor.example",
        "To": RUTH,
        "Subject": "There is work waiting",
        "Date": "Fri, 20 Nov 2026 09:00:00 +0000",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=us-ascii",
    }


def test_the_mail_server_is_told_the_services_name_and_not_this_computers() -> None:
    greeted: list[bytes] = []

    def listens(connection: socket.socket) -> None:
        connection.sendall(b"220 here\r\n")
        greeted.append(connection.recv(1024))

    with behaving(listens) as port:
        failing(at(port))
    assert greeted == [b"ehlo concerns.northmoor.example\r\n"]


def test_starttls_is_required_and_its_certificate_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path)
    post = Post()
    with serving(post, tls_context=context, require_starttls=True) as port:
        mail = at(port, tls=Tls.STARTTLS)
        assert failing(mail) == Failure.NO_TLS
        assert post.mails == []
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        send(mail, RUTH, NOW)
        assert post.recipients == [RUTH]
        # The right certificate under another name is a wrong one.
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, 1, 6, "", (HERE, port))]
        )
        assert failing(at(port, tls=Tls.STARTTLS, server="mail.elsewhere.example")) == Failure.NO_TLS


def test_without_starttls_nothing_is_said_in_the_clear() -> None:
    post = Post()
    with serving(post) as port:
        assert failing(at(port, tls=Tls.STARTTLS)) == Failure.NO_TLS
    assert post.mails == []


def test_a_server_that_encrypts_from_the_first_byte_is_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path)

    def wrapped(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as encrypted:
            servers.takes_and_hangs_up(encrypted)

    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with behaving(wrapped) as port:
        send(at(port, tls=Tls.AT_ONCE), RUTH, NOW)


def test_name_and_password_come_from_a_file_of_two_lines(tmp_path: Path) -> None:
    post = Post()
    authenticator = servers.accepts("whistle", "five red lanterns")
    with serving(post, authenticator=authenticator, auth_require_tls=False, auth_required=True) as port:
        assert failing(at(port)) == Failure.LOGIN
        send(at(port, login=login(tmp_path)), RUTH, NOW)
        assert post.recipients == [RUTH]
        assert failing(at(port, login=login(tmp_path, "whistle\nfour red lanterns\n"))) == Failure.LOGIN


@pytest.mark.parametrize(
    ("text", "mode"), [("whistle\nfive red lanterns\n", 0o644), ("whistle\n", 0o600), ("", 0o600)]
)
def test_a_login_that_others_can_read_or_that_is_none_is_not_used(
    tmp_path: Path, text: str, mode: int
) -> None:
    post = Post()
    with serving(post) as port:
        assert failing(at(port, login=login(tmp_path, text, mode))) == Failure.LOGIN
    assert post.mails == []


@pytest.mark.parametrize(
    ("command", "answer", "reason"),
    [
        ("RCPT", "550 No such user", Failure.RECIPIENT),
        ("RCPT", "451 Greylisted, try again in five minutes", Failure.LATER),
        ("RCPT", "421 Too busy", Failure.LATER),
        ("MAIL", "553 Not from you", Failure.SENDER),
        ("MAIL", "452 Disk full", Failure.LATER),
        ("DATA", "554 Spam", Failure.REFUSED),
        ("DATA", "450 Not now", Failure.LATER),
    ],
)
def test_every_refusal_has_a_reason_of_its_own(command: str, answer: str, reason: Failure) -> None:
    post = Post(instead={command: answer})
    with serving(post) as port:
        assert failing(at(port)) == reason
    assert post.mails == []


def test_what_a_server_says_is_not_repeated() -> None:
    post = Post(instead={"RCPT": "550 ruth left the force in May"})
    with serving(post) as port, pytest.raises(MailFailed) as failed:
        send(at(port), RUTH, NOW)
    assert "May" not in str(failed.value)


@pytest.mark.parametrize(
    ("how", "reasons"),
    [
        (servers.hangs, {Failure.TIMEOUT}),
        (servers.drips, {Failure.TIMEOUT}),
        (servers.closes, {Failure.CLOSED}),
        (servers.babbles, {Failure.REFUSED, Failure.LATER, Failure.CLOSED}),
    ],
)
def test_a_server_that_behaves_badly_is_given_up_in_time(
    how: Callable[[socket.socket], None], reasons: set[Failure]
) -> None:
    begun = time.monotonic()
    with behaving(how) as port:
        assert failing(at(port), longest=0.5) in reasons
    assert time.monotonic() - begun < 2


def test_a_server_that_is_not_there_is_told_apart() -> None:
    with socket.create_server((HERE, 0)) as free:
        port = free.getsockname()[1]
    assert failing(at(port)) == Failure.UNREACHABLE
    assert failing(at(25, server="mail.invalid")) == Failure.UNREACHABLE


def test_what_was_taken_is_not_sent_again_for_a_broken_farewell() -> None:
    with behaving(servers.takes_and_hangs_up) as port:
        send(at(port), RUTH, NOW)
