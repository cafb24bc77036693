"""The plan as lines: what each belongs to, and how its sentences are named."""

from uuid import UUID, uuid4

import pytest

from events.rules import monthly
from events.rules.sections import Section
from events.rules.written import Place, about, digest, sentences, subject, written
from tests.events.rules.test_checks import ACTIVITY, BLOCK, CONSENTS


def said(text):
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("先合影。再返回！", ["先合影", "再返回"]),
        ("  One. Two at 3.5 km.", ["One", "Two at 3.5 km."]),
        ("上午\n\n下午；晚上", ["上午", "下午", "晚上"]),
        ("", []),
    ],
)
def test_a_text_falls_into_its_sentences(text, found):
    assert said(text) == found


def test_every_line_belongs_to_the_piece_it_stands_in():
    section = Section(uuid4(), "notes", "说明", "一行\n二行", 0)

    plan = written(ACTIVITY, [section], [BLOCK], [CONSENTS])

    places = [piece.place for piece in plan.pieces]
    assert places == [Place.SECTION] * 3 + [Place.SETTINGS] + [Place.BLOCK] * 2 + [Place.TASK]
    assert [line.number for line in plan.facts.outline.lines] == list(range(1, len(places) + 1))


def test_a_subject_says_which_piece_and_which_words():
    (piece,) = set(written(ACTIVITY, [], [BLOCK], []).pieces[1:2])

    assert about(subject(piece, "合影")) == (BLOCK.id, digest("合影"))
    assert about("anything else") == (UUID(int=0), "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("我们定期开会。定期写信。", "我们定期开会。每月一次写信。"),
        ("We meet. We write regularly!", "We meet. We write once a month!"),
    ],
)
def test_one_sentence_gets_its_number_and_gives_it_back(before, after):
    second = digest(said(before)[1])

    numbered = monthly.numbered(before, second)
    again = monthly.regular(numbered, monthly.changed(before, numbered))

    assert (numbered, again) == (after, before)
    assert monthly.numbered(numbered, second) == numbered
