"""The desk says when reminders by mail do not arrive: whoever waits for one would wait for good."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.browser import accessibility
from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import NewPage
from tests.support.running import Service


def test_since_when_reminders_fail_is_said_above_the_list(service: Service, new_page: NewPage) -> None:
    asha = Reviewer(new_page((1280, 800), bypass_csp=True), service)
    asha.signs_in()
    expect(asha.page.get_by_text("Reminders by mail")).to_have_count(0)

    def fails(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"mail_fails_since": service.house.hour()})

    asha.page.route("**/staff/api/v1/session", fails)
    asha.page.reload()
    said = asha.page.get_by_role("status").filter(has_text="Reminders by mail have failed since")
    expect(said).to_contain_text("today. Look here for work")
    assert accessibility.faults(asha.page) == []
