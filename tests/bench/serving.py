"""The rows that a running server gives: filings, return visits, the inbox, memory, the start."""

from __future__ import annotations

import http.cookiejar
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.bench import filings, machine
from tests.bench.floor import Floor
from tests.bench.load import Outcome, drive, http_request
from tests.bench.report import Row
from tests.support.installation import PASSWORD
from tests.support.running import Service, running
from whistle.envelope.compose import compose
from whistle.envelope.frame import sign_read
from whistle.envelope.thread import verify_thread
from whistle.envelope.token import Token, reporter_of
from whistle.services import following, raising, reviewing, service_info

OCTETS = {"Content-Type": "application/octet-stream"}
ROUNDS = 3
"""Ours and the floor take turns so often: the machine's speed drifts, and both should see the same weather."""

LOADS = (
    # connections, filings a round, ratio to reach, p99 in ms, best peer
    (1, 150, 0.20, 6, "Hush Line 48.5/s, p99 31 ms"),
    (8, 800, 0.30, 20, "Hush Line 99.6/s, p99 104 ms"),
    (32, 1200, 0.40, 60, "Hush Line 97/s, p99 403 ms"),
    (128, 1200, None, 250, ""),
)


def address(service: Service) -> tuple[str, int]:
    return "127.0.0.1", urlsplit(service.url).port or 80


def posts(service: Service, frames: Iterator[bytes], path: str) -> Iterator[bytes]:
    host = urlsplit(service.url).netloc
    return (http_request("POST", path, host, frame, OCTETS) for frame in frames)


def file_rows(service: Service, folder: Path) -> Iterator[Row]:
    """Complete filings a second, at several loads, beside the floor."""
    frames = filings.many(service.installation)
    drive(address(service), posts(service, itertools.islice(frames, 200), "/api/v1/concerns"), 32)
    floor = Floor(service.installation.state / "whistle.db", folder)
    for connections, count, goal, p99, peer in LOADS:
        ours, floors = [], []
        for _ in range(ROUNDS):
            batch = list(posts(service, itertools.islice(frames, count), "/api/v1/concerns"))
            floors.append(floor.rate(0.7))
            ours.append(drive(address(service), batch, connections))
        yield _file_row(connections, ours, floors, goal, p99, peer)
    floor.close()


def _file_row(
    connections: int, ours: list[Outcome], floors: list[float], goal: float | None, p99: int, peer: str
) -> Row:
    joined = Outcome(
        sum(o.seconds for o in ours), [x for o in ours for x in o.latencies], sum(o.failures for o in ours)
    )
    floor = statistics.mean(floors)
    ratio, tail = joined.rate / floor, joined.quantile(0.99)
    wanted = f"{goal:.2f} of the floor, p99 {p99} ms" if goal else f"no failure, p99 {p99} ms"
    return Row(
        f"filings, {connections} at once",
        f"{joined.rate:.0f}/s = {ratio:.2f}, p50 {joined.quantile(0.5):.1f}, p99 {tail:.1f} ms, "
        f"{joined.failures} failed",
        f"{floor:.0f}/s",
        wanted,
        (goal is None or ratio >= goal) and tail <= p99 and not joined.failures,
        peer,
    )


def slow_rows(folder: Path) -> Iterator[Row]:
    """The same at 32 connections on a disk that takes 5 ms longer for every fsync."""
    slow = machine.slow_disk(folder)
    if slow is None:
        print("No C compiler: the row with a slower disk is left out.", file=sys.stderr)
        return
    with running(folder / "slow", environ=slow) as service:
        frames = filings.many(service.installation)
        drive(address(service), posts(service, itertools.islice(frames, 100), "/api/v1/concerns"), 32)
        ours, floors = [], []
        for _ in range(ROUNDS):
            batch = list(posts(service, itertools.islice(frames, 400), "/api/v1/concerns"))
            floors.append(_slow_floor(service.installation.state / "whistle.db", folder, slow))
            ours.append(drive(address(service), batch, 32))
        row = _file_row(32, ours, floors, 3.0, 1000, "")
        yield Row(
            "filings, 32 at once, fsync + 5 ms", row.ours, row.floor, "3.00 of the slowed floor", row.met
        )


def _slow_floor(source: Path, folder: Path, slow: Mapping[str, str]) -> float:
    """The floor in a process of its own, since the slower disk is preloaded at its start."""
    code = (
        "import sys; from pathlib import Path; from tests.bench.floor import Floor; "
        "f = Floor(Path(sys.argv[1]), Path(sys.argv[2])); print(f.rate(0.7)); f.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, source, folder], env=os.environ | slow, capture_output=True, check=True
    )
    return float(done.stdout)


def memory_row(service: Service) -> Row:
    """After the load above, with two workers."""
    mib = machine.memory_mib(service.process.pid)
    return Row("memory after load, 2 workers", f"{mib:.0f} MiB PSS", "", "120 MiB PSS", mib <= 120, "278 MiB")


def start_row() -> Row:
    """From starting the process to the first answer; the median of five starts."""
    times = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "start") as service:
            times.append(service.seconds_to_first_answer)
    median = statistics.median(times)
    return Row(
        "cold start to the first answer", f"{median:.2f} s", "", "0.4 s", median <= 0.4, "SecureDrop 0.43 s"
    )


def visit_row(service: Service) -> Row:
    """A reporter comes back to a thread of six messages: one signed request, one page."""
    house = service.house
    token = Token.new()
    reporter = reporter_of(token, house.service)
    filing = filings.sealed(service.installation, token)
    raising.file_concern(house, filing.encode())
    service.tick()
    asha = service.installation.reviewers["r1"]
    for text in ("One.", "Two.", "Three.", "Four.", "Five."):
        page = reviewing.read_concern(house, "r1", reporter.mailbox, 0)
        view = verify_thread([page], service.installation.directory, asha, reporter.mailbox)
        reviewing.post(house, "r1", reporter.mailbox, None, compose(asha, view, "reply", text).encode())
    service.tick()
    challenge = bytes.fromhex(str(service_info.describe(house)["challenge"]))
    read = sign_read(reporter.signing, house.service, challenge, 0).encode()
    view = verify_thread(
        [following.read_thread(house, read)], service.installation.directory, reporter, reporter.mailbox
    )
    if len(view.messages) != 6 or not all(message.confirmed for message in view.messages):
        raise RuntimeError("The thread to be read is not the one that was written.")
    outcome = drive(address(service), posts(service, itertools.repeat(read, 600), "/api/v1/threads/read"), 1)
    return _latency_row("return visit, 6 messages", outcome, 2, 5, "Hush Line 6 ms (status only)")


def _latency_row(what: str, outcome: Outcome, p50: float, p99: float | None, peer: str, size: int = 0) -> Row:
    median, tail = outcome.quantile(0.5), outcome.quantile(0.99)
    ours = f"p50 {median:.1f} ms, p99 {tail:.1f} ms" + (f", {size / 1000:.1f} kB" if size else "")
    goal = f"p50 {p50:g} ms" + (f", p99 {p99:g} ms" if p99 else "") + (", 20 kB" if size else "")
    met = median <= p50 and (p99 is None or tail <= p99) and size <= 20_000 and not outcome.failures
    return Row(what, ours, "", goal, met, peer)


def fill(service: Service, count: int) -> None:
    """File so many concerns, and release them."""
    frames = itertools.islice(filings.many(service.installation), count)
    drive(address(service), posts(service, frames, "/api/v1/concerns"), 32)
    service.tick()


def inbox_row(service: Service, stored: int) -> Row:
    """What is due next, for a reviewer who may read every concern there is."""
    client = _signed_in(service)
    request = http_request("GET", "/staff/api/v1/concerns", urlsplit(service.url).netloc, b"", client)
    with urllib.request.urlopen(
        urllib.request.Request(f"{service.url}/staff/api/v1/concerns", headers=client), timeout=30
    ) as answer:
        body = answer.read()
    if not json.loads(body)["items"]:
        raise RuntimeError("The inbox is empty.")
    outcome = drive(address(service), itertools.repeat(request, 400), 1)
    return _latency_row(f"inbox page, {stored:,} concerns", outcome, 5, None, "41 ms, 750 kB", len(body))


def _signed_in(service: Service) -> dict[str, str]:
    """The headers of a reviewer's session, gained through the form as a browser would."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{service.url}/staff/sign-in").read().decode()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    fields = {"name": "Asha Rahman", "password": PASSWORD, "csrf_token": found[1] if found else ""}
    opener.open(f"{service.url}/staff/sign-in", urllib.parse.urlencode(fields).encode())
    return {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)}


def tick_row(service: Service) -> Row:
    """The tick that takes in everything above: how long it keeps writers waiting."""
    begun = time.perf_counter()
    result: Any = service.tick()
    return Row(
        "tick over the load above", f"{time.perf_counter() - begun:.2f} s ({result})"[:90], "", "", None
    )
