"""Reviewing: points of one's own first, then those of the others."""

import pytest

from accounts.rules.permissions import NotAllowed, Role
from events.rules.activities import Changed, NoSuchActivity
from kit.forms import WrongForm
from tests import make
from tests.volunteers import calls
from volunteers import applications, recruitment, reviews, scores, selection
from volunteers.reviews import Given
from volunteers.rules.applications import ApplicationStatus as A
from volunteers.rules.applications import Mode
from volunteers.rules.reviews import CriteriaJudged, NotUnderReview, ScoredAlready
from volunteers.tables.applications import Application


def points(*given, version=0, comment=""):
    return Given({f"points-{n}": str(p) for n, p in enumerate(given)}, version, comment)


@pytest.fixture
async def call(db):
    """Three applicants, three reviewers, two criteria of which the first counts twice."""
    first = await make.actor(name="Reviewer One")
    others = [
        await make.actor(Role.PLANNER, of=first, name=f"Reviewer {n}") for n in ("Two", "Three")
    ]
    activity = await calls.opened(
        first, mode=Mode.REVIEW, criteria=["责任心", "耐心"], weights=[2, 1], blind=True
    )
    await calls.apply(
        activity, 1, 2, 3, motivation="我是许诺1,电话 13800138000。", college="生科院"
    )
    return activity, first, *others


async def _scores(actor, activity):
    return {
        one.application.number: (one.own, one.mean, one.spread)
        for one in (await scores.table(actor, activity.id)).scores
    }


async def test_nobody_sees_what_another_gave_before_giving_their_own(call):
    activity, one, two, three = call
    await reviews.give(one, activity.id, 1, points(5, 5, comment="Wonderful"))

    before = await reviews.sheet(two, activity.id, 1)
    assert (before.mean, before.others, (await _scores(two, activity))[1]) == (
        None,
        (),
        (None, None, None),
    )
    await reviews.give(two, activity.id, 1, points(1, 4))
    after = await reviews.sheet(two, activity.id, 1)

    assert [review.comment for review in after.others] == ["Wonderful"]
    assert (await _scores(two, activity))[1] == (40, 70, 60)
    assert (await _scores(three, activity))[1] == (None, 70, 60)  # all scores that it needs


async def test_whoever_could_have_looked_gives_no_points_any_more(call):
    activity, one, two, three = call
    await reviews.give(one, activity.id, 1, points(5, 5))
    await reviews.give(two, activity.id, 1, points(1, 4))

    with pytest.raises(ScoredAlready):
        await reviews.give(three, activity.id, 1, points(0, 0))
    await reviews.give(one, activity.id, 1, points(4, 4, version=1))

    assert (await _scores(three, activity))[1] == (None, 60, 40)


async def test_the_score_counts_from_the_second_reviewer_on_and_orders_the_reserves(call):
    activity, one, two, _ = call
    for number, given in ((1, (1, 1)), (3, (5, 5))):
        await reviews.give(one, activity.id, number, points(*given))
        await reviews.give(two, activity.id, number, points(*given))
    await reviews.give(one, activity.id, 2, points(4, 4))
    people = await applications.of_activity(one, activity.id, tuple(A))

    await selection.reserve(one, activity.id, [p.id for p in people])

    ranked = {
        p.number: (p.score, p.rank)
        for p in await applications.of_activity(one, activity.id, tuple(A))
    }
    assert ranked == {3: (100, 1), 1: (20, 2), 2: (None, 3)}


async def test_a_blind_sheet_names_nobody(call):
    activity, one, _, _ = call

    sheet = await reviews.sheet(one, activity.id, 1)

    shown = repr(sheet)
    for secret in ("许诺1", "202200001", "p1@example.org", "13800138000", "生科院"):
        assert secret not in shown, secret
    assert "我是" in shown


async def test_the_next_one_is_one_that_waits_for_me_and_comes_round_again(call):
    activity, one, two, three = call

    assert await scores.next_number(one, activity.id) == 1
    assert await scores.next_number(one, activity.id, after=3) == 1
    for actor in (one, two):
        await reviews.give(actor, activity.id, 2, points(3, 3))
    await reviews.give(one, activity.id, 1, points(3, 3))

    assert await scores.next_number(one, activity.id, after=1) == 3
    assert await scores.next_number(three, activity.id, after=1) == 3
    await reviews.give(one, activity.id, 3, points(3, 3))
    assert await scores.next_number(one, activity.id) is None


async def test_what_does_not_fit_is_refused_and_an_old_page_does_not_overwrite(call):
    activity, one, _, _ = call
    with pytest.raises(WrongForm) as wrong:
        await reviews.give(one, activity.id, 1, points(6))
    await reviews.give(one, activity.id, 1, points(5, 5))
    await reviews.give(one, activity.id, 1, points(5, 5))  # pressed twice
    with pytest.raises(Changed):
        await reviews.give(one, activity.id, 1, points(0, 0))
    person = (await applications.of_activity(one, activity.id, (A.APPLIED,)))[0]
    await selection.decline(one, activity.id, [person.id])
    with pytest.raises(NotUnderReview):
        await reviews.give(one, activity.id, person.number, points(1, 1, version=2))

    assert set(wrong.value.by_field) == {"points-0", "points-1"}


async def test_other_roles_and_other_associations_review_nothing(call):
    activity, one, _, _ = call

    with pytest.raises(NotAllowed):
        await reviews.sheet(await make.actor(Role.TREASURER, of=one), activity.id, 1)
    with pytest.raises(NoSuchActivity):
        await scores.table(await make.actor(), activity.id)


async def test_other_weights_or_more_reviewers_count_for_all_scores_at_once(call):
    """V2: the scores on the table are those of today's call, never of yesterday's."""
    activity, one, two, _ = call
    for who in (one, two):
        await reviews.give(who, activity.id, 1, points(5, 0))
    assert (await _scores(one, activity))[1][1] == 67

    await recruitment.change(one, activity.id, await settings(one, activity, weights=(9, 1)))
    assert (await stored(activity))[1] == 90

    await recruitment.change(one, activity.id, await settings(one, activity, reviewers=3))
    assert (await stored(activity))[1] is None


async def test_criteria_keep_their_wording_once_somebody_has_given_points(call):
    activity, one, _, _ = call
    await recruitment.change(
        one, activity.id, await settings(one, activity, criteria=("爱心", "耐心"))
    )
    await reviews.give(one, activity.id, 1, points(5, 0))

    with pytest.raises(CriteriaJudged):
        await recruitment.change(
            one, activity.id, await settings(one, activity, criteria=("细心", "耐心"))
        )


async def settings(actor, activity, **differing):
    now = await recruitment.of_activity(actor, activity.id)
    names = recruitment.Settings.__struct_fields__
    return recruitment.Settings(**{name: getattr(now, name) for name in names} | differing)


async def stored(activity):
    a = Application
    rows = await a.select(a.number, a.score).where(a.activity == activity.id)
    return {row["number"]: row["score"] for row in rows}
