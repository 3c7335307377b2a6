"""What a reviewer does at the desk, in the words that the page shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.support.installation import PASSPHRASE
from tests.support.running import Service
from tests.support.signed_in import let_in


@dataclass
class Reviewer:
    """Someone at the desk, in a browser of their own."""

    page: Page
    service: Service
    name: str = "Asha Rahman"
    id: str = "r1"

    @property
    def key_file(self) -> Path:
        return self.service.installation.folder / f"{self.id}.key.age"

    @property
    def list(self) -> Locator:
        return self.page.get_by_role("region", name="Concerns")

    @property
    def rows(self) -> Locator:
        return self.list.locator("tbody tr")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("region", name="The concern")

    @property
    def messages(self) -> Locator:
        return self.thread.get_by_role("list", name="The thread, oldest first").locator("> li.message")

    @property
    def next_step(self) -> Locator:
        return self.thread.locator(".next")

    @property
    def answer(self) -> Locator:
        return self.page.locator("#answer")

    def signs_in(self, page: Page | None = None) -> None:
        page = page or self.page
        let_in(page.context, self.service, self.name)
        page.goto("/staff/review/")
        expect(page.get_by_role("heading", name="What is due next")).to_be_visible()

    def unlocks(self, passphrase: str = PASSPHRASE, key_file: Path | None = None) -> None:
        self.page.get_by_label("Your key file").set_input_files(key_file or self.key_file)
        self.page.get_by_label("Passphrase").fill(passphrase)
        self.page.get_by_role("button", name="Unlock", exact=True).click()

    def is_unlocked(self) -> None:
        expect(self.page.get_by_role("button", name="Lock now")).to_be_visible()

    def is_told_of_nobody_else(self) -> None:
        """As if the service never answered who else is there: what others write is then not looked for either."""
        self.page.route("**/here", lambda route: route.abort())

    def opens(self, title: str) -> None:
        self.list.get_by_role("button", name=title).click()
        expect(self.thread.get_by_role("heading", name=title)).to_be_visible()

    def chooses(self, action: str) -> None:
        self.page.get_by_role("radio", name=action, exact=True).check()

    def writes(self, text: str) -> None:
        self.answer.fill(text)

    def presses(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def is_told(self, words: str) -> None:
        expect(self.page.get_by_role("alert").filter(has_text=words).first).to_be_visible()
