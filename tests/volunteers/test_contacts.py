"""Contacts of real pairs: dated rows for calendars, what meets them, and who may note what."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts import links
from accounts.rules.links import FeedOf, Holder, Kind
from accounts.rules.permissions import NotAllowed, Role
from events import activities
from events.rules.activities import Moved
from kit import clock
from tests import make
from tests.volunteers import crowds, grouped
from volunteers import (
    consents,
    contacts,
    duties,
    findings,
    pairing,
    pairs,
    partings,
    partners,
)
from volunteers.rules.consent import Batch
from volunteers.rules.contacts import (
    Channel,
    ContactInTheFuture,
    ContactTooEarly,
    NewContact,
    NoContactNow,
    NoSuchContact,
    State,
)
from volunteers.rules.pairs import PairStatus
from volunteers.rules.participants import Purpose
from volunteers.tables import pairs as tables
from volunteers.tables import participants
from web import wiring

AGREED_ON = date(2026, 11, 20)


@pytest.fixture
def later(monkeypatch):
    """Let a day of the following year be today."""

    def go(day: date) -> None:
        at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: at)

    return go


async def _confirmed(count: int):
    wiring.connect()
    actor = await make.actor()
    activity = await crowds.ready(actor, count, count)
    await pairing.suggest(actor, activity.id)
    await pairs.confirm_all(actor, activity.id, AGREED_ON)
    return actor, activity, await pairs.of(activity.id)


async def _holder(activity, pair) -> Holder:
    token = await links.make(
        activity.organization,
        Kind.VOLUNTEER,
        pair.application,
        about="application",
        activity_id=activity.id,
        expires_at=datetime(2028, 1, 1, tzinfo=UTC),
    )
    return await links.holder(Kind.VOLUNTEER, token)


async def test_thirty_pairs_owe_three_hundred_and_sixty_contacts_a_year(db, later):
    actor, activity, made = await _confirmed(30)
    later(date(2027, 1, 2))
    for pair in made[:12]:
        await contacts.log(
            actor, activity.id, pair.id, NewContact(happened_on=date(2026, 12, 20), made=True)
        )
    for pair in made[12:15]:
        await contacts.log(actor, activity.id, pair.id, NewContact(happened_on=date(2026, 12, 20)))

    kept = await contacts.overview(actor, activity.id)

    assert (kept.met, kept.owed, kept.attempts) == (12, 360, 3)
    assert await tables.ContactDue.count() == 360
    assert {row["due_on"] for row in await tables.ContactDue.select()} >= {
        date(2027, 1, 5),
        date(2027, 12, 5),
    }


async def test_silent_pairs_are_found_on_day_35_also_when_the_activity_is_done(db, later):
    actor, activity, made = await _confirmed(3)
    later(date(2027, 1, 8))
    before = await contacts.overview(actor, activity.id)
    await contacts.log(
        actor, activity.id, made[0].id, NewContact(happened_on=date(2027, 1, 8), made=True)
    )
    later(date(2027, 1, 9))
    after = await contacts.overview(actor, activity.id)

    assert before.late == ()
    assert {row.listed.id for row in after.late} == {pair.id for pair in made[1:]}
    a = activities.tables.Activity
    await a.update({a.status: "done"}).where(a.id == activity.id)
    done = await activities.find(actor, activity.id)
    [found] = await findings.of(actor, done)
    assert (found.code, found.details["count"]) == ("contact-overdue", 2)


async def test_dated_rows_keep_their_names_and_follow_the_day(db):
    actor, activity, [pair] = await _confirmed(1)
    before = await duties.of_application(pair.application)

    await activities.change(
        actor,
        activity.id,
        activity.version,
        {
            "starts_at": activity.starts_at + timedelta(days=7),
            "ends_at": activity.ends_at + timedelta(days=7),
        },
    )

    after = await duties.of_application(pair.application)
    assert [row.calendar_uid for row in after] == [row.calendar_uid for row in before]
    assert [row.due_on for row in (before[0], after[0])] == [date(2027, 1, 5), date(2027, 1, 12)]
    assert [row.calendar_sequence for row in after] == [row.calendar_sequence + 1 for row in before]
    assert all(
        new.calendar_modified > old.calendar_modified
        for new, old in zip(after, before, strict=True)
    )
    now = await activities.find(actor, activity.id)
    await duties.follow(Moved("", now, now))  # nothing moved: nothing is revised
    assert await duties.of_application(pair.application) == after


async def test_an_activity_without_a_date_promises_nothing_until_it_has_one(db):
    wiring.connect()
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 1, starts_at=None, ends_at=None)
    await pairing.suggest(actor, activity.id)
    await pairs.confirm_all(actor, activity.id, AGREED_ON)
    assert await tables.ContactDue.count() == 0

    await activities.change(actor, activity.id, activity.version, {"starts_at": make.T_DAY})

    assert await tables.ContactDue.count() == 12


async def test_the_end_of_a_pair_reaches_its_calendar(db):
    actor, activity, [pair, other] = await _confirmed(2)
    before = await duties.of_application(pair.application)

    await partings.end(actor, activity.id, pair.id, pair.version, "moved away")

    after = await duties.of_application(pair.application)
    assert {row.is_over for row in before} == {False} and {row.is_over for row in after} == {True}
    assert after[0].calendar_sequence > before[0].calendar_sequence
    assert {row.is_over for row in await duties.of_application(other.application)} == {False}


async def test_a_new_pod_reaches_the_calendar_too(db):
    actor, activity, [pair, *_] = await _confirmed(4)
    await grouped.split(actor, activity.id, 1)

    [due, *_] = await duties.of_application(pair.application)

    assert due.pod in (1, 2) and due.calendar_sequence == 2


async def test_a_no_to_contact_ends_the_duty_and_not_the_pair(db, later):
    actor, activity, [pair, other] = await _confirmed(2)
    holder = await _holder(activity, pair)
    before = await duties.of_application(pair.application)
    feed = await links.make(
        activity.organization,
        Kind.FEED,
        pair.application,
        about=FeedOf.VOLUNTEER,
        activity_id=activity.id,
    )
    version = (await links.holder(Kind.FEED, feed)).version

    await consents.withdraw(actor, activity.id, pair.participant, Purpose.PAIRING_CONTACT)

    after = await duties.of_application(pair.application)
    assert {row.is_over for row in before} == {False} and {row.is_over for row in after} == {True}
    assert all(
        new.calendar_sequence > old.calendar_sequence
        for new, old in zip(after, before, strict=True)
    )
    assert (await links.holder(Kind.FEED, feed)).version > version
    assert {row.is_over for row in await duties.of_application(other.application)} == {False}
    later(date(2027, 3, 1))
    kept = await contacts.overview(actor, activity.id)
    states = {row.listed.id: set(row.standing.periods) for row in kept.rows}
    assert states[pair.id] == {State.EXEMPT} and State.OVERDUE in states[other.id]
    assert kept.owed == 12 and [row.listed.id for row in kept.late] == [other.id]
    with pytest.raises(NoContactNow):
        await contacts.log(actor, activity.id, pair.id, NewContact(happened_on=date(2027, 1, 2)))
    with pytest.raises(NoContactNow):
        await contacts.log_own(holder, NewContact(happened_on=date(2027, 1, 2)))


async def test_contact_is_owed_only_once_it_is_agreed_to(db, later):
    actor, activity, [pair, _] = await _confirmed(2)
    c = participants.Consent
    await c.delete().where(c.participant == pair.participant, c.purpose == Purpose.PAIRING_CONTACT)
    later(date(2027, 3, 1))

    [found] = [
        one for one in await findings.of(actor, activity) if one.subject == "pairing_contact"
    ]
    assert (found.code, found.details["count"]) == ("consent-missing", 1)
    assert {row.is_told for row in await duties.of_application(pair.application)} == {False}
    assert (await contacts.overview(actor, activity.id)).owed == 12
    with pytest.raises(NoContactNow):
        await contacts.log(actor, activity.id, pair.id, NewContact(happened_on=date(2027, 1, 2)))

    await consents.confirm_batch(
        actor,
        activity.id,
        Batch(
            letters=1,
            on=AGREED_ON,
            participants=(pair.participant,),
            covers=(Purpose.PAIRING_CONTACT,),
        ),
    )

    assert (await contacts.overview(actor, activity.id)).owed == 24
    assert {row.is_told for row in await duties.of_application(pair.application)} == {True}
    assert not [one for one in await findings.of(actor, activity) if one.code == "consent-missing"]


async def test_a_volunteer_notes_contacts_of_the_own_pair_only(db, later):
    actor, activity, [one, other] = await _confirmed(2)
    holder = await _holder(activity, one)
    later(date(2026, 12, 20))

    with pytest.raises(ContactTooEarly):
        await contacts.log_own(holder, NewContact(happened_on=date(2026, 12, 5)))
    with pytest.raises(ContactInTheFuture):
        await contacts.log_own(holder, NewContact(happened_on=date(2026, 12, 21)))
    await contacts.log_own(
        holder, NewContact(happened_on=date(2026, 12, 20), made=True, channel=Channel.VISIT)
    )

    [noted] = await tables.Contact.select()
    assert (noted["pair"], noted["period"], noted["channel"]) == (one.id, 1, "visit")
    await partings.end(actor, activity.id, one.id, one.version, "moved away")
    with pytest.raises(NoContactNow):
        await contacts.log_own(holder, NewContact(happened_on=date(2026, 12, 20)))
    assert other.status is PairStatus.CONFIRMED


async def test_a_contact_noted_by_mistake_is_taken_back_within_the_activity(db, later):
    actor, activity, [pair] = await _confirmed(1)
    stranger = await make.actor()
    own = await make.activity(stranger)
    later(date(2026, 12, 20))
    noted = await contacts.log(
        actor, activity.id, pair.id, NewContact(happened_on=date(2026, 12, 20), made=True)
    )

    with pytest.raises(NoSuchContact):
        await contacts.take_back(stranger, own.id, noted)
    await contacts.take_back(actor, activity.id, noted)

    assert (await contacts.overview(actor, activity.id)).met == 0


async def test_a_viewer_reads_counts_and_no_names(db, later):
    actor, activity, [pair, _] = await _confirmed(2)
    viewer = await make.actor(Role.VIEWER, of=actor)
    later(date(2026, 12, 20))
    made = NewContact(happened_on=date(2026, 12, 20), made=True)
    await contacts.log(actor, activity.id, pair.id, made)

    whole = await contacts.overview(actor, activity.id)
    counted = await contacts.overview(viewer, activity.id)
    assert (counted.met, counted.owed, counted.rows) == (1, whole.owed, ())
    with pytest.raises(NotAllowed):
        await contacts.overview(await make.actor(Role.TREASURER, of=actor), activity.id)


async def test_the_partner_is_told_after_the_schools_yes_and_the_training_only(db):
    wiring.connect()
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    await pairing.suggest(actor, activity.id)
    [pair, other] = await pairs.of(activity.id)
    holder = await _holder(activity, pair)

    async def told():
        me = await contacts.applications.of_link(holder)
        return (await partners.of_volunteer(holder, me))["partner"]

    assert await told() is None
    await pairs.confirm_all(actor, activity.id, AGREED_ON)
    await grouped.split(actor, activity.id, 1)
    partner = await told()
    assert partner.codename in ("小满01", "小满02") and partner.pod == 1
    assert len(partner.others) == 1 and partner.others[0].startswith("许诺")
    t = crowds.training.Attendance
    await t.delete().where(t.application == pair.application)
    assert await told() is None and other.application != pair.application


async def test_a_volunteer_whose_pair_has_ended_is_told_so(db):
    actor, activity, [pair, other] = await _confirmed(2)

    async def ended(one):
        me = await contacts.applications.of_link(await _holder(activity, one))
        return (await partners.of_volunteer(await _holder(activity, one), me)).get("pair_ended")

    assert not await ended(pair)
    await partings.end(actor, activity.id, pair.id, pair.version, "moved away")
    assert await ended(pair) and not await ended(other)
