"""The service as it really runs: what the web server adds, and what it writes down, which is nothing of a visitor."""

from __future__ import annotations

import http.client
import secrets
import socket
import urllib.request
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.running import Service
from whistle.web.headers import DATA, DOCUMENT

CANARY = f"canary{secrets.token_hex(8)}"


def raw(service: Service, request: bytes) -> bytes:
    """Send bytes and read the answer to its end."""
    with socket.create_connection(("127.0.0.1", urlsplit(service.url).port or 0), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer


def connect(service: Service) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", urlsplit(service.url).port, timeout=10)


def test_the_running_service_answers_with_the_policy(service: Service) -> None:
    with urllib.request.urlopen(service.url + "/raise") as answer:
        assert {name: answer.headers[name] for name, _ in DOCUMENT} == dict(DOCUMENT)
        assert answer.headers["Server"] == "gunicorn"
        assert answer.headers.get_all("Set-Cookie") is None


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(50) + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nBad Header: x\r\n\r\n",
        b"GET /" + b"x" * 5000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /api/v1/concerns HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        b"POST /api/v1/concerns HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    ],
    ids=["version", "line", "tls", "header", "long", "length", "lengths"],
)
def test_what_is_not_http_is_refused_in_the_same_words(service: Service, request_line: bytes) -> None:
    answer = raw(service, request_line)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answer.endswith(b"is not a request of the kind that browsers send.\n")
    head = answer.split(b"\r\n\r\n")[0].decode().split("\r\n")
    assert {f"{name}: {value}" for name, value in DATA} <= set(head)


def test_an_oversized_body_is_refused_without_being_waited_for(service: Service) -> None:
    connection = connect(service)
    connection.putrequest("POST", "/api/v1/concerns")
    connection.putheader("Content-Type", "application/octet-stream")
    connection.putheader("Content-Length", str(10**11))
    connection.endheaders()
    assert connection.getresponse().status == 413


def test_a_chunked_body_is_refused(service: Service) -> None:
    connection = connect(service)
    connection.request(
        "POST",
        "/api/v1/concerns",
        body=iter([b"x"] * 3),
        headers={"Content-Type": "application/octet-stream"},
    )
    assert connection.getresponse().status == 411


def test_nothing_of_a_visitor_is_written_down(service: Service) -> None:
    headers = {
        "User-Agent": CANARY,
        "Referer": f"https://{CANARY}.example/",
        "Accept-Language": CANARY,
        "X-Forwarded-For": CANARY,
        "Cookie": f"staff={CANARY}",
    }
    for path, body in (
        (f"/{CANARY}", None),
        (f"/raise?from={CANARY}", None),
        ("/api/v1/concerns", CANARY.encode()),
        ("/api/v1/threads/read", CANARY.encode() * 6),
        ("/staff/sign-in", f"name={CANARY}&password={CANARY}".encode()),
        (f"/staff/api/v1/concerns/{CANARY}/pages/0", None),
    ):
        connection = connect(service)
        connection.request("POST" if body else "GET", path, body, headers)
        assert connection.getresponse().status < 500
    raw(service, f"{CANARY} / HTTP/1.1\r\n\r\n".encode())
    raw(service, f"GET / HTTP/1.1\r\n{CANARY}\r\n\r\n".encode())
    written = service.log.read_bytes()
    assert b"Listening at" in written
    assert CANARY.encode() not in written
    assert b"ip=" not in written
    for file in service.installation.state.iterdir():
        assert CANARY.encode() not in file.read_bytes(), file.name


def test_when_something_unforeseen_happens_nothing_leaks(
    app: Flask, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(canary: str) -> str:
        raise LookupError(f"no row for {canary} in concerns")

    app.add_url_rule("/api/v1/fail/<canary>", "fail-api", fail)
    app.add_url_rule("/fail/<canary>", "fail-page", fail)
    on_page = client.get(f"/fail/{CANARY}", headers={"User-Agent": CANARY})
    on_interface = client.get(f"/api/v1/fail/{CANARY}", headers={"User-Agent": CANARY})
    for answer in (on_page, on_interface):
        assert answer.status_code == 500
        assert CANARY not in answer.get_data(as_text=True)
        assert "LookupError" not in answer.get_data(as_text=True)
    assert on_page.content_type == "text/html; charset=utf-8"
    assert on_interface.get_json(force=True)["code"] == "unexpected"
    written = capsys.readouterr()
    assert "kind=LookupError" in written.err
    assert CANARY not in written.err + written.out
