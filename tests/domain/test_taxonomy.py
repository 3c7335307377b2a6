"""What a concern can be about: codes that readers can rely on."""

from __future__ import annotations

from whistle.domain.taxonomy import CATEGORIES, FAULT_GROUPS, FAULTS, QUESTIONS


def test_codes_are_unique_within_a_question_and_every_one_has_words() -> None:
    assert len({question.key for question in QUESTIONS}) == len(QUESTIONS) == 13
    for question in QUESTIONS:
        assert question.words
        assert question.asks
        assert len({entry.code for entry in question.entries}) == len(question.entries)
        assert all(entry.words for entry in question.entries)
    assert len(FAULTS) == 21
    assert {entry.code[0] for entry in FAULTS} == set(FAULT_GROUPS)


def test_categories_are_numbered_from_1_and_every_fault_falls_under_one_of_them() -> None:
    assert [category.number for category in CATEGORIES] == list(range(1, 10))
    assert len({category.code for category in CATEGORIES}) == len({each.words for each in CATEGORIES}) == 9
    under = [code for category in CATEGORIES for code in category.faults]
    assert under == [entry.code for entry in FAULTS]
