"""A list longer than a screen: a page at a time, and only what is in sight is fetched and opened."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import NewPage
from tests.services.people import Dana
from tests.support.running import Service

CONCERNS = 53
A_ROW = 44  # pixels


@pytest.fixture
def asha(service: Service, new_page: NewPage) -> Reviewer:
    for number in range(CONCERNS):
        Dana(service.house).raises(f"Concern number {number} of many about the same team.", readers=("r1",))
    service.tick()
    asha = Reviewer(new_page(), service)
    asha.signs_in()
    return asha


def test_a_long_list_comes_a_page_at_a_time_and_opens_what_is_in_sight(asha: Reviewer) -> None:
    fetched: list[str] = []
    asha.page.on("request", lambda request: fetched.append(request.url) if "/pages/" in request.url else None)
    expect(asha.rows).to_have_count(50)
    assert {round(row.bounding_box()["height"]) for row in asha.rows.all()[:5]} <= {A_ROW, A_ROW + 1}  # type: ignore[index]

    asha.unlocks()
    expect(asha.rows.first).to_contain_text(re.compile(r"Concern number \d+ of many"))
    expect(asha.rows.nth(10)).to_contain_text("of many")
    assert len(fetched) < 25
    expect(asha.rows.nth(45)).to_contain_text("Opening…")

    asha.rows.nth(45).scroll_into_view_if_needed()
    expect(asha.rows.nth(45)).to_contain_text("of many")
    asha.presses("Show more")
    expect(asha.rows).to_have_count(CONCERNS)
    expect(asha.page.get_by_role("button", name="Show more")).to_have_count(0)


def test_when_no_more_rows_come_it_says_so_and_tries_again(asha: Reviewer) -> None:
    asha.page.route("**/staff/api/v1/concerns?after=*", lambda route: route.abort())
    asha.presses("Show more")
    asha.is_told("The service did not answer. Nothing is lost.")
    expect(asha.rows).to_have_count(50)
    asha.page.unroute("**/staff/api/v1/concerns?after=*")
    asha.presses("Show more")
    expect(asha.rows).to_have_count(CONCERNS)
    expect(asha.page.get_by_role("alert")).to_have_count(0)
