"""The static pages: rendered once, then only bytes.

Being made where no visitor can be seen, a page cannot depend on one: the English pages at the start, those in another
language when one is first asked for. The manifest lists the SHA-256 of every page
and file that a reporter or a reviewer's key touches, so that a special page made for one person can be found out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from whistle.web import languages
from whistle.web.compiled import Compiled
from whistle.web.held import CONTENT_TYPES, Held, Holding, Later, hold_folder
from whistle.web.languages import ENGLISH, LANGUAGES
from whistle.web.problems import Problem

HTML = CONTENT_TYPES[".html"]
STATIC = Path(__file__).resolve().parent.parent / "static"

# What every visitor gets without any code of ours deciding anything, in every language.
PUBLIC = {
    "/": "report/home.html",
    "/before-you-start": "report/before-you-start.html",
    "/raise": "report/raise.html",
    "/follow-up": "report/follow-up.html",
    "/support": "report/support.html",
    "/protections": "report/protections.html",
    "/keys": "report/keys.html",
    "/verify": "report/verify.html",
}
# Where an error is told: in the frame of the staff's pages, or of the public ones in a language.
STAFF = "staff"
FRAMES = (STAFF, *LANGUAGES)
# Shells that hold nothing themselves: in the one a reviewer's key is unlocked, in the other made.
REVIEW = "/staff/review/"
MAKE_KEY = "/staff/account/key"
SHELLS = {REVIEW: "staff/review.html", MAKE_KEY: "account/key.html"}


class Pages:
    """Everything that is served from memory, by path."""

    def __init__(self, app: Flask, context: Mapping[str, Any]) -> None:
        self._app, self.context = app, dict(context)
        self.files = hold_folder(STATIC) if STATIC.is_dir() else {}
        self._english = {path: self.hold_page(template, path=path) for path, template in PUBLIC.items()}
        self.public: dict[str, Holding] = {**self._english}
        for language in list(LANGUAGES)[1:]:
            for path, template in PUBLIC.items():
                address = languages.path_in(language, path)
                self.public[address] = Later(self._making(template, language=language, path=path))
        self.shells = {path: self.hold_page(template) for path, template in SHELLS.items()}
        self.manifest = Later(lambda: Held(self._manifest(), CONTENT_TYPES[".json"]))

    def error(self, problem: Problem, frame: str) -> Holding:
        """The page for ``problem``, in the frame that goes with where the person was."""
        if frame == STAFF:
            return self.hold_page("errors/staff.html", status=problem.status, error=problem)
        make = self._making("errors/error.html", language=frame, status=problem.status, error=problem)
        return make() if frame == ENGLISH else Later(make)

    def hold_page(
        self, template: str, *, status: int = 200, language: str = ENGLISH, path: str = "/", **more: object
    ) -> Held:
        """Render a page, once and for all who will ask for it; ``path`` is where it is in English."""
        others = [
            (code, name, languages.path_in(code, path))
            for code, name in LANGUAGES.items()
            if code != language
        ]
        with languages.speaking(self._app, language):
            text = self._app.jinja_env.get_template(template).render(
                self.context,
                lang=language,
                to=lambda to: languages.path_in(language, to),
                words_of=lambda script: languages.of_scripts(language).get(script, {}),
                in_other_languages=others,
                **more,
            )
        return Held(text.encode(), HTML, status)

    def _making(self, template: str, **more: Any) -> Callable[[], Held]:
        return lambda: self.hold_page(template, **more)

    def all(self) -> list[Held]:
        """What most visitors ask for."""
        return [*self._english.values(), *self.files.values(), *self.shells.values()]

    def _manifest(self) -> bytes:
        listed = {
            **self.public,
            **self.shells,
            **{f"/static/{name}": held for name, held in self.files.items()},
        }
        files = {path: listed[path].digest for path in sorted(listed)}
        return json.dumps({"format": "whistle/v1/manifest", "sha256": files}, indent=1).encode() + b"\n"


def use_templates(app: Flask, folder: Path) -> None:
    """Let ``app`` find our templates and the GOV.UK components."""
    options = {"trim_blocks": True, "lstrip_blocks": True, "extensions": ["jinja2.ext.i18n"]}
    app.jinja_options = {**options, "bytecode_cache": Compiled(folder, options)}
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(folder),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    # A paragraph is one message, however the template wraps its lines.
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    app.jinja_env.filters.update(said=languages.said, day=languages.day)
    languages.install(app)
