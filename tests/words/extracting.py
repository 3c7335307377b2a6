"""Every message of the reporter's side, from where it stands: templates, scripts, and tables whose words are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from jinja2.ext import babel_extract

from config import ROOT
from whistle.domain import taxonomy
from whistle.web import problems

TEMPLATES = ROOT / "templates"
SOURCES = ROOT / "whistle/client/src"
# What the public can see; the desk, the auditors' page and the demonstration are in English alone.
REPORTERS = [
    TEMPLATES / "base.html",
    TEMPLATES / "errors/error.html",
    *sorted((TEMPLATES / "report").glob("*.html")),
]
# A page's script, and where its source begins.
SCRIPTS = {"leave.js": "report/leave.ts", "report.js": "report/report.ts", "follow-up.js": "report/follow.ts"}

# A plural has two parts. A message in a context is one string, as gettext keeps it: the context stands before a \4.
Message = str | tuple[str, ...]
IN_CONTEXT = "\4"


def of_template(path: Path) -> Iterator[Message]:
    """The messages of one template."""
    options = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
    with path.open("rb") as file:
        for _, said, message, _ in babel_extract(file, ("_", "gettext", "ngettext", "pgettext"), (), options):
            # None where what is said is a variable: one of the tables below.
            parts = (message,) if isinstance(message, str) else tuple(part for part in message or () if part)
            if said == "pgettext":
                yield IN_CONTEXT.join(parts)
            elif parts:
                yield parts if len(parts) > 1 else parts[0]


def of_source(path: Path) -> Iterator[Message]:
    """What one TypeScript file says through `t` and `tn`, in order."""
    keywords: dict[str, Any] = {"t": None, "tn": (1, 2)}
    options = {"encoding": "utf-8", "parse_template_string": "true"}
    with path.open("rb") as file:
        for _, message, _, _ in extract("javascript", file, keywords=keywords, options=options):
            yield message


def imported(entry: Path) -> list[Path]:
    """``entry`` and every source of ours that it imports, however far; types that are erased bring nothing along."""
    found: list[Path] = []
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.append(path)
        text = path.read_text(encoding="utf-8")
        # An import of types alone, or of a worker by its address, is no part of the bundle.
        names = re.findall(r"^(?:import|export)(?! type)[^;]*?from '(\.[^']*)\.js'", text, re.MULTILINE)
        waiting += [(path.parent / f"{name}.ts").resolve() for name in names]
    return sorted(found)


def sources_of(script: str) -> list[Path]:
    """All of what a page's script is made of."""
    return imported(SOURCES / SCRIPTS[script])


def of_script(script: str) -> list[Message]:
    """What a page's script can say, each once."""
    return list(dict.fromkeys(message for path in sources_of(script) for message in of_source(path)))


def _tables() -> Iterator[tuple[str, str]]:
    path = ROOT / "whistle/domain/taxonomy.py"
    for value in vars(taxonomy).values():
        for entry in value if isinstance(value, tuple) else ():
            if isinstance(entry, taxonomy.Entry):
                yield str(path.relative_to(ROOT)), entry.words
    with path.open("rb") as file:
        for _, message, _, _ in extract("python", file, keywords={"N_": None}):
            yield str(path.relative_to(ROOT)), str(message)
    for problem in dict.fromkeys([*problems.BY_ERROR.values(), *problems.BY_STATUS.values()]):
        yield "whistle/web/problems.py", problem.title
        yield "whistle/web/problems.py", problem.detail


def template_catalogue() -> Catalog:
    """All of it, without any translation."""
    gathered: list[tuple[str, Message]] = []
    for path in REPORTERS:
        gathered += ((str(path.relative_to(ROOT)), message) for message in of_template(path))
    gathered += _tables()
    sources = sorted({path for script in SCRIPTS for path in sources_of(script)})
    for path in sources:
        gathered += ((str(path.relative_to(ROOT)), message) for message in of_source(path))
    return _catalogue(gathered)


def _catalogue(gathered: Iterable[tuple[str, Message]]) -> Catalog:
    places: dict[Message, list[str]] = {}
    for place, message in gathered:
        places.setdefault(message, []).append(place)
    catalogue = Catalog(charset="utf-8")
    for message, found in places.items():
        # Without their lines: a catalogue should change when words do, not when code moves.
        context, _, words = message.rpartition(IN_CONTEXT) if isinstance(message, str) else ("", "", message)
        catalogue.add(
            words, locations=[(place, 0) for place in dict.fromkeys(found)], context=context or None
        )
    return catalogue
