from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
import time_machine

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import NotAllowed, Role
from accounts.tables import Trace
from events.rules.activities import Changed, Moved, NoSuchActivity
from kit import clock
from kit.forms import WrongForm
from tests import make
from tests.volunteers import calls, crowds
from tests.volunteers.children import child, listed
from volunteers import pairing, pairs, participants, retention
from volunteers.rules.applications import Gender
from volunteers.rules.pairs import PairStatus
from volunteers.rules.participants import (
    AgeBand,
    CodenameTaken,
    InALivePair,
    NoSuchParticipant,
)
from volunteers.tables.pairs import Pair
from volunteers.tables.participants import Consent, Participant

CLOSED_LIST = {
    *("id", "activity", "codename", "partner_row", "age_band", "under_14", "grade", "gender"),
    *("same_gender", "interests", "needs", "languages", "free", "priority"),
    *("allergy", "mobility", "ask_lead", "retain_until", "version", "created_at"),
    *("given_name", "birth_month", "allergy_text"),  # named mode only, sealed (V11)
    *("source", "earlier", "previous_helper", "together", "apart", "met", "room", "confirmed_at"),
}
CONSENT_LIST = {
    *("id", "participant", "purpose", "state", "given_by", "method", "text_version", "on"),
    *("expires_on", "recorded_by", "recorded_at", "relation", "link_id", "own_word"),
}


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(count=1):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    return actor, activity, await listed(actor, activity, count)


async def in_pair(activity, participant_id, status):
    (token,) = await calls.apply(activity, 1)
    application = (await links.holder(Kind.VOLUNTEER, token)).object_id
    now = clock.now()
    await Pair(
        id=uuid4(), activity=activity.id, participant=participant_id, application=application,
        number=4, status=status, created_at=now, calendar_uid=make.uid("pair"), calendar_modified=now,
    ).save()  # fmt: skip


@pytest.mark.parametrize(
    ("table", "allowed"), [(Participant, CLOSED_LIST), (Consent, CONSENT_LIST)]
)
def test_nothing_but_the_closed_list_is_kept_about_a_child(table, allowed):
    """Domain reference §6.2: a new column is a decision of the safeguarding lead, not of a commit."""
    assert {column._meta.name for column in table._meta.columns} == allowed


async def test_an_entry_is_deleted_thirty_days_after_the_activity(db):
    actor, activity, (one,) = await scene()

    kept = await participants.find(actor, activity.id, one)

    assert kept.retain_until == date(2027, 1, 4)

    with time_machine.travel("2027-01-04T02:00:00Z"):
        assert await retention.forget(date(2027, 1, 4)) == 0
        assert await retention.forget(date(2027, 1, 5)) == 1
    assert await participants.of_activity(actor, activity.id) == []


async def test_who_is_in_a_pair_is_kept_until_thirty_days_after_its_end_and_thirteen_months_at_most(
    db,
):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    p, pair = Participant, Pair
    await p.update(
        {p.created_at: datetime(2026, 11, 20, tzinfo=UTC), p.retain_until: date(2027, 1, 4)},
        force=True,
    )
    await pairing.suggest(actor, activity.id)
    [first, _] = await pairs.of(activity.id)

    assert await retention.forget(date(2027, 1, 5)) == 0
    await pair.update({pair.status: PairStatus.CLOSED, pair.ended_on: date(2027, 3, 1)}).where(
        pair.id == first.id
    )
    assert await retention.forget(date(2027, 3, 31)) == 0
    assert await retention.forget(date(2027, 4, 1)) == 1
    [last] = await participants.of(activity.id)
    assert await retention.longest(last.id) == date(2027, 12, 20)
    assert await retention.forget(date(2027, 12, 20)) == 0
    assert await retention.forget(date(2027, 12, 21)) == 1


async def test_an_activity_without_a_date_keeps_entries_for_thirteen_months(db):
    actor = await make.actor()
    activity = await make.activity(actor, starts_at=None, ends_at=None)

    (one,) = await listed(actor, activity, 1)

    assert (await participants.find(actor, activity.id, one)).retain_until == date(2027, 12, 20)


async def test_the_day_of_deletion_moves_with_the_activity(db):
    actor, activity, (one,) = await scene()
    from events import activities

    moved = await activities.change(
        actor, activity.id, activity.version,
        {"starts_at": make.T_DAY.replace(year=2027), "ends_at": make.T_DAY.replace(year=2027, hour=4)},
    )  # fmt: skip
    await retention.follow(Moved("", activity, moved))

    assert (await participants.find(actor, activity.id, one)).retain_until == date(2027, 12, 20)


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (datetime(2025, 12, 5, tzinfo=UTC), date(2026, 12, 20)),  # a year mistyped
        (datetime(2026, 11, 20, tzinfo=UTC), date(2026, 12, 20)),
        (datetime(2026, 11, 21, tzinfo=UTC), date(2026, 12, 21)),
    ],
)
async def test_a_move_never_brings_the_day_of_deletion_closer_than_thirty_days(db, day, until):
    actor, activity, (one,) = await scene()
    moved = msgspec.structs.replace(activity, starts_at=day, ends_at=day)

    await retention.follow(Moved("", activity, moved))

    assert (await participants.find(actor, activity.id, one)).retain_until == until
    assert await retention.forget(until) == 0
    assert await retention.forget(until + timedelta(days=1)) == 1


async def test_the_list_follows_the_schools_own_order(db):
    actor, activity, _ = await scene(0)
    for codename, row in (("豆豆", "10"), ("阿飞", "2"), ("晨晨", ""), ("小满", "1")):
        await participants.add(actor, activity.id, child(codename, partner_row=row))

    names = [one.codename for one in await participants.of_activity(actor, activity.id)]

    assert names == ["小满", "阿飞", "豆豆", "晨晨"]


async def test_gender_is_kept_only_where_a_wish_depends_on_it(db):
    actor, activity, _ = await scene(0)
    wish = child("小满", gender=Gender.FEMALE, same_gender=True)
    none = child("阿飞", gender=Gender.MALE)

    kept = [
        await participants.find(actor, activity.id, await participants.add(actor, activity.id, one))
        for one in (wish, none)
    ]

    assert [(one.gender, one.same_gender) for one in kept] == [
        (Gender.FEMALE, True),
        (Gender.UNSAID, False),
    ]


@pytest.mark.parametrize(
    ("band", "said", "under"),
    [
        (AgeBand.A12_13, False, True),
        (AgeBand.A14_15, True, False),
        (AgeBand.UNKNOWN, True, True),
        (AgeBand.UNKNOWN, False, False),
    ],
)
async def test_the_age_band_says_who_is_under_fourteen(db, band, said, under):
    actor, activity, _ = await scene(0)

    one = await participants.add(actor, activity.id, child(age_band=band, under_14=said))

    assert (await participants.find(actor, activity.id, one)).under_14 is under


@pytest.mark.parametrize(
    "codename",
    [
        "13912345678",
        "小满 139-1234-567",
        "２０２２００１",
        "500101201203041234",
        "三(2)班小满",
        "a@b.cn",
    ],
)
async def test_a_codename_that_gives_a_child_away_is_refused(db, codename):
    actor, activity, _ = await scene(0)

    with pytest.raises(WrongForm) as refused:
        await participants.add(actor, activity.id, child(codename))

    assert list(refused.value.by_field) == ["codename"]
    assert await participants.of_activity(actor, activity.id) == []


async def test_a_codename_with_six_digits_is_a_codename(db):
    actor, activity, _ = await scene(0)

    await participants.add(actor, activity.id, child("星星123456"))

    assert len(await participants.of_activity(actor, activity.id)) == 1


async def test_five_interests_fit_and_six_do_not(db):
    actor, activity, _ = await scene(0)
    six = ("drawing", "paper", "plants", "insects", "stories", "football")

    await participants.add(actor, activity.id, child(interests=six[:5]))

    with pytest.raises(WrongForm):
        await participants.add(actor, activity.id, child("阿飞", interests=six))


async def test_a_codename_stands_on_a_list_once(db):
    actor, activity, (one, two) = await scene(2)

    with pytest.raises(CodenameTaken):
        await participants.add(actor, activity.id, child(" 小满 "))
    with pytest.raises(CodenameTaken):
        await participants.change(actor, activity.id, two, 1, child("小满"))
    await participants.change(actor, activity.id, one, 1, child("小满", grade=8))


async def test_two_editors_never_overwrite_each_other(db):
    actor, activity, (one,) = await scene()
    await participants.change(actor, activity.id, one, 1, child(grade=8))

    with pytest.raises(Changed):
        await participants.change(actor, activity.id, one, 1, child(grade=9))

    assert (await participants.find(actor, activity.id, one)).grade == 8


@pytest.mark.parametrize("status", PairStatus)
async def test_who_is_in_a_live_pair_stays(db, status):
    actor, activity, (one,) = await scene()
    await in_pair(activity, one, status)

    if status in (PairStatus.CLOSED, PairStatus.DROPPED):
        await participants.remove(actor, activity.id, one)
        assert await participants.of_activity(actor, activity.id) == []
    else:
        with pytest.raises(InALivePair):
            await participants.remove(actor, activity.id, one)
        assert await retention.forget(date(2027, 12, 20)) == 0


async def test_strangers_find_no_child(db):
    actor, activity, (one,) = await scene()
    stranger, treasurer = await make.actor(), await make.actor(Role.TREASURER, of=actor)
    other = await make.activity(actor)

    for act in (participants.find, participants.remove):
        with pytest.raises(NoSuchActivity):
            await act(stranger, activity.id, one)
        with pytest.raises(NoSuchParticipant):
            await act(actor, other.id, one)
        with pytest.raises(NotAllowed):
            await act(treasurer, activity.id, one)


async def test_traces_name_no_child(db):
    actor, activity, _ = await scene(0)
    one = await participants.add(actor, activity.id, child("canary-child"))
    await participants.remove(actor, activity.id, one)

    rows = await Trace.select().where(Trace.activity_id == activity.id)

    assert [row["action"] for row in rows] == ["participant.added", "participant.removed"]
    assert "canary" not in str(rows)
