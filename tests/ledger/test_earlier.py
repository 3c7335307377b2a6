"""What was kept from earlier: the one thing that whoever has the log's key cannot sign anew."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

import pytest

from tests.ledger.records import (
    LEE,
    LOG,
    NINE,
    ORIGIN,
    event,
    read,
    received,
    story,
    ticked,
    written,
)
from whistle.domain.errors import BadSignature, MalformedNote, WhistleError
from whistle.domain.events import EventType
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger.checkpoint import make_checkpoint
from whistle.ledger.earlier import Earlier, Kept, NotTheSame, parting, read_kept
from whistle.ledger.notes import NoteSigner
from whistle.ledger.quarterly import Return, make_return

THREE = story()
FOUR = [*THREE, (NINE + 3, [received(NINE + 2, LEE)])]
OTHER = [*THREE[:2], (NINE + 2, [event(EventType.ACKNOWLEDGED, NINE + 1)]), FOUR[3]]


def kept_of(lines: Sequence[bytes], name: str = "kept.txt") -> Kept:
    return read_kept(io.BytesIO(b"".join(lines)), name, LOG.verifier)


def hold(lines: Sequence[bytes], *kept: Kept) -> None:
    """Reads the record, whole by itself, beside what was kept."""
    earlier = Earlier(kept)
    for tick in read(lines):
        earlier.see(tick.checkpoint)
    earlier.end(tick.checkpoint)


def refused(lines: Sequence[bytes], *kept: Kept) -> str:
    with pytest.raises(NotTheSame) as refusal:
        hold(lines, *kept)
    assert "Keep both files" in str(refusal.value) or "keep both files" in str(refusal.value)
    return str(refusal.value)


def test_a_record_begins_with_every_earlier_one() -> None:
    records = [written(ticked(FOUR[:ticks])) for ticks in range(1, 5)]
    hold(records[3], *map(kept_of, records))
    for before, after in pairwise(records):
        hold(after, kept_of(before))


def test_a_log_signed_anew_is_found_by_a_record_that_was_kept() -> None:
    """Nothing in the record itself gives it away: the attacker has the log's key."""
    anew, kept = written(ticked(OTHER)), written(ticked(THREE))
    assert read(anew)
    assert refused(anew, kept_of(kept)).startswith(
        "Forked: this record and kept.txt part at one of the entries 1 to 48."
    )


def test_a_checkpoint_or_a_return_that_was_kept_finds_it_too() -> None:
    reader = read(written(ticked(THREE)))
    checkpoint = reader[-1].checkpoint
    note = make_checkpoint(checkpoint, LOG)
    filed = make_return(
        Return(ORIGIN, "April to June 2026", NINE, 48, checkpoint.root, ("Received: 7",)), LOG
    )
    for kept in (note, filed):
        hold(written(ticked(FOUR)), kept_of([kept.encode()]))
        refused(written(ticked(OTHER)), kept_of([kept.encode()]))


def test_the_more_was_kept_the_narrower_is_the_range() -> None:
    anew = written(ticked(OTHER))
    agreed, parted = kept_of(written(ticked(FOUR[:2]))), kept_of(written(ticked(FOUR)))
    assert "one of the entries 33 to 48" in refused(
        anew, agreed, parted, kept_of(written(ticked(THREE)), "mid.txt")
    )


def test_two_whole_records_tell_the_entry_at_which_they_part() -> None:
    mine, kept = written(ticked(OTHER)), written(ticked(FOUR))
    leaves = [[line for line in lines if line.startswith((b"event", b"blank"))] for lines in (mine, kept)]
    first = next(n for n, (one, other) in enumerate(zip(*leaves, strict=True), 1) if one != other)
    assert 33 <= first <= 48
    assert parting(mine, kept) == first
    assert parting(mine, mine) is None
    assert parting(written(ticked(THREE)), kept) is None


def test_a_record_cut_short_is_found_by_anything_kept_from_later() -> None:
    kept = kept_of(written(ticked(FOUR)))
    for ticks in (1, 2, 3):
        said = refused(written(ticked(FOUR[:ticks])), kept)
        assert said.startswith(
            f"Cut short: this record ends with entry {16 * ticks}, and kept.txt was signed over 64."
        )
        assert f"Entries {16 * ticks + 1} to 64 are missing" in said


def test_a_tick_that_was_split_or_joined_is_a_fork() -> None:
    joined = [*THREE[:1], (NINE + 2, [*THREE[1][1], *THREE[2][1], *[event(EventType.OPENED, NINE + 2)] * 12])]
    assert "entries 1 to 32" in refused(written(ticked(joined)), kept_of(written(ticked(THREE[:2]))))


def test_the_same_entries_signed_with_another_hour_are_found() -> None:
    """Back-dating the ticks themselves leaves every root as it was."""
    ticks = ticked(THREE)
    kept = kept_of(written(ticks))
    later = [*ticks[:2], (NINE + 20, ticks[2][1])]
    assert read(written(later))
    assert refused(written(later), kept).startswith(
        "The checkpoint after entry 48 was signed twice, with another hour"
    )


def test_of_the_empty_log_everything_is_a_continuation() -> None:
    hold(written(ticked(THREE)), Kept("empty", 0, b"", NINE))


def test_what_was_kept_of_another_key_is_no_evidence() -> None:
    other = NoteSigner(ORIGIN, SigningKey.from_seed(b"o" * 32))
    with pytest.raises(BadSignature):
        kept_of(written(ticked(THREE), other))


@pytest.mark.parametrize("raw", [b"", b"\n", b"whistle/v1/record\n", b"whistle/v1/return\n", b"\xff\n\n\n\n"])
def test_a_file_of_another_kind_is_told(raw: bytes) -> None:
    with pytest.raises(MalformedNote):
        kept_of([raw])


def test_a_kept_file_that_was_spoilt_is_told() -> None:
    raw = b"".join(written(ticked(THREE)))
    for at in (len(raw) - 3, len(raw) - 40, len(raw) - 150):
        with pytest.raises(WhistleError):
            kept_of([raw[:at], bytes([raw[at] ^ 1]), raw[at + 1 :]])
