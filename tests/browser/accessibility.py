"""What every page must keep for everyone: WCAG 2.2 AA by axe-core, and what no tool can judge from the markup alone.

A page needs a context with ``bypass_csp=True``, for the tools' sake only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from config import ROOT

AXE = ROOT / "whistle/client/node_modules/axe-core/axe.min.js"
LOOKING = Path(__file__).with_name("looking.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

NARROW = {"width": 320, "height": 640}
ZOOMED = {"width": 640, "height": 400}
"""A screen of 1280 by 800 at 200 %."""

TARGET = 44
"""Pixels, each way."""


@cache
def _script(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """What axe finds wrong, a line each; empty is what a test wants."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_script(AXE))
    found = json.loads(
        page.evaluate(
            "rules => axe.run(document, {runOnly: rules}).then((done) => JSON.stringify(done.violations))",
            RULES,
        )
    )
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {', '.join(str(n['target']) for n in fault['nodes'][:4])}"
        for fault in found
    ]


def everything(page: Page) -> list[str]:
    """All that is wrong with the page as it stands, a line each. It is left as it was found."""
    if page.evaluate("typeof looking === 'undefined'"):
        page.evaluate(_script(LOOKING))
    size = page.viewport_size
    assert size
    wrong = [*_narrow(page), *_zoomed(page)]
    page.set_viewport_size(size)
    return [*wrong, *_forced_colours(page), *_motion_unwanted(page), *_by_keyboard(page)]


def _narrow(page: Page) -> Iterator[str]:
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    yield from faults(page)
    yield from page.evaluate("looking.wide()")
    for each in page.evaluate("looking.small", TARGET):
        yield f"too small to press: {each}"


def _zoomed(page: Page) -> Iterator[str]:
    """And with the largest letters that a person can choose: what is measured in rem doubles."""
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for each in page.evaluate("looking.wide()"):
        yield f"zoomed: {each}"
    page.evaluate("document.documentElement.style.fontSize = ''")


def _forced_colours(page: Page) -> Iterator[str]:
    """Windows' high contrast."""
    page.emulate_media(forced_colors="active")
    for each in page.evaluate("looking.unmarked()"):
        yield f"in forced colours: {each}"
    page.emulate_media(forced_colors="none")


def _motion_unwanted(page: Page) -> Iterator[str]:
    page.emulate_media(reduced_motion="reduce")
    for each in page.evaluate("looking.moving()"):
        yield f"moves although it should not: {each}"
    page.emulate_media(reduced_motion="no-preference")


def _by_keyboard(page: Page) -> Iterator[str]:
    """Tab reaches every control once, from the top downwards, and no control keeps it."""
    names = page.evaluate("looking.start()")
    reached = []
    for _ in names:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("looking.at()"))
    if reached != list(range(len(names))):
        yield f"by Tab: {[names[at] if at >= 0 else 'something else' for at in reached]} instead of {names}"
    for each in page.evaluate("looking.upwards()"):
        yield f"by Tab upwards: {each}"
