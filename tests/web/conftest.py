"""An installation in this process, with a clock that tests can move, and the people who use it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.installation import PASSWORD, Installation
from whistle.app import app_for
from whistle.clock import SetClock
from whistle.envelope.compose import file_concern
from whistle.envelope.frame import Filing, sign_read
from whistle.envelope.thread import ThreadView, verify_thread
from whistle.envelope.token import Reporter, Token, reporter_of
from whistle.services import ticking
from whistle.services.house import House

# A Tuesday morning.
START = dt.datetime(2026, 3, 3, 9, 20, tzinfo=dt.UTC)
OCTETS = "application/octet-stream"
WORDS = "The case was closed with no risk assessment."


CONCERNS, MESSAGES, THREADS = "/api/v1/concerns", "/api/v1/messages", "/api/v1/threads/read"
EPOCHS, NOTICES = "/api/v1/epochs", "/api/v1/notices"


def problem(answer: TestResponse) -> tuple[int, str]:
    """Status and code, once the answer is seen to be a problem document that gives nothing away."""
    assert answer.content_type == "application/problem+json"
    body = answer.get_json(force=True)
    assert set(body) == {"type", "title", "status", "detail", "code"}
    assert body["status"] == answer.status_code
    assert "Traceback" not in body["detail"]
    return answer.status_code, body["code"]


def damage(frame: bytes, at: int) -> bytes:
    """``frame`` with one bit of its byte ``at`` changed."""
    return frame[:at] + bytes((frame[at] ^ 1,)) + frame[at + 1 :]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Keys, people and an empty database, to be copied: the passwords alone take half a second to keep."""
    installation = Installation(tmp_path_factory.mktemp("prepared") / "w", clock=SetClock(START))
    installation.prepare()
    return installation


@pytest.fixture
def installation(tmp_path: Path, clock: SetClock, prepared: Installation) -> Installation:
    return prepared.copy(tmp_path / "w", clock=clock)


@pytest.fixture
def house(installation: Installation) -> Iterator[House]:
    house = installation.house()
    yield house
    house.store.close()


@pytest.fixture
def app(installation: Installation, house: House) -> Flask:
    return app_for(installation.settings, house)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A reporter's browser: it would keep cookies, and gets none."""
    return app.test_client()


@dataclass
class Raised:
    """A reporter with a token, and what was sent."""

    token: Token
    reporter: Reporter
    filing: Filing


Seal = Callable[..., Raised]
Send = Callable[[str, bytes], TestResponse]
Read = Callable[..., TestResponse]
Thread = Callable[[], ThreadView]


@pytest.fixture
def seal(installation: Installation) -> Seal:
    """Seal a concern as a browser would; nothing is sent."""

    def sealed(
        text: str = WORDS,
        *,
        token: Token | None = None,
        route: int = 1,
        readers: tuple[str, ...] = ("r1", "r2"),
        urgent: bool = False,
    ) -> Raised:
        token = token or Token.new()
        directory = installation.directory
        filing = file_concern(token, directory, route, readers, text, urgent=urgent)
        return Raised(token, reporter_of(token, directory.service), filing)

    return sealed


@pytest.fixture
def send(client: FlaskClient) -> Send:
    def sent(path: str, frame: bytes) -> TestResponse:
        return client.post(path, data=frame, content_type=OCTETS)

    return sent


@pytest.fixture
def raised(seal: Seal, send: Send, house: House) -> Raised:
    """A concern that has been received and released."""
    mine = seal()
    assert send("/api/v1/concerns", mine.filing.encode()).status_code == 200
    ticking.tick(house)
    return mine


@pytest.fixture
def read(client: FlaskClient, send: Send) -> Read:
    """Ask for a page of a thread, as its reporter."""

    def asked(reporter: Reporter, page: int = 0, challenge: bytes | None = None) -> TestResponse:
        if challenge is None:
            challenge = bytes.fromhex(client.get("/api/v1/service").get_json()["challenge"])
        frame = sign_read(reporter.signing, reporter.service, challenge, page)
        return send("/api/v1/threads/read", frame.encode())

    return asked


@pytest.fixture
def thread(raised: Raised, read: Read, installation: Installation) -> Thread:
    """The thread as its reporter reads it now."""

    def now() -> ThreadView:
        page = read(raised.reporter).get_data()
        return verify_thread([page], installation.directory, raised.reporter, raised.reporter.mailbox)

    return now


@dataclass
class Desk:
    """A staff member's browser after signing in."""

    client: FlaskClient
    csrf: str

    def post(self, path: str, data: bytes = b"", *, csrf: str | None = None, **more: str) -> TestResponse:
        headers = {"X-CSRFToken": self.csrf if csrf is None else csrf}
        return self.client.post(
            f"/staff/api/v1/{path}",
            data=data,
            headers=headers,
            content_type=more.pop("content_type", OCTETS),
            query_string=more,
        )

    def get(self, path: str, **query: str) -> TestResponse:
        return self.client.get(f"/staff/api/v1/{path}", query_string=query)


def sign_in(client: FlaskClient, name: str, password: str = PASSWORD) -> TestResponse:
    """Fill in the sign-in form."""
    form = client.get("/staff/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert token
    return client.post("/staff/sign-in", data={"csrf_token": token[1], "name": name, "password": password})


@pytest.fixture
def staff(app: Flask) -> Callable[[str], Desk]:
    """Sign somebody in, in a browser of their own."""

    def signed_in(name: str) -> Desk:
        client = app.test_client()
        assert sign_in(client, name).status_code == 303
        return Desk(client, client.get("/staff/api/v1/session").get_json()["csrf"])

    return signed_in


@pytest.fixture
def asha(staff: Callable[[str], Desk]) -> Desk:
    """A reviewer."""
    return staff("Asha Rahman")


@pytest.fixture
def carol(staff: Callable[[str], Desk]) -> Desk:
    """A reviewer whom reporters leave out here."""
    return staff("Carol Finch")


@pytest.fixture
def ines(staff: Callable[[str], Desk]) -> Desk:
    """An auditor."""
    return staff("Ines Okoro")
