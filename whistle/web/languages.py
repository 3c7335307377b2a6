"""The languages of the public pages. English stands in the templates and is what a message is found by.

A page's language is part of its path (`/cy/raise`) and of nothing that is kept: no cookie, no Accept-Language.
Flask-Babel is loaded when a page in another language is first asked for: it would be a tenth of a cold start and of
the memory, and the English pages need none of it.
"""

from __future__ import annotations

import datetime as dt
import json
from calendar import month_name
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Flask, g, has_app_context
from jinja2 import pass_context
from jinja2.runtime import Context

ENGLISH = "en"
# Each by its own name: whoever looks for it reads that.
LANGUAGES = {ENGLISH: "English", "cy": "Cymraeg"}
CATALOGUES = Path(__file__).resolve().parent.parent / "translations"

_making = Lock()


def of_path(path: str) -> str:
    """The language that ``path`` is in."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in LANGUAGES and first != ENGLISH else ENGLISH


def path_in(language: str, path: str) -> str:
    """The same page or another in ``language``."""
    return path if language == ENGLISH else f"/{language}{path}"


def install(app: Flask) -> None:
    """Let the templates of ``app`` say their messages in whatever language is spoken when they are rendered."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _one, _counted, newstyle=True, pgettext=_in_context
    )


def spoken() -> str:
    """The language that templates speak now."""
    return str(g.get("language", ENGLISH)) if has_app_context() else ENGLISH


def catalogue() -> Any:
    """Flask-Babel's catalogue of the language that is spoken, or None in English."""
    if spoken() == ENGLISH:
        return None
    from flask_babel import get_translations

    return get_translations()


def _one(message: str) -> str:
    found = catalogue()
    return str(found.ugettext(message)) if found else message


def _counted(one: str, many: str, n: int) -> str:
    found = catalogue()
    return str(found.ungettext(one, many, n)) if found else one if n == 1 else many


def _in_context(context: str, message: str) -> str:
    """A message that other languages say otherwise elsewhere, such as Yes, which in Welsh repeats the verb."""
    found = catalogue()
    return str(found.upgettext(context, message)) if found else message


@pass_context
def said(context: Context, text: Mapping[str, str]) -> str:
    """A text that comes in several languages, in the page's or else in English."""
    return text.get(context["lang"]) or text[ENGLISH]


def day(date: dt.date) -> str:
    """ "21 November 2026", in the language that is spoken."""
    return f"{date.day} {_one(month_name[date.month])} {date.year}"


@contextmanager
def speaking(app: Flask, language: str) -> Iterator[None]:
    """Until the end of the block, the templates of ``app`` speak ``language``."""
    if language == ENGLISH:
        yield
        return
    from flask_babel import Babel, force_locale

    with _making:
        if "babel" not in app.extensions:
            Babel(app, configure_jinja=False, default_translation_directories=str(CATALOGUES))
    with app.app_context(), force_locale(language):
        g.language = language
        yield


@cache
def of_scripts(language: str) -> dict[str, dict[str, Any]]:
    """By the name of a script, the messages that it uses, and of a plural one string a form."""
    return dict(json.loads((CATALOGUES / language / "scripts.json").read_text(encoding="utf-8")))
