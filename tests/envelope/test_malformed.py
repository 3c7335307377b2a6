"""Whatever comes in, a parser gives what it should or raises one of our own errors, and never anything else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.envelope.journals import Journal, item_of, paged
from tests.envelope.world import (
    AUTHORITY,
    DIRECTORY,
    LOG,
    REPORTER,
    RUTH,
    SERVICE,
    TOKEN,
    Mailbox,
    a_filing,
    directory_body,
)
from whistle.domain.errors import WhistleError
from whistle.envelope import age, frame, items
from whistle.envelope.compose import share
from whistle.envelope.content import KINDS, Content, read_content, write_content
from whistle.envelope.directory import Directory, parse_authority, sign_directory
from whistle.envelope.disclosure.checking import check
from whistle.envelope.disclosure.form import Signed
from whistle.envelope.disclosure.making import disclose
from whistle.envelope.journal.content import KINDS as NOTES
from whistle.envelope.journal.content import Note, read_note, write_note
from whistle.envelope.journal.entry import Entry
from whistle.envelope.keys import Identity, Recipient
from whistle.envelope.message import Epoch, Message, encode_plain, parse_plain
from whistle.envelope.opening import Grant, Opening, read_grant
from whistle.envelope.padding import unpad
from whistle.envelope.reviewer_key import ReviewerKey
from whistle.envelope.token import Token

BOX = Mailbox(a_filing()).tick().say(RUTH, "reply", "When was it?")
FILING = BOX.filing
OPENING = FILING.opening
CHANGE = share(REPORTER, BOX.read(REPORTER), DIRECTORY, ["amal"])
PLAIN = write_content(FILING.message, Content("concern", "Text.", {"stage": "closure"}, ("tom",)))
GRANT = Grant(SERVICE, OPENING.mailbox, OPENING.reporter, 0, RUTH.kid, OPENING.reporter, Identity(bytes(32)))
SEALED_GRANT = age.seal(RUTH.identity.recipient, GRANT.encode())
READ = frame.sign_read(REPORTER.signing, SERVICE, bytes(32), 0)
DIRECTORY_FILE = sign_directory(directory_body(), AUTHORITY)
KEY_FILE = age.seal_passphrase(RUTH.encode(), "kettle", 4)
POSTED = frame.Posted(FILING.message, FILING.message_signature, FILING.body)
NOTICE = frame.sign_notice(REPORTER.signing, SERVICE, bytes(32))
PAGE = BOX.pages(REPORTER)[0]
SHOWN = disclose(BOX.pages(REPORTER), DIRECTORY_FILE, (AUTHORITY.public,), REPORTER, [2], "Case 6")
JOURNAL = Journal(BOX).write(RUTH, "decision", "What.", why="Why.")
WRITTEN = JOURNAL.written[0]
NOTE = write_note(WRITTEN.entry, Note("access", "Cover.", until=490_000))
JOURNAL_PAGE = paged(JOURNAL.grants(RUTH), JOURNAL.entries)[0]
ITEMS = (items.ReceiptItem(bytes(32), bytes(121), "promise"), items.InclusionItem("proof"))


@dataclass(frozen=True)
class Parser:
    name: str
    right: bytes
    parse: Callable[[bytes], Any]
    again: Callable[[Any], bytes] | None = None  # a parser with one way to write each thing


def _encode(parsed: Any) -> bytes:
    return bytes(parsed.encode())


def _verified(filing: bytes) -> frame.Filing:
    found = frame.parse_filing(filing)
    found.verify(SERVICE)
    return found


def _verified_change(change: bytes) -> frame.Change:
    found = frame.parse_epoch(change)
    found.verify(SERVICE)
    return found


def _verified_entry(entry: bytes) -> frame.Written:
    found = frame.parse_entry(entry)
    found.verify(SERVICE)
    return found


def _page_again(page: frame.Page) -> bytes:
    return frame.build_page(page.number, page.pages, page.items)


PARSERS = [
    Parser("opening", OPENING.encode(), Opening.parse, _encode),
    Parser("message head", FILING.message.encode(), Message.parse, _encode),
    Parser("epoch", CHANGE.epoch.encode(), Epoch.parse, _encode),
    Parser("grant", GRANT.encode(), Grant.parse, _encode),
    Parser("sealed grant", SEALED_GRANT, lambda data: read_grant(RUTH.identity, data)),
    Parser("padding", PLAIN, unpad),
    Parser("plaintext", PLAIN, parse_plain),
    Parser("content", PLAIN, lambda data: read_content(data, FILING.message)),
    Parser("filing", FILING.encode(), frame.parse_filing, _encode),
    Parser("filing, verified", FILING.encode(), _verified, _encode),
    Parser("message", POSTED.encode(), frame.parse_message, _encode),
    Parser("change", CHANGE.encode(), frame.parse_epoch, _encode),
    Parser("change, verified", CHANGE.encode(), _verified_change, _encode),
    Parser("change item", CHANGE.item.encode(), items.EpochItem.parse, _encode),
    Parser("notice", NOTICE.encode(), frame.parse_notice, _encode),
    Parser("read", READ.encode(), frame.parse_read, _encode),
    Parser("page", PAGE, frame.parse_page, _page_again),
    Parser("entry", WRITTEN.entry.encode(), Entry.parse, _encode),
    Parser("entry, written", WRITTEN.encode(), frame.parse_entry, _encode),
    Parser("entry, verified", WRITTEN.encode(), _verified_entry, _encode),
    Parser("entry item", item_of(WRITTEN).encode(), items.JournalItem.parse, _encode),
    Parser("note", NOTE, lambda data: read_note(data, WRITTEN.entry)),
    Parser("page of a journal", JOURNAL_PAGE, frame.parse_journal_page, _page_again),
    Parser("answer", frame.build_answer([BOX.head(), *ITEMS]), frame.parse_answer, frame.build_answer),
    Parser("head", BOX.head().encode(), items.ThreadHead.parse, _encode),
    Parser("message item", BOX.posted[0].encode(), items.MessageItem.parse, _encode),
    Parser("receipt item", ITEMS[0].encode(), items.ReceiptItem.parse, _encode),
    Parser("age file", SEALED_GRANT, lambda data: age.open_sealed(RUTH.identity, data)),
    Parser("key file", KEY_FILE, lambda data: age.open_passphrase(data, "kettle", max_log_n=9)),
    Parser("reviewer's key", RUTH.encode(), ReviewerKey.parse, _encode),
    Parser("disclosure", SHOWN, Signed.parse),
    Parser("disclosure, checked", SHOWN, lambda data: check(data, DIRECTORY.authority)),
    Parser("directory", DIRECTORY_FILE, lambda data: Directory.parse(data, (AUTHORITY.public,))),
]
TEXTS: list[tuple[str, str, Callable[[str], Any]]] = [
    ("token", TOKEN.text, Token.parse),
    ("identity", str(RUTH.identity), Identity.parse),
    ("recipient", str(RUTH.identity.recipient), Recipient.parse),
    ("authority", AUTHORITY.public.hex() + "\n", parse_authority),
]
each_parser = pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
each_text = pytest.mark.parametrize(("name", "right", "parse"), TEXTS, ids=[name for name, _, _ in TEXTS])


def _check(parser: Parser, data: bytes) -> None:
    try:
        parsed = parser.parse(data)
    except WhistleError:
        return
    if parser.again:
        assert parser.again(parsed) == data


@each_parser
def test_what_was_made_is_read_and_written_again(parser: Parser) -> None:
    parsed = parser.parse(parser.right)
    if parser.again:
        assert parser.again(parsed) == parser.right


@each_parser
@given(data=st.binary(max_size=3000))
def test_any_bytes(parser: Parser, data: bytes) -> None:
    _check(parser, data)


@each_parser
@given(st.data())
def test_a_byte_changed(parser: Parser, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(parser.right) - 1))
    byte = data.draw(st.integers(0, 255))
    _check(parser, parser.right[:at] + bytes((byte,)) + parser.right[at + 1 :])


@each_parser
@given(st.data())
def test_cut_out_or_put_in(parser: Parser, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(parser.right)))
    end = data.draw(st.integers(start, min(len(parser.right), start + 200)))
    put = data.draw(st.binary(max_size=200))
    _check(parser, parser.right[:start] + put + parser.right[end:])


@each_parser
@given(st.data())
def test_the_right_length_and_any_content(parser: Parser, data: st.DataObject) -> None:
    """What begins right and then goes astray, at its full length."""
    keep = data.draw(st.integers(0, len(parser.right)))
    noise = data.draw(st.binary(min_size=1, max_size=64))
    rest = len(parser.right) - keep
    _check(parser, parser.right[:keep] + (noise * (rest // len(noise) + 1))[:rest])


@each_text
@given(st.data())
def test_any_text(name: str, right: str, parse: Callable[[str], Any], data: st.DataObject) -> None:
    parse(right)
    at = data.draw(st.integers(0, len(right)))
    put = data.draw(st.text(max_size=4))
    skip = data.draw(st.integers(0, 4))
    for text in (put, right[:at] + put + right[at + skip :]):
        with suppress(WhistleError):
            parse(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_BODY = directory_body()


@given(name=st.sampled_from(sorted(_BODY)), value=json_values)
def test_a_signed_directory_with_any_member(name: str, value: Any) -> None:
    """Whoever holds the authority's key may make mistakes."""
    try:
        found = Directory.parse(sign_directory({**_BODY, name: value}, AUTHORITY), (AUTHORITY.public,))
    except WhistleError:
        return
    assert found.service == DIRECTORY.service


@given(
    entry=st.sampled_from(["reviewers", "routes", "outside", "log", "promise"]),
    value=json_values,
    data=st.data(),
)
def test_a_signed_directory_with_any_entry(entry: str, value: Any, data: st.DataObject) -> None:
    body = directory_body()
    part = body[entry][0] if isinstance(body[entry], list) else body[entry]
    part[data.draw(st.sampled_from(["renews", *sorted(part)]))] = value
    with suppress(WhistleError):
        Directory.parse(sign_directory(body, AUTHORITY), (AUTHORITY.public,))


@given(
    act=st.sampled_from(sorted(KINDS)),
    name=st.sampled_from(
        [
            "v",
            "kind",
            "text",
            "answers",
            "leave_out",
            "reason",
            "questions",
            "of",
            "replies",
            "epoch",
            "mailbox",
        ]
    ),
    value=json_values,
)
def test_a_plaintext_with_any_member(act: tuple[int, int], name: str, value: Any) -> None:
    m = replace(FILING.message, direction=act[0], act=act[1])
    said = {"v": 1, "kind": KINDS[act], "mailbox": m.mailbox.hex(), "sender": m.sender.hex(), "epoch": 0}
    question = {"text": "When?", "asks": "words", "identifies": False}
    said |= {"reason": "resolved", "questions": [question], "of": m.follows.hex(), "replies": ["In March."]}
    said |= {"follows": m.follows.hex(), "text": "", name: value}
    try:
        content = read_content(encode_plain(said, 1), m)
    except (WhistleError, UnicodeEncodeError):  # the latter of writing: a lone surrogate
        return
    assert isinstance(content.text, str)


@given(value=json_values, name=st.sampled_from(["text", "asks", "identifies", "more"]))
def test_a_question_with_any_member(value: Any, name: str) -> None:
    m = replace(FILING.message, direction=2, act=9)
    said = {"v": 1, "kind": "question", "mailbox": m.mailbox.hex(), "sender": m.sender.hex(), "epoch": 0}
    question = {"text": "When?", "asks": "words", "identifies": False, name: value}
    said |= {"follows": m.follows.hex(), "text": "", "questions": [question]}
    with suppress(WhistleError, UnicodeEncodeError):
        assert len(read_content(encode_plain(said, 1), m).questions) == 1


@given(
    kind=st.sampled_from(NOTES),
    name=st.sampled_from(["v", "kind", "text", "why", "concern", "until", "before", "number", "sender"]),
    value=json_values,
)
def test_a_note_with_any_member(kind: str, name: str, value: Any) -> None:
    j = WRITTEN.entry
    said = {"v": 1, "kind": kind, "mailbox": j.mailbox.hex(), "sender": j.sender.hex(), "number": 1}
    said |= {"before": "", "text": "What.", "why": "Why.", "concern": "0" * 32, "until": 0, name: value}
    try:
        note = read_note(encode_plain(said, 1), j)
    except (WhistleError, UnicodeEncodeError):  # the latter of writing: a lone surrogate
        return
    assert (type(note.text), type(note.why), type(note.until)) == (str, str, int)


@given(
    st.text(min_size=1, max_size=3000), st.text(min_size=1, max_size=99), st.binary(min_size=32, max_size=32)
)
def test_any_note_is_sealed_and_shown_as_written(text: str, why: str, before: bytes) -> None:
    note = Note("decision", text, why, before=Identity(before))
    assert read_note(write_note(WRITTEN.entry, note), WRITTEN.entry) == note


@given(st.binary(min_size=16, max_size=16))
def test_any_token_is_read_as_written(raw: bytes) -> None:
    token = Token(raw)
    assert Token.parse(token.text) == token
    assert Token.parse(token.text.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == token


@given(st.text(max_size=3000), st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=3))
def test_any_text_is_sealed_and_shown_as_written(text: str, answers: dict[str, str]) -> None:
    content = Content("concern", text, answers, ("tom",))
    assert read_content(write_content(FILING.message, content), FILING.message) == content


def test_the_log_key_of_the_world_is_the_directory_s() -> None:
    assert DIRECTORY.log.key == LOG.public
