from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

import events.tables
from accounts import links
from accounts.rules.links import Kind, NoSuchLink
from accounts.rules.permissions import NotAllowed, Role
from events.rules.activities import NoSuchActivity
from kit import clock
from tests import make
from tests.volunteers import calls, families
from tests.volunteers.children import agreed, child, listed
from volunteers import consent_events, consents, guardians, letters, participants
from volunteers.rules.consent import Batch
from volunteers.rules.guardians import LetterChanged, NotAsked, Reply
from volunteers.rules.letters import AskingChanged, NewAsking
from volunteers.rules.participants import AgeBand, ConsentState, GivenBy, Method, Purpose

P, S = Purpose, ConsentState
DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(count=2):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    ids = await listed(actor, activity, count)
    return actor, activity, ids, await families.keys(actor, activity, ids)


async def answers(who):
    return {one.purpose: one for one in await consents.of_one(who)}


async def test_a_link_asks_and_its_answers_are_kept_with_relation_text_and_link(db):
    actor, activity, (one, two), (key, _) = await scene()
    who = await families.holder(key)
    before = await answers(one)

    await families.says(who, P.PARTICIPATE, P.DATA, no=(P.PHOTO_TAKEN,))

    assert {a.state for a in before.values()} == {S.ASKED}
    now = await answers(one)
    assert (now[P.DATA].state, now[P.DATA].method, now[P.DATA].relation) == (
        S.GRANTED,
        Method.E_SIGN,
        "母亲",
    )
    assert now[P.PHOTO_TAKEN].state is S.REFUSED
    assert now[P.PARTICIPATE].own_word
    assert (await letters.text(actor.organization_id, now[P.DATA].text_version)).locale == "zh_Hans"
    assert await consents.rostered(activity.id, datetime(2026, 11, 20, tzinfo=UTC).date()) == {one}
    assert {a.state for a in (await answers(two)).values()} == {S.ASKED}, "only their own child"
    [row] = await consents.tables.Consent.select().where(
        consents.tables.Consent.participant == one, consents.tables.Consent.purpose == P.DATA
    )
    assert (row["link_id"], row["recorded_by"]) == (who.id, None)


async def test_a_guardian_takes_back_and_may_agree_again_and_every_step_is_kept(db):
    _, activity, (one, _), (key, _) = await scene()
    who = await families.holder(key)
    await families.says(who, P.PARTICIPATE, P.DATA)

    await guardians.withdraw(who, P.PARTICIPATE)
    assert (await answers(one))[P.PARTICIPATE].state is S.WITHDRAWN
    await families.says(who, P.PARTICIPATE)

    steps = [
        s.state
        for s in await consent_events.of_participant(activity.id, one)
        if s.purpose is P.PARTICIPATE and s.given_by is GivenBy.GUARDIAN
    ]
    assert steps == [S.ASKED, S.GRANTED, S.WITHDRAWN, S.ASKED, S.GRANTED]


async def test_a_yes_to_an_earlier_text_is_asked_anew_and_stays_until_then(db):
    _, activity, (one, _), (key, _) = await scene()
    who = await families.holder(key)
    await families.says(who, P.PARTICIPATE, P.DATA)
    party = events.tables.Party
    await party.insert(party(id=make.uuid4(), activity=activity.id, role="partner", name="报社"))

    waiting = {q.purpose for q in (await guardians.behind(who)).waiting if q.is_new}
    assert waiting == {P.PARTICIPATE, P.DATA}
    assert (await answers(one))[P.DATA].state is S.GRANTED
    await families.says(who, P.PARTICIPATE, no=(P.DATA,))

    assert (await answers(one))[P.DATA].state is S.WITHDRAWN
    assert not any(q.is_new for q in (await guardians.behind(who)).questions)


async def test_what_was_read_is_what_is_kept_or_nothing_is(db):
    """The control: a letter that changed while somebody read it takes no answer."""
    _, activity, (one, _), (key, _) = await scene()
    who = await families.holder(key)
    read = (await guardians.behind(who)).version
    a = events.tables.Activity
    await a.update({a.place: "操场"}).where(a.id == activity.id)

    with pytest.raises(LetterChanged):
        await guardians.reply(
            who, Reply(read=read, relation="父亲", own_word=True, said={P.DATA: True})
        )
    assert (await answers(one))[P.DATA].state is S.ASKED


async def test_a_new_link_ends_the_one_before_and_a_link_ends_after_fourteen_days(db):
    actor, activity, (one, two), (first, other) = await scene()
    [second] = await families.keys(actor, activity, [one])

    with pytest.raises(NoSuchLink):
        await families.holder(first)
    assert (await families.holder(second)).object_id == one
    await guardians.end_link(actor, activity.id, two)
    with pytest.raises(NoSuchLink):
        await families.holder(other)
    with time_machine.travel(datetime(2026, 12, 4, 1, tzinfo=UTC), tick=True):
        await families.holder(second)
    with (
        time_machine.travel(datetime(2026, 12, 4, 3, tzinfo=UTC), tick=True),
        pytest.raises(NoSuchLink),
    ):
        await families.holder(second)
    with pytest.raises(NoSuchLink):
        await links.holder(Kind.VOLUNTEER, second)


async def test_who_answers_for_themselves_gets_no_guardians_link(db):
    actor, activity, _, _ = await scene(0)
    elder = await participants.add(
        actor, activity.id, child("王奶奶", age_band=AgeBand.A60_79, grade=None)
    )

    assert await families.keys(actor, activity, [elder]) == []


async def test_strangers_make_no_links_and_see_none(db):
    actor, activity, (one, _), _ = await scene()
    stranger, viewer = await make.actor(), await make.actor(Role.VIEWER, of=actor)
    other = await make.activity(actor)

    with pytest.raises(NoSuchActivity):
        await guardians.make_links(stranger, activity.id, [one])
    with pytest.raises(NotAllowed):
        await guardians.make_links(viewer, activity.id, [one])
    assert await guardians.make_links(actor, other.id, [one]) == []
    await guardians.end_link(actor, activity.id, one)
    with pytest.raises(NoSuchActivity):
        await guardians.end_link(stranger, activity.id, one)


async def test_once_deleted_a_link_shows_that_and_answers_nothing(db):
    actor, activity, (one, _), (key, _) = await scene()
    who = await families.holder(key)
    await participants.remove(actor, activity.id, one)

    standing = await guardians.behind(who)
    assert (standing.who, standing.waiting) == (None, [])
    with pytest.raises(NoSuchLink):
        await guardians.withdraw(who, P.DATA)
    with pytest.raises(NoSuchLink):
        await families.says(who, P.DATA)


async def test_only_what_was_answered_can_be_taken_back(db):
    _, _, _, (key, _) = await scene()
    who = await families.holder(key)

    with pytest.raises(NotAsked):
        await guardians.withdraw(who, P.MEDIA_INTERVIEW)


async def test_the_letter_asks_what_was_chosen_and_always_the_two_that_are_needed(db):
    actor, activity, ids, (key, _) = await scene()
    who = await families.holder(key)
    await agreed(actor, activity, [ids[1]])

    await letters.choose(actor, activity.id, NewAsking(0, (P.COUNSELLING,)))

    asked = [q.purpose for q in (await guardians.behind(who)).questions if q.is_open]
    assert asked[:2] == [P.PARTICIPATE, P.DATA]
    assert P.COUNSELLING in asked
    assert [q.purpose for q in (await guardians.behind(who)).waiting] == [
        P.PARTICIPATE,
        P.DATA,
        P.COUNSELLING,
    ]
    with pytest.raises(AskingChanged):
        await letters.choose(actor, activity.id, NewAsking(0, ()))
    await letters.choose(actor, activity.id, NewAsking(1, ()))
    assert (await letters.asking(activity)).purposes == (P.PARTICIPATE, P.DATA)


async def test_links_run_out_one_by_one(db):
    actor, activity, (one, two), _ = await scene()
    org = actor.organization_id
    with time_machine.travel(clock.now() + timedelta(days=13), tick=True):
        await families.keys(actor, activity, [one])
    with time_machine.travel(clock.now() + timedelta(days=15), tick=True):
        assert await links.run_out(org, Kind.GUARDIAN, activity.id) == {two}
    assert (
        await links.run_out((await make.actor()).organization_id, Kind.GUARDIAN, activity.id)
        == set()
    )


async def test_a_new_yes_counts_on_the_day_after_the_old_one_ran_out(db):
    """The nightly job has not written yet that it ran out: whoever answers first is not lost."""
    _, activity, (one, two), (key, _) = await scene()
    who = await families.holder(key)
    await families.says(who, P.PARTICIPATE, P.DATA)
    await consents.note_batch(
        who,
        activity,
        await participants.of(activity.id),
        Batch(letters=1, on=DAY, participants=(two,)),
    )
    c = consents.tables.Consent
    await c.update({c.expires_on: DAY - timedelta(days=1)}).where(c.participant.is_in([one, two]))
    assert await consents.rostered(activity.id, DAY) == set()
    assert {each.purpose for each in (await guardians.behind(who)).waiting} >= {
        P.PARTICIPATE,
        P.DATA,
    }

    await families.says(who, P.PARTICIPATE, P.DATA)
    batch = Batch(letters=1, on=DAY, participants=(two,))
    await consents.note_batch(who, activity, await participants.of(activity.id), batch)

    assert await consents.rostered(activity.id, DAY) == {one, two}


async def test_a_yes_that_ran_out_today_may_still_be_taken_back(db):
    _, _, (one, _), (key, _) = await scene()
    who = await families.holder(key)
    await families.says(who, P.PARTICIPATE)
    c = consents.tables.Consent
    await c.update({c.expires_on: DAY - timedelta(days=1)}).where(c.participant == one)

    await guardians.withdraw(who, P.PARTICIPATE)

    assert (await answers(one))[P.PARTICIPATE].state is S.WITHDRAWN
