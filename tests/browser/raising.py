"""What tests of the first form share: how far to go in it, and what must be told when something is wrong."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import walking
from tests.browser.walking import TEXT, press
from tests.support.running import Service

CONCERNS = "**/api/v1/concerns"
SERVICE = "**/api/v1/service"


def heading(page: Page) -> str:
    return page.locator("h1:visible").inner_text()


def arrives_at(page: Page, name: str) -> None:
    """The step of that heading is shown, and begins there for whoever hears it read."""
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_focused()


def is_told(page: Page, words: str) -> None:
    """The error summary says so and has the focus, and the words stand beside the field too."""
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_contain_text(words)
    expect(summary).to_be_focused()
    expect(page.locator(".govuk-error-message:visible")).to_contain_text(words)


def fits(page: Page) -> bool:
    return not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def open_folds(page: Page) -> None:
    """Every group of choices on the step that is folded away."""
    for fold in page.locator("details.fold:visible").all():
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()


def to_readers(page: Page, service: Service, text: str = TEXT) -> None:
    walking.begin(page, service)
    walking.write(page, text)
    press(page, "Send now")
    arrives_at(page, "Who may read this?")


def to_send(page: Page, service: Service) -> str:
    walking.begin(page, service)
    walking.write(page)
    token = walking.to_token(page)
    walking.confirm_token(page, token)
    arrives_at(page, "Send your concern")
    return token
