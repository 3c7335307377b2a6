"""An entry of a journal as it travels: nothing of it can be changed on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.envelope.journals import item_of, paged
from tests.envelope.world import RUTH, SERVICE, a_filing, seed
from whistle.domain.errors import BadSignature, MalformedFrame
from whistle.envelope import frame
from whistle.envelope.hashing import ZEROS, sha256
from whistle.envelope.journal.entry import Entry

FILING = a_filing()
BODY, GRANTS = bytes(18_043), tuple(seed(f"grant {n}", 2109) for n in range(8))
FIRST = Entry(
    SERVICE, FILING.opening.mailbox, RUTH.signing.public, 1, ZEROS, RUTH.kid, 2, seed("N"), sha256(BODY),
    tuple((seed(f"kid {n}"), sha256(grant)) for n, grant in enumerate(GRANTS)),
)  # fmt: skip


def written(**changes: Any) -> frame.Written:
    entry = replace(FIRST, **changes)
    return frame.Written(entry, RUTH.signing.sign(entry.encode()), GRANTS, BODY)


@pytest.mark.parametrize(("sealed", "length"), [(18_043, 35_733), (67_195, 84_885)])
def test_a_frame_has_one_of_two_lengths_and_reads_back(sealed: int, length: int) -> None:
    made = replace(written(body_hash=sha256(bytes(sealed))), body=bytes(sealed))
    assert len(made.encode()) == length
    assert frame.parse_entry(made.encode()) == made
    made.verify(SERVICE)


@pytest.mark.parametrize(
    "bad",
    [
        written(service=seed("svc")),
        replace(written(), signature=bytes(64)),
        replace(written(), grants=(*GRANTS[1:], GRANTS[0])),
        replace(written(), body=b"\1" + BODY[1:]),
    ],
    ids=["another service", "signature", "grants in another order", "text"],
)
def test_what_was_not_signed_is_refused(bad: frame.Written) -> None:
    with pytest.raises(BadSignature):
        frame.parse_entry(bad.encode()).verify(SERVICE)


@pytest.mark.parametrize(
    "changes", [{"number": 0}, {"number": 2}, {"previous": seed("before")}], ids=["0", "2", "previous"]
)
def test_only_the_first_entry_follows_nothing(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedFrame):
        Entry.parse(replace(FIRST, **changes).encode())


def test_an_entry_follows_the_one_whose_hash_it_names() -> None:
    second = replace(FIRST, number=2, previous=FIRST.hash)
    assert FIRST.follows(None)
    assert second.follows(FIRST)
    assert not second.follows(None)
    assert not second.follows(replace(FIRST, category=3))
    assert not replace(second, number=3).follows(FIRST)


def test_pages_of_a_journal_carry_the_key_first_and_then_entries_only() -> None:
    grant = frame.GrantItem(9, RUTH.kid, GRANTS[0])
    entries = [item_of(written()) for _ in range(9)]
    pages = [frame.parse_journal_page(page).items for page in paged([grant], entries)]
    assert [len(page) for page in pages] == [7, 3]
    assert [item for page in pages for item in page] == [grant, *entries]
    assert frame.parse_journal_page(frame.build_page(0, 1, [])).items == ()
    for number, items in ((1, [grant]), (0, [frame.InclusionItem("proof")])):
        with pytest.raises(MalformedFrame):
            frame.parse_journal_page(frame.build_page(number, 2, items))


def test_nothing_of_a_journal_stands_in_a_thread() -> None:
    with pytest.raises(MalformedFrame, match="journal"):
        frame.parse_page(frame.build_page(0, 1, [item_of(written())]))
