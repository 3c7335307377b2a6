"""The catalogue of a language: what its translators work in, and what the service and the scripts read of it."""

from __future__ import annotations

import io
import json
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.words import extracting
from whistle.web.languages import CATALOGUES, ENGLISH, LANGUAGES

# The plurals of a catalogue are in the order of CLDR's categories, as `Intl.PluralRules` has them in the browser: zero,
# one, two, few, many, other.
TRANSLATED = [language for language in LANGUAGES if language != ENGLISH]


def words_of(language: str) -> Path:
    """What translators work in."""
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """The catalogue as it stands."""
    with words_of(language).open("rb") as file:
        return read_po(file, locale=language)


def forms(message: Message) -> tuple[str, ...]:
    """The translation: one string, or of a plural one for each form; empty where there is none yet."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def updated(language: str) -> bytes:
    """The same with every message that there is now and no other; a new one has no words yet, and none is guessed."""
    catalogue = read(language)
    created = catalogue.creation_date
    catalogue.update(extracting.template_catalogue(), no_fuzzy_matching=True)
    catalogue.creation_date = created
    catalogue.obsolete.clear()
    file = io.BytesIO()
    write_po(file, catalogue, width=110, include_lineno=False)
    return file.getvalue()


def compiled(language: str) -> bytes:
    """For the pages: the catalogue as gettext reads it."""
    file = io.BytesIO()
    write_mo(file, read(language))
    return file.getvalue()


def of_scripts(language: str) -> str:
    """For the scripts: the messages that each uses, which travel in the pages that load it."""
    catalogue = read(language)
    used = {
        name: {key: _words(message) for key, message in _found(catalogue, extracting.of_script(name))}
        for name in extracting.SCRIPTS
    }
    return json.dumps(used, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def _found(catalogue: Catalog, messages: list[extracting.Message]) -> list[tuple[str, Message]]:
    keys = [message if isinstance(message, str) else message[0] for message in messages]
    found = [(key, catalogue.get(key)) for key in keys]
    return [(key, message) for key, message in found if message is not None and any(forms(message))]


def _words(message: Message) -> str | list[str]:
    return list(forms(message)) if message.pluralizable else forms(message)[0]


def products(language: str) -> dict[Path, bytes]:
    """What is made of the catalogue, and where it is committed."""
    return {
        words_of(language).with_suffix(".mo"): compiled(language),
        CATALOGUES / language / "scripts.json": of_scripts(language).encode(),
    }
