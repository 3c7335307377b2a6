"""What a reporter does in Firefox. It follows each step's main button, so that it knows no more steps than it must."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from tests.browser.walking import TEXT
from tests.support.running import Service

STEP = "document.querySelector('.step:not([hidden])')?.id ?? ''"
MAIN_BUTTON = ".step:not([hidden]) .actions .govuk-button:not(.govuk-button--secondary)"
MOST_STEPS = 30


class Window(Protocol):
    """A browser's window; Firefox is one."""

    def does(self, deed: str, *given: Any) -> Any: ...
    def goes_to(self, address: str) -> None: ...
    def evaluates(self, expression: str) -> Any: ...
    def ticks(self, label: str) -> None: ...
    def types(self, label: str, text: str) -> None: ...
    def presses(self, button: str) -> None: ...
    def sees(self, words: str) -> None: ...


Answers = Mapping[str, Callable[[], object]]


def goes_on_to(window: Window, goal: str, answers: Answers) -> None:
    """Answers the steps that it has an answer for, and presses each one's main button until it stands at ``goal``."""
    window.does("until", f"({STEP}) !== ''")
    for _ in range(MOST_STEPS):
        step = window.evaluates(STEP)
        if step == goal:
            return
        if step in answers:
            answers[step]()
        window.does("click", MAIN_BUTTON)
        window.does("until", f"({STEP}) !== {json.dumps(step)}")
    raise AssertionError(f"after {MOST_STEPS} steps the form is not at {goal}")


def reaches_the_words(window: Window, service: Service) -> None:
    """Up to the question what happened."""
    window.goes_to(f"{service.url}/raise")
    goes_on_to(window, "step-words", {"step-danger": lambda: window.ticks("No")})


def gets_a_token(window: Window, text: str = TEXT) -> str:
    """From the question what happened to a token that was written down and checked."""
    goes_on_to(window, "step-token", {"step-words": lambda: window.types("What happened?", text)})
    groups = re.findall(r"[0-9A-Z]{4}", window.evaluates("document.querySelector('#token').innerText"))
    assert len(groups) == 7, groups
    goes_on_to(window, "step-send", {"step-token": lambda: window.types("type the last group", groups[-1])})
    return "-".join(groups)


def raises(window: Window, service: Service, text: str = TEXT) -> str:
    """The whole way; returns the token."""
    reaches_the_words(window, service)
    token = gets_a_token(window, text)
    goes_on_to(window, "step-done", {})
    window.sees("We have your concern")
    return token


def comes_back(window: Window, service: Service, token: str) -> None:
    window.goes_to(f"{service.url}/follow-up")
    window.types("Your token", token)
    window.presses("Open my concern")
    window.does("until", f"({STEP}) === 'step-thread'")
