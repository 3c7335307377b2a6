"""What a reviewer can begin an answer with: words of ``templates.toml``, which an installation may replace.

They stand in the page of the desk, which is the same bytes for every reviewer. A mistake stops the start.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path

from whistle.domain.concern import ClosingReason
from whistle.domain.errors import CannotStart
from whistle.web.advice import Table
from whistle.web.data import read_data

USES = ("acknowledge", "reply", "holding", "ask", "close", "check")
REASONS = tuple(reason.code for reason in ClosingReason)
LONGEST_TITLE = 60
LONGEST_TEXT = 4000


@dataclass(frozen=True)
class ReplyTemplate:
    """Words for one of ``USES``; for ``close``, for one reason, and else ``reason`` is empty."""

    use: str
    reason: str
    title: str
    text: str


def reply_templates(folder: Path | None) -> list[dict[str, str]]:
    """The templates in order, as the page gives them to its script. Raises CannotStart."""
    content = read_data("templates.toml", folder)
    entries = content.pop("entry", None)
    if content or not isinstance(entries, list):
        raise CannotStart("templates.toml must hold a list [[entry]] and nothing else.")
    return [
        asdict(_template(Table(values, f"templates.toml, entry {number}")))
        for number, values in enumerate(entries, 1)
    ]


def _template(table: Table) -> ReplyTemplate:
    use = table.one_of("for", USES)
    template = ReplyTemplate(
        use=use,
        reason=table.one_of("reason", REASONS) if use == "close" else "",
        title=_words(table, "title", LONGEST_TITLE),
        text=_words(table, "text", LONGEST_TEXT),
    )
    if unknown := re.search(r"\{(?!date\})[^}]*\}?", template.text):
        raise table.wrong("text", f"holds {unknown[0]}, which nothing fills in: only {{date}} is known")
    table.finish()
    return template


def _words(table: Table, key: str, longest: int) -> str:
    value = table.take(key)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise table.wrong(key, f"must be words, at most {longest} characters")
    return value.strip()
