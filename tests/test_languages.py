"""The catalogues are complete, fresh and faithful, and no text of the reporter's side goes without them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tests.words import catalogues, extracting
from tests.words.catalogues import TRANSLATED, forms
from tests.words.prose import outside_messages
from whistle.web.languages import CATALOGUES, LANGUAGES

# %(name)s of a template, {name} of a script, and the markup that a message carries.
PARTS = re.compile(r"%\(\w+\)s|\{\w+\}|</?\w+[^>]*>")


@pytest.fixture(params=TRANSLATED)
def messages(request: pytest.FixtureRequest) -> list[Message]:
    return [message for message in catalogues.read(request.param) if message.id]


def first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_sources_is_in_the_catalogue_and_no_other(language: str) -> None:
    """Run `make words` when this fails."""
    assert catalogues.updated(language) == catalogues.words_of(language).read_bytes()


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_made_of_a_catalogue_is_fresh(language: str) -> None:
    """Run `make words` when this fails."""
    for path, made in catalogues.products(language).items():
        assert path.read_bytes() == made, path


def test_no_message_is_missing_or_only_guessed(messages: list[Message]) -> None:
    assert [first(message) for message in messages if message.fuzzy or not all(forms(message))] == []


def test_a_translation_has_the_same_values_and_markup(messages: list[Message]) -> None:
    for message in messages:
        originals = [
            sorted(PARTS.findall(each))
            for each in ([message.id] if isinstance(message.id, str) else message.id)
        ]
        for form in forms(message):
            # A form for one or two may say the number in words.
            found = sorted(PARTS.findall(form))
            allowed = originals + [
                [part for part in each if part not in ("{n}", "%(n)s")] for each in originals[1:]
            ]
            assert found in allowed, first(message)


def test_a_translation_begins_and_ends_as_its_message_does(messages: list[Message]) -> None:
    for message in messages:
        for form in forms(message):
            assert form == form.strip(), form
            assert (form[-1] in ".:?!") == (first(message)[-1] in ".:?!"), (first(message), form)


def test_there_is_a_catalogue_for_every_language_but_english() -> None:
    assert {path.parent.parent.name for path in CATALOGUES.glob("*/LC_MESSAGES/messages.po")} == set(
        LANGUAGES
    ) - {"en"}


# What a worker or its post says is shown for codes alone that no page has words for.
APART = {"rpc.ts", "t.ts"}
SOURCES = [
    path
    for path in sorted({path for entry in extracting.SCRIPTS for path in extracting.sources_of(entry)})
    if path.name not in APART
]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_script_of_the_reporter_says_a_sentence_outside_a_message(path: Path) -> None:
    assert outside_messages(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_what_a_script_says_is_literal_so_that_it_can_be_gathered(path: Path) -> None:
    calls = len(re.findall(r"(?<![\w.])tn?\(", path.read_text(encoding="utf-8")))
    assert len(list(extracting.of_source(path))) == calls


def test_a_sentence_outside_a_message_would_be_found() -> None:
    assert outside_messages("say('id', 'Wait a minute.'); t('All right.'); el('p', 'one two-three');") == [
        "Wait a minute."
    ]
    assert outside_messages("say('id', `Only ${n} days left`)") == ["Only ${n} days left"]
    assert outside_messages("throw new Error('the page has no such thing')") == []
