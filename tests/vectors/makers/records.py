"""record.json"""

from __future__ import annotations

from tests.envelope.world import seed
from tests.ledger.records import (
    LEE,
    LOG,
    NINE,
    ORIGIN,
    RULES,
    event,
    find,
    limits,
    received,
    released,
    story,
    ticked,
    written,
)
from tests.vectors.vector import Blobs, Vector
from whistle.domain.events import EventType
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger.event import Event
from whistle.ledger.notes import NoteSigner, encode_base64, sign_note
from whistle.ledger.quarterly import Return, make_return

ABOUT = "What an auditor reads: the record, its refusals in the order of PROTOCOL section 7, and the quarterly return."

STORY = story()[:2]
TICKS = ticked(STORY)
LINES = written(TICKS)
KEY = str(LOG.verifier)
OTHER = NoteSigner(ORIGIN, SigningKey.from_seed(b"o" * 32))
HEAD = 2
FIRST = next(at for at, line in enumerate(LINES) if line.startswith(b"checkpoint "))
ANEW = "Signed by the log's own key."
ROOT = seed("root")
SAID = Return(ORIGIN, "April to June 2026", 497_000, 48, ROOT, ("Concerns received: 12", "New limits: 0"))


def vectors(_: Blobs) -> list[Vector]:
    ticks = [[1, 16, NINE, 2], [17, 32, NINE + 1, 4]]
    return [
        Vector("a record", "Two ticks.", "record", _given(LINES), {"ticks": ticks, "rules": {"1": RULES}}),
        *_of_another_form(),
        *_tampered_with(),
        *_signed_anew(),
        *_returns(),
    ]


def _given(lines: list[bytes]) -> dict[str, str]:
    return {"key": KEY, "text": b"".join(lines).decode()}


def _refused(name: str, lines: list[bytes], names: str, error: str = "BadProof", about: str = "") -> Vector:
    """``names``: what the refusal says of where it is."""
    return Vector(
        name, about or f"Refused: {names}.", "record", _given(lines), error=error, extra={"names": names}
    )


def _of_another_form() -> list[Vector]:
    def malformed(name: str, lines: list[bytes], names: str) -> Vector:
        return _refused(name, lines, names, "MalformedNote")

    replied = find(LINES, EventType.RECEIVED)
    upper = [*LINES]
    upper[replied.line] = b"event " + LINES[replied.line][6:].upper()
    return [
        malformed("another version", [b"whistle/v2/record\n", *LINES[1:]], "not a record"),
        malformed("lines that end in CR LF", [line[:-1] + b"\r\n" for line in LINES], "not a record"),
        malformed("hex in upper case", upper, f"Entry {replied.entry}, in line {replied.line + 1}"),
        malformed("limits twice", [*LINES[:2], *LINES[1:]], "Line 3"),
        malformed("cut in a tick", LINES[: FIRST + 3], "breaks off after entry 18"),
        malformed("cut before its end", LINES[:-1], "After entry 32"),
        malformed("more after its end", [*LINES, b"more\n"], "After entry 32"),
        malformed("no entries", [*LINES[:HEAD], *LINES[-7:]], "no entries"),
    ]


def _tampered_with() -> list[Vector]:
    where = find(LINES, EventType.RECEIVED)
    word, tree_hash, salt, said = LINES[where.line].split()
    earlier = [*LINES]
    earlier[where.line] = b" ".join((word, tree_hash, salt, said[:9] + b"0" + said[10:])) + b"\n"
    swapped = [*LINES]
    swapped[HEAD + 4], swapped[HEAD + 5] = LINES[HEAD + 5], LINES[HEAD + 4]
    other = written(ticked(STORY, seed=2))
    exchanged = [*LINES[: FIRST + 1], *other[FIRST + 1 : -7], *LINES[-7:]]
    foreign = [*LINES]
    foreign[FIRST] = written(TICKS, OTHER)[FIRST]
    return [
        _refused("an edited entry", earlier, f"Entry {where.entry} was edited"),
        _refused("two entries exchanged", swapped, "Entry 6 is not in its place"),
        _refused("an entry twice", [*LINES[: HEAD + 5], *LINES[HEAD + 4 :]], "Entry 6 is the same"),
        _refused(
            "an entry left out",
            [*LINES[: FIRST + 1], *LINES[FIRST + 2 :]],
            "between entry 16 and the checkpoint after entry 32",
        ),
        _refused(
            "a tick left out",
            [*LINES[:HEAD], *LINES[FIRST + 1 :]],
            "before the checkpoint after entry 32",
        ),
        _refused(
            "a checkpoint left out", [*LINES[:FIRST], *LINES[FIRST + 1 :]], "Entry 17 is not in its place"
        ),
        _refused("a checkpoint twice", [*LINES[: FIRST + 1], *LINES[FIRST:]], "After entry 16"),
        _refused("entries of another log", exchanged, "one of the entries 17 to 32"),
        _refused("another key's checkpoint", foreign, "after entry 16", "BadSignature"),
        _refused(
            "ticks that go back", written([TICKS[0], (NINE - 1, TICKS[1][1])]), "after entry 32 is dated"
        ),
        _refused("edited limits", written(TICKS, rules={1: "{}"}), "version 1 of the limits"),
    ]


def _signed_anew() -> list[Vector]:
    """By the log's own key, with a third tick that cannot be."""

    def third(name: str, names: str, *events: Event) -> Vector:
        lines = written(ticked([*STORY, (NINE + 2, list(events))]))
        return _refused(name, lines, names, about=ANEW)

    closed, again = event(EventType.CLOSED, NINE + 1), event(EventType.CLOSED, NINE + 2)
    early = event(EventType.REPLIED, NINE + 1, LEE)
    return [
        third("after its tick", "after the tick that took it in", event(EventType.REPLIED, NINE + 3)),
        _back_dated(),
        third("received twice", "received already", received(NINE + 2)),
        third("released twice", "released already", released(NINE + 2)),
        third("never received", "never received", event(EventType.REPLIED, NINE + 2, LEE)),
        third("before its receipt", "before its concern was received", received(NINE + 2, LEE), early),
        third("closed twice", "closed already", closed, again),
        third("reopened while open", "was not closed", event(EventType.REOPENED, NINE + 2)),
        third("limits without a text", "version 2 of the limits", limits(NINE + 2, 2, "{}")),
        third(
            "unknown limits",
            "version 2 of the limits",
            received(NINE + 2, LEE),
            released(NINE + 2, LEE, rules=2),
        ),
        third("of no concern", "belongs to no concern", event(EventType.REPLIED, NINE + 2, bytes(16))),
    ]


def _back_dated() -> Vector:
    ticks = [*STORY, (NINE + 9, []), (NINE + 10, [event(EventType.REPLIED, NINE + 7)])]
    return _refused(
        "back-dated", written(ticked(ticks)), "(replied) is back-dated", about="Signed by the log's own key."
    )


def _returns() -> list[Vector]:
    good = make_return(SAID, LOG)
    fields = {
        "period": SAID.period, "hour": SAID.hour, "size": SAID.size, "root": SAID.root.hex(), "lines": list(SAID.lines),
    }  # fmt: skip

    def bad(name: str, note: str, error: str = "MalformedNote") -> Vector:
        return Vector(name, "Refused.", "return", {"key": KEY, "note": note}, error=error)

    head = f"whistle/v1/return\n{ORIGIN}\nApril to June 2026\n"
    return [
        Vector("a return", "Two figures.", "return", {"key": KEY, "note": good}, fields),
        bad("a return by another key", make_return(SAID, OTHER), "BadSignature"),
        bad("a return with another figure", good.replace("received: 12", "received: 13"), "BadSignature"),
        bad(
            "a return of another version",
            sign_note(good.partition("\n\n")[0].replace("v1", "v2") + "\n", LOG),
        ),
        bad("a return of another log", sign_note(good.partition("\n\n")[0].replace(ORIGIN, "x") + "\n", LOG)),
        bad("a return without a root", sign_note(f"{head}1\n2\n", LOG)),
        bad("a return with an hour that is none", sign_note(f"{head}01\n2\n{encode_base64(ROOT)}\n", LOG)),
        bad("a return with an empty line", sign_note(f"{head}1\n2\n{encode_base64(ROOT)}\n\nA: 1\n", LOG)),
    ]
