from uuid import UUID

import msgspec
import pytest

from events.acts import LISTED as ACTS
from events.conditions import LISTED as CONDITIONS
from events.rules.activities import Kind
from events.rules.list_pastes import as_text, pasted
from events.rules.list_rows import cells, read, rows_in
from events.rules.list_sums import of_acts, of_quotas
from events.rules.lists import (
    MOST_ROWS,
    Act,
    ListChanged,
    NamedTwice,
    Quota,
    TooManyRows,
    Typed,
    merged,
    refuse_doubles,
)
from kit import i18n
from kit.forms import WrongForm
from tests.events.rules.test_checks import ACTIVITY


def act(n, title="", **differing):
    return Act(id=UUID(int=n), version=1, title=title or f"act {n}", **differing)


def typed(row, **differing):
    return Typed(msgspec.structs.replace(row, **differing))


def left(row):
    return Typed(row, untouched=True)


ONE, TWO, THREE = (act(n) for n in (1, 2, 3))
NOW = (ONE, TWO, THREE)


def test_what_nobody_touched_stays_and_what_was_typed_is_written():
    merge = merged(NOW, [left(ONE), typed(TWO, title="song"), left(THREE)])

    assert [row.title for row in merge.changed] == ["song"]
    assert [row.title for row in merge.order] == ["act 1", "song", "act 3"]
    assert merge.gone == ()


def test_a_row_somebody_else_changed_keeps_their_words_where_nobody_touched_it_here():
    theirs = act(2, "their song")
    theirs = msgspec.structs.replace(theirs, version=2)

    merge = merged((ONE, theirs, THREE), [left(ONE), left(TWO), typed(THREE, title="mine")])

    assert [row.title for row in merge.order] == ["act 1", "their song", "mine"]


def test_two_people_who_write_in_the_same_row_are_told():
    theirs = msgspec.structs.replace(TWO, title="their song", version=2)
    with pytest.raises(ListChanged) as refusal:
        merged((ONE, theirs), [left(ONE), typed(TWO, title="my song")])
    assert refusal.value.now == {1: theirs}

    agreed = merged((ONE, theirs), [left(ONE), typed(TWO, title="their song")])
    assert agreed.changed == ()


def test_saving_a_list_as_it_stands_makes_no_difference():
    assert not merged(NOW, [left(ONE), typed(TWO), left(THREE)]).differs(NOW)
    assert merged(NOW, [left(TWO), left(ONE), left(THREE)]).differs(NOW)
    assert merged(NOW, [left(ONE), typed(TWO, title="song"), left(THREE)]).differs(NOW)
    assert merged(NOW, [Typed(ONE, removed=True)]).differs(NOW)
    assert merged((), [Typed(Act(title="new"))]).differs(())


def test_a_row_that_is_gone_is_missed_only_by_whoever_wrote_in_it():
    assert merged((ONE,), [left(ONE), left(TWO)]).order == (ONE,)
    assert merged((ONE,), [left(ONE), Typed(TWO, removed=True)]).gone == ()
    with pytest.raises(ListChanged) as refusal:
        merged((ONE,), [left(ONE), typed(TWO, title="song")])
    assert refusal.value.now == {1: None}


def test_what_somebody_else_changed_is_not_taken_out_unseen():
    theirs = msgspec.structs.replace(TWO, title="their song", version=2)
    with pytest.raises(ListChanged):
        merged((theirs,), [Typed(TWO, removed=True)])
    assert merged((TWO,), [Typed(TWO, removed=True)]).gone == (TWO.id,)


def test_rows_others_added_stay_behind_those_that_were_typed():
    new = Act(title="new")
    assert merged(NOW, [left(THREE), Typed(new)]).order == (THREE, new, ONE, TWO)


def test_a_list_takes_two_hundred_rows_and_not_one_more():
    rows = [Typed(Act(title=f"{n}")) for n in range(MOST_ROWS)]
    assert len(merged((), rows).order) == MOST_ROWS
    with pytest.raises(TooManyRows):
        merged((ONE,), rows)


def test_a_source_stands_in_the_list_once():
    refuse_doubles([Quota(source="East"), Quota(source="West")])
    with pytest.raises(NamedTwice, match="East"):
        refuse_doubles([Quota(source="East"), Quota(source="West"), Quota(source="East")])


def posted(*rows, do=""):
    data = {f"{name}.{n}": text for n, row in enumerate(rows) for name, text in row.items()}
    return rows_in(data | {"do": do}, ACTS.columns)


def test_a_form_posted_as_it_was_shown_says_that_nobody_touched_it():
    [row] = read(Act, ACTS.columns, posted(cells(ONE, ACTS.columns)))
    assert row == left(ONE)


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("", ["act 1", "act 2", "act 3"]),
        ("up.1", ["act 2", "act 1", "act 3"]),
        ("down.1", ["act 1", "act 3", "act 2"]),
        ("up.0", ["act 1", "act 2", "act 3"]),
        ("down.2", ["act 1", "act 2", "act 3"]),
        ("up.7", ["act 1", "act 2", "act 3"]),
        ("nonsense", ["act 1", "act 2", "act 3"]),
    ],
)
def test_a_button_moves_a_row_by_one_place_and_never_out_of_the_list(do, order):
    rows = posted(*(cells(row, ACTS.columns) for row in NOW), {"title": ""}, do=do)
    assert [row["title"] for row in rows] == order


def test_a_row_that_is_emptied_or_taken_out_is_to_go():
    shown = [cells(row, ACTS.columns) for row in NOW]
    emptied = {**shown[1], "title": " ", "minutes": ""}

    rows = read(Act, ACTS.columns, posted(shown[0], emptied, shown[2], do="remove.0"))

    assert [(row.removed, row.untouched) for row in rows] == [
        (True, False),
        (True, False),
        (False, True),
    ]


def test_every_wrong_cell_is_named_by_its_row():
    with i18n.speaking("en"), pytest.raises(WrongForm) as refusal:
        read(Act, ACTS.columns, posted({"title": "a" * 120, "minutes": "long"}, {"props": "x"},
                                       {"title": "a" * 121}))  # fmt: skip
    assert refusal.value.by_field == {
        "minutes.0": "Please enter a whole number.",
        "title.1": "Please fill this in.",
        "title.2": "This is too long: at most 120 characters.",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Song\tGroup 1\tguitar\t5\nPoem\t\t\t\t",
        "序号\t节目\t时长（分钟）\t演员\t道具\n1\tSong\t5\tGroup 1\tguitar\n2\tPoem\t\t\t",
        "Act,Performers,Props,Minutes\nSong,Group 1,guitar,5\n\nPoem,,,",
    ],
)
def test_rows_of_a_spreadsheet_are_read_with_and_without_headings(text):
    with i18n.speaking("en"):
        rows = [one.row for one in pasted(Act, ACTS.columns, text)]
    assert rows == [
        Act(title="Song", performers="Group 1", props="guitar", minutes=5),
        Act(title="Poem"),
    ]


@pytest.mark.parametrize("language", i18n.LOCALES)
def test_a_list_copied_as_text_pastes_back_as_it_was(language):
    rows = [act(1, minutes=5), act(2, performers="a\tb", props="c")]
    with i18n.speaking(language):
        again = [one.row for one in pasted(Act, ACTS.columns, as_text(rows, ACTS.columns))]
    assert [(row.title, row.minutes, row.performers) for row in again] == [
        ("act 1", 5, ""),
        ("act 2", None, "a\tb"),
    ]


def test_words_of_a_closed_list_are_understood_and_others_refused():
    rows = pasted(CONDITIONS.row, CONDITIONS.columns, "Grade 3\t必须\nFirst camp\t原则上\nHealthy")
    assert [one.row.hard for one in rows] == [True, False, True]
    with i18n.speaking("en"), pytest.raises(WrongForm) as refusal:
        pasted(CONDITIONS.row, CONDITIONS.columns, "Grade 3\tperhaps")
    assert refusal.value.by_field == {
        "rows": "Row 1, Without it: Please choose one of the options."
    }


@pytest.mark.parametrize("text", ["", " \n ", "Act\tMinutes", "\n".join("x" for _ in range(201))])
def test_what_is_no_table_or_too_long_a_one_is_refused(text):
    with pytest.raises(WrongForm):
        pasted(Act, ACTS.columns, text)


@pytest.mark.parametrize(("places", "tone"), [(29, "amber"), (30, "jade"), (31, "amber")])
def test_the_places_are_compared_with_the_number_of_participants(places, tone):
    said = of_quotas(ACTIVITY, [Quota(source="East", places=places)])
    assert said[-1].tone == tone


def test_a_camp_has_an_act_for_every_camper():
    camp = msgspec.structs.replace(ACTIVITY, kind=Kind.CAMP, participants=3)
    acts = [act(n, minutes=2, checked_by="Wu") for n in (1, 2, 3)]
    with i18n.speaking("en"):
        assert [one.text for one in of_acts(camp, acts)] == ["3 acts", "6 minutes"]
        assert [one.text for one in of_acts(camp, acts[:2])][-1] == "1 camper without an act"
        assert len(of_acts(ACTIVITY, acts[:2])) == 2
