"""Two of the stories that the service was made for, as they happen to a reporter."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Route, expect

from tests.browser import walking
from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.raising import CONCERNS, arrives_at
from tests.browser.walking import press
from tests.support.running import Service, running
from whistle.services import inbox


def test_a_work_laptop_is_stopped_before_any_input_and_nothing_is_stored(
    tmp_path: Path, new_page: NewPage
) -> None:
    """An officer opens the form at a desk in the station."""
    networks = tmp_path / "networks.txt"
    networks.write_text("127.0.0.0/8\n::1/128\n")
    with running(tmp_path / "at-work", environ={"WHISTLE_WORK_NETWORKS": str(networks)}) as service:
        laptop = new_page(DESKTOP)
        laptop.goto(f"{service.url}/raise")

        # The form does not begin: there is nothing to fill in, nothing to press, and no way on.
        arrives_at(laptop, "Come back on your own phone")
        stopped = laptop.locator("#step-work")
        expect(stopped).to_contain_text(
            "This is a work network, on the list that Northmoor Police keeps of them"
        )
        expect(stopped).to_contain_text("This service stored nothing.")
        assert (
            laptop.locator("input:visible, textarea:visible, select:visible, main button:visible").count()
            == 0
        )

        # A code for their own phone's camera, with the address beside it for those who copy by hand.
        expect(laptop.get_by_role("img", name="QR code with the address below")).to_be_visible()
        expect(stopped).to_contain_text(service.url)
        expect(stopped).to_contain_text("If someone is in danger now, call 999.")

        # Nothing is left here or there.
        assert laptop.context.cookies() == []
        assert laptop.evaluate("localStorage.length + sessionStorage.length") == 0
        service.tick()
        assert inbox.show(service.house, "r1").items == []
        assert "/api/v1/network" not in service.log.read_text(errors="replace")


def test_a_phone_elsewhere_goes_on_and_is_told_what_the_page_cannot_see(
    service: Service, new_page: NewPage
) -> None:
    """The same officer at home: the network is on no list."""
    phone = new_page(PHONE)
    phone.goto("/raise")
    walking.tick_box(phone, "No")
    press(phone, "Continue")
    arrives_at(phone, "Use your own phone")
    expect(phone.locator("#step-device")).to_contain_text("This page cannot recognise a work device.")


def test_where_nobody_answers_about_the_network_the_plain_warning_stands(
    service: Service, new_page: NewPage
) -> None:
    phone = new_page(PHONE)
    phone.route("**/api/v1/network", lambda route: route.abort())
    phone.goto("/raise")
    arrives_at(phone, "Is anyone in danger now?")
    walking.tick_box(phone, "No")
    press(phone, "Continue")
    expect(phone.locator("#step-device")).to_contain_text(
        "Stop if this is a work phone, computer or network."
    )


def test_a_connection_that_breaks_before_the_answer_leaves_one_concern_and_one_token(
    service: Service, new_page: NewPage
) -> None:
    """A train goes into a tunnel between sending and the answer."""
    phone = new_page(PHONE)
    walking.begin(phone, service)
    walking.write(phone)
    token = walking.to_token(phone)
    walking.confirm_token(phone, token)

    # It arrives, and the answer is lost.
    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    phone.route(CONCERNS, lose)
    press(phone, "Send")
    expect(phone.locator("#not-sent")).to_contain_text("We cannot confirm that your concern arrived.")
    expect(phone.locator("#not-sent")).to_contain_text("this cannot make a second copy")

    # Out of the tunnel, they press once more.
    phone.unroute(CONCERNS)
    press(phone, "Send again")
    arrives_at(phone, "We have your concern")
    phone.get_by_text("Show my token once more").click()
    expect(phone.locator("#token-again")).to_have_text(token)

    # The reviewers have one concern, and the token opens it.
    service.tick()
    assert len(inbox.show(service.house, "r1").items) == 1
    walking.come_back(phone, service, token)
    expect(phone.locator("main")).to_contain_text(walking.TEXT)
