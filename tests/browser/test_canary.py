"""A string that only the reporter's browser ever knew, and the token, are looked for everywhere else."""

from __future__ import annotations

import itertools
from pathlib import Path

from playwright.sync_api import Page, Playwright, Request, expect

from tests.browser import walking
from tests.browser.conftest import PHONE, launch_options
from tests.support.processes import family
from tests.support.running import Service
from tests.support.searching import forms_of, found_in, found_in_files, found_in_memory

CANARY = "the heron at Ludworth weir was counted eleven times"
REPLY = "and a kingfisher twice before the lock gates opened"


def test_what_the_reporter_types_and_the_token_exist_nowhere_but_in_their_browser_while_it_is_open(
    service: Service, playwright: Playwright, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    context = playwright.chromium.launch_persistent_context(
        profile,
        viewport={"width": PHONE[0], "height": PHONE[1]},
        **launch_options(),  # type: ignore[arg-type]
    )
    sent: list[bytes] = []

    def record(request: Request) -> None:
        headers = "\n".join(f"{name}: {value}" for name, value in request.all_headers().items())
        sent.append(f"{request.url}\n{headers}\n".encode() + (request.post_data_buffer or b""))

    context.on("request", record)
    page = context.pages[0]
    token = walking.raise_concern(page, service, CANARY)
    service.tick()
    walking.come_back(page, service, token)
    _reply(page, REPLY)
    page.goto(f"{service.url}/")
    context.close()

    wanted = _wanted(token)
    pids = family(service.process.pid)
    assert any(b"/api/v1/concerns" in request for request in sent)
    assert not [hit for request in sent for hit in found_in(request, wanted)]
    assert not found_in_files(service.installation.folder, wanted)
    assert not found_in_memory(pids, wanted)
    assert not found_in_files(profile, wanted)

    # The search itself works: what each place must hold is found there.
    assert len(pids) >= 3
    assert found_in_memory(pids, {"who runs it": b"Northmoor Police"})
    assert found_in_files(profile, {"the address": service.url.encode()})
    assert found_in_files(service.installation.folder, {"the directory": b"Asha Rahman"})


def _reply(page: Page, text: str) -> None:
    page.get_by_label("Write to the reviewers").fill(text)
    walking.press(page, "Send")
    expect(page.locator("#thread")).to_contain_text(text)


def _wanted(token: str) -> dict[str, bytes]:
    """Both texts and the token, in every form in which they may lie about."""
    from whistle.envelope.token import Token

    groups = token.split("-")
    spellings = {
        "the concern": CANARY,
        "the reply": REPLY,
        "the token": token,
        "the token, run together": "".join(groups),
        "the token, spaced": " ".join(groups),
        "the token, small": token.lower(),
    }
    wanted = {
        f"{what}, {form}": needle
        for what, text in spellings.items()
        for form, needle in forms_of(text).items()
    }
    # Any two neighbouring groups give 40 bits of it away.
    wanted |= {
        f"groups {a}{gap}{b}": f"{a}{gap}{b}".encode()
        for a, b in itertools.pairwise(groups)
        for gap in ("-", " ")
    }
    return wanted | {"the token's bytes": Token.parse(token).raw}
