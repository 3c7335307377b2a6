"""The static pages: rendered once at the start, then only bytes.

Being made before any visitor comes, a page cannot depend on one. The manifest lists the SHA-256 of every page
and file that a reporter or a reviewer's key touches, so that a special page made for one person can be found out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from whistle.web.held import CONTENT_TYPES, Held, hold_folder
from whistle.web.problems import Problem

HTML = CONTENT_TYPES[".html"]
STATIC = Path(__file__).resolve().parent.parent / "static"

# What every visitor gets without any code of ours deciding anything.
PUBLIC = {
    "/": "report/home.html",
    "/before-you-start": "report/before-you-start.html",
    "/raise": "report/raise.html",
    "/follow-up": "report/follow-up.html",
    "/keys": "report/keys.html",
}
# The desk's shell holds nothing, but a reviewer's key is unlocked in it.
REVIEW = "/staff/review/"
REVIEW_TEMPLATE = "staff/review.html"


class Pages:
    """Everything that is served from memory, by path."""

    def __init__(self, app: Flask, context: Mapping[str, Any]) -> None:
        self._app, self.context = app, dict(context)
        self.files = hold_folder(STATIC) if STATIC.is_dir() else {}
        self.public = {path: self.hold_page(template) for path, template in PUBLIC.items()}
        self.review = self.hold_page(REVIEW_TEMPLATE)
        self.manifest = Held(self._manifest(), CONTENT_TYPES[".json"])

    def error(self, problem: Problem, staff: bool) -> Held:
        """The page for ``problem``, in the frame that goes with where the person was."""
        template = "errors/staff.html" if staff else "errors/error.html"
        return self.hold_page(template, status=problem.status, error=problem)

    def hold_page(self, template: str, *, status: int = 200, **more: object) -> Held:
        """Render a page now, once and for all who will ask for it."""
        text = self._app.jinja_env.get_template(template).render(self.context, **more)
        return Held(text.encode(), HTML, status)

    def all(self) -> list[Held]:
        """What most visitors ask for."""
        return [*self.public.values(), *self.files.values(), self.review, self.manifest]

    def _manifest(self) -> bytes:
        listed = {
            **self.public,
            REVIEW: self.review,
            **{f"/static/{name}": held for name, held in self.files.items()},
        }
        files = {path: listed[path].digest for path in sorted(listed)}
        return json.dumps({"format": "whistle/v1/manifest", "sha256": files}, indent=1).encode() + b"\n"


def use_templates(app: Flask, folder: Path) -> None:
    """Let ``app`` find our templates and the GOV.UK components."""
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "extensions": ["jinja2.ext.i18n"]}
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(folder),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    # A paragraph is one message, however the template wraps its lines.
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
