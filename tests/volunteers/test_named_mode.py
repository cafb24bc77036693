from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest
import time_machine

import events.tables
from accounts import access_log, links
from accounts.rules.grants import Field
from accounts.rules.links import Kind, NoSuchLink
from accounts.rules.permissions import NotAllowed, Role
from events import activities
from events.rules.activities import Changed, NoSuchActivity
from kit import clock, crypto
from kit.forms import WrongForm
from tests import make
from tests.volunteers import calls, schools
from tests.volunteers.children import listed
from volunteers import (
    carers,
    earlier,
    histories,
    named_fields,
    named_mode,
    participants,
    partner_word,
)
from volunteers.rules.carers import NewCarer
from volunteers.rules.named_mode import (
    NamedModeClosed,
    NewNamed,
    NotAssessed,
    Plan,
    SamePersonTwice,
    WrongEnd,
)
from volunteers.rules.participants import CarerKind, NoSuchParticipant
from volunteers.tables import participants as tables
from volunteers.tables import sharing

PLAN = Plan(
    need="medicine at night",
    readers="the lead of the night",
    risks="strangers",
    measures="sealed, two may look",
    retain_until=date(2026, 12, 20),
)
NAMED = NewNamed(given_name="小明", birth_month="2013-11", allergy_text="peanuts")


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(count=1):
    owner = await make.actor()
    lead = await make.actor(Role.SAFEGUARDING, of=owner, name="何老师")
    activity = await calls.opened(owner)
    return owner, lead, activity, await listed(owner, activity, count)


async def opened(owner, lead, activity, plan=PLAN):
    await named_mode.assess(owner, activity.id, 1, plan)
    await named_mode.lead_agrees(lead, activity.id)
    await named_mode.note_partner(owner, activity.id, "天府中学")
    assert await named_mode.missing(activity) == ()


async def sealed(participant_id):
    p = tables.Participant
    [row] = await p.select(p.given_name, p.birth_month, p.allergy_text).where(
        p.id == participant_id
    )
    return row


async def test_while_it_is_closed_no_named_field_is_written(db):
    owner, lead, activity, (one,) = await scene()
    for step in (
        lambda: named_mode.assess(owner, activity.id, 1, PLAN),
        lambda: named_mode.lead_agrees(lead, activity.id),
    ):
        with pytest.raises(NamedModeClosed):
            await named_fields.write(owner, activity.id, one, NAMED, version=1)
        await step()
    with pytest.raises(NamedModeClosed):
        await named_fields.write(owner, activity.id, one, NAMED, version=1)

    assert set((await sealed(one)).values()) == {None}


async def test_what_is_written_is_sealed_for_its_row_and_field(db):
    owner, lead, activity, (one, other) = await scene(2)
    await opened(owner, lead, activity)

    await named_fields.write(owner, activity.id, one, NAMED, version=1)

    row = await sealed(one)
    for name, text in msgspec.structs.asdict(NAMED).items():
        assert text.encode() not in row[name]
        assert crypto.unseal(row[name], earlier.place(activity, one, name)) == text
        with pytest.raises(crypto.CannotOpen):
            crypto.unseal(row[name], earlier.place(activity, other, name))
    kept = await participants.find(owner, activity.id, one)
    assert "小明" not in repr(kept)


async def test_a_blank_field_stays_and_only_a_ticked_one_is_deleted(db):
    owner, lead, activity, (one,) = await scene()
    await opened(owner, lead, activity)
    await named_fields.write(owner, activity.id, one, NAMED, version=1)
    before = await sealed(one)

    await named_fields.write(owner, activity.id, one, NewNamed(), version=2, erase=["allergy_text"])

    assert await sealed(one) == before | {"allergy_text": None}
    with pytest.raises(Changed):
        await named_fields.write(owner, activity.id, one, NAMED, version=2)


async def test_the_history_says_that_a_sealed_field_changed_and_not_to_what(db):
    owner, lead, activity, (one,) = await scene()
    await opened(owner, lead, activity)

    await named_fields.write(owner, activity.id, one, NAMED, version=1)

    [change] = await histories.of(owner, activity.id, one)
    assert change.who == "周敏"
    assert set(change.changes) == {"given_name", "birth_month", "allergy_text"}
    assert set(change.changes.values()) == {("•••", "•••")}


async def test_closing_erases_everything_real_at_once_and_keeps_the_codename(db):
    owner, lead, activity, (one,) = await scene()
    await opened(owner, lead, activity)
    await named_fields.write(owner, activity.id, one, NAMED, version=1)
    phone = NewCarer(relation="mother", phone="139 1234 5678")
    await carers.add(owner, activity.id, one, phone)
    await carers.add(owner, activity.id, one, msgspec.structs.replace(phone, through_partner=True))

    await named_mode.close(lead, activity.id)

    assert set((await sealed(one)).values()) == {None}
    [left] = await carers.of(one)
    assert (left.through_partner, left.phone) == (True, None)
    assert (await participants.find(owner, activity.id, one)).codename == "小满"
    assert "closed" in {gap.code for gap in await named_mode.missing(activity)}
    with pytest.raises(NamedModeClosed):
        await named_fields.write(owner, activity.id, one, NAMED, version=3)


async def test_a_new_assessment_voids_both_words_and_deletes_what_they_covered(db):
    owner, lead, activity, (one,) = await scene()
    await opened(owner, lead, activity)
    await named_fields.write(owner, activity.id, one, NAMED, version=1)

    await named_mode.assess(owner, activity.id, 2, msgspec.structs.replace(PLAN, need="more"))

    lacking = {gap.code for gap in await named_mode.missing(activity)}
    assert lacking == {"lead-missing", "partner-missing"}
    assert set((await sealed(one)).values()) == {None}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SAFEGUARDING])
async def test_only_the_safeguarding_lead_agrees_as_the_lead(db, role):
    owner, _, activity, _ = await scene()
    await named_mode.assess(owner, activity.id, 1, PLAN)

    with pytest.raises(NotAllowed):
        await named_mode.lead_agrees(await make.actor(role, of=owner), activity.id)


async def test_the_lead_cannot_speak_for_the_partner_too(db):
    owner, lead, activity, _ = await scene()
    await named_mode.assess(owner, activity.id, 1, PLAN)
    await named_mode.lead_agrees(lead, activity.id)

    with pytest.raises(SamePersonTwice):
        await named_mode.note_partner(lead, activity.id, "天府中学")

    promoted = msgspec.structs.replace(owner, role=Role.SAFEGUARDING)
    await named_mode.note_partner(owner, activity.id, "天府中学")
    with pytest.raises(SamePersonTwice):
        await named_mode.lead_agrees(promoted, activity.id)


async def test_nobody_agrees_to_what_is_not_written(db):
    _, lead, activity, _ = await scene()

    with pytest.raises(NotAssessed):
        await named_mode.lead_agrees(lead, activity.id)


async def holder(owner, activity, kind=Kind.PARTNER):
    token = await links.make(
        owner.organization_id, kind, activity.id, activity_id=activity.id, name="王老师"
    )
    return await links.holder(kind, token)


async def test_the_partner_agrees_and_takes_its_word_back_through_its_link(db):
    owner, lead, activity, (one,) = await scene()
    await named_mode.assess(owner, activity.id, 1, PLAN)
    await named_mode.lead_agrees(lead, activity.id)
    partner = await schools.opened(owner, activity, "天府中学")

    await partner_word.agree(partner)
    assert await named_mode.missing(activity) == ()
    await named_fields.write(owner, activity.id, one, NAMED, version=1)
    await partner_word.refuse(partner)

    assert set((await sealed(one)).values()) == {None}
    with pytest.raises(NoSuchLink):
        await partner_word.agree(await holder(owner, activity, Kind.GUARDIAN))


@pytest.mark.parametrize(("day", "fits"), [(date(2027, 1, 4), True), (date(2027, 1, 5), False)])
async def test_real_data_is_kept_no_longer_than_the_entries_themselves(db, day, fits):
    owner, _, activity, _ = await scene()
    plan = msgspec.structs.replace(PLAN, retain_until=day)

    if fits:
        await named_mode.assess(owner, activity.id, 1, plan)
    else:
        with pytest.raises(WrongEnd):
            await named_mode.assess(owner, activity.id, 1, plan)


async def test_in_the_night_after_its_day_it_closes_itself(db):
    owner, lead, activity, (one,) = await scene()
    await opened(owner, lead, activity)
    await named_fields.write(owner, activity.id, one, NAMED, version=1)

    with time_machine.travel("2026-12-20T15:00:00Z"):
        assert await named_mode.expire(clock.now()) == 0
        assert None not in set((await sealed(one)).values())
    with time_machine.travel("2026-12-20T16:00:00Z"):  # midnight in Shanghai
        assert await named_mode.expire(clock.now()) == 1

    assert set((await sealed(one)).values()) == {None}


async def test_strangers_neither_see_nor_open_it(db):
    owner, _, activity, (one,) = await scene()
    stranger = await make.actor(Role.SAFEGUARDING)
    await named_mode.assess(owner, activity.id, 1, PLAN)

    for asked in (
        lambda: named_mode.of(stranger, activity.id),
        lambda: named_mode.lead_agrees(stranger, activity.id),
        lambda: named_mode.close(stranger, activity.id),
        lambda: named_fields.write(stranger, activity.id, one, NAMED, version=1),
        lambda: carers.add(stranger, activity.id, one, NewCarer(relation="mother")),
        lambda: histories.of(stranger, activity.id, one),
    ):
        with pytest.raises(NoSuchActivity):
            await asked()


async def test_a_number_comes_in_only_while_it_is_open(db):
    owner, lead, activity, (one,) = await scene()
    phone = NewCarer(relation="mother", phone="139 1234 5678")
    with pytest.raises(WrongForm):
        await carers.add(owner, activity.id, one, phone)
    await opened(owner, lead, activity)

    carer_id = await carers.add(owner, activity.id, one, phone)

    [kept] = await carers.of(one)
    assert b"5678" not in kept.phone.sealed
    assert crypto.unseal(kept.phone.sealed, carers.place(activity, carer_id)) == "139 1234 5678"
    assert kept.retain_until == (await participants.find(owner, activity.id, one)).retain_until


async def test_a_partner_sees_its_own_children_after_the_log_says_so_and_nobody_elses(db):
    owner, lead, activity, (one, other) = await scene(2)
    await opened(owner, lead, activity)
    for child_id, source in ((one, "天府中学"), (other, "云台小学")):
        p = tables.Participant
        await p.update({p.source: source}).where(p.id == child_id)
        await named_fields.write(owner, activity.id, child_id, NAMED, version=1)
    x, at = sharing.Liaison, clock.now()
    mine = uuid4()
    await x.insert(
        x(id=mine, activity=activity.id, partner="天府中学", created_at=at),
        x(id=uuid4(), activity=activity.id, partner="云台小学", created_at=at),
    )
    token = await links.make(
        owner.organization_id, Kind.PARTNER, mine, activity_id=activity.id, name="王老师"
    )
    partner = await links.holder(Kind.PARTNER, token)

    shown = await named_fields.opened_for_partner(partner, one, [Field.GIVEN_NAME], "the night")

    assert [line.text for line in shown] == ["小明"]
    [seen] = await access_log.of_subject(owner.organization_id, one)
    assert (seen.who, seen.fields, seen.purpose) == ("王老师", ("given_name",), "the night")
    with pytest.raises(NoSuchParticipant):
        await named_fields.opened_for_partner(partner, other, [Field.GIVEN_NAME], "the night")
    await named_mode.close(lead, activity.id)
    with pytest.raises(NamedModeClosed):
        await named_fields.opened_for_partner(partner, one, [Field.GIVEN_NAME], "the night")
    assert len(await access_log.of_subject(owner.organization_id, other)) == 0


async def test_a_caregiver_is_kept_as_one_who_cannot_consent(db):
    owner, _, activity, (one,) = await scene()
    new = NewCarer(kind=CarerKind.CAREGIVER, relation="grandparent", through_partner=True)

    await carers.add(owner, activity.id, one, new)

    [kept] = await carers.of(one)
    assert not kept.may_consent


async def series_of(owner, activity):
    series, e = uuid4(), events.tables
    await e.Series.insert(
        e.Series(id=series, organization=owner.organization_id, name="Camp", created_at=clock.now())
    )
    a = e.Activity
    await a.update({a.series: series, a.edition: 1}).where(a.id == activity.id)
    following = await make.activity(owner, starts_at=make.T_DAY + timedelta(days=300))
    await a.update({a.series: series, a.edition: 2}).where(a.id == following.id)
    return following


async def test_who_was_here_before_is_known_by_a_hash_and_by_no_list_of_names(db):
    owner, lead, activity, (one,) = await scene()
    following = await series_of(owner, activity)
    activity = msgspec.structs.replace(activity, series=(await _again(following)).series)
    await opened(owner, lead, activity)
    await named_fields.write(owner, activity.id, one, NAMED, version=1)

    with time_machine.travel("2026-12-21T02:00:00Z"):
        assert await named_mode.expire(clock.now()) == 1
    e = tables.EarlierParticipant
    [kept] = await e.select()
    assert "小明".encode() not in kept["digest"] and kept["keep_until"] == date(2028, 1, 4)

    with time_machine.travel("2027-09-01T02:00:00Z"):
        same, another = await listed(owner, following, 2)
        plan = msgspec.structs.replace(PLAN, retain_until=date(2027, 9, 30))
        await opened(owner, lead, await _again(following), plan)
        await named_fields.write(owner, following.id, same, NAMED, version=1)
        other = msgspec.structs.replace(NAMED, birth_month="2013-12")
        await named_fields.write(owner, following.id, another, other, version=1)

        assert (await participants.find(owner, following.id, same)).earlier is True
        assert (await participants.find(owner, following.id, another)).earlier is None


async def test_thirteen_months_later_nobody_knows_who_was_here(db):
    owner, lead, activity, (one,) = await scene()
    following = await _again(await series_of(owner, activity))
    activity = msgspec.structs.replace(activity, series=following.series)
    await opened(owner, lead, activity)
    await named_fields.write(owner, activity.id, one, NAMED, version=1)
    with time_machine.travel("2026-12-21T02:00:00Z"):
        await named_mode.expire(clock.now())

    with time_machine.travel("2028-01-04T02:00:00Z"):
        assert await earlier.was_here(following, "", "小明", "2013-11")
    with time_machine.travel("2028-01-05T02:00:00Z"):
        assert not await earlier.was_here(following, "", "小明", "2013-11")


async def _again(activity):
    return await activities.anywhere(activity.id)
