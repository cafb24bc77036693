from datetime import UTC, datetime
from uuid import uuid4

import msgspec
import pytest

from events.rules.activities import Status
from tests.events.rules.test_checks import ACTIVITY
from tests.volunteers.rules.test_fits import volunteer
from volunteers.rules.applications import Mode, Recruitment
from volunteers.rules.selection import (
    Door,
    NoPlaces,
    NoRiskStatement,
    NotApproved,
    Room,
    door,
    ordered,
    place_in_line,
    refuse_publishing,
    seated,
)


def order(mode, **of_each):
    several = [
        volunteer(number=n, rank=None, **{name: value})
        for name, values in of_each.items()
        for n, value in enumerate(values)
    ]
    return [one.number for one in ordered(several, mode)]


def test_under_review_the_best_score_comes_first_and_none_at_all_after_nought():
    assert order(Mode.REVIEW, score=[None, 0, 70, 100, 70]) == [3, 2, 4, 1, 0]


def test_at_first_come_a_score_changes_nothing():
    assert order(Mode.FIRST_COME, score=[None, 0, 70]) == [0, 1, 2]


def test_each_in_turn_gets_a_place_whose_source_and_post_still_have_one():
    college, kitchen = uuid4(), uuid4()
    line = [
        volunteer(number=n, source=source, post=post)
        for n, (source, post) in enumerate(
            [(college, kitchen), (college, None), (None, kitchen), (uuid4(), None), (None, None)]
        )
    ]

    def got(total, sources, posts):
        room = Room(total, sources={college: sources}, posts={kitchen: posts})
        return [one.number for one in seated(line, room)]

    assert got(9, 9, 9) == [0, 1, 2, 3, 4]
    assert got(9, 1, 1) == [0, 3, 4]
    assert got(2, 0, 1) == [2, 3]
    assert got(0, 9, 9) == []


NOW = datetime(2026, 11, 1, tzinfo=UTC)
CALL = Recruitment(
    id=uuid4(), activity=ACTIVITY.id, mode=Mode.REVIEW, quota=1, taken=0, reserve=0, opens_at=None,
    closes_at=None, published_at=NOW, risk_statement="Rain", summary="", criteria=(), version=1,
)  # fmt: skip


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (Status.SUBMITTED, Door.UNPUBLISHED),
        (Status.APPROVED, Door.CLOSED),
        (Status.OPEN, Door.OPEN),
        (Status.DONE, Door.CLOSED),
        (Status.CANCELLED, Door.CANCELLED),
    ],
)
def test_the_door_of_a_published_call_follows_its_activity(status, found):
    assert door(msgspec.structs.replace(ACTIVITY, status=status), CALL, NOW) is found


def test_after_the_draw_the_door_says_as_much_as_where_one_comes_first():
    drawn = msgspec.structs.replace(CALL, mode=Mode.LOTTERY, taken=1, reserve=1)
    activity = msgspec.structs.replace(ACTIVITY, status=Status.OPEN)

    assert door(activity, drawn, NOW) is Door.OPEN
    drawn = msgspec.structs.replace(drawn, drawn_at=NOW)
    assert door(activity, drawn, NOW) is Door.RESERVE
    assert door(activity, msgspec.structs.replace(drawn, reserve=0), NOW) is Door.FULL


def test_a_place_in_line_counts_those_before_whatever_the_gaps():
    assert [place_in_line(rank, [2, 5, 9]) for rank in (2, 5, 9)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("status", "differing", "refusal"),
    [
        (Status.SUBMITTED, {}, NotApproved),
        (Status.APPROVED, {"risk_statement": " "}, NoRiskStatement),
        (Status.APPROVED, {"quota": 0}, NoPlaces),
    ],
)
def test_a_call_without_approval_risks_or_places_stays_at_home(status, differing, refusal):
    activity = msgspec.structs.replace(ACTIVITY, status=status)

    with pytest.raises(refusal):
        refuse_publishing(activity, msgspec.structs.replace(CALL, **differing))


@pytest.mark.parametrize("status", [Status.APPROVED, Status.OPEN])
def test_a_call_with_approval_risks_and_a_place_may_go_out(status):
    refuse_publishing(msgspec.structs.replace(ACTIVITY, status=status), CALL)
