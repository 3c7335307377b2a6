"""The auditors' pages, for people who use a keyboard, a screen reader, large type, a narrow screen or a printer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import accessibility, conftest
from tests.browser.conftest import NewPage
from tests.support.installation import PASSWORD
from tests.support.running import Service
from tests.web.auditing import PAGES, stated
from whistle.domain.packing import pack
from whistle.domain.stated import Statement
from whistle.ledger import kept
from whistle.ledger.checkpoint import read_checkpoint
from whistle.services import measuring
from whistle.store import log, statements
from whistle.web.audit import words

service = conftest.one_service

AS_IT_SHOULD_BE = ("too small to press", 'by Tab upwards: from a "Quarterly returns"')
"""Links within sentences are as high as the sentence: the desk is no phone's page. And beside the list of pages, a page
begins at the top again."""


def shows(service: Service, statement: Statement) -> None:
    """As if the tick had counted this."""
    service.tick()
    with service.house.store.read() as connection:
        note = log.last_checkpoint(connection)
    assert note
    signer = service.house.log
    checkpoint = read_checkpoint(note, signer.name, signer.verifier)
    body = kept.keep(pack(measuring.Counted(statement, None, len(statement.late))), checkpoint, signer)
    service.house.store.commit(lambda c: statements.put(c, checkpoint.size, checkpoint.hour, body))


def auditor(page: Page) -> Page:
    page.goto("/staff/sign-in")
    page.get_by_label("Name").fill("Ines Okoro")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Were people answered in time?")).to_be_visible()
    return page


@pytest.mark.parametrize("concerns", [12, 300])
def test_every_page_is_for_everyone(service: Service, new_page: NewPage, concerns: int) -> None:
    statement = stated(concerns)
    shows(service, statement)
    page = auditor(new_page(bypass_csp=True))
    returns = [f"returns/{words.quarter(span)}" for span in statement.spans[-1:]]
    for path in (*PAGES, *returns):
        page.goto(f"/staff/audit/{path}")
        wrong = [each for each in accessibility.everything(page) if not each.startswith(AS_IT_SHOULD_BE)]
        assert not wrong, (path, wrong)


def test_a_copy_is_given_as_a_file_and_the_page_stays(service: Service, new_page: NewPage) -> None:
    shows(service, stated(300))
    page = auditor(new_page())
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the record").click()
    assert download.value.suggested_filename == "record.txt"
    assert download.value.path().read_text().startswith("whistle/v1/record\n")
    page.get_by_role("link", name="All returns, and figures to take away").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download figures.csv").click()
    assert download.value.path().read_text().startswith("period,figure,value\n")
    expect(page.get_by_role("heading", name="Quarterly returns")).to_be_visible()


def test_a_return_prints_as_a_paper_of_its_own(service: Service, new_page: NewPage) -> None:
    statement = stated(300)
    shows(service, statement)
    page = auditor(new_page())
    page.goto(f"/staff/audit/returns/{words.quarter(statement.spans[-1])}")
    page.emulate_media(media="print")
    for shown in (page.get_by_role("heading", name="Quarterly return:"), page.get_by_role("table")):
        expect(shown).to_be_visible()
    for left_out in (page.get_by_role("navigation"), page.get_by_role("button"), page.locator("header.top")):
        assert not any(each.is_visible() for each in left_out.all())
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1]
