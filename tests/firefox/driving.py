"""A Firefox as people have it, headless, with a profile of its own, driven through node and WebDriver BiDi."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from config import ROOT

CLIENT = ROOT / "whistle/client"
DRIVER = CLIENT / "test/firefox/drive.mjs"
NAMES = ("firefox-esr", "firefox")

# What Tor Browser sets at its level "Safer", as far as a plain Firefox has it, and without Tor.
TOR_BROWSER: Mapping[str, object] = {
    "privacy.resistFingerprinting": True,
    "privacy.resistFingerprinting.letterboxing": True,
    "privacy.firstparty.isolate": True,
    "browser.privatebrowsing.autostart": True,
    "places.history.enabled": False,
    "browser.cache.disk.enable": False,
    "browser.sessionstore.privacy_level": 2,
    "dom.storage.next_gen": True,
    "dom.serviceWorkers.enabled": False,
    "javascript.options.ion": False,
    "javascript.options.baselinejit": False,
    "javascript.options.native_regexp": False,
    "javascript.options.wasm": False,
    "javascript.options.asmjs": False,
    "media.peerconnection.enabled": False,
    "webgl.disabled": True,
    "network.http.referer.hideOnionSource": True,
}

# Firefox as it comes, writing down what it would restore every second instead of every fifteen.
RESTORING: Mapping[str, object] = {
    "browser.sessionstore.interval": 1000,
    "browser.sessionstore.interval.idle": 1000,
    "browser.sessionstore.resume_from_crash": True,
    "browser.startup.page": 3,
}

# Nothing but the service is reached: neither the page that one leaves for, nor Firefox's own makers.
OFFLINE: Mapping[str, object] = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "localhost",
}


def executable() -> str:
    """The Firefox to drive. Where there is none the test is skipped, but never in CI."""
    found = os.environ.get("WHISTLE_FIREFOX") or next(filter(None, map(shutil.which, NAMES)), None)
    missing = (
        "there is no Firefox (on Debian: apt-get install firefox-esr; or set WHISTLE_FIREFOX)"
        if not found
        else "node and its packages are needed"
        if not shutil.which("node") or not (CLIENT / "node_modules/puppeteer-core").is_dir()
        else ""
    )
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    return str(found)


@dataclass
class Firefox:
    """One window. Every deed waits for what it needs."""

    driver: subprocess.Popen[bytes]
    profile: Path

    def does(self, deed: str, *given: object) -> Any:
        """One deed of the driver. Raises AssertionError with what the browser says."""
        assert self.driver.stdin
        assert self.driver.stdout
        self.driver.stdin.write(json.dumps([deed, *given]).encode() + b"\n")
        self.driver.stdin.flush()
        return self.answer()

    def answer(self) -> Any:
        assert self.driver.stdout
        line = self.driver.stdout.readline()
        assert line, "Firefox or its driver ended; what it said stands above"
        told = json.loads(line)
        assert "error" not in told, told.get("error")
        return told["value"]

    def goes_to(self, address: str) -> None:
        self.does("goto", address)

    def presses(self, button: str) -> None:
        self.does("press", button)

    def ticks(self, label: str) -> None:
        self.does("tick", label)

    def types(self, label: str, text: str) -> None:
        self.does("type", label, text)

    def sees(self, words: str) -> None:
        """The page shows these words, now or soon."""
        self.does("until", f"document.body.innerText.includes({json.dumps(words)})")

    def evaluates(self, expression: str) -> Any:
        return self.does("evaluate", expression)

    def is_killed(self) -> None:
        """As when a phone's battery ends: nothing gets to say goodbye."""
        os.kill(self.does("pid"), signal.SIGKILL)


@contextmanager
def firefox(profile: Path, preferences: Mapping[str, object]) -> Iterator[Firefox]:
    """A Firefox that ends with the block, whatever happens inside."""
    profile.mkdir(parents=True, exist_ok=True)
    start = {"executable": executable(), "profile": str(profile), "preferences": dict(preferences)}
    driver = subprocess.Popen(["node", DRIVER], cwd=CLIENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert driver.stdin
    driver.stdin.write(json.dumps(start).encode() + b"\n")
    driver.stdin.flush()
    window = Firefox(driver, profile)
    try:
        window.answer()
        yield window
    finally:
        # At the end of its input the driver closes the browser.
        driver.stdin.close()
        try:
            driver.wait(timeout=60)
        except subprocess.TimeoutExpired:
            driver.kill()
            driver.wait()
        assert driver.stdout
        driver.stdout.close()
