"""The demonstration: everything in it is real but the people."""

from __future__ import annotations

import datetime as dt
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from config import ROOT, settings
from tests.cli.conftest import Demonstration, Whistle
from whistle.__main__ import open_house
from whistle.cli.demo import cast, spoiling
from whistle.cli.demo.banner import banner
from whistle.cli.demo.making import Place, clear
from whistle.cli.demo.reading import read_as_reporter, read_as_reviewer, read_journal
from whistle.cli.demo.stage import Stage
from whistle.cli.demo.stories import Story, stories
from whistle.cli.demo.timing import moments
from whistle.clock import SystemClock
from whistle.domain.errors import CannotStart, NotFound
from whistle.domain.hours import LONDON
from whistle.domain.taxonomy import QUESTIONS
from whistle.envelope.reviewer_key import ReviewerKey, open_key
from whistle.envelope.token import Token, reporter_of
from whistle.services import absences, inbox, journal, reviewing
from whistle.store.tables import journal_grants

STORIES = stories(SystemClock().now())


def key_of(demonstration: Demonstration, player: cast.Player) -> ReviewerKey:
    return open_key(demonstration.place.key_file(player).read_bytes(), cast.PASSPHRASE)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
def test_every_token_opens_its_story(demonstration: Demonstration, story) -> None:
    reporter = demonstration.played[story.id].reporter
    again = reporter_of(Token.parse(reporter.token.text), demonstration.house.service)
    view = read_as_reporter(demonstration.house, again)
    assert view.warnings == ()
    assert len(view.messages) == 1 + len([step for step in story.then if step.is_message])
    assert len(view.changes) == len([step for step in story.then if step.is_change])
    unconfirmed = [step for step in story.then if step.forged]
    assert [message.confirmed for message in view.messages].count(False) == len(unconfirmed)
    assert view.concern is not None
    assert view.concern.text == story.text


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
def test_every_reader_finds_all_that_was_noted_and_who_deals_with_it(
    demonstration: Demonstration, story: Story
) -> None:
    house, mailbox = demonstration.house, demonstration.played[story.id].mailbox
    linked = [noted for other in STORIES for noted in other.noted if noted.link == story.id]
    said = sorted(noted.text for noted in (*story.noted, *linked))
    handlers = [noted.handler for noted in story.noted if noted.handler]
    let_in = {reader for step in story.then for reader in step.readers}
    for player in cast.PLAYERS:
        reader = player.reviewer
        if reader not in {*story.readers, *let_in}:
            continue
        thread = read_as_reviewer(house, reader, key_of(demonstration, player), mailbox)
        view = read_journal(house, reader, key_of(demonstration, player), thread)
        assert not view.broken
        assert all(entry.confirmed for entry in view.entries)
        assert sorted(entry.note.text for entry in view.entries if entry.note) == said
        assert view.without == ()
        assert (view.handler.id if view.handler else None) == (handlers[-1] if handlers else None)


def test_the_reviewer_whom_the_banner_names_has_about_half_of_the_work_and_some_is_left_to_nobody(
    demonstration: Demonstration,
) -> None:
    rows = inbox.show(demonstration.house, "r1").items
    handlers = [row.handler for row in rows]
    assert 0.4 <= handlers.count("r1") / len(handlers) <= 0.6
    assert {"r2", "r3", None} < set(handlers)
    assert all(row.category for row in rows if row.handler and row.state == "open")


def test_the_two_reports_about_one_family_are_linked_both_ways(demonstration: Demonstration) -> None:
    house, key = demonstration.house, key_of(demonstration, cast.REVIEWER)
    first, second = (demonstration.played[f"same-family-{which}"].mailbox for which in ("first", "second"))
    for mailbox, other in ((first, second), (second, first)):
        thread = read_as_reviewer(house, "r1", key, mailbox)
        notes = [entry.note for entry in read_journal(house, "r1", key, thread).entries]
        assert [note.concern for note in notes if note and note.kind == "link"] == [other]


def test_a_colleague_is_away_and_the_deputy_was_let_into_what_they_could_not_read(
    demonstration: Demonstration,
) -> None:
    house, away = demonstration.house, cast.AWAY
    colleague = next(each for each in absences.colleagues(house, away.deputy) if each.id == away.reviewer)
    assert colleague.deputy == away.deputy
    assert colleague.away_from is not None
    assert colleague.away_from <= house.hour()
    covered = inbox.show(house, away.deputy, inbox.Which(cover=True)).items
    assert [row.concern for row in covered] == [demonstration.played["welsh"].mailbox.hex()]
    assert covered[0].cover_until == colleague.away_until


def test_one_concern_waits_for_its_reporter(demonstration: Demonstration) -> None:
    waiting = inbox.show(demonstration.house, "r1", inbox.Which(waiting=True)).items
    assert [row.concern for row in waiting] == [demonstration.played["fgm-paused"].mailbox.hex()]


def test_the_acknowledgement_due_next_is_due_in_three_hours(demonstration: Demonstration) -> None:
    rows = {row.concern: row for row in inbox.show(demonstration.house, "r1").items}
    row = rows[demonstration.played["no-risk-assessment"].reporter.mailbox.hex()]
    assert row.due_hour is not None
    assert (row.due_kind, row.due_hour - demonstration.house.hour()) == ("acknowledgement", 3)


def test_the_interpreter_is_two_days_late(demonstration: Demonstration) -> None:
    rows = {row.concern: row for row in inbox.show(demonstration.house, "r1").items}
    row = rows[demonstration.played["family-interpreter"].reporter.mailbox.hex()]
    assert row.due_hour is not None
    assert demonstration.house.hour() - row.due_hour == 48


def test_the_reviewer_who_is_named_has_no_trace_of_that_concern(demonstration: Demonstration) -> None:
    mailbox = demonstration.played["left-out"].reporter.mailbox
    left_out = cast.LEFT_OUT.reviewer
    assert left_out
    for state in (None, "closed"):
        assert mailbox.hex() not in [
            row.concern for row in inbox.show(demonstration.house, left_out, inbox.Which(state=state)).items
        ]
    for read in (reviewing.read_concern, journal.read):
        with pytest.raises(NotFound):
            read(demonstration.house, left_out, mailbox, 0)
    with demonstration.house.store.read() as connection:
        kept = select(journal_grants.c.kid).where(journal_grants.c.mailbox == mailbox)
        kids = set(connection.scalars(kept))
    assert kids == {
        key_of(demonstration, player).kid for player in cast.PLAYERS if player.reviewer in ("r1", "r2")
    }


def test_the_concern_that_was_handed_over_ends_for_its_first_holder(demonstration: Demonstration) -> None:
    played = demonstration.played["federation"]
    first, now = played.holders
    whole, rest = (read_as_reporter(demonstration.house, holder) for holder in (now, first))
    assert [change.handed_over for change in whole.changes] == [True]
    assert len(rest.messages) < len(whole.messages)
    assert rest.concern is not None
    assert rest.concern.text == played.story.text


def test_whoever_was_let_in_reads_from_the_beginning(demonstration: Demonstration) -> None:
    played = demonstration.played["same-family-first"]
    asha = next(player for player in cast.PLAYERS if player.reviewer == "r4")
    view = read_as_reviewer(demonstration.house, "r4", key_of(demonstration, asha), played.mailbox)
    assert view.concern is not None
    assert view.concern.text == played.story.text
    assert view.warnings == ()


@pytest.mark.parametrize(
    "kind", ["question", "answer", "dispute", "withdrawal", "detriment", "holding", "check"]
)
def test_everything_that_can_be_said_is_said_somewhere(demonstration: Demonstration, kind: str) -> None:
    views = [read_as_reporter(demonstration.house, done.reporter) for done in demonstration.played.values()]
    said = [message.content for view in views for message in view.confirmed if message.content]
    assert kind in {content.kind for content in said}
    if kind == "answer":
        assert any("" in content.replies for content in said if content.kind == kind)


def test_harm_after_closing_opened_the_concern_again(demonstration: Demonstration) -> None:
    mailbox = demonstration.played["moved-after-closure"].mailbox.hex()
    rows = {row.concern: row for row in inbox.show(demonstration.house, "r1").items}
    assert rows[mailbox].state == "open"


def test_a_closed_concern_whose_check_is_due_stands_among_the_others(demonstration: Demonstration) -> None:
    mailbox = demonstration.played["pay"].mailbox.hex()
    rows = {row.concern: row for row in inbox.show(demonstration.house, "r1").items}
    assert (rows[mailbox].state, rows[mailbox].due_kind) == ("closed", "check")


@pytest.mark.parametrize("hour", range(24))
def test_at_whatever_hour_it_is_made_everything_happens_by_day_and_in_its_order(hour: int) -> None:
    now = dt.datetime(2026, 10, 27, hour, 20, tzinfo=dt.UTC)
    told = stories(now)
    for story in told:
        mine = [moment for moment in moments(told, now) if moment.story == story]
        assert [moment.when for moment in mine] == sorted(moment.when for moment in mine)
        assert mine[0].step is None
        assert mine[-1].when <= now
        after = [moment.step.after for moment in mine if moment.step]
        assert after == sorted(after)
        for moment in mine[1:]:
            assert story.urgent or 8 <= moment.when.astimezone(ZoneInfo(LONDON)).hour < 20


def test_every_answer_is_one_that_the_form_has() -> None:
    codes = {question.key: {entry.code for entry in question.entries} for question in QUESTIONS}
    for story in STORIES:
        for key, said in story.answers.items():
            assert set([said] if isinstance(said, str) else said) <= codes[key]


def test_the_forged_message_is_not_confirmed_at_the_desk(demonstration: Demonstration) -> None:
    mailbox = demonstration.played["forged"].reporter.mailbox
    view = read_as_reviewer(demonstration.house, "r1", key_of(demonstration, cast.REVIEWER), mailbox)
    assert [message.problem for message in view.messages] == [None] * 4 + ["bad-signature"]


def test_one_flipped_bit_is_found_by_the_reviewer_and_put_back(demonstration: Demonstration) -> None:
    stage, key = Stage(demonstration.place, demonstration.house), key_of(demonstration, cast.REVIEWER)
    mailbox = demonstration.played["community-leader"].reporter.mailbox

    def problems() -> list[str | None]:
        return [each.problem for each in read_as_reviewer(demonstration.house, "r1", key, mailbox).messages]

    flipped = stage.flip()
    assert flipped["concern"] == mailbox.hex()
    assert flipped["offset"] > spoiling.SEALED
    assert problems() == [None, None, None, "mismatch"]
    stage.flip()
    assert problems() == [None] * 4


def test_the_record_is_whole_and_an_edited_copy_refused(demonstration: Demonstration) -> None:
    stage = Stage(demonstration.place, demonstration.house)
    assert stage.check(edited=False)["whole"]
    edited = stage.check(edited=True)
    assert not edited["whole"]
    assert "two days earlier" in edited["told"]


def test_nothing_that_was_said_is_among_what_is_stored(demonstration: Demonstration) -> None:
    stage = Stage(demonstration.place, demonstration.house)
    stored = stage.stored()
    assert cast.REVIEWER.account.encode() in stored  # the search finds what is there
    for done in demonstration.played.values():
        said = [done.story.text]
        for step in done.story.then:
            said += [step.text, *step.replies, *(question.text for question in step.questions)]
        for noted in done.story.noted:
            said += [noted.text, noted.why]
        lines = [line.encode() for text in said for line in text.split("\n") if len(line) > len("yes")]
        assert not any(line in stored for line in lines)
        for holder in done.holders:
            assert holder.token.text.encode() not in stored
            assert holder.token.raw not in stored
    assert len(stage.rows()) == 3


def test_the_banner_says_what_it_is_first_and_gives_what_is_needed(demonstration: Demonstration) -> None:
    text = banner(demonstration.place, 8000)
    first = text.strip().split("\n")[0]
    assert first == "DEMONSTRATION. Invented data, on this computer only. Do not type a real concern."
    shown = demonstration.played["fgm-paused"].reporter.token.text
    for needed in (
        "http://localhost:8000/demo",
        shown,
        cast.REVIEWER.account,
        cast.AUDITOR.account,
        cast.PASSPHRASE,
    ):
        assert needed in text


def test_a_service_refuses_the_keys_of_a_demonstration(demonstration: Demonstration) -> None:
    real = settings(demonstration.place.environ(8000))
    with pytest.raises(CannotStart, match="made for the demonstration"):
        open_house(real, SystemClock())


def test_a_demonstration_is_for_this_computer_only(demonstration: Demonstration) -> None:
    with pytest.raises(CannotStart, match="this computer only"):
        replace(settings(demonstration.place.environ(8000)), address="https://example.org").as_demonstration()


def test_what_is_no_demonstration_is_not_cleared(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("ten years of work")
    with pytest.raises(CannotStart, match="no demonstration"):
        clear(Place(tmp_path))
    assert (tmp_path / "thesis.txt").exists()


def test_a_port_that_is_taken_is_named_before_anything_is_made(
    tmp_path: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert whistle("demo", "--port", port, "--dir", tmp_path / "demo") == 1
    assert f"uses port {port}" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


def test_it_starts_shows_its_page_and_leaves_nothing_running(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "whistle", "demo", "--port", str(port), "--dir", str(tmp_path / "demo")]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as demo:
        try:
            assert demo.stdout is not None
            said = ""
            while "Ctrl-C" not in said and (line := demo.stdout.readline()):
                said += line
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/demo") as page:
                assert "Three windows, two minutes" in page.read().decode()
            servers = children(demo.pid)
            assert servers
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait(20)
    assert demo.returncode == 0
    assert not [pid for pid in servers if Path(f"/proc/{pid}").exists()]


def children(parent: int) -> list[int]:
    """Every process below that one."""
    below = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "status").read_text()
            except OSError:
                continue
            if re.search(rf"^PPid:\t{parent}$", status, re.MULTILINE):
                below += [int(entry.name), *children(int(entry.name))]
    return below
