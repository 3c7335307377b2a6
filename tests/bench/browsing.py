"""The rows that real browsers give: from the click on "Send" to the receipt, what filing costs to fetch, and sealing
where nothing is compiled.
"""

from __future__ import annotations

import dataclasses
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from tests.bench.counting import relay
from tests.bench.report import Row
from tests.browser import walking
from tests.browser.conftest import PHONE, launch_options
from tests.firefox.driving import CLIENT, TOR_BROWSER, firefox
from tests.support.running import Service

TEXT = "No risk assessment was made before it was closed. " * 40
"""2,000 characters."""

TIMES = 15

SEALS = 40
"""Enough that a clock of 100 ms, which is what a Firefox that resists fingerprinting shows, says something of one."""

# What the worker seals a text of 10 KiB with, and nothing else of it.
_SEALING = """
import { seal } from './src/envelope/age.js';
import { recipientOf, recipientText } from './src/envelope/keys.js';
const recipient = recipientText(recipientOf(crypto.getRandomValues(new Uint8Array(32))));
globalThis.sealing = (times) => {
  const begun = Date.now();
  for (let i = 0; i < times; i++) seal(recipient, new Uint8Array(10_240));
  return (Date.now() - begun) / times;
};
"""

_WATCH = """() => {
  const done = document.querySelector('#step-done');
  const button = document.querySelector('#send');
  return new Promise((resolve) => {
    let begun = 0;
    button.addEventListener('click', () => { begun = performance.now(); }, { capture: true, once: true });
    new MutationObserver((_, observer) => {
      if (done.hidden) return;
      observer.disconnect();
      resolve(performance.now() - begun);
    }).observe(done, { attributes: true });
    button.click();
  });
}"""


def rows(service: Service) -> Iterator[Row]:
    """All rows that need a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())  # type: ignore[arg-type]
        yield _click_row(browser, service)
        yield _weight_row(browser, service)
        browser.close()
    yield _seal_row()


def _click_row(browser: Browser, service: Service) -> Row:
    times = []
    for _ in range(TIMES):
        context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
        page = context.new_page()
        walking.begin(page, service)
        walking.write(page, TEXT)
        walking.confirm_token(page, walking.to_token(page))
        times.append(float(page.evaluate(_WATCH)))
        context.close()
    median = statistics.median(times)
    ours = f"median {median:.0f} ms, slowest {max(times):.0f} ms"
    return Row(
        "click on send to receipt, Chromium, 2 kB",
        ours,
        "",
        "50 ms, at most 100",
        median <= 50,
        "Hush Line 164 ms",
    )


def _weight_row(browser: Browser, service: Service) -> Row:
    """From the start page to the receipt with an empty cache: requests, and bytes received with their headers."""
    with relay(("127.0.0.1", urlsplit(service.url).port or 80)) as (port, count):
        context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
        page = context.new_page()
        through = dataclasses.replace(service, url=f"http://localhost:{port}")
        page.goto(f"{through.url}/")
        walking.raise_concern(page, through, TEXT)
        context.close()
    ours = f"{count.requests} requests, {count.received / 1000:.1f} kB"
    met = count.requests <= 9 and count.received <= 60_000
    return Row("to file a concern, empty cache", ours, "", "9 requests, 60 kB", met, "11 requests, 122 kB")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


def _seal_row() -> Row:
    """In Firefox as Tor Browser sets it, which compiles nothing."""
    with tempfile.TemporaryDirectory(prefix="whistle-seal-") as name:
        folder = Path(name)
        (folder / "index.html").write_text("<!doctype html><script src=sealing.js></script>")
        command = [
            "node_modules/.bin/esbuild",
            "--bundle",
            "--format=iife",
            f"--outfile={folder / 'sealing.js'}",
        ]
        subprocess.run([*command, "--log-level=error"], input=_SEALING.encode(), cwd=CLIENT, check=True)
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=name)) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            with firefox(folder / "profile", TOR_BROWSER) as window:
                window.goes_to(f"http://localhost:{server.server_address[1]}/")
                window.evaluates("sealing(5)")
                each = float(window.evaluates(f"sealing({SEALS})"))
            server.shutdown()
    return Row("seal of 10 KiB, Firefox, nothing compiled", f"{each:.0f} ms", "", "45 ms", each <= 45)
