"""Reviewers note, decide, take and hand on a concern among themselves; the reporter sees none of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Route, expect
from sqlalchemy import select

from tests.browser.accessibility import faults
from tests.browser.at_the_desk import Reviewer
from tests.browser.conftest import NewPage
from tests.services.people import Dana
from tests.support.running import Service
from whistle.store import tables

TITLE = "A girl of nine was not referred to anyone."
OTHER = "Her sister was sent home with the family."
NOTE = "I know the officer in this case by sight."
JOURNAL = re.compile(r"/journal$")

At = Callable[..., Reviewer]


@pytest.fixture
def dana(service: Service) -> Dana:
    return Dana(service.house)


@pytest.fixture
def at(service: Service, new_page: NewPage) -> At:
    """Someone at a desk of their own, with the concern open."""

    def seated(
        name: str = "Asha Rahman", reviewer: str = "r1", title: str = TITLE, **options: object
    ) -> Reviewer:
        person = Reviewer(new_page(**options), service, name, reviewer)
        person.signs_in()
        person.unlocks()
        person.opens(title)
        return person

    return seated


def raised(dana: Dana, service: Service, text: str = TITLE, **how: object) -> None:
    dana.raises(text, **({"readers": ("r1", "r2")} | how))
    service.tick()


def notes(person: Reviewer) -> Locator:
    return person.thread.get_by_role("region", name="Notes and decisions")


def entries(person: Reviewer) -> Locator:
    return notes(person).get_by_role("list", name="Notes and decisions, oldest first").get_by_role("listitem")


def facts(person: Reviewer) -> Locator:
    return person.thread.locator(".concern-facts")


def notes_down(person: Reviewer, text: str = NOTE) -> None:
    person.page.get_by_label("Your note").fill(text)
    person.presses("Save the note")


def test_a_note_and_a_decision_are_read_by_a_colleague_and_never_by_the_reporter(
    dana: Dana, service: Service, at: At
) -> None:
    raised(dana, service)
    asha = at()
    expect(notes(asha)).to_contain_text("The reporter never sees them. They may have to be disclosed one day")
    expect(notes(asha)).to_contain_text("Nothing has been noted yet.")
    notes_down(asha)
    expect(entries(asha)).to_have_count(1)
    expect(asha.page.get_by_label("Your note")).to_have_value("")
    asha.chooses("A decision")
    asha.presses("Save the decision")
    asha.is_told("Write what was decided.")
    asha.page.get_by_label("What was decided").fill("Ask for every referral of that month.")
    asha.presses("Save the decision")
    asha.is_told("Write why it was decided.")
    expect(asha.page.get_by_label("Why", exact=True)).to_be_focused()
    asha.page.get_by_label("Why", exact=True).fill("Asking for one would point to whoever opened it.")
    assert faults(asha.page) == []
    asha.presses("Save the decision")
    expect(entries(asha)).to_have_count(2)

    tom = at("Tom Ellery", "r2")
    expect(entries(tom).nth(0)).to_contain_text("Asha Rahman wrote a note")
    expect(entries(tom).nth(0)).to_contain_text("Confirmed")
    expect(entries(tom).nth(0)).to_contain_text(NOTE)
    expect(entries(tom).nth(1)).to_contain_text(
        re.compile("Decided.*every referral.*Why.*whoever opened it", re.DOTALL)
    )
    timeline = tom.thread.get_by_role("region", name="What happened when")
    expect(timeline).to_contain_text("Asha Rahman recorded a decision (reviewers only)", use_inner_text=True)
    service.tick()
    view = dana.reads()
    assert (len(view.messages), view.changes, view.warnings) == (1, (), ())


def test_whoever_takes_a_concern_is_named_to_colleagues_and_in_the_list(
    dana: Dana, service: Service, at: At
) -> None:
    raised(dana, service)
    asha = at()
    expect(facts(asha)).to_contain_text("Nobody handles this yet")
    asha.presses("Take this")
    expect(facts(asha)).to_contain_text("You handle this")
    expect(asha.rows.locator(".col-with")).to_contain_text("You")
    tom = at("Tom Ellery", "r2")
    expect(facts(tom)).to_contain_text("Asha Rahman handles this")
    tom.presses("Take it over")
    expect(facts(tom)).to_contain_text("You handle this")
    tom.presses("Give to a colleague")
    expect(tom.page.get_by_role("heading", name="Who is to handle this")).to_be_focused()
    tom.presses("Save")
    tom.is_told("Choose who is to handle this.")
    tom.page.get_by_role("radio", name="Asha Rahman").check()
    tom.page.get_by_label("Anything they should know").fill("The unit answers on Mondays.")
    assert faults(tom.page) == []
    tom.presses("Save")
    expect(facts(tom)).to_contain_text("Asha Rahman handles this")
    expect(entries(tom).last).to_contain_text("You gave it to Asha Rahman")
    expect(entries(tom).last).to_contain_text("The unit answers on Mondays.")


def test_what_is_taken_can_be_given_back(dana: Dana, service: Service, at: At) -> None:
    raised(dana, service, readers=("r1",))
    asha = at()
    expect(asha.page.get_by_role("button", name="Give to a colleague")).to_have_count(0)
    asha.presses("Take this")
    asha.presses("Give it back")
    expect(facts(asha)).to_contain_text("Nobody handles this yet")
    expect(entries(asha).last).to_contain_text("You gave it back")


def test_a_category_is_chosen_with_a_hint_from_what_the_reporter_chose(
    dana: Dana, service: Service, at: At
) -> None:
    raised(dana, service, answers={"faults": ("R3",)})
    asha = at()
    asha.presses("Choose a category")
    move = asha.thread.locator(".move")
    expect(move).to_contain_text("Auditors see this beside the hours at which the concern was answered")
    expect(move.get_by_text("the reporter chose something of this")).to_have_count(1)
    asha.page.get_by_role("radio", name="Recording and referral").check()
    assert faults(asha.page) == []
    asha.presses("Save")
    expect(facts(asha)).to_contain_text("Category: recording and referral")
    stored = service.house.store
    with stored.read() as connection:
        assert connection.scalar(select(tables.concerns.c.category)) == 1


def test_when_nothing_comes_back_the_same_bytes_are_saved_again_and_make_one_entry(
    dana: Dana, service: Service, at: At
) -> None:
    raised(dana, service)
    asha = at()
    sent: list[bytes | None] = []

    def lose(route: Route) -> None:
        sent.append(route.request.post_data_buffer)
        route.fetch()
        route.abort()

    # What arrived is looked for: while that is silent too, nobody knows.
    asha.page.route(JOURNAL, lose, times=1)
    asha.page.route("**/journal/pages/*", lambda route: route.abort(), times=1)
    notes_down(asha)
    asha.is_told("We cannot confirm that this was saved.")
    expect(asha.page.get_by_label("Your note")).to_have_value(NOTE)
    expect(asha.page.get_by_label("Your note")).not_to_be_editable()

    def note(route: Route) -> None:
        sent.append(route.request.post_data_buffer)
        route.continue_()

    asha.page.route(JOURNAL, note, times=1)
    asha.presses("Save again")
    expect(entries(asha)).to_have_count(1)
    expect(asha.page.get_by_label("Your note")).to_have_value("")
    assert len(sent) == 2
    assert sent[0] == sent[1]


def test_a_note_whose_answer_was_lost_and_that_stands_there_is_not_asked_for_again(
    dana: Dana, service: Service, at: At
) -> None:
    raised(dana, service)
    asha = at()

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    asha.page.route(JOURNAL, lose, times=1)
    notes_down(asha)
    expect(entries(asha)).to_have_count(1)
    expect(asha.page.get_by_label("Your note")).to_have_value("")


def test_what_a_colleague_noted_meanwhile_is_shown_and_the_words_are_kept(
    dana: Dana, service: Service, at: At
) -> None:
    raised(dana, service)
    asha, tom = at(), at("Tom Ellery", "r2")
    asha.page.route("**/here", lambda route: route.abort())  # or she might see it before she saves hers
    expect(notes(asha)).to_contain_text("Nothing has been noted yet.")
    notes_down(tom, "I have asked the unit.")
    expect(entries(tom)).to_have_count(1)
    notes_down(asha)
    asha.is_told("Nothing was saved, because a colleague wrote here meanwhile.")
    expect(entries(asha)).to_contain_text("I have asked the unit.")
    expect(asha.page.get_by_label("Your note")).to_have_value(NOTE)
    asha.presses("Save the note")
    expect(entries(asha)).to_have_count(2)


def test_half_a_note_outlives_the_lock_and_is_asked_about_before_signing_out(
    dana: Dana, service: Service, at: At
) -> None:
    raised(dana, service)
    asha = at()
    expect(notes(asha)).to_contain_text("Nothing has been noted yet.")
    asha.page.get_by_label("Your note").fill(NOTE)
    asha.presses("Lock now")
    assert NOTE not in asha.page.content()
    asha.unlocks()
    expect(asha.page.get_by_label("Your note")).to_have_value(NOTE)
    asha.page.once("dialog", lambda dialog: dialog.dismiss())
    asha.presses("Sign out")
    expect(asha.page.get_by_label("Your note")).to_have_value(NOTE)


def test_who_is_let_in_later_reads_the_notes_once_a_colleague_passes_them_on(
    dana: Dana, service: Service, at: At
) -> None:
    raised(dana, service, readers=("r1",))
    asha = at()
    expect(notes(asha)).to_contain_text("Nothing has been noted yet.")
    notes_down(asha)
    expect(entries(asha)).to_have_count(1)
    asha.presses("Let a colleague read this")
    asha.page.get_by_role("checkbox", name="Tom Ellery").check()
    asha.page.get_by_label("Why, for the notes").fill("Tom knows the unit.")
    asha.presses("Let them read this")
    expect(entries(asha).last).to_contain_text("Tom Ellery: Tom knows the unit.")
    service.tick()

    tom = at("Tom Ellery", "r2")
    expect(notes(tom)).to_contain_text("2 entries were written before you could read this")
    expect(notes(tom)).to_contain_text("Ask a colleague who can read these notes to let you read them.")
    expect(notes(tom).get_by_role("textbox")).to_have_count(0)
    asha.opens(TITLE)
    expect(notes(asha)).to_contain_text("Tom Ellery cannot read these notes yet.")
    asha.presses("Let them read the notes")
    expect(notes(asha)).not_to_contain_text("cannot read these notes yet")
    tom.opens(TITLE)
    expect(entries(tom).first).to_contain_text(NOTE)
    expect(entries(tom)).to_have_count(3)


def test_the_log_is_printed_with_its_heading_its_entries_and_nothing_else(
    dana: Dana, service: Service, at: At
) -> None:
    raised(dana, service)
    asha = at(bypass_csp=True)
    expect(notes(asha)).to_contain_text("Nothing has been noted yet.")
    notes_down(asha)
    asha.presses("Print the notes and decisions")
    expect(asha.page.get_by_role("heading", name="This is all that will be printed")).to_be_focused()
    assert faults(asha.page) == []
    asha.page.emulate_media(media="print")
    paper = asha.page.locator("#desk").inner_text()
    assert re.search(
        rf"Notes and decisions\s+{TITLE}.*1\. Asha Rahman wrote a note.*{NOTE}.*Printed by Asha Rahman on",
        paper,
        re.DOTALL,
    )
    for no in ("This is all", "Print\n", "Acknowledge", "token", "Northmoor Police"):
        assert no not in paper
    asha.page.emulate_media(media="screen")
    asha.presses("Back to the concern")
    expect(asha.page.get_by_role("heading", name="Notes and decisions")).to_be_focused()
    asha.page.emulate_media(media="print")
    expect(asha.messages.first).to_be_visible()
    assert NOTE not in asha.page.locator("#desk").inner_text()


def test_two_concerns_are_linked_in_both_journals_and_no_reporter_learns_of_it(
    dana: Dana, service: Service, at: At
) -> None:
    raised(dana, service)
    other = Dana(service.house)
    raised(other, service, OTHER, readers=("r1",))
    asha = at()
    asha.presses("Link with another")
    asha.presses("Save")
    asha.is_told("Choose the other concern.")
    asha.page.get_by_role("radio", name=OTHER).check()
    asha.page.get_by_label("Why you link them").fill("They are sisters.")
    assert faults(asha.page) == []
    asha.presses("Save")
    head = asha.thread.locator(".concern-head")
    link = head.get_by_role("button", name=OTHER)
    expect(link).to_be_visible()
    expect(head).not_to_contain_text("not noted in the other yet")
    link.click()
    expect(asha.thread.get_by_role("heading", name=OTHER)).to_be_visible()
    expect(head.get_by_role("button", name=TITLE)).to_be_visible()
    expect(entries(asha).last).to_contain_text("They are sisters.")

    tom = at("Tom Ellery", "r2")
    expect(tom.thread.locator(".linked")).to_contain_text("Linked with: another concern that you cannot read")
    service.tick()
    for reporter in (dana, other):
        assert (len(reporter.reads().messages), reporter.reads().warnings) == (1, ())


def test_concerns_whose_reporters_left_out_others_are_not_linked(
    dana: Dana, service: Service, at: At
) -> None:
    raised(dana, service, leave_out=("r3",))
    raised(Dana(service.house), service, OTHER)
    asha = at()
    asha.presses("Link with another")
    asha.page.get_by_role("radio", name=OTHER).check()
    asha.presses("Save")
    asha.is_told("Their reporters did not leave out the same people")
    expect(entries(asha)).to_have_count(0)


def test_entries_that_a_lying_service_swaps_are_not_shown(dana: Dana, service: Service, at: At) -> None:
    raised(dana, service)
    asha = at()
    expect(notes(asha)).to_contain_text("Nothing has been noted yet.")
    for text in (NOTE, "Another."):
        notes_down(asha, text)
        expect(entries(asha).last).to_contain_text(text)
    kept: list[bytes] = []

    def keep(route: Route) -> None:
        kept.append(route.fetch().body())
        route.continue_()

    tom = at("Tom Ellery", "r2")
    expect(entries(tom)).to_have_count(2)

    def cut(route: Route) -> None:
        """As if the newest had never been written."""
        route.fulfill(body=kept[0], content_type="application/octet-stream")

    asha.page.route("**/journal/pages/0", keep, times=1)
    asha.opens(TITLE)
    expect(entries(asha)).to_have_count(2)
    notes_down(asha, "A third.")
    expect(entries(asha)).to_have_count(3)
    asha.page.route("**/journal/pages/0", cut)
    asha.opens(TITLE)
    expect(notes(asha).get_by_role("alert")).to_contain_text(
        "The notes do not follow each other as they should"
    )
