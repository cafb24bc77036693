"""The system proposes, the partner decides: about its own children, without a name it may not know."""

import msgspec
import pytest

from accounts.tables import Trace
from kit import forms
from tests import make
from tests.volunteers import crowds, schools
from volunteers import liaisons, own_pairs, pairing, pairs
from volunteers.rules.applications import Gender, NoSuchApplication
from volunteers.rules.liaisons import PairWaits
from volunteers.rules.pairs import NoSuchPair, PairChanged, PairStatus, WhyMissing
from volunteers.rules.participants import NoSuchParticipant
from volunteers.tables import applications as application_tables
from volunteers.tables import participants as tables
from volunteers.tables import training
from web import wiring

HILL = "Hill school"


@pytest.fixture
async def owner(db):
    wiring.connect()
    return await make.actor()


@pytest.fixture
async def activity(owner):
    return await crowds.ready(owner, 4, 4)


@pytest.fixture
async def harbour(owner, activity):
    """A school with three of the four children; another has the fourth."""
    harbour = await schools.opened(owner, activity)
    _, children = await crowds.everybody(activity)
    await schools.sent_by(schools.NAME, children[:3])
    await schools.sent_by(HILL, children[3:])
    return harbour


@pytest.fixture
async def hill(owner, activity, harbour):
    return await schools.opened(owner, activity, HILL)


async def seen(holder):
    return await own_pairs.of(await liaisons.visit(holder))


async def placed(owner, activity):
    """Propose each volunteer for the child of the same number."""
    for one, child in zip(*(await crowds.everybody(activity)), strict=True):
        await pairing.place(owner, activity.id, one, child)
    return await pairs.of(activity.id)


async def test_a_school_sees_the_pairs_of_its_own_children(owner, activity, harbour, hill):
    await placed(owner, activity)

    assert [one.child.codename for one in (await seen(harbour)).pairs] == [
        "小满01",
        "小满02",
        "小满03",
    ]
    assert [one.child.codename for one in (await seen(hill)).pairs] == ["小满04"]


async def test_a_volunteer_who_said_nothing_has_neither_name_nor_reasons(owner, activity, harbour):
    await placed(owner, activity)
    people, _ = await crowds.everybody(activity)
    await schools.agreed(harbour, activity, people[:1], ("name", "phone"))

    first, second, _ = (await seen(harbour)).pairs

    assert first.volunteer is not None
    assert first.volunteer.said == {"name": "许诺1"}  # a pair tells no phone
    assert first.reasons
    assert (second.volunteer, second.reasons) == (None, ())
    assert "许诺2" not in msgspec.json.encode(second).decode()


async def test_the_schools_yes_counts_as_its_own(owner, activity, harbour):
    one, *_ = await placed(owner, activity)

    await own_pairs.confirm(harbour, one.id)

    [agreed] = await pairs.of(activity.id, [PairStatus.CONFIRMED])
    assert agreed.id == one.id
    t = Trace
    [trace] = await t.select(t.link_id).where(t.action == "pairs.confirmed")
    assert trace["link_id"] == harbour.id


async def test_a_school_agrees_to_no_pair_of_another(owner, activity, harbour, hill):
    *_, last = await placed(owner, activity)

    for act in (
        lambda: own_pairs.confirm(harbour, last.id),
        lambda: own_pairs.decline(harbour, last.id, last.version, "Too young"),
    ):
        with pytest.raises(NoSuchPair):
            await act()
    with pytest.raises(NoSuchParticipant):
        await own_pairs.choices(await liaisons.visit(harbour), last.participant)
    assert await own_pairs.confirm_all(harbour) == (3, 0)
    assert [one.id for one in await pairs.of(activity.id, [PairStatus.PROPOSED])] == [last.id]


async def test_a_pair_whose_volunteer_is_not_ready_waits_and_tells_no_more(
    owner, activity, harbour
):
    one, *_ = await placed(owner, activity)
    c = training.Clearance
    await c.delete().where(c.application == one.application)

    with pytest.raises(PairWaits) as refusal:
        await own_pairs.confirm(harbour, one.id)

    assert "许诺1" not in str(refusal.value)
    assert "pledge" not in str(refusal.value).lower()
    assert await own_pairs.confirm_all(harbour) == (2, 1)


async def test_a_no_needs_a_reason_that_gives_no_child_away(owner, activity, harbour):
    one, *_ = await placed(owner, activity)

    with pytest.raises(WhyMissing):
        await own_pairs.decline(harbour, one.id, one.version, "")
    with pytest.raises(forms.WrongForm):
        await own_pairs.decline(harbour, one.id, one.version, "三年级2班")
    await own_pairs.decline(harbour, one.id, one.version, "Better an older student")
    with pytest.raises(NoSuchPair):
        await own_pairs.decline(harbour, one.id, one.version, "Again")

    [dropped] = await pairs.of(activity.id, [PairStatus.DROPPED])
    assert dropped.end_reason == "Better an older student"
    assert [child.codename for child in (await seen(harbour)).alone] == ["小满01"]


async def test_a_no_to_what_has_changed_since_is_refused(owner, activity, harbour):
    one, *_ = await placed(owner, activity)
    await own_pairs.confirm(harbour, one.id)

    with pytest.raises(PairChanged):
        await own_pairs.decline(harbour, one.id, one.version, "Too late")


async def test_a_school_chooses_among_those_who_agreed_to_be_seen(activity, harbour):
    people, children = await crowds.everybody(activity)
    await schools.agreed(harbour, activity, people[:2])

    child, choices = await own_pairs.choices(await liaisons.visit(harbour), children[1])

    assert child.codename == "小满02"
    assert [one.volunteer.name for one in choices] == ["许诺2", "许诺1"]  # both like the same
    with pytest.raises(NoSuchApplication):
        await own_pairs.propose(harbour, children[1], people[3])
    await own_pairs.propose(harbour, children[1], people[0])
    [pair] = await pairs.of(activity.id)
    assert (pair.application, pair.status) == (people[0], PairStatus.CONFIRMED)


async def test_a_school_that_pairs_by_gender_is_obeyed(owner, activity, harbour):
    people, children = await crowds.everybody(activity)
    x, a, p = (
        liaisons.tables.Liaison,
        application_tables.Application,
        tables.Participant,
    )
    await a.update({a.gender: Gender.MALE}).where(a.id == people[0])
    await a.update({a.gender: Gender.FEMALE}).where(a.id == people[1])
    await p.update({p.gender: Gender.FEMALE}).where(p.id == children[0])
    await schools.agreed(harbour, activity, people[:2])

    async def possible():
        _, choices = await own_pairs.choices(await liaisons.visit(harbour), children[0])
        return {one.volunteer.application for one in choices if not one.why_not}

    assert await possible() == set(people[:2])  # the control: without the rule both may
    await x.update({x.needs_gender: True}).where(x.id == harbour.object_id)
    assert await possible() == {people[1]}
    with pytest.raises(PairWaits):
        await own_pairs.propose(harbour, children[0], people[0])
