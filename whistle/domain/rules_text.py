"""The limits as text: one line of JSON in one form, so that a hash of it is a hash of them.

    {"acknowledgement":{"basis":"aim","hours":24,"why":"…"},"checks":[{"basis":"local rule","months":1,"why":"…"},…],
     "holidays":["2026-12-25",…],"outcome":{…},"pause_days":28,"reason":{…},"reply":{…},"staffed":"Mon-Fri 09:00-17:00",
     "triage":{…},"update":{…},"version":1,"working_routes":[2,…]}

Keys in order, no spaces between, characters as they are, dates and routes in order and once.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict, TypeVar

from whistle.domain.errors import Malformed
from whistle.domain.hours import Staffed
from whistle.domain.limits import KINDS, LONGEST, Basis, DueKind, Length, Limit

if TYPE_CHECKING:
    from whistle.domain.rules import Rules

Value = TypeVar("Value", int, dt.date)

FORM = 1
LONGEST_TEXT = 20_000
_SINGLE = KINDS[:-1]
_KEYS = {*_SINGLE, "checks", "holidays", "pause_days", "staffed", "version", "working_routes"}


class Said(TypedDict):
    """What a document says, by the fields of `whistle.domain.rules.Rules`."""

    triage: Limit
    acknowledgement: Limit
    reply: Limit
    update: Limit
    outcome: Limit
    reason: Limit
    checks: tuple[Limit, ...]
    pause_days: int
    staffed: Staffed
    holidays: frozenset[dt.date]
    working_routes: frozenset[int]


def load(text: str) -> Mapping[str, object]:
    """The document of a text, whose fields are still to be looked at. Raises Malformed."""
    if len(text) > LONGEST_TEXT:
        raise Malformed("The limits are too long.")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("The limits are no JSON.") from None
    return _table(document, "the limits")


def read(document: Mapping[str, object]) -> Said:
    """Every field, of the right kind. Raises Malformed, naming the first that is not."""
    _only(document, _KEYS, "The limits")
    if _number(document["version"], "the version") != FORM:
        raise Malformed(f"The limits are of another version than {FORM}.")
    return Said(
        triage=_limit(document["triage"], DueKind.TRIAGE),
        acknowledgement=_limit(document["acknowledgement"], DueKind.ACKNOWLEDGEMENT),
        reply=_limit(document["reply"], DueKind.REPLY),
        update=_limit(document["update"], DueKind.UPDATE),
        outcome=_limit(document["outcome"], DueKind.OUTCOME),
        reason=_limit(document["reason"], DueKind.REASON),
        checks=tuple(_limit(each, DueKind.CHECK) for each in _list(document, "checks")),
        pause_days=_number(document["pause_days"], "pause_days"),
        staffed=_staffed(document["staffed"]),
        holidays=frozenset(_once([_date(each) for each in _list(document, "holidays")], "holidays")),
        working_routes=frozenset(
            _once([_number(each, "a route") for each in _list(document, "working_routes")], "working_routes")
        ),
    )


def write(rules: Rules) -> str:
    """The text of these limits."""
    document: dict[str, object] = {
        "checks": [_table_of(limit) for limit in rules.checks],
        "holidays": sorted(map(str, rules.holidays)),
        "pause_days": rules.pause_days,
        "staffed": rules.staffed.text,
        "version": FORM,
        "working_routes": sorted(rules.working_routes),
    }
    for kind in _SINGLE:
        document[kind] = _table_of(rules.limit(kind))
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _table_of(limit: Limit) -> dict[str, object]:
    length = {unit: number for unit in LONGEST if (number := getattr(limit.length, unit))}
    return {"basis": limit.basis, "why": limit.why, **length}


def _limit(value: object, kind: DueKind) -> Limit:
    name = f"the limit for {kind}"
    table = _table(value, name)
    units = set(table) & set(LONGEST)
    if len(units) != 1:
        raise Malformed(f"In {name}, give one of hours, days, working_days and months.")
    _only(table, {"basis", "why", *units}, f"In {name}, the table")
    basis, why = table["basis"], table["why"]
    if not isinstance(basis, str) or basis not in list(Basis):
        raise Malformed(f"In {name}, the basis must be law, aim or local rule.")
    if not isinstance(why, str):
        raise Malformed(f"In {name}, why must be text.")
    try:
        length = Length(**{unit: _number(table[unit], unit) for unit in units})
        return Limit(kind, length, Basis(basis), why)
    except Malformed as error:
        raise Malformed(f"In {name}: {error}") from None


def _table(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise Malformed(f"There must be a table for {name}.")
    return value


def _only(table: Mapping[str, object], keys: set[str], name: str) -> None:
    if missing := sorted(keys - set(table)):
        raise Malformed(f"{name} must say {missing[0]}.")
    if unknown := sorted(set(table) - keys):
        raise Malformed(f"{name} cannot say {unknown[0][:40]!r}.")


def _list(document: Mapping[str, object], name: str) -> list[object]:
    value = document[name]
    if not isinstance(value, list):
        raise Malformed(f"There must be a list of {name}.")
    return value


def _number(value: object, name: str) -> int:
    if type(value) is not int:
        raise Malformed(f"The number for {name} must be a whole one.")
    return value


def _date(value: object) -> dt.date:
    try:
        if isinstance(value, str) and str(day := dt.date.fromisoformat(value)) == value:
            return day
    except ValueError:
        pass
    raise Malformed("A holiday must be a date such as 2026-12-25.")


def _staffed(value: object) -> Staffed:
    try:
        if isinstance(value, str):
            return Staffed.parse(value)
    except ValueError:
        pass
    raise Malformed("The staffed hours must be such as Mon-Fri 09:00-17:00.")


def _once(values: list[Value], name: str) -> list[Value]:
    if len(set(values)) != len(values):
        raise Malformed(f"Something stands twice among {name}.")
    return values
