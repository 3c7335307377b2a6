"""A reviewer's key, from the browser that makes it to the desk that it unlocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Download, Page, expect

from tests.browser.conftest import PHONE, NewPage
from tests.browser.test_desk_for_everyone import is_sound_at_every_size
from tests.browser.walking import alter_page, open_first, press, sign_in, unlock
from tests.support.forking import Forker
from tests.support.installation import PASSWORD
from tests.support.running import Service, running
from whistle.__main__ import open_house
from whistle.cli.keys.authority import seal_authority
from whistle.cli.keys.showing import in_groups
from whistle.cli.main import run
from whistle.domain.errors import CannotOpen
from whistle.envelope.compose import file_concern
from whistle.envelope.joining import JoiningRequest
from whistle.envelope.reviewer_key import open_key
from whistle.envelope.token import Token
from whistle.services import raising, signing_in

KEY = "/staff/account/key"
LOST = "/staff/account/key-lost"
WORDS = "five grey pigeons in a row"


def opens(page: Page, path: str = KEY) -> None:
    """The page, once its worker has read the list."""
    page.goto(path)
    expect(page.locator("#service-fingerprint")).not_to_be_empty()


def fills(
    page: Page, name: str = "DI Siân O’Brien", passphrase: str = WORDS, again: str | None = None
) -> None:
    page.get_by_label("Your name, as reporters will see it").fill(name)
    page.get_by_label("A passphrase for the key file").fill(passphrase)
    page.get_by_label("The same passphrase again").fill(passphrase if again is None else again)


def makes(page: Page, **what: str) -> None:
    fills(page, **what)
    press(page, "Make my key")
    expect(page.get_by_role("heading", name="Your key is made. Now save it")).to_be_focused(timeout=60_000)


def saves(page: Page, link: str) -> Download:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    return download.value


def files(page: Page, folder: Path) -> tuple[Path, Path]:
    """The key file and the request, as they were saved."""
    key, request = folder / "my.key.age", folder / "my.request.json"
    saves(page, "Save the key file").save_as(key)
    saves(page, "Save the request").save_as(request)
    return key, request


def test_a_key_is_made_without_the_service_and_opens_elsewhere(
    service: Service, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    opens(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    makes(page)
    key_file, request_file = files(page, tmp_path)
    assert asked == []
    key = open_key(key_file.read_bytes(), WORDS)
    request = JoiningRequest.parse(request_file.read_bytes())
    assert key.name == request.name == "DI Siân O’Brien"
    assert key.kid == request.kid
    assert (request.renews, request.service) == ("", service.installation.directory.service)
    expect(page.locator("#fingerprint")).to_have_text(in_groups(key.kid))
    # As the program makes it, so that guessing is no cheaper.
    assert key_file.read_bytes().split(b"\n")[1].split(b" ")[3] == b"18"
    with pytest.raises(CannotOpen):
        open_key(key_file.read_bytes(), f"{WORDS} ")


def test_two_keys_of_one_name_are_two_keys_in_files_of_that_name(
    service: Service, new_page: NewPage, tmp_path: Path
) -> None:
    kids = []
    for at in range(2):
        page = new_page()
        opens(page)
        makes(page)
        assert saves(page, "Save the key file").suggested_filename == "di-sian-o-brien.key.age"
        download = saves(page, "Save the request")
        assert download.suggested_filename == "di-sian-o-brien.request.json"
        download.save_as(tmp_path / f"{at}.json")
        kids.append(JoiningRequest.parse((tmp_path / f"{at}.json").read_bytes()).kid)
    assert kids[0] != kids[1]


def test_nothing_of_it_is_left_in_the_page_but_what_is_to_be_saved(
    service: Service, new_page: NewPage
) -> None:
    page = new_page()
    opens(page)
    makes(page)
    assert page.locator("input").evaluate_all("all => all.map((each) => each.value)") == ["", "", ""]
    assert WORDS not in page.content()
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_key_that_was_not_saved_is_not_left_by_mistake(service: Service, new_page: NewPage) -> None:
    page = new_page()
    opens(page)
    makes(page)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("void setTimeout(() => location.assign('/'))")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    saves(page, "Save the key file")
    page.goto("/")
    assert asked == ["beforeunload"]


def test_the_page_says_what_is_wrong_beside_each_field(service: Service, new_page: NewPage) -> None:
    page = new_page(PHONE, bypass_csp=True)
    opens(page)
    is_sound_at_every_size(page)
    for label, given, words in (
        ("Your name, as reporters will see it", {"name": ""}, "Enter your name."),
        ("Your name, as reporters will see it", {"name": "Siân  O’Brien"}, "with single spaces"),
        ("A passphrase for the key file", {"passphrase": "eleven char"}, "at least 12 characters"),
        ("The same passphrase again", {"again": WORDS.upper()}, "The two are not the same."),
    ):
        fills(page, **given)
        press(page, "Make my key")
        field = page.get_by_label(label)
        expect(field).to_be_focused()
        expect(field).to_have_accessible_description(re.compile(words))
        expect(page.locator(".error:visible")).to_contain_text(words)
        is_sound_at_every_size(page)
    expect(page.locator("#made")).to_be_hidden()


def test_every_page_about_keys_is_for_everyone(service: Service, new_page: NewPage) -> None:
    page = new_page(PHONE, bypass_csp=True)
    opens(page)
    makes(page)
    is_sound_at_every_size(page)
    sign_in(page, service, "Asha Rahman")
    for path in ("/staff/account", LOST):
        page.goto(path)
        is_sound_at_every_size(page)


def test_a_list_that_is_not_signed_makes_no_key(service: Service, new_page: NewPage) -> None:
    page = new_page()
    alter_page(page, KEY, "Asha Rahman", "Asha Rehman")
    page.goto(KEY)
    expect(page.get_by_role("alert")).to_contain_text("not properly signed, so no key was made")
    expect(page.get_by_role("button", name="Make my key")).to_be_disabled()


@contextmanager
def restarted(service: Service, folder: Path, forker: Forker, *words: object) -> Iterator[Service]:
    """The service, stopped and started again after ``whistle keys`` was run where the authority's key is."""
    service.process.terminate()
    service.process.wait(timeout=60)
    keys = service.installation.keys
    (folder / "authority.key.age").write_bytes(
        seal_authority(service.installation.authority, WORDS, log_n=10)
    )
    (folder / "passphrase").write_text(f"{WORDS}\n")
    common = ("--key", folder / "authority.key.age", "--passphrase-file", folder / "passphrase")
    command = ["keys", *words, "--directory", keys / "directory.json", *common]
    assert run([str(word) for word in command], open_house) == 0
    with running(folder / "again", like=service.installation, forker=forker) as again:
        yield again


def admitting(request: Path, *more: str) -> tuple[object, ...]:
    """What the authority types, having heard the fingerprint."""
    heard = in_groups(JoiningRequest.parse(request.read_bytes()).kid)
    return ("admit", request, "--id", "r4", "--heard", heard, *more)


def test_a_newcomer_makes_a_key_is_admitted_and_reads_with_it(
    service: Service, new_page: NewPage, tmp_path: Path, forker: Forker
) -> None:
    page = new_page()
    opens(page)
    makes(page)
    key_file, request = files(page, tmp_path)
    with restarted(service, tmp_path, forker, *admitting(request, "--routes", "1")) as again:
        assert again.installation.directory.version == 2
        signing_in.add_person(again.house, "DI Siân O’Brien", "reviewer", PASSWORD, "r4")
        filing = file_concern(
            Token.new(), again.installation.directory, 1, ("r4",), "It was closed the same day."
        )
        raising.file_concern(again.house, filing.encode())
        again.tick()
        sign_in(page, again, "DI Siân O’Brien")
        unlock(page, key_file, WORDS)
        open_first(page)
        expect(page.locator("#concern-title")).to_have_text("It was closed the same day.")


def test_a_reviewer_renews_their_own_key_and_goes_on_with_the_new_one(
    service: Service, new_page: NewPage, tmp_path: Path, forker: Forker
) -> None:
    page = new_page()
    sign_in(page, service, "Asha Rahman")
    page.goto("/staff/account")
    page.get_by_role("link", name="Make a new key").click()
    expect(page.get_by_label("Which key is this?")).to_have_value("r1")
    expect(page.get_by_label("Your name, as reporters will see it")).to_have_value("Asha Rahman")
    makes(page, name="Asha Rahman")
    expect(page.get_by_text("unlock the desk once more with your old key")).to_be_visible()
    expect(page.get_by_text("gives you an account")).to_be_hidden()
    key_file, request = files(page, tmp_path)
    with restarted(service, tmp_path, forker, *admitting(request, "--renews", "r1")) as again:
        assert [route.readers for route in again.installation.directory.routes] == [
            ("r4", "r2", "r3"),
            ("r2",),
        ]
        page.goto(f"{again.url}/staff/review/")
        unlock(page, key_file, WORDS)
        page.goto(f"{again.url}/staff/account")
        expect(page.get_by_text("Earlier key r1")).to_be_visible()
        page.goto(f"{again.url}{KEY}#r1")
        expect(page.locator("#renews option")).to_contain_text(
            ["My first key here", "Tom Ellery (r2)", "Carol Finch (r3)", "Asha Rahman (r4)"]
        )


def test_whose_key_was_withdrawn_is_told_so_and_can_renew_it(
    service: Service, new_page: NewPage, tmp_path: Path, forker: Forker
) -> None:
    page = new_page()
    with restarted(service, tmp_path, forker, "revoke", "r1") as again:
        sign_in(page, again, "Asha Rahman")
        page.goto(f"{again.url}/staff/account")
        expect(page.get_by_text("Your key was withdrawn on")).to_be_visible()
        page.goto(f"{again.url}{KEY}#r1")
        expect(page.get_by_label("Which key is this?")).to_have_value("r1")
