"""The whole loop, by three people in three windows: raised, read, answered, followed, counted."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import walking
from tests.browser.conftest import PHONE, NewPage
from tests.browser.walking import TEXT
from tests.support.running import Service


def test_a_concern_is_raised_read_answered_and_followed_and_too_new_to_be_counted(
    service: Service, new_page: NewPage
) -> None:
    reporter = new_page(PHONE)
    token = walking.raise_concern(reporter, service)
    service.tick()

    desk = new_page()
    walking.sign_in(desk, service, "Asha Rahman")
    walking.unlock(desk, service.installation.folder / "r1.key.age")
    walking.open_first(desk)
    expect(desk.locator("ol.thread")).to_contain_text(TEXT)
    expect(desk.locator("ol.thread li").first).to_contain_text("Confirmed")
    walking.answer(desk, "Acknowledge")
    expect(desk.locator("ol.thread")).to_contain_text("Not yet delivered")
    walking.answer(desk, "Reply", "Thank you. Has the flight been booked, as far as you know?")
    expect(desk.locator("ol.thread")).to_contain_text("Has the flight been booked")

    walking.come_back(reporter, service, token)
    expect(reporter.locator("#thread")).to_contain_text(TEXT)
    expect(reporter.locator("#thread")).not_to_contain_text("Has the flight been booked")
    service.tick()
    walking.come_back(reporter, service, token.lower().replace("-", " "))
    expect(reporter.locator("#thread")).to_contain_text("Has the flight been booked")
    expect(reporter.locator("#thread li").last).to_contain_text("Confirmed")

    reporter.get_by_label("Write to the reviewers").fill("It was booked for Saturday. Her aunt told me.")
    walking.press(reporter, "Send")
    expect(reporter.locator("#thread")).to_contain_text("Her aunt told me")
    service.tick()

    desk.reload()
    walking.unlock(desk, service.installation.folder / "r1.key.age")
    walking.open_first(desk)
    expect(desk.locator("ol.thread")).to_contain_text("Her aunt told me")
    walking.answer(
        desk, "Close with a reason", "Risk assessed, and an order was made today.", reason="Action was taken"
    )
    expect(desk.locator("ol.thread")).to_contain_text("an order was made today")
    service.tick()

    walking.come_back(reporter, service, token)
    expect(reporter.locator("#thread")).to_contain_text("an order was made today")
    expect(reporter.locator("#standing")).to_contain_text("closed")

    audit = new_page()
    walking.sign_in(audit, service, "Ines Okoro")
    expect(audit.get_by_role("main")).to_contain_text("Fewer than 5 concerns so far")
    for _ in range(4):
        walking.acknowledge_directly(service, walking.file_directly(service))
    service.tick()
    audit.reload()
    expect(audit.get_by_role("main")).to_contain_text("Fewer than 5 concerns so far")


def test_one_who_was_left_out_sees_nothing_at_all(service: Service, new_page: NewPage) -> None:
    walking.raise_concern(new_page(PHONE), service, leave_out="Tom Ellery")
    service.tick()
    left_out = new_page()
    walking.sign_in(left_out, service, "Tom Ellery")
    walking.unlock(left_out, service.installation.folder / "r2.key.age")
    expect(left_out.locator("button.row-open")).to_have_count(0)
    asha = new_page()
    walking.sign_in(asha, service, "Asha Rahman")
    walking.unlock(asha, service.installation.folder / "r1.key.age")
    expect(asha.locator("button.row-open")).to_have_count(1)


def test_a_lost_connection_keeps_every_word_and_sending_again_makes_one_concern(
    service: Service, new_page: NewPage
) -> None:
    page = new_page(PHONE)
    walking.begin(page, service)
    walking.write(page)
    token = walking.to_token(page)
    walking.confirm_token(page, token)

    delivered: list[bytes] = []

    def cut(route: object, request: object) -> None:
        response = route.fetch()  # type: ignore[attr-defined]
        delivered.append(response.body())
        route.abort("connectionreset")  # type: ignore[attr-defined]

    page.route("**/api/v1/concerns", cut)
    walking.press(page, "Send")
    expect(page.locator("#not-sent")).to_contain_text("this cannot make a second copy")
    page.unroute("**/api/v1/concerns")
    walking.press(page, "Send again")
    expect(page.get_by_role("heading", name="We have your concern")).to_be_visible(timeout=20_000)
    assert len(delivered) == 1
    assert service.tick().concerns == 1
    walking.come_back(page, service, token)
    expect(page.locator("#thread")).to_contain_text(TEXT)
