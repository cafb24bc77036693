from uuid import uuid4

import pytest

from events.rules.lists import Condition, Quota
from tests.volunteers.rules.test_consent import participant
from volunteers.rules.registration import (
    NoPlaceInAll,
    NoPlaceLeft,
    UnknownSource,
    apart,
    companions,
    joining_gaps,
    refuse_more,
    seats,
    tie_problems,
)

QUOTAS = [Quota(source="天府中学", places=2), Quota(source="云台小学", places=1)]


def test_places_are_counted_per_school_and_in_all():
    found = seats(QUOTAS, ["天府中学", "天府中学", "天府中学", ""])

    assert [(one.source, one.taken, one.places, one.left) for one in found] == [
        ("天府中学", 3, 2, -1),
        ("云台小学", 0, 1, 1),
        ("", 4, 3, -1),
    ]


def test_the_last_place_of_a_school_is_given_and_no_further_one():
    refuse_more(QUOTAS, ["天府中学"], ["天府中学"])

    with pytest.raises(NoPlaceLeft, match="天府中学"):
        refuse_more(QUOTAS, ["天府中学"], ["天府中学", "天府中学"])


def test_the_last_place_in_all_is_given_and_no_further_one():
    refuse_more(QUOTAS, ["", ""], [""])

    with pytest.raises(NoPlaceInAll):
        refuse_more(QUOTAS, ["", "", ""], [""])


def test_a_school_without_places_sends_nobody_unless_no_school_has_any():
    with pytest.raises(UnknownSource):
        refuse_more(QUOTAS, [], ["青山小学"])

    refuse_more([], [], ["青山小学"] * 500)


def test_who_is_there_already_stays_when_places_shrink():
    refuse_more(QUOTAS, ["天府中学"] * 9, [])


def test_a_must_refuses_and_a_wish_asks_for_a_reason():
    must = Condition(id=uuid4(), text="Grade 3 or above", hard=True)
    wish = Condition(id=uuid4(), text="Camper of last year", hard=False)
    nobody, both = participant(), participant(met=(must.id, wish.id))
    half = participant(met=(must.id,))

    assert joining_gaps(both, [must, wish], {}) == ()
    assert [g.code for g in joining_gaps(nobody, [must, wish], {})] == [
        "condition-unmet",
        "condition-reason",
    ]
    assert [g.code for g in joining_gaps(half, [must, wish], {})] == ["condition-reason"]
    assert joining_gaps(half, [must, wish], {half.id: "moved here in spring"}) == ()
    assert joining_gaps(nobody, [must], {nobody.id: "a reason opens no must"}) != ()


def test_what_one_sibling_says_holds_for_both():
    one = participant(id=uuid4(), partner_row="1", together=("2",))
    two = participant(id=uuid4(), partner_row="2")
    three = participant(id=uuid4(), partner_row="3", apart=("1", "3"))

    assert companions([one, two, three]) == {one.id: {two.id}, two.id: {one.id}}
    assert apart([one, two, three]) == {three.id: {one.id}, one.id: {three.id}}
    assert tie_problems([one, two, three]) == ()


def test_a_number_nobody_has_and_a_contradiction_are_named():
    one = participant(id=uuid4(), codename="小满", partner_row="1", together=("2", "9"))
    two = participant(id=uuid4(), codename="阿飞", partner_row="2", apart=("1",))

    found = [(tie.codename, tie.row, tie.contradicts) for tie in tie_problems([one, two])]

    assert found == [("小满", "9", False), ("小满", "2", True)]
