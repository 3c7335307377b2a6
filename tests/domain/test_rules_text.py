"""The limits as text: one form, and every way in which a text can be wrong is refused in plain words."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whistle.domain.errors import Malformed
from whistle.domain.hours import DAYS, Part, Staffed
from whistle.domain.limits import LONGEST, LONGEST_TRIAGE, WHY_LENGTH, Basis, DueKind, Length, Limit
from whistle.domain.rules import LONGEST_PAUSE, MOST_CHECKS, MOST_HOLIDAYS, USUAL, Rules

Change = Callable[[dict[str, Any]], object]
FULL = replace(
    USUAL,
    holidays=frozenset({dt.date(2026, 12, 25), dt.date(2026, 12, 28)}),
    working_routes=frozenset({3, 1}),
)


def line(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def changed(change: Change) -> str:
    document = json.loads(FULL.text)
    change(document)
    return line(document)


LENGTHS = st.sampled_from(sorted(LONGEST)).flatmap(
    lambda unit: st.integers(1, LONGEST[unit]).map(lambda number: Length(**{unit: number}))
)
WHY = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20) | st.just("x" * WHY_LENGTH)


def limits(kind: DueKind, lengths: st.SearchStrategy[Length] = LENGTHS) -> st.SearchStrategy[Limit]:
    return st.builds(Limit, st.just(kind), lengths, st.sampled_from(Basis), WHY)


def part(days: list[int], quarters: list[int]) -> Part:
    first, last = sorted(days)
    start, end = sorted(quarters)
    return Part(range(first, last + 1), start * 15, end * 15)


TWO_DAYS = st.lists(st.integers(0, 6), min_size=2, max_size=2)
TWO_TIMES = st.lists(st.integers(0, 96), min_size=2, max_size=2, unique=True)
PARTS = st.lists(st.builds(part, TWO_DAYS, TWO_TIMES), min_size=1, max_size=6)
STAFFED = PARTS.map(lambda parts: Staffed.parse(",".join(part.text for part in parts)))
RULES = st.builds(
    Rules,
    limits(DueKind.TRIAGE, st.integers(1, LONGEST_TRIAGE).map(lambda hours: Length(hours=hours))),
    limits(DueKind.ACKNOWLEDGEMENT, st.integers(1, 9).map(lambda days: Length(hours=24 * days))),
    limits(DueKind.REPLY),
    limits(DueKind.UPDATE),
    limits(DueKind.OUTCOME),
    limits(DueKind.REASON),
    st.lists(st.integers(1, 40), max_size=MOST_CHECKS, unique=True).map(
        lambda months: tuple(replace(USUAL.checks[0], length=Length(months=each)) for each in sorted(months))
    ),
    st.integers(1, LONGEST_PAUSE),
    STAFFED,
    st.frozensets(st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)), max_size=9),
    st.frozensets(st.integers(0, 65_535), max_size=9),
)


@settings(max_examples=40)
@given(RULES)
def test_every_set_of_limits_has_one_text_which_says_all_of_it(rules: Rules) -> None:
    again = Rules.parse(rules.text)
    assert again == rules
    assert again.text == rules.text
    assert again.hash == rules.hash
    assert "\n" not in rules.text


@settings(max_examples=30)
@given(RULES, RULES)
def test_other_limits_have_another_text(one: Rules, other: Rules) -> None:
    assert (one.text == other.text) == (one == other)


@pytest.mark.parametrize(
    "text",
    [
        FULL.text + "\n",
        " " + FULL.text,
        FULL.text.replace('":', '": '),
        FULL.text.replace('"basis":"aim","hours":24', '"hours":24,"basis":"aim"'),
        FULL.text.replace('"pause_days":28', '"pause_days":28,"pause_days":28'),
        FULL.text.replace('"2026-12-25","2026-12-28"', '"2026-12-28","2026-12-25"'),
        FULL.text.replace("[1,3]", "[3,1]"),
        FULL.text.replace("Mon-Fri 09:00-17:00", "Mon-Thu 09:00-17:00, Fri 09:00-17:00"),
        FULL.text.replace("Mon-Fri 09:00-17:00", "Mon-Fri 09:00-12:00, Mon-Fri 12:00-17:00"),
        FULL.text.replace("Mon-Fri 09:00-17:00", " Mon-Fri 09:00-17:00"),
        FULL.text.replace("What came", "What\\u0020came"),
    ],
    ids=[
        "line end", "space before", "spaces", "order of keys", "a key twice", "order of holidays", "order of routes",
        "days that could be one", "hours that could be one", "space in hours", "escape",
    ],
)  # fmt: skip
def test_what_says_the_same_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="one form"):
        Rules.parse(text)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda it: it.pop("reply"), "must say reply"),
        (lambda it: it.update(version=2), "another version"),
        (lambda it: it.update(version=True), "whole"),
        (lambda it: it.update(forgiveness=1), "cannot say 'forgiveness'"),
        (lambda it: it.update(reply=7), "table for the limit for reply"),
        (lambda it: it["reply"].update(days=0), "limit for reply: A length of time is a number, above zero"),
        (lambda it: it["reply"].update(days=-7), "limit for reply: Days must be from 1"),
        (lambda it: it["reply"].update(days=99_999), "limit for reply: Days must be from 1 to 3,653"),
        (lambda it: it["reply"].update(days=7.0), "whole"),
        (lambda it: it["reply"].update(days="7"), "whole"),
        (lambda it: it["reply"].update(days=True), "whole"),
        (lambda it: it["reply"].update(days=None), "whole"),
        (lambda it: it["reply"].update(hours=7), "one of hours, days, working_days and months"),
        (lambda it: it["reply"].pop("days"), "one of hours, days, working_days and months"),
        (lambda it: it["reply"].update(weeks=1), "cannot say 'weeks'"),
        (lambda it: it["reply"].update(basis="statute"), "law, aim or local rule"),
        (lambda it: it["reply"].update(basis=["law"]), "law, aim or local rule"),
        (lambda it: it["reply"].pop("basis"), "must say basis"),
        (lambda it: it["reply"].pop("why"), "must say why"),
        (lambda it: it["reply"].update(why=""), "one line of text"),
        (lambda it: it["reply"].update(why=" x"), "one line of text"),
        (lambda it: it["reply"].update(why="two\nlines"), "one line of text"),
        (lambda it: it["reply"].update(why=7), "must be text"),
        (lambda it: it["reply"].update(why="x" * 301), "at most 300"),
        (lambda it: it.update(triage={"days": 1, "basis": "aim", "why": "x"}), "triage must be in hours"),
        (lambda it: it["triage"].update(hours=73), "triage must be at most 72 hours"),
        (lambda it: it.update(acknowledgement={"months": 1, "basis": "aim", "why": "x"}), "whole days"),
        (lambda it: it["acknowledgement"].update(hours=36), "whole days"),
        (lambda it: it.update(checks={}), "list of checks"),
        (lambda it: it.update(checks=[3]), "table for the limit for check"),
        (lambda it: it["checks"].reverse(), "later than the one before"),
        (lambda it: it["checks"].insert(0, it["checks"][0]), "later than the one before"),
        (lambda it: it["checks"].insert(0, {"days": 7, "basis": "aim", "why": "x"}), "in the same unit"),
        (lambda it: it["checks"].extend({**it["checks"][3], "months": 13 + n} for n in range(9)), "at most 12"),
        (lambda it: it.update(pause_days=0), "1 to 90 days"),
        (lambda it: it.update(pause_days=-1), "1 to 90 days"),
        (lambda it: it.update(pause_days=91), "1 to 90 days"),
        (lambda it: it.update(pause_days="28"), "whole"),
        (lambda it: it.update(staffed="always"), "Mon-Fri 09:00-17:00"),
        (lambda it: it.update(staffed=""), "Mon-Fri 09:00-17:00"),
        (lambda it: it.update(staffed="Mon-Fri 17:00-09:00"), "Mon-Fri 09:00-17:00"),
        (lambda it: it.update(staffed="Mon-Fri 09:05-17:00"), "Mon-Fri 09:00-17:00"),
        (lambda it: it.update(staffed=9), "Mon-Fri 09:00-17:00"),
        (lambda it: it.update(holidays="2026-12-25"), "list of holidays"),
        (lambda it: it.update(holidays=["25.12.2026"]), "such as 2026-12-25"),
        (lambda it: it.update(holidays=["2026-02-30"]), "such as 2026-12-25"),
        (lambda it: it.update(holidays=["2026-W53-5"]), "such as 2026-12-25"),
        (lambda it: it.update(holidays=["20261225"]), "such as 2026-12-25"),
        (lambda it: it.update(holidays=[20261225]), "such as 2026-12-25"),
        (lambda it: it.update(holidays=["2026-12-25"] * 2), "twice among holidays"),
        (lambda it: it.update(holidays=[f"{year}-12-25" for year in range(1900, 2301)]), "at most 400"),
        (lambda it: it.update(working_routes=1), "list of working_routes"),
        (lambda it: it.update(working_routes=[-1]), "from 0 to 65535"),
        (lambda it: it.update(working_routes=[65_536]), "from 0 to 65535"),
        (lambda it: it.update(working_routes=["1"]), "whole"),
        (lambda it: it.update(working_routes=[1, 1]), "twice among working_routes"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(change: Change, words: str) -> None:
    with pytest.raises(Malformed, match=words):
        Rules.parse(changed(change))


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "7", "{", "NaN", '{"a":NaN}', "[" * 19_000, "1" * 9_000, "{}", "x" * 20_001, "\ud800"],
)
def test_what_is_no_text_of_limits_at_all_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Rules.parse(text)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.sampled_from(sorted(json.loads(FULL.text))), ANYTHING)
def test_whatever_stands_there_is_either_read_or_refused(key: str, value: object) -> None:
    text = line({**json.loads(FULL.text), key: value})
    with contextlib.suppress(Malformed):
        assert Rules.parse(text).text == text


def test_limits_that_make_no_sense_cannot_be_made_in_code_either() -> None:
    with pytest.raises(Malformed, match="in the place of"):
        replace(USUAL, reply=USUAL.update)
    with pytest.raises(Malformed, match="Somebody must be there"):
        replace(USUAL, staffed=Staffed(()))
    with pytest.raises(Malformed, match="of one"):
        Length()
    with pytest.raises(Malformed, match="of one"):
        Length(hours=1, days=1)
    assert MOST_HOLIDAYS >= 4 * 12


@given(PARTS, st.integers(0, 7 * 96 - 1))
def test_staffed_hours_mean_the_same_in_their_one_form(parts: list[Part], quarter: int) -> None:
    staffed = Staffed.parse(",".join(part.text for part in parts))
    day, minute = quarter // 96, quarter % 96 * 15
    assert any(day in part.days and part.start <= minute < part.end for part in parts) == any(
        day in part.days and part.start <= minute < part.end for part in staffed.parts
    )
    assert Staffed.parse(staffed.text) == staffed


@given(st.lists(st.sampled_from([*DAYS, "-", " ", "09:00", "17:00", "24:00", ","]), max_size=12).map("".join))
def test_staffed_hours_are_read_or_refused(text: str) -> None:
    try:
        staffed = Staffed.parse(text)
    except ValueError:
        return
    assert Staffed.parse(staffed.text) == staffed
