"""What the first form says of when anybody may read a concern: in danger, out of hours, urgent or not."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import conftest, walking
from tests.browser.raising import SERVICE
from tests.browser.walking import press, tick_box
from tests.support.running import Service

MONDAY_AT_NINE = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


service = conftest.one_service


def tells(page: Page, **changes: object) -> None:
    """The service says these things of itself."""

    def answer(route: Route) -> None:
        route.fulfill(body=json.dumps(route.fetch().json() | changes), content_type="application/json")

    page.route(SERVICE, answer)


def test_somebody_in_danger_is_told_to_call_999_and_when_anybody_may_read_it(
    service: Service, page: Page
) -> None:
    tells(page, staffed=False, next_staffed=int(MONDAY_AT_NINE.timestamp()))
    page.goto("/raise")
    tick_box(page, "Yes")
    press(page, "Continue")
    expect(page.locator("#step-urgent .danger")).to_contain_text(
        "If someone is in danger now, call 999. Do not wait for a reply here: "
        "nobody may read this before Monday 23 November, 9am."
    )


@pytest.mark.parametrize(("staffed_in_hours", "told"), [(40, True), (2, False)])
def test_where_nobody_is_at_work_until_the_aim_the_receipt_and_the_thread_say_so(
    service: Service, page: Page, staffed_in_hours: int, told: bool
) -> None:
    now = dt.datetime.now(dt.UTC)
    tells(page, staffed=False, next_staffed=int(now.timestamp()) + staffed_in_hours * 3600)
    token = walking.raise_concern(page, service)
    words = re.compile("Nobody may be at work before .+, so it may take until then.")
    expect(page.locator("#done-longer")).to_have_text(words if told else "")
    walking.come_back(page, service, token)
    standing = page.locator("#standing")
    expect(standing).to_contain_text("Someone should have read it by")
    expect(standing.filter(has_text=words)).to_have_count(1 if told else 0)


def test_in_staffed_hours_it_says_the_aim_and_that_it_may_be_too_late(service: Service, page: Page) -> None:
    tells(page, staffed=True)
    page.goto("/raise")
    tick_box(page, "Yes")
    press(page, "Continue")
    expect(page.locator("#step-urgent .danger")).to_contain_text(
        "someone is at work now and aims to look within an hour, which may be too late."
    )


def test_without_an_answer_of_the_service_it_does_not_say_when(service: Service, page: Page) -> None:
    page.route(SERVICE, lambda route: route.abort())
    page.goto("/raise")
    tick_box(page, "Yes")
    press(page, "Continue")
    expect(page.locator("#step-urgent .danger")).to_contain_text(
        "we cannot say when somebody will read this."
    )


def test_what_is_urgent_passes_at_once_and_says_what_that_gives_away(service: Service, page: Page) -> None:
    page.goto("/raise")
    tick_box(page, "Yes")
    press(page, "Continue")
    expect(page.get_by_label("Yes, mark it as urgent")).to_have_accessible_description(
        "They can then tell more closely when you wrote it."
    )
    tick_box(page, "Yes, mark it as urgent")
    press(page, "Continue")
    press(page, "This is my own phone")
    walking.write(page)
    walking.to_token(page)
    press(page, "I have written it down")
    expect(page.locator("#send-when")).to_contain_text("It is urgent, so it reaches them at once.")
    expect(page.locator("#send-when")).to_contain_text("If someone is in danger now, call 999.")


def test_what_is_not_urgent_says_before_sending_when_it_is_handed_over_and_why(
    service: Service, page: Page
) -> None:
    tells(page, next_release=int(MONDAY_AT_NINE.timestamp()) - 2 * 3600)
    walking.begin(page, service)
    walking.write(page)
    press(page, "Send now")
    press(page, "Continue")
    expect(page.locator("#summary")).to_contain_text("Monday 23 November, 7am, with others")
    press(page, "Continue")
    press(page, "I have written it down")
    expect(page.locator("#send-when")).to_have_text(
        "They get it on Monday 23 November, 7am, together with others, so that nobody can tell when you wrote it."
    )


def test_an_hour_of_handing_over_that_has_passed_meanwhile_is_asked_for_anew(
    service: Service, page: Page
) -> None:
    tells(page, next_release=1_000_000_000)
    walking.begin(page, service)
    walking.write(page)
    page.unroute(SERVICE)
    tells(page, next_release=int(MONDAY_AT_NINE.timestamp()) - 2 * 3600)
    press(page, "Send now")
    press(page, "Continue")
    expect(page.locator("#summary")).to_contain_text("Monday 23 November, 7am, with others")
