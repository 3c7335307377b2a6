"""Mail servers to talk to: a real one that keeps what it gets, and some that behave badly."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from whistle.services.mailing import MailServer, Tls

SENDER = "whistle@northmoor.example"
SIGN_IN = "https://concerns.northmoor.example/staff/"
HERE = "127.0.0.1"


@dataclass
class Post:
    """What a server has been given, and the replies that it gives instead of the usual, by command or recipient."""

    mails: list[tuple[str, bytes]] = field(default_factory=list)
    instead: dict[str, str] = field(default_factory=dict)
    slow: float = 0

    @property
    def recipients(self) -> list[str]:
        return sorted(recipient for recipient, _ in self.mails)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Envelope, address: str, _: Any) -> str:  # noqa: N802
        envelope.mail_from = address
        return self.instead.get("MAIL", "250 OK")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, _: Any) -> str:  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.instead.get("RCPT", self.instead.get(address, "250 OK"))

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        time.sleep(self.slow)
        answer = self.instead.get("DATA", "250 OK")
        if answer.startswith("250") and isinstance(envelope.content, bytes):
            self.mails += [(recipient, envelope.content) for recipient in envelope.rcpt_tos]
        return answer


def at(port: int, **changes: Any) -> MailServer:
    """How the service is told of a server on this computer."""
    plain = MailServer(HERE, port, Tls.NONE, SENDER, SIGN_IN, Path("/nowhere/mail.login"))
    return replace(plain, **changes)


@contextmanager
def serving(post: Post, **options: Any) -> Iterator[int]:
    """A real mail server; gives its port."""
    with socket.create_server((HERE, 0)) as free:
        port = int(free.getsockname()[1])
    controller = Controller(post, hostname=HERE, port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def accepts(name: str, password: str) -> Callable[..., AuthResult]:
    """An authenticator that lets in one."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        right = (given.login, given.password) == (name.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    return authenticate


@contextmanager
def behaving(how: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that does ``how`` with every connection; gives its port."""
    with socket.create_server((HERE, 0)) as listening:

        def take() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=one, args=(connection,), daemon=True).start()

        def one(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                how(connection)

        threading.Thread(target=take, daemon=True).start()
        yield int(listening.getsockname()[1])


def hangs(connection: socket.socket) -> None:
    connection.recv(1)


def closes(connection: socket.socket) -> None:
    connection.sendall(b"220 here\r\n")


def drips(connection: socket.socket) -> None:
    """A byte now and then: no read ever times out."""
    connection.sendall(b"220")
    while True:
        time.sleep(0.05)
        connection.sendall(b"-")


def babbles(connection: socket.socket) -> None:
    connection.sendall(b"\xff\xfe\x00nonsense\r\n" * 50)
    connection.recv(1)


def takes_and_hangs_up(connection: socket.socket) -> None:
    """Takes the mail, and breaks off at the farewell."""
    connection.sendall(b"220 here\r\n")
    lines = connection.makefile("rb")
    in_data = False
    for line in map(bytes.upper, lines):
        if line == b"QUIT\r\n":
            return
        in_data = line == b"DATA\r\n" or (in_data and line != b".\r\n")
        if line == b"DATA\r\n":
            connection.sendall(b"354 go on\r\n")
        elif not in_data:
            connection.sendall(b"250 OK\r\n")


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate for this computer as a server uses it, and the file by which others can trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.northmoor.example")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(HERE))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "mail.pem", folder / "mail.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public
