"""A reviewer sees what is owed in a concern, what stopped its clocks, and says why an answer was late."""

from __future__ import annotations

import re
from dataclasses import replace

from playwright.sync_api import Locator, expect
from sqlalchemy import Connection, select, update

from tests.browser import conftest
from tests.browser.at_the_desk import Reviewer
from tests.browser.colleagues import elsewhere
from tests.browser.conftest import PHONE, NewPage
from tests.browser.test_desk_for_everyone import is_sound_at_every_size
from tests.services.people import Dana
from tests.support.running import Service
from whistle.domain.limits import DueKind, LateReason
from whistle.envelope.content import Question
from whistle.ledger.happened import pack, unpack
from whistle.services import explaining
from whistle.store import tables

LATE = "Nobody rang her back."
ASKED = "The statement was taken in the corridor."
URGENT = "She is to be flown out tomorrow."

service = conftest.one_service


def raised(service: Service, text: str, reader: str, *, days_ago: int = 0, urgent: bool = False) -> Dana:
    """A concern that has reached that reviewer, as if it had been received so many days ago."""
    dana = Dana(service.house)
    dana.raises(text, readers=(reader,), urgent=urgent)
    service.tick()
    its_row = tables.concerns.c.mailbox == dana.mailbox

    def set_back(connection: Connection) -> None:
        happened = unpack(connection.scalar(select(tables.concerns.c.happened).where(its_row)) or b"")
        earlier = pack(replace(each, hour=each.hour - 24 * days_ago) for each in happened)
        connection.execute(update(tables.concerns).where(its_row).values(happened=earlier))

    service.house.store.commit(set_back)
    return dana


def clocks(reviewer: Reviewer) -> Locator:
    return reviewer.thread.get_by_role("region", name="Clocks")


def owed(reviewer: Reviewer, name: str) -> Locator:
    return clocks(reviewer).locator(".facts > div").filter(has=reviewer.page.get_by_text(name, exact=True))


def test_why_an_answer_is_late_is_said_in_one_choice_that_outlasts_a_lost_connection(
    service: Service, new_page: NewPage
) -> None:
    dana = raised(service, LATE, "r1", days_ago=9)
    asha = Reviewer(new_page(PHONE, bypass_csp=True), service)
    asha.signs_in()
    asha.unlocks()
    asha.opens(LATE)
    asha.thread.get_by_role("button", name="Clocks (2 late)").click()
    expect(asha.page.get_by_role("heading", name="Clocks")).to_be_focused()
    reply = owed(asha, "First reply")
    expect(reply.locator(".word--late")).to_have_text("Late by 2 days")
    reply.get_by_role("button", name="Say why this was late").click()
    expect(asha.page.get_by_role("heading", name="Say why this was late")).to_be_focused()
    asha.presses("Save")
    asha.is_told("Choose a reason.")
    is_sound_at_every_size(asha.page)
    asha.chooses("The person who had it was away")
    asha.page.route("**/late", lambda route: route.abort())
    asha.presses("Save")
    asha.is_told("we cannot confirm that this was saved")
    asha.page.unroute("**/late")
    asha.presses("Save again")
    expect(reply).to_contain_text("Why it was late: The person who had it was away.")
    expect(asha.page.get_by_role("heading", name="Clocks")).to_be_focused()
    expect(reply.get_by_role("button")).to_have_count(0)
    expect(owed(asha, "Acknowledgement").get_by_role("button", name="Say why this was late")).to_be_visible()
    reasons = {duty.kind: duty.reason for duty in explaining.of(service.house, "r1", dana.mailbox).duties}
    assert reasons[DueKind.REPLY] is LateReason.NOBODY_THERE
    assert reasons[DueKind.ACKNOWLEDGEMENT] is None


def test_a_triage_and_a_clock_that_a_question_stops_are_told_in_the_list_and_in_the_concern(
    service: Service, new_page: NewPage
) -> None:
    raised(service, URGENT, "r2", urgent=True)
    elsewhere(service, "r2").asks(raised(service, ASKED, "r2").mailbox, Question("Who was there?"))
    service.tick()
    tom = Reviewer(new_page(), service, "Tom Ellery", "r2")
    tom.signs_in()
    tom.unlocks()
    paused = tom.rows.filter(has_text=ASKED).locator(".col-due")
    expect(paused).to_contain_text(re.compile(r"Paused\s+Reply by \d+ \w+"))
    tom.opens(URGENT)
    expect(owed(tom, "Acknowledgement")).to_contain_text("Due by")
    expect(owed(tom, "Triage")).to_contain_text("Due by")
    tom.opens(ASKED)
    expect(tom.next_step).to_contain_text(
        re.compile(
            r"Waiting for the reporter, who may skip it\. The clock goes on by \d+ \w+.* at the latest\."
        )
    )
    expect(owed(tom, "First reply")).to_contain_text("The clock goes on by")
    expect(owed(tom, "Acknowledgement")).to_contain_text("In time.")
    expect(clocks(tom)).to_contain_text("and not answered yet.")
    expect(clocks(tom).get_by_role("button")).to_have_count(0)
