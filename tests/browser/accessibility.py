"""axe-core over a page, WCAG 2.2 AA and below; needs a context with ``bypass_csp=True``, for the tool's sake only."""

from __future__ import annotations

import json

from playwright.sync_api import Page

from config import ROOT

AXE = ROOT / "whistle/client/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults(page: Page) -> list[str]:
    """What axe finds wrong, a line each; empty is what a test wants."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
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
