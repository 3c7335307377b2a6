"""A reporter makes a file of chosen messages for a tribunal, which checks it without the service."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import conftest
from tests.browser.following import comes_back, is_told, writes
from tests.browser.walking import TEXT, file_directly, press
from tests.support.running import Service
from whistle.cli.offline.receipts import received
from whistle.domain.errors import BadDisclosure
from whistle.envelope.disclosure.checking import check
from whistle.envelope.token import Token

service = conftest.one_service
NONCE = "Case 6001234/2027"


def goes_there(page: Page) -> None:
    press(page, "Take it outside")
    press(page, "Prove what you said to a tribunal")


def test_a_tribunal_can_check_what_was_chosen_and_reads_nothing_else(
    service: Service, page: Page, token: Token
) -> None:
    writes(service, token, "acknowledgement", "I have read it.")
    writes(service, token, "reply", "We will look into it.")
    service.tick()
    comes_back(page, token.text)
    goes_there(page)
    expect(page.locator("#step-prove")).to_contain_text("can read these messages for good")
    press(page, "Make the file")
    is_told(page, "Choose at least one message")
    page.get_by_label("You, ").check()
    page.locator("#prove-which input").last.check()
    press(page, "Make the file")
    is_told(page, "Enter the tribunal’s reference")
    page.get_by_label("The tribunal’s reference").fill(f"  {NONCE} ")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    press(page, "Make the file")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save the file").click()
    assert saving.value.suggested_filename == "proof.json"
    assert not [
        url for url in asked if not url.startswith("blob:")
    ]  # the service is not told that one was made
    file = saving.value.path().read_bytes()

    fingerprint = bytes.fromhex(page.locator("#prove-fingerprint").inner_text())
    assert fingerprint == service.installation.directory.authority[:16]
    proved = check(file, fingerprint, NONCE)
    assert [shown.content.text for shown in proved.messages] == [TEXT, "We will look into it."]
    told = received(proved)
    assert told
    assert told.included
    with pytest.raises(BadDisclosure):
        check(file, fingerprint, "Case 6001235/2027")
    for secret in (token.text, token.raw.hex(), "I have read it."):
        assert secret.encode() not in file

    # Another choice is another file, and nothing of it outlives the visit.
    page.locator("#prove-which input").nth(1).check()
    expect(page.locator("#prove-made")).to_be_hidden()
    press(page, "Back")
    press(page, "Back")
    press(page, "Close and forget")
    assert page.locator("#prove-which").inner_text() == ""
    assert page.locator("#prove-nonce").input_value() == ""


def test_before_anything_was_handed_over_there_is_nothing_to_show(service: Service, page: Page) -> None:
    comes_back(page, file_directly(service).text)
    goes_there(page)
    expect(page.locator("#prove-none")).to_be_visible()
    expect(page.get_by_role("button", name="Make the file")).to_be_hidden()
