"""A reminder as bytes, and handing it to a mail server: the same words for everyone, and never without encryption.

Nothing here knows of concerns, so that nothing of one can get into a mail.
"""

from __future__ import annotations

import datetime as dt
import secrets
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from whistle.domain.errors import MailFailed
from whistle.domain.reminders import Failure

if TYPE_CHECKING:
    from smtplib import SMTP
    from ssl import SSLContext

PATIENCE = 10.0
"""Seconds that a server may be silent for."""

LONGEST = 30.0
"""Seconds that one mail may take, however the server draws it out."""

AUTHENTICATION_REQUIRED = 530
"""What RFC 4954 has a server answer to whoever should have said name and password."""

_MAIL = """\
From: {sender}
To: {recipient}
Subject: There is work waiting
Date: {date}
Message-ID: <{id}@{host}>
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

There is work waiting. Sign in at {address}.
"""


class Tls(StrEnum):
    """How the way to the mail server is encrypted."""

    STARTTLS = "starttls"
    AT_ONCE = "tls"
    NONE = "none"
    """For a server on this computer alone."""


@dataclass(frozen=True)
class MailServer:
    """Where mail goes and from which address; ``address`` is where people sign in.

    ``login`` is a file of two lines, name and password, for a server that wants them; without the file none are said.
    It is read when a mail is sent, so that no process that serves visitors ever holds it.
    """

    server: str
    port: int
    tls: Tls
    sender: str
    address: str
    login: Path

    @property
    def host(self) -> str:
        """The service's name, which is what the mail server is told, and nothing about this computer."""
        return urlsplit(self.address).hostname or "localhost"

    def __str__(self) -> str:
        return f"{self.server}, port {self.port}, from {self.sender}"


def compose(mail: MailServer, recipient: str, now: dt.datetime) -> bytes:
    """The mail. Recipient and hour are all that two of a service differ in, and an id of no meaning."""
    from email.utils import format_datetime

    text = _MAIL.format(
        sender=mail.sender,
        recipient=recipient,
        date=format_datetime(now.replace(minute=0, second=0, microsecond=0)),
        id=secrets.token_hex(16),
        host=mail.host,
        address=mail.address,
    )
    return text.replace("\n", "\r\n").encode("ascii")


def send(mail: MailServer, recipient: str, now: dt.datetime, longest: float = LONGEST) -> None:
    """Hands over one mail. Raises MailFailed, after ``longest`` seconds at the latest.

    A server that sends a byte now and then never runs into a socket's timeout, and looking up a name has none. So it
    happens in a thread, which is left alone when its time is up and keeps no process from ending.
    """
    failed: list[MailFailed | None] = []

    def work() -> None:
        try:
            with _told():
                _hand_over(mail, recipient, compose(mail, recipient, now), min(PATIENCE, longest))
            failed.append(None)
        except MailFailed as error:
            failed.append(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(longest)
    if not failed:
        raise failure(Failure.TIMEOUT)
    if failed[0] is not None:
        raise failed[0]


def failure(reason: Failure) -> MailFailed:
    return MailFailed(reason.words, reason)


def _hand_over(mail: MailServer, recipient: str, message: bytes, patience: float) -> None:
    import smtplib
    import ssl

    where, context = (mail.server, mail.port, mail.host), ssl.create_default_context()
    # Whatever has been said in the clear until then, a certificate that does not fit ends it before a name is said.
    connection: SMTP = (
        smtplib.SMTP_SSL(*where, timeout=patience, context=context)
        if mail.tls is Tls.AT_ONCE
        else smtplib.SMTP(*where, timeout=patience)
    )
    with closing(connection):
        if mail.tls is Tls.STARTTLS:
            _encrypt(connection, context)
        if login := _read_login(mail.login):
            connection.login(*login)
        connection.sendmail(mail.sender, [recipient], message)
        # It has been taken. Whatever goes wrong in parting would only have it sent again.
        with suppress(OSError):
            connection.quit()


def _encrypt(connection: SMTP, context: SSLContext) -> None:
    import smtplib

    try:
        connection.starttls(context=context)
    except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException):
        raise failure(Failure.NO_TLS) from None


def _read_login(path: Path) -> tuple[str, str] | None:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise MailFailed(f"Other users can read {path}. Run `chmod 600 {path}`.", Failure.LOGIN)
        name, password = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise MailFailed(
            f"{path} must hold two lines, name and password, and be readable.", Failure.LOGIN
        ) from None
    return name, password


@contextmanager
def _told() -> Iterator[None]:
    """Makes a MailFailed of whatever goes wrong between here and a mail server. What the server says is not repeated:
    it may name people, and its words are not ours.
    """
    import smtplib
    import ssl

    try:
        yield
    except MailFailed:
        raise
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _ in error.recipients.values()), default=0)
        raise failure(Failure.LATER if 400 <= code < 500 else Failure.RECIPIENT) from None
    except smtplib.SMTPResponseException as error:
        raise failure(_of_code(error)) from None
    except smtplib.SMTPServerDisconnected as error:
        # A read that times out is told as a connection that broke off.
        silent = isinstance(error.__context__, TimeoutError)
        raise failure(Failure.TIMEOUT if silent else Failure.CLOSED) from None
    except smtplib.SMTPNotSupportedError:
        raise failure(Failure.LOGIN) from None
    except smtplib.SMTPException:
        raise failure(Failure.REFUSED) from None
    except ssl.SSLError:
        raise failure(Failure.NO_TLS) from None
    except TimeoutError:
        raise failure(Failure.TIMEOUT) from None
    except (ConnectionResetError, BrokenPipeError):
        raise failure(Failure.CLOSED) from None
    except OSError:
        raise failure(Failure.UNREACHABLE) from None
    except Exception:  # a server may say anything, and the next person's mail must go all the same
        raise failure(Failure.REFUSED) from None


def _of_code(error: Exception) -> Failure:
    import smtplib

    if not isinstance(error, smtplib.SMTPResponseException) or 400 <= error.smtp_code < 500:
        return Failure.LATER
    if isinstance(error, smtplib.SMTPAuthenticationError) or error.smtp_code == AUTHENTICATION_REQUIRED:
        return Failure.LOGIN
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Failure.SENDER
    return Failure.REFUSED
