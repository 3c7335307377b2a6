"""A real Chromium against the service as it really runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.browser import walking
from tests.support.forking import Forker
from tests.support.installation import Installation
from tests.support.running import Service, running
from whistle.envelope.token import Token

DESKTOP = (1280, 800)
PHONE = (390, 844)
SMALL_PHONE = (320, 640)

NewPage = Callable[..., Page]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch_options() -> dict[str, object]:
    """The system's own browser where there is one; else the one that `playwright install chromium` brought."""
    path = os.environ.get("WHISTLE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    # Chromium's sandbox refuses to run as root.
    return {"executable_path": path, "args": FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])}


def without_windows() -> dict[str, object]:
    """The same Chromium without its windows, where there is one: it opens a page in a third of the time."""
    shell = os.environ.get("WHISTLE_HEADLESS") or shutil.which("chromium-headless-shell")
    return launch_options() | ({"executable_path": shell} if shell else {})


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**without_windows())  # type: ignore[arg-type]
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Keys, people and an empty database, to be copied."""
    installation = Installation(tmp_path_factory.mktemp("prepared") / "w")
    installation.prepare()
    return installation


@pytest.fixture(scope="session")
def forker() -> Iterator[Forker]:
    forker = Forker()
    yield forker
    forker.close()


@pytest.fixture
def service(tmp_path: Path, prepared: Installation, forker: Forker) -> Iterator[Service]:
    """A service of the test's own, in processes of its own."""
    with running(tmp_path / "w", like=prepared, forker=forker) as service:
        yield service


@pytest.fixture
def new_page(chromium: Browser, service: Service) -> Iterator[NewPage]:
    """A page in a browser context of its own: another person, or the same one at another screen.

    Whatever a page's own policy refuses, or a script throws, fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A refused or lost request is what some tests are about; the page says so to its reader.
        if message.type == "error" and "Failed to load resource" not in message.text:
            faults.append(message.text)

    def opened(size: tuple[int, int] = DESKTOP, **options: object) -> Page:
        context = chromium.new_context(
            base_url=service.url,
            viewport={"width": size[0], "height": size[1]},
            locale="en-GB",
            timezone_id="Europe/London",
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults, faults


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """What most reporters hold: a phone."""
    return new_page(PHONE)


@pytest.fixture(scope="module")
def one_service(
    tmp_path_factory: pytest.TempPathFactory, prepared: Installation, forker: Forker
) -> Iterator[Service]:
    """One for a file whose tests do not depend on what others stored: there, ``service = conftest.one_service``."""
    with running(tmp_path_factory.mktemp("one") / "service", like=prepared, forker=forker) as started:
        yield started


@pytest.fixture
def token(service: Service) -> Token:
    """Of a concern that the reviewers were handed."""
    token = walking.file_directly(service)
    service.tick()
    return token
