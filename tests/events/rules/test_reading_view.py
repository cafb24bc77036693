from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.rules import reading, reading_view
from events.rules.plans import Plan, When
from events.rules.reading import Reading
from events.rules.reading.remarks import remark
from tests.events.rules.reading.test_proposals import EXPECTED, FOLDER

TODAY = date(2026, 11, 23)


def shown(text, spans, *remarks):
    found = Reading(Plan(title="x"), spans, remarks)
    return reading_view.view(text, found)


def pieces(view):
    return [[(piece.text, piece.tone) for piece in row.pieces] for row in view.rows]


def test_a_text_without_spans_is_its_lines():
    assert pieces(shown("a\n\nb", {})) == [[("a", "")], [], [("b", "")]]
    assert pieces(shown("a\n", {})) == [[("a", "")], []]


def test_the_inner_of_two_spans_shows_and_both_can_be_found():
    view = shown("abcdef", {"tasks.0": ((0, 6),), "headcounts.0": ((2, 4),)})
    assert pieces(view) == [[("ab", "how"), ("cd", "who"), ("ef", "how")]]
    assert view.at == {"tasks.0": 1, "headcounts.0": 2}


def test_spans_that_overlap_by_their_ends_are_cut_at_both_edges():
    view = shown("abcdef", {"title": ((0, 4),), "when": ((3, 6),)})
    assert pieces(view) == [[("abc", "what"), ("d", "who"), ("ef", "who")]]
    assert view.at == {"title": 1, "when": 2}


def test_two_fields_of_one_span_lead_to_one_place():
    view = shown("abc", {"schedule.0": ((0, 3),), "schedule.1": ((0, 3),)})
    assert view.at == {"schedule.0": 1, "schedule.1": 1}


def test_a_span_over_two_lines_tints_both_and_chapters_and_empty_spans_tint_nothing():
    spans = {"background": ((0, 5),), "sections.0": ((0, 5),), "when": ((1, 1),)}
    view = shown("ab\ncd", spans)
    assert pieces(view) == [[("ab", "what")], [("cd", "what")]]
    assert set(view.at) == {"background"}


def test_a_doubt_shows_inside_its_field_and_belongs_to_the_narrowest_that_holds_it():
    spans = {"tasks.0": ((0, 9),), "headcounts.0": ((2, 4),)}
    inner = remark("photo-consent", 1, (6, 8), what="x")
    whole = remark("consent-missing", 1, (0, 9))
    head = remark("placeholder-left", 1, (2, 4), what="x")
    view = shown("abcdefghij", spans, inner, whole, head)
    tones = [tone for _, tone in pieces(view)[0]]
    assert tones == ["how", "who", "how", "unsure", "how", ""]
    assert view.doubts["headcounts.0"] == (head,)
    assert view.doubts["tasks.0"] == (whole, inner)


def test_a_doubt_wider_than_any_field_belongs_to_the_narrowest_and_one_beside_all_to_none():
    wide = remark("placeholder-left", 1, (0, 5), what="x")
    beside = remark("placeholder-left", 1, (6, 7), what="x")
    view = shown("abcdefg", {"when": ((1, 3),)}, wide, beside)
    assert view.doubts == {"when": (wide,)}
    assert view.at["doubt.1"] == 4


def test_a_doubt_about_what_is_not_written_goes_to_the_field_it_asks_for():
    late = remark("start-time-missing", 1, (0, 2))
    view = shown("12", {"when": ((0, 2),)}, late)
    assert view.doubts == {"start_time": (late,)}


@settings(max_examples=200, deadline=None)
@given(st.text("ab\n", max_size=30), st.data())
def test_no_character_is_lost_or_doubled(text, data):
    edge = st.integers(0, len(text))
    several = st.lists(st.tuples(edge, edge).map(lambda s: (min(s), max(s))), max_size=5)
    spans = {f"tasks.{n}": (span,) for n, span in enumerate(data.draw(several))}
    doubts = [remark("placeholder-left", 1, s, what="x") for s in data.draw(several)]
    view = shown(text, spans, *doubts)
    again = "\n".join("".join(piece.text for piece in row.pieces) for row in view.rows)
    assert again == text
    assert [row.number for row in view.rows] == list(range(1, text.count("\n") + 2))
    numbers = [piece.number for row in view.rows for piece in row.pieces if piece.number]
    assert numbers == list(range(1, len(numbers) + 1))
    assert set(view.at.values()) <= set(numbers)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_field_of_our_own_proposals_has_a_place_in_the_text(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    found = reading.read(text, TODAY)
    view = reading_view.view(text, found)
    fields = {key for key in found.spans if key.partition(".")[0] in reading_view.TONES}
    assert {key for key in view.at if not key.startswith("doubt")} == fields
    assert len(view.rows) == text.count("\n") + 1


@pytest.mark.parametrize(
    ("kind", "becomes"),
    [("plan", True), ("notice", True), ("programme", False), ("report", False)],
)
def test_only_what_is_about_one_activity_becomes_one(kind, becomes):
    assert reading_view.becomes_activity(Plan(title="x", kind=kind)) is becomes
    assert kind in reading_view.KINDS


def test_what_was_found_and_what_is_missing_is_named():
    known, missing = reading_view.parts(
        Plan(title="x", when=When(start_date=TODAY), places=("hall",))
    )
    assert known == ["title", "date", "place"]
    assert "start time" in missing
    assert reading_view.parts(Plan(title="?"))[0] == []
