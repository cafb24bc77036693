"""Who speaks for a partner, and the link they work through."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from accounts import links
from accounts.rules.links import Kind, NoSuchLink
from accounts.rules.permissions import NotAllowed, Role
from accounts.tables import OutboxMail
from events import activities
from events.rules.activities import NoSuchActivity, Status
from events.tables import Activity
from kit import clock
from tests import make
from tests.volunteers import children, schools
from volunteers import liaisons, own_school, partner_adults, partner_links
from volunteers.rules.liaisons import (
    AdultTwice,
    Answer,
    DayOver,
    LiaisonChanged,
    NameTaken,
    NewAdult,
    NewLiaison,
    NoAddress,
    NoSuchAdult,
    NoSuchLiaison,
    PartnerTwice,
)
from web import wiring


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


@pytest.fixture
async def owner(db):
    wiring.connect()
    return await make.actor()


@pytest.fixture
async def activity(owner):
    return await make.activity(owner)


async def token_of(actor, activity, liaison_id):
    return (await partner_links.link(actor, activity.id, liaison_id)).rpartition("/")[2]


async def test_a_partner_stands_there_once(owner, activity):
    await liaisons.add(owner, activity.id, NewLiaison(partner="Harbour school"))

    with pytest.raises(PartnerTwice):
        await liaisons.add(owner, activity.id, NewLiaison(partner="Harbour school"))


async def test_nobody_else_reads_or_changes_it(owner, activity):
    one = await liaisons.add(owner, activity.id, NewLiaison(partner="Harbour school"))
    stranger, viewer = await make.actor(), await make.actor(Role.VIEWER, of=owner)
    lead = await make.actor(Role.SAFEGUARDING, of=owner)

    for act in (partner_links.link, partner_links.send, partner_links.renew, partner_links.revoke):
        with pytest.raises(NoSuchActivity):
            await act(stranger, activity.id, one)
        with pytest.raises(NotAllowed):
            await act(lead, activity.id, one)  # who sees, and does not hand out
        with pytest.raises(NoSuchLiaison):
            await act(owner, activity.id, uuid4())
    with pytest.raises(NotAllowed):
        await liaisons.of_activity(viewer, activity.id)
    assert len(await liaisons.of_activity(lead, activity.id)) == 1


async def test_two_who_save_at_once_are_told(owner, activity):
    one = await liaisons.add(owner, activity.id, NewLiaison(partner="Harbour school"))

    await liaisons.change(owner, activity.id, one, 1, NewLiaison(partner="Hill school"))

    with pytest.raises(LiaisonChanged):
        await liaisons.change(owner, activity.id, one, 1, NewLiaison(partner="Lake school"))


async def test_a_new_link_ends_the_one_before(owner, activity):
    one = await liaisons.add(owner, activity.id, NewLiaison(partner="Harbour school"))
    first = await token_of(owner, activity, one)
    second = await token_of(owner, activity, one)

    assert (await links.holder(Kind.PARTNER, second)).object_id == one
    with pytest.raises(NoSuchLink):
        await links.holder(Kind.PARTNER, first)
    with pytest.raises(NoSuchLink):
        await links.holder(Kind.VOLUNTEER, second)  # it opens nothing else


async def test_a_link_is_renewed_under_its_address_for_ninety_days_at_most(owner):
    far = clock.now() + timedelta(days=400)
    activity = await make.activity(owner, starts_at=far, ends_at=far + timedelta(hours=2))
    one = await liaisons.add(owner, activity.id, NewLiaison(partner="Harbour school"))
    token = await token_of(owner, activity, one)

    with time_machine.travel(clock.now() + timedelta(days=80)):
        until = await partner_links.renew(owner, activity.id, one)
        assert abs(until - clock.now() - timedelta(days=90)) < timedelta(minutes=1)
    with time_machine.travel(clock.now() + timedelta(days=169)):
        assert await links.holder(Kind.PARTNER, token)
    with time_machine.travel(clock.now() + timedelta(days=171)), pytest.raises(NoSuchLink):
        await links.holder(Kind.PARTNER, token)


async def test_what_has_ended_is_not_renewed(owner, activity):
    one = await liaisons.add(owner, activity.id, NewLiaison(partner="Harbour school"))
    token = await token_of(owner, activity, one)

    await partner_links.revoke(owner, activity.id, one)

    with pytest.raises(NoSuchLink):
        await links.holder(Kind.PARTNER, token)
    with pytest.raises(NoSuchLink):
        await partner_links.renew(owner, activity.id, one)


async def test_a_mail_carries_a_link_of_its_own_and_nothing_about_anybody(owner, activity):
    new = NewLiaison(partner="Harbour school", name="He", email="He@Example.org")
    one = await liaisons.add(owner, activity.id, new)
    first = await token_of(owner, activity, one)

    await partner_links.send(owner, activity.id, one)

    (letter,) = await OutboxMail.select().where(OutboxMail.recipient == "he@example.org")
    token = letter["body"].partition("/p/")[2].split()[0]
    assert (await links.holder(Kind.PARTNER, token)).object_id == one
    with pytest.raises(NoSuchLink):
        await links.holder(Kind.PARTNER, first)


async def test_without_an_address_nothing_is_sent(owner, activity):
    one = await liaisons.add(owner, activity.id, NewLiaison(partner="Harbour school"))

    with pytest.raises(NoAddress):
        await partner_links.send(owner, activity.id, one)


async def test_a_day_that_moves_is_asked_for_anew_and_a_place_too(owner, activity):
    school = await schools.opened(owner, activity)

    async def confirmed():
        (one,) = await liaisons.of(activity.id)
        return one.dates_confirmed_at is not None

    for differing in ({"starts_at": activity.starts_at + timedelta(hours=1)}, {"place": "Hall"}):
        await liaisons.answer(school, Answer(confirmed=True, training_room="Room 4"))
        assert await confirmed()
        now = await activities.find(owner, activity.id)
        await activities.change(owner, activity.id, now.version, differing)
        assert not await confirmed()
    (one,) = await liaisons.of(activity.id)
    assert one.training_room == "Room 4"


async def test_after_the_day_a_partner_changes_nothing(owner, activity):
    school = await schools.opened(owner, activity)
    a = Activity
    await a.update({a.status: Status.DONE}).where(a.id == activity.id)

    with pytest.raises(DayOver):
        await liaisons.answer(school, Answer(confirmed=True))
    with pytest.raises(DayOver):
        await partner_adults.add(school, NewAdult(name="Lo"))


async def test_a_month_after_the_day_its_adults_and_contacts_are_forgotten(owner, activity):
    school = await schools.opened(owner, activity, name="He", phone="138", email="he@example.org")
    await partner_adults.add(school, NewAdult(name="Lo"))
    with time_machine.travel(activity.ends_at + timedelta(days=20)):
        await partner_links.renew(owner, activity.id, school.object_id)

    assert await partner_adults.forget_old(activity.ends_at + timedelta(days=29)) == 0
    assert await partner_adults.forget_old(activity.ends_at + timedelta(days=30)) == 1
    (one,) = await liaisons.of(activity.id)
    assert (one.partner, one.name, one.phone) == (schools.NAME, "He", "138")  # its link still opens

    await partner_adults.forget_old(activity.ends_at + timedelta(days=51))
    (one,) = await liaisons.of(activity.id)
    assert (one.partner, one.name, one.phone, one.email) == (schools.NAME, "", "", "")


async def test_a_partner_names_its_own_adults_only(owner, activity):
    harbour = await schools.opened(owner, activity, "Harbour school")
    hill = await schools.opened(owner, activity, "Hill school")
    await partner_adults.add(harbour, NewAdult(name="Lo", role="Nurse"))

    (lo,) = await partner_adults.of(harbour.object_id)
    with pytest.raises(AdultTwice):
        await partner_adults.add(harbour, NewAdult(name="Lo"))
    with pytest.raises(NoSuchAdult):
        await partner_adults.remove(hill, lo.id)
    await partner_adults.remove(harbour, lo.id)
    assert await partner_adults.of(harbour.object_id) == []


@pytest.mark.parametrize(
    "other", [{"partner": "Hill school"}, {"name": "Miss Ye"}, {"email": "ye@example.org"}]
)
async def test_a_link_ends_when_it_would_belong_to_somebody_else(owner, activity, other):
    told = {"partner": "Harbour school", "name": "Mr Lin", "email": "lin@example.org"}
    liaison_id = await liaisons.add(owner, activity.id, NewLiaison(**told))
    key = await token_of(owner, activity, liaison_id)

    ended = await liaisons.change(owner, activity.id, liaison_id, 1, NewLiaison(**(told | other)))

    assert ended
    with pytest.raises(NoSuchLink):
        await links.holder(Kind.PARTNER, key)


async def test_a_link_goes_on_while_it_belongs_to_the_same_person(owner, activity):
    told = {"partner": "Harbour school", "email": "lin@example.org"}
    liaison_id = await liaisons.add(owner, activity.id, NewLiaison(**told))
    key = await token_of(owner, activity, liaison_id)

    new = NewLiaison(partner="Harbour school", email="Lin@example.org", phone="028 0000 0001")
    assert not await liaisons.change(owner, activity.id, liaison_id, 1, new)

    assert (await links.holder(Kind.PARTNER, key)).object_id == liaison_id


async def test_a_partner_cannot_take_the_name_that_other_children_come_from(owner, activity):
    one, other = await children.listed(owner, activity, 2)
    await schools.sent_by("Harbour school", [one])
    await schools.sent_by("Hill school", [other])
    holder = await schools.opened(owner, activity, "Harbour school")

    with pytest.raises(NameTaken):
        await liaisons.change(
            owner, activity.id, holder.object_id, 1, NewLiaison(partner="Hill school")
        )

    assert [who.id for who in await own_school.of(await liaisons.visit(holder))] == [one]
