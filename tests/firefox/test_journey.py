"""The reporter's whole way in a Firefox that is set as Tor Browser sets it: no compiler, no fingerprint, no history."""

from __future__ import annotations

from pathlib import Path

from tests.browser.walking import TEXT, acknowledge_directly
from tests.firefox import walking
from tests.firefox.driving import TOR_BROWSER, firefox
from tests.support.running import running
from whistle.envelope.token import Token

REPLY = "It was booked for Saturday. Her aunt told me."


def test_a_concern_is_raised_followed_and_answered_as_in_tor_browser(tmp_path: Path) -> None:
    with running(tmp_path / "w") as service, firefox(tmp_path / "profile", TOR_BROWSER) as window:
        window.goes_to(f"{service.url}/")
        # The settings have taken: the window is of a common size, and there is no compiler for WebAssembly.
        assert window.evaluates("typeof WebAssembly") == "undefined"
        assert window.evaluates("Intl.DateTimeFormat().resolvedOptions().timeZone") in (
            "UTC",
            "Atlantic/Reykjavik",
        )

        token = walking.raises(window, service)
        acknowledge_directly(service, Token.parse(token))
        service.tick()

        walking.comes_back(window, service, token.lower().replace("-", " "))
        window.sees(TEXT)
        window.sees("I have read it.")
        window.sees("Confirmed")
        window.types("Write to the reviewers", REPLY)
        window.does("click", "#send")
        window.does("until", "document.querySelector('#reply').value === ''")
        service.tick()
        walking.comes_back(window, service, token)
        window.sees(REPLY)
        assert window.does("said") == []
