"""A key that ends, and one that renews it: what the desk says, and how everything is moved to the new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import accessibility
from tests.browser.at_the_desk import Reviewer
from tests.browser.colleagues import elsewhere
from tests.browser.conftest import NewPage
from tests.services import noting
from tests.services.people import Dana
from tests.support.forking import Forker
from tests.support.installation import PASSPHRASE, Installation
from tests.support.running import Service, running
from whistle.envelope.reviewer_key import ReviewerKey, seal_key

FIRST = "The case was closed with no risk assessment."
SECOND = "Nobody rang the school."

NEW_KEY = ReviewerKey.generate("Asha Rahman")
MOVE = "Move your concerns to your new key"

Change = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


def ends_in(days: int) -> Change:
    """Asha's key has so many days to go."""
    until = str(dt.date.today() + dt.timedelta(days=days))
    return lambda entries: [entry | ({"until": until} if entry["id"] == "r1" else {}) for entry in entries]


def renewed(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Asha has a new key beside the old one."""
    keys = {"recipient": str(NEW_KEY.identity.recipient), "verify": NEW_KEY.signing.public.hex()}
    return [*entries, entries[0] | keys | {"id": "r1-2", "renews": "r1"}]


@contextmanager
def with_list(prepared: Installation, folder: Path, forker: Forker, change: Change) -> Iterator[Service]:
    """A service whose list of reviewers is the prepared one, changed."""
    listed = prepared.copy(folder / "listed")
    entries = change(listed.directory_body()["reviewers"])
    before = listed.directory
    listed.write_directory(version=2, previous=before.hash.hex(), reviewers=entries)
    with running(folder / "w", like=listed, forker=forker) as service:
        yield service


@pytest.fixture
def service(
    request: pytest.FixtureRequest, tmp_path: Path, prepared: Installation, forker: Forker
) -> Iterator[Service]:
    with with_list(prepared, tmp_path, forker, request.param) as service:
        yield service


def seated(service: Service, new_page: NewPage) -> Reviewer:
    asha = Reviewer(new_page(bypass_csp=True), service)
    asha.signs_in()
    asha.unlocks()
    asha.is_unlocked()
    return asha


@pytest.mark.parametrize(
    ("service", "words"),
    [
        (ends_in(60), "Your key ends on "),
        (ends_in(30), "in 30 days. A new one must be signed by the authority"),
        (ends_in(7), "in 7 days. After that nothing new reaches you. Make a new key now"),
        (ends_in(-1), "You can read and answer what you have, and nothing new reaches you."),
    ],
    indirect=["service"],
)
def test_the_desk_says_when_the_key_ends_and_what_to_do(
    service: Service, words: str, new_page: NewPage
) -> None:
    asha = seated(service, new_page)
    expect(asha.list).to_contain_text(words)
    link = asha.list.get_by_role("link", name="Make a new key")
    expect(link).to_have_attribute("href", "/staff/account/key#r1")
    assert accessibility.faults(asha.page) == []
    asha.presses("Lock now")
    expect(link).to_have_count(0)


@pytest.mark.parametrize("service", [ends_in(91)], indirect=True)
def test_a_key_with_time_left_is_not_spoken_of(service: Service, new_page: NewPage) -> None:
    asha = seated(service, new_page)
    expect(asha.list).to_contain_text("Going away?")
    expect(asha.list).not_to_contain_text("Your key")


@pytest.mark.parametrize("service", [renewed], indirect=True)
def test_everything_is_moved_to_a_new_key_which_then_unlocks_the_desk(
    service: Service, new_page: NewPage, tmp_path: Path
) -> None:
    danas = {words: Dana(service.house) for words in (FIRST, SECOND)}
    for words, dana in danas.items():
        dana.raises(words, readers=("r1",) if words == FIRST else ("r1", "r2"))
    service.tick()
    colleague = elsewhere(service, "r1")
    colleague.closes(danas[SECOND].mailbox)
    noting.writes(colleague, danas[FIRST].mailbox, "She called twice.")
    service.tick()

    asha = seated(service, new_page)
    expect(asha.list).to_contain_text("Your new key is in the list of reviewers")
    expect(asha.list).not_to_contain_text("Your key ends")
    assert accessibility.faults(asha.page) == []
    asha.presses(MOVE)
    expect(asha.page.get_by_role("heading", name=MOVE)).to_be_focused()
    asha.presses("Move all my concerns")
    expect(asha.list).to_contain_text("Your new key opens 2 concerns at ")
    assert accessibility.faults(asha.page) == []
    service.tick()
    asha.presses("Go through them again")
    expect(asha.list).to_contain_text("Your new key opens 2 concerns already.")
    assert danas[FIRST].reads().access == ("Asha Rahman",)
    assert set(danas[SECOND].reads().access) == {"Asha Rahman", "Tom Ellery"}

    asha.presses("Lock now")
    new_file = tmp_path / "new.key.age"
    new_file.write_bytes(seal_key(NEW_KEY, PASSPHRASE, log_n=12))
    asha.unlocks(key_file=new_file)
    asha.is_unlocked()
    asha.presses("Back to the list")
    expect(asha.list).not_to_contain_text(MOVE)
    asha.opens(FIRST)
    expect(asha.thread.get_by_role("region", name="Notes and decisions")).to_contain_text("She called twice.")
    asha.chooses("Reply")
    asha.writes("With my new key.")
    asha.presses("Send reply")
    expect(asha.messages).to_have_count(2)
    service.tick()
    assert [each.confirmed for each in danas[FIRST].reads().messages] == [True, True]


@pytest.mark.parametrize("service", [renewed], indirect=True)
def test_the_new_key_unlocks_before_anything_is_moved_and_another_persons_never(
    service: Service, new_page: NewPage, tmp_path: Path
) -> None:
    Dana(service.house).raises(FIRST, readers=("r1",))
    service.tick()
    asha = Reviewer(new_page(), service)
    asha.signs_in()
    asha.unlocks(key_file=service.installation.folder / "r2.key.age")
    asha.is_told("This is the key of another reviewer.")
    new_file = tmp_path / "new.key.age"
    new_file.write_bytes(seal_key(NEW_KEY, PASSPHRASE, log_n=12))
    asha.unlocks(key_file=new_file)
    asha.is_unlocked()
    expect(asha.rows).to_contain_text("Could not be opened")
    expect(asha.list).to_contain_text("unlock with your old key and move them")
