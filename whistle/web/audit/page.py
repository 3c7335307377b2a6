"""What every auditors' page is made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from whistle.domain.roles import Role
from whistle.domain.stated import Statement
from whistle.services import measuring
from whistle.services.measuring import Audit
from whistle.web import sessions
from whistle.web.audit import chart, words
from whistle.web.serving import house, pages

FRONT = "/staff/audit/"


def page(template: str, here: str, made: Callable[[Statement], Mapping[str, object]]) -> ResponseReturnValue:
    """A page of figures for the auditor who is signed in; where there are none, they are led to the first page."""

    def of(audit: Audit) -> Mapping[str, object] | None:
        return None if audit.statement is None else made(audit.statement)

    return front(template, here, of)


def front(
    template: str, here: str, made: Callable[[Audit], Mapping[str, object] | None]
) -> ResponseReturnValue:
    """The same of a page that may have none; ``made`` gives what it shows, or None where it is not for showing."""
    from flask_wtf.csrf import generate_csrf

    if elsewhere := sessions.first_to():
        return redirect(elsewhere, 303)
    person = sessions.signed_in(Role.AUDITOR)
    audit = measuring.audit(house())
    shown = made(audit)
    if shown is None:
        return redirect(FRONT, 303)
    return render_template(
        f"audit/{template}",
        person=person,
        csrf_token=generate_csrf,
        audit=audit,
        here=here,
        chart=chart,
        words=words,
        **shown,
        **pages().context,
    )
