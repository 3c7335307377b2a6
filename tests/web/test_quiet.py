"""Nothing of a visitor is written down, also when something goes wrong."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from gunicorn.config import Config

from whistle.web import quiet
from whistle.web.server_log import WITHHELD, ServerLog

CANARY = "203.0.113.77-canary"


def fail(what: str) -> None:
    raise ValueError(f"could not read {what}")


def test_a_line_holds_only_what_is_on_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    quiet.install()
    quiet.note("started", mode="service", address=CANARY, path=CANARY)
    assert capsys.readouterr().err.strip() == "level=info event=started mode=service"


def test_a_failure_is_logged_by_its_kind_and_place_and_not_by_what_it_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    quiet.install()
    try:
        fail(CANARY)
    except ValueError as error:
        quiet.unexpected(error)
    line = capsys.readouterr().err
    assert "kind=ValueError" in line
    assert "test_quiet.py:" in line
    assert CANARY not in line
    assert "/" not in line.partition("where=")[2].replace("whistle/", "")


def test_the_servers_own_loggers_are_silent(capfd: pytest.CaptureFixture[str]) -> None:
    quiet.install()
    for name in ("werkzeug", "gunicorn.access", "sqlalchemy.engine", "flask.app", "whistle.app"):
        logging.getLogger(name).error("GET /%s", CANARY)
    out, err = capfd.readouterr()
    assert CANARY not in out + err


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "server.log"


@pytest.fixture
def server_log(written: Path) -> ServerLog:
    config = Config()
    config.set("errorlog", str(written))
    return ServerLog(config)


def test_the_web_server_speaks_of_its_processes(server_log: ServerLog, written: Path) -> None:
    server_log.info("Booting worker with pid: %s", 123)
    assert "Booting worker with pid: 123" in written.read_text()


def test_the_web_server_does_not_speak_of_requests(server_log: ServerLog, written: Path) -> None:
    server_log.warning(f"Invalid request from ip={CANARY}: bad line")
    server_log.exception("Error handling request %s %s", "GET", CANARY)
    server_log.error("Worker: %s", CANARY)
    server_log.info("Something about %s", CANARY)
    server_log.debug("Closing connection. %s", CANARY)
    server_log.log(logging.ERROR, "Something about %s", CANARY)
    server_log.access(None, CANARY, {"REMOTE_ADDR": CANARY}, None)
    assert CANARY not in written.read_text()
    assert written.read_text().count(WITHHELD) == 3
