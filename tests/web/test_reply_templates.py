"""What a reviewer can begin an answer with: in the desk's page, the same for all, and a mistake stops the start."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.installation import Installation
from whistle.app import app_for
from whistle.domain.concern import ClosingReason
from whistle.domain.errors import CannotStart
from whistle.services.house import House
from whistle.web.pages import REVIEW
from whistle.web.reply_templates import USES, reply_templates
from whistle.web.serving import pages

ENTRY = """
[[entry]]
for = "reply"
title = "No news"
text = "Nothing has changed. We will write by {date}."
"""


def test_there_is_something_to_begin_with_for_every_answer_and_every_reason_for_closing() -> None:
    ours = reply_templates(None)
    assert {each["use"] for each in ours} == set(USES)
    assert {each["reason"] for each in ours if each["use"] == "close"} == {
        reason.code for reason in ClosingReason
    }
    titles = [(each["use"], each["title"]) for each in ours]
    assert len(set(titles)) == len(titles)


def test_no_template_asks_who_the_reporter_is_or_to_meet_them() -> None:
    for each in reply_templates(None):
        assert not re.search(
            r"\bmeet\b|\bphone us\b|\bring us\b|call us|your name|e-?mail|who are you|where do you work",
            each["text"],
            re.IGNORECASE,
        ), each["title"]


def test_the_page_of_the_desk_holds_them_as_words(
    installation: Installation, house: House, tmp_path: Path
) -> None:
    signs = "</template><script>x</script>\"'<b>"
    said = json.dumps(signs)
    entry = f'[[entry]]\nfor = "check"\ntitle = {said}\ntext = {said}\n'
    (tmp_path / "templates.toml").write_text(entry)
    app = app_for(replace(installation.settings, data=tmp_path), house)
    with app.app_context():
        page = pages().shells[REVIEW].body.decode()
    assert "<script>x" not in page
    held = re.search(r'<template id="reply-templates">(.*?)</template>', page, re.DOTALL)
    assert held
    assert json.loads(html.unescape(held[1])) == [
        {"use": "check", "reason": "", "title": signs, "text": signs}
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"reply"', '"letter"', r"templates\.toml, entry 1: for must be one of: acknowledge, "),
        ('"reply"', '"close"', r"entry 1: reason must be one of: resolved, "),
        ('title = "No news"', "", r"entry 1: title must be words"),
        ("No news", "x" * 61, r"entry 1: title must be words, at most 60"),
        ("{date}", "{day}", r"entry 1: text holds \{day\}, which nothing fills in"),
        ("{date}", "{date", r"entry 1: text holds \{date"),
        ("[[entry]]", '[[entry]]\nreason = "resolved"', r"entry 1: reason is not known here"),
        ("[[entry]]", "[entry]", r"must hold a list \[\[entry\]\]"),
    ],
)
def test_a_mistake_stops_the_start_and_says_where_it_is(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in ENTRY
    (tmp_path / "templates.toml").write_text(ENTRY)
    assert reply_templates(tmp_path)[0]["title"] == "No news"
    (tmp_path / "templates.toml").write_text(ENTRY.replace(before, after))
    with pytest.raises(CannotStart, match=said):
        reply_templates(tmp_path)
