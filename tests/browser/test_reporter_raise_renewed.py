"""A reviewer with a newer key is one person in the form: shown once, and left out by whichever entry was meant."""

from __future__ import annotations

import copy

from playwright.sync_api import Page, expect

from tests.browser import conftest, walking
from tests.browser.raising import CONCERNS
from tests.browser.walking import press
from tests.support.running import Service
from whistle.envelope.directory import sign_directory
from whistle.envelope.reviewer_key import ReviewerKey

DIRECTORY = "**/.well-known/whistle/directory.json"


service = conftest.one_service


def renewed(service: Service) -> str:
    """The next list, in which Tom Ellery's key has been renewed and reads in the older one's place."""
    installation = service.installation
    body = copy.deepcopy(installation.directory_body())
    body |= {"version": 2, "previous": installation.directory.hash.hex()}
    new = ReviewerKey.generate("Tom Ellery")
    keys = {"recipient": str(new.identity.recipient), "verify": new.signing.public.hex()}
    body["reviewers"].append({**body["reviewers"][1], **keys, "id": "r2-new", "renews": "r2"})
    for route in body["routes"]:
        route["readers"] = ["r2-new" if reader == "r2" else reader for reader in route["readers"]]
    return sign_directory(body, installation.authority).decode()


def test_whoever_was_left_out_stays_out_when_their_key_is_renewed_meanwhile(
    service: Service, page: Page
) -> None:
    walking.begin(page, service)
    walking.write(page)
    token = walking.to_token(page, leave_out="Tom Ellery")
    walking.confirm_token(page, token)
    walking.refuse(page, CONCERNS, 409, "directory-replaced")
    page.route(DIRECTORY, lambda route: route.fulfill(body=renewed(service), content_type="text/plain"))
    press(page, "Send")
    expect(page.get_by_role("heading", name="Who may read this?")).to_be_focused()
    readers = page.locator("#readers")
    expect(readers.get_by_label("Tom Ellery", exact=True)).to_have_count(1)
    expect(readers.get_by_label("Tom Ellery", exact=True)).not_to_be_checked()
    expect(readers.get_by_label("Asha Rahman")).to_be_checked()
    press(page, "Continue")
    expect(page.locator("#summary")).to_contain_text("Who is kept out")
    expect(page.locator("#summary")).to_contain_text("Asha Rahman and Carol Finch")
    expect(page.locator("#summary").get_by_text("Tom Ellery")).to_have_count(1)
