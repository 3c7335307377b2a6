"""Passkeys in Chromium, with an authenticator of its own: added, used, and silent about what opens a key."""

from __future__ import annotations

import base64
import json
import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser import accessibility
from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.walking import press, sign_in
from tests.support.running import Service

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])

# A page that asks for PRF beside what it asks anyway, and notes the output.
WITH_PRF = """
for (const kind of ['create', 'get']) {
  const ask = navigator.credentials[kind].bind(navigator.credentials);
  navigator.credentials[kind] = async (options) => {
    const salt = new Uint8Array(32).fill(7);
    const found = await ask({ publicKey: { ...options.publicKey, extensions: { prf: { eval: { first: salt } } } } });
    const first = found.getClientExtensionResults().prf?.results?.first;
    if (first) window.opened = Array.from(new Uint8Array(first));
    return found;
  };
}
"""


def give_authenticator(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "ctap2Version": "ctap2_1",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "hasPrf": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def add_passkey(page: Page, name: str = "Work laptop") -> None:
    page.goto("/staff/account")
    page.get_by_label("A name for the new passkey").fill(name)
    press(page, "Add a passkey")
    expect(page.get_by_role("status").first).to_contain_text(f"The passkey “{name}” was added.")


@SIZES
def test_a_passkey_is_added_and_signs_in(size: tuple[int, int], service: Service, new_page: NewPage) -> None:
    page = new_page(size, bypass_csp=True)
    give_authenticator(page)
    sign_in(page, service, "Asha Rahman")
    page.get_by_role("link", name="Account").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    add_passkey(page)
    assert accessibility.faults(page) == []
    press(page, "Sign out")
    assert accessibility.faults(page) == []
    press(page, "Use a passkey")
    page.wait_for_url(re.compile("/staff/review/"))
    page.goto("/staff/account")
    expect(page.get_by_text("With a passkey. Last used")).to_be_visible()
    page.get_by_role("button", name="Remove Work laptop").click()
    expect(page.get_by_role("status").first).to_contain_text("The passkey was removed")


@SIZES
def test_an_app_is_added_without_script(size: tuple[int, int], service: Service, new_page: NewPage) -> None:
    page = new_page(size, java_script_enabled=False)
    page.goto("/staff/sign-in")
    page.get_by_label("Name").fill("Ines Okoro")
    page.get_by_label("Password").fill("three marbles in a jar")
    press(page, "Sign in")
    page.get_by_role("link", name="Account").click()
    expect(page.get_by_text("This browser makes no passkeys")).to_be_visible()
    press(page, "Add an app")
    expect(page.get_by_role("heading", name="Add an authenticator app")).to_be_visible()
    expect(page.locator(".picture svg")).to_be_visible()


def test_the_output_of_prf_is_never_posted(service: Service, new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script(WITH_PRF)
    give_authenticator(page)
    posted: list[str] = []

    def note(request: Request) -> None:
        if request.post_data:
            posted.append(request.post_data)

    page.on("request", note)
    sign_in(page, service, "Asha Rahman")
    add_passkey(page)
    press(page, "Sign out")
    page.route("**/staff/review/", lambda route: route.fulfill(status=204))
    with page.expect_response("**/passkeys/sign-in"):
        press(page, "Use a passkey")
    secret = bytes(page.evaluate("window.opened"))
    assert len(secret) == 32
    shown = [json.loads(body) for body in posted if body.startswith("{") and "signature" in body]
    assert [set(body) for body in shown] == [
        {"id", "clientDataJSON", "authenticatorData", "signature", "userHandle"}
    ]
    everything = "\n".join(posted)
    raw = base64.b64encode(secret).decode().rstrip("=")
    for form in (raw, raw.replace("+", "-").replace("/", "_"), secret.hex(), str(list(secret))[1:-1]):
        assert form not in everything


def test_where_no_passkey_is_used_the_page_says_what_else_there_is(
    service: Service, new_page: NewPage
) -> None:
    page = new_page()
    page.goto("/staff/sign-in")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')); }"
    )
    press(page, "Use a passkey")
    expect(page.locator("#passkey-said")).to_contain_text("No passkey was used.")
    expect(page.get_by_label("Password")).to_be_visible()
