"""journal.json: entries of a journal, what stands inside, the frames that carry them, and journals that are read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from tests.envelope.journals import Journal, item_of
from tests.envelope.world import AMAL, HOUR, REPORTER, RUTH, SERVICE, seed, stream
from tests.vectors.makers.changing import Changing
from tests.vectors.makers.openings import shown
from tests.vectors.makers.reading import flip
from tests.vectors.vector import Blobs, Vector
from whistle.envelope.frame import GrantItem, InclusionItem, JournalItem, Written, build_page
from whistle.envelope.hashing import ZEROS
from whistle.envelope.journal.content import read_note
from whistle.envelope.journal.entry import Entry
from whistle.envelope.keys import Identity

ABOUT = (
    "Entries of a journal, one by one: J, its plaintext, its frame and its pages (PROTOCOL sections 4 and 5)."
)
_FIRST = Entry(
    SERVICE, REPORTER.mailbox, RUTH.signing.public, 1, ZEROS, RUTH.kid, 2, seed("H(recipient)"), seed("H(age file)"),
    tuple((seed(f"kid {n}"), seed(f"H(grant) {n}")) for n in range(8)),
)  # fmt: skip
_NEXT = replace(_FIRST, number=2, previous=_FIRST.hash)
Json = dict[str, Any]


def vectors(blobs: Blobs) -> list[Vector]:
    return [*_entries(), *_notes(blobs), *_written(blobs), *_pages(blobs)]


def _entries() -> list[Vector]:
    def vector(name: str, data: bytes, entry: Entry | None = None) -> Vector:
        ok, error = (shown(entry), None) if entry else (None, "MalformedFrame")
        about = "All its fields." if entry else "Not an entry."
        return Vector(f"entry, {name}", about, "entry", {"data": data.hex()}, ok, error)

    right = {
        "the first": _FIRST,
        "the next": _NEXT,
        "handled by nobody, and of no category": replace(_NEXT, handler=ZEROS, category=0),
        "of a category that nobody knows": replace(_NEXT, category=255),
        "of the largest number": replace(_NEXT, number=2**32 - 1),
    }
    data = _NEXT.encode()
    wrong = {
        "too short": data[:-1],
        "too long": data + b"\0",
        "another label": data.replace(b"/v1/", b"/v2/", 1),
        "number 0": replace(_FIRST, number=0).encode(),
        "number 0 after another": replace(_NEXT, number=0).encode(),
        "the first, after another": replace(_FIRST, previous=seed("H(J)")).encode(),
        "the second, after none": replace(_NEXT, previous=ZEROS).encode(),
    }
    return [
        *(vector(name, entry.encode(), entry) for name, entry in right.items()),
        *(vector(name, bad) for name, bad in wrong.items()),
    ]


def _notes(blobs: Blobs) -> list[Vector]:
    before = str(Identity(seed("N")))

    def said(kind: str, entry: Entry = _NEXT, **more: Any) -> Json:
        return {
            "v": 1, "kind": kind, "mailbox": entry.mailbox.hex(), "sender": entry.sender.hex(),
            "number": entry.number, "before": before if entry is _NEXT else "", "text": "Some text.", **more,
        }  # fmt: skip

    def vector(name: str, content: Json | bytes, ok: Json | None = None, entry: Entry = _NEXT) -> Vector:
        padded = _pad(content if isinstance(content, bytes) else _json(content))
        given = {"entry": entry.encode().hex(), "plain": blobs.write(padded)}
        error = None if ok else "MalformedFrame"
        return Vector(f"note, {name}", "Says this." if ok else "Not shown.", "note", given, ok, error)

    def right(name: str, content: Json, entry: Entry = _NEXT) -> Vector:
        note = read_note(_pad(_json(content)), entry)
        ok: Json = {"kind": content["kind"], "text": content["text"], "before": content["before"]}
        ok |= {name: content[name] for name in ("why", "concern", "until") if name in content}
        assert (note.kind, note.text) == (ok["kind"], ok["text"])
        return vector(name, content, ok, entry)

    note, decision = said("note"), said("decision", why="Because.")
    link, access = said("link", concern=seed("m", 16).hex()), said("access", until=HOUR)
    out = [
        right("note", note),
        right("the first", said("note", _FIRST), _FIRST),
        right("decision", decision),
        *(right(f"{kind} without a text", said(kind, text="")) for kind in ("handler", "category", "passed")),
        right("link", {**link, "text": ""}),
        right("access", access),
        right("access without an end", {**access, "text": "", "until": 0}),
        right("access to the last hour", {**access, "until": 2**32 - 1}),
        right("a later one that leads to none", {**note, "before": ""}),
        right("of class 2", {**note, "text": "x" * 20_000}),
    ]
    ok = {"kind": "note", "text": "half \ufffd of it", "before": before}
    out.append(vector("half a character", _json(note).replace(b"Some text.", rb"half \ud83d of it"), ok))
    ok = {"kind": "note", "text": "Some text.", "before": before}
    out.append(vector("a member nobody knows", {**note, "mood": "good", "why": 1, "until": "soon"}, ok))
    wrong: dict[str, Json | bytes] = {
        "version 2": {**note, "v": 2},
        "version true": {**note, "v": True},
        "another mailbox": {**note, "mailbox": seed("m", 16).hex()},
        "another sender": {**note, "sender": seed("s").hex()},
        "another number": {**note, "number": 3},
        "number as text": {**note, "number": "2"},
        "number missing": _less(note, "number"),
        "an unknown kind": {**note, "kind": "order"},
        "a kind of a message": {**note, "kind": "reply"},
        "kind missing": _less(note, "kind"),
        "kind a list": {**note, "kind": ["note"]},
        "text missing": _less(note, "text"),
        "text a number": {**note, "text": 1},
        "empty note": {**note, "text": ""},
        "empty decision": {**decision, "text": ""},
        "decision without why": _less(decision, "why"),
        "decision with an empty why": {**decision, "why": ""},
        "decision whose why is a list": {**decision, "why": ["Because."]},
        "before missing": _less(note, "before"),
        "before null": {**note, "before": None},
        "before too short": {**note, "before": before[:-1]},
        "before in small letters": {**note, "before": before.lower()},
        "before as a bare seed": {**note, "before": seed("N").hex()},
        "link to nothing": _less(link, "concern"),
        "link to null": {**link, "concern": None},
        "link to less than a mailbox": {**link, "concern": seed("m", 15).hex()},
        "access without saying until when": _less(access, "until"),
        "access until true": {**access, "until": True},
        "access until text": {**access, "until": "0"},
        "access until before all hours": {**access, "until": -1},
        "access until after all hours": {**access, "until": 2**32},
        "five deep": {**note, "mood": [[[["good"]]]]},
        "not json": _json(note)[:-1],
    }
    out += [vector(name, content) for name, content in wrong.items()]
    out.append(vector("the text of the second in the first", note, None, _FIRST))
    return out


def _written(blobs: Blobs) -> list[Vector]:
    box = Changing(blobs).begun()
    options: Json = {"identity": Identity(seed("N_1")), "random": stream("entry")}
    written = Journal(box).write(RUTH, text="One.", **options).written[0]
    for number, grant in enumerate(written.grants):
        blobs.keep(f"entry-grant-{number}", grant)

    def vector(name: str, frame: bytes, error: str | None = None) -> Vector:
        given = {"frame": blobs.write(frame), "service": SERVICE.hex()}
        ok = None if error else {"hash": written.entry.hash.hex()}
        return Vector(f"written, {name}", "Refused." if error else "Taken.", "written", given, ok, error)

    def said(**changes: Any) -> bytes:
        entry = replace(written.entry, **changes)
        return replace(written, entry=entry, signature=RUTH.signing.sign(entry.encode())).encode()

    frame = written.encode()
    swapped = (written.grants[1], written.grants[0], *written.grants[2:])
    malformed = {
        "a byte short": frame[:-1],
        "a byte more": frame + b"\0",
        "class 2": frame[:9] + b"\2" + frame[10:],
        "class 0": frame[:9] + b"\0" + frame[10:],
        "called a message": frame[:8] + b"\2" + frame[9:],
        "another beginning": b"whistle2" + frame[8:],
        "another label": frame.replace(b"v1/journal", b"v2/journal", 1),
        "of number 0": said(number=0),
        "the second, after none": said(number=2),
    }
    unsigned = {
        "signature altered": replace(written, signature=flip(written.signature)),
        "sealed text altered": replace(written, body=flip(written.body)),
        "grants swapped": replace(written, grants=swapped),
        "a grant altered": replace(written, grants=(*written.grants[:7], flip(written.grants[7]))),
        "category altered": replace(written, entry=replace(written.entry, category=3)),
        "handler altered": replace(written, entry=replace(written.entry, handler=AMAL.kid)),
        "as someone else's": replace(written, entry=replace(written.entry, sender=AMAL.signing.public)),
    }
    return [
        vector("by a reviewer", frame),
        *(vector(name, bad, "MalformedFrame") for name, bad in malformed.items()),
        *(vector(name, bad.encode(), "BadSignature") for name, bad in unsigned.items()),
        vector("for another service", said(service=seed("svc")), "BadSignature"),
        vector("naming another text", said(body_hash=seed("text")), "BadSignature"),
    ]


def _pages(blobs: Blobs) -> list[Vector]:
    grant = GrantItem(1, RUTH.kid, bytes(2109))
    entry = item_of(Written(_FIRST, bytes(64), (), bytes(18_043)))

    def vector(
        name: str, page: bytes, items: list[Any] | None = None, number: int = 0, pages: int = 1
    ) -> Vector:
        pairs = None if items is None else [[item.type, item.encode().hex()] for item in items]
        ok = None if pairs is None else {"page": number, "pages": pages, "items": pairs}
        error = "MalformedFrame" if ok is None else None
        about = "Read." if ok else "Refused as a whole."
        return Vector(f"journal page, {name}", about, "journal-page", {"frame": blobs.write(page)}, ok, error)

    both = replace(grant, kid=AMAL.kid)
    short, cut = JournalItem(HOUR, _FIRST.encode(), bytes(64), bytes(18_042)), build_page(0, 1, [])
    return [
        vector("without entries", build_page(0, 1, []), []),
        vector("with an entry", build_page(0, 1, [grant, entry]), [grant, entry]),
        vector("with a key for each of two", build_page(0, 1, [grant, both, entry]), [grant, both, entry]),
        vector("the second of two", build_page(1, 2, [entry]), [entry], 1, 2),
        vector("a later one with a grant", build_page(1, 2, [grant, entry])),
        vector("with a proof", build_page(0, 1, [grant, InclusionItem("proof"), entry])),
        vector("with an entry of no known size", build_page(0, 1, [short])),
        vector("page number too large", build_page(1, 1, [])),
        vector("called an answer", cut[:8] + b"\6" + cut[9:]),
        vector("a byte short", cut[:-1]),
    ]


def _less(content: Json, *names: str) -> Json:
    return {name: value for name, value in content.items() if name not in names}


def _json(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _pad(data: bytes) -> bytes:
    padded = len(data).to_bytes(4, "big") + data
    return padded.ljust(16_384 if len(padded) <= 16_384 else 65_536, b"\0")
