"""Coverage with real pairs, groups, shifts, absences and stand-ins, and calling somebody in."""

from datetime import date, time
from uuid import uuid4

import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import block_people, lanes, places, schedule, seats
from events.rules.activities import NoSuchActivity, Status
from events.rules.places import NewPlace
from events.rules.schedule import BlockChanged, NoSuchBlock
from events.rules.seats import Seat
from events.schedule import Wanted
from kit import clock
from tests import make
from tests.volunteers import crowds, grouped
from volunteers import (
    absences,
    coverage,
    coverage_findings,
    pair_findings,
    pairing,
    pairs,
    partings,
    shifts,
)
from volunteers import stand_ins as standing
from volunteers.rules.applications import ApplicationStatus
from volunteers.rules.coverage_bands import by_day
from volunteers.rules.pairs import StandInKind
from volunteers.rules.shifts import NewShifts
from volunteers.rules.spare_adults import CannotStandIn, Post
from volunteers.tables import training
from volunteers.tables.applications import Application
from volunteers.tables.applications import Post as PostRow
from volunteers.tables.pairs import Group, Pair
from volunteers.tables.shifts import ShiftPerson


async def lane_of_two(volunteers=4, children=2, **differing):
    """Two pairs alone in a lane at nine, one of whom is not cleared; the other volunteers are crew."""
    actor = await make.actor()
    activity = await crowds.ready(actor, volunteers, children, **differing)
    await pairing.suggest(actor, activity.id)
    await grouped.split(actor, activity.id, 1)
    await lanes.add(actor, activity.id, "One")
    [lane] = await lanes.of_activity(activity.id)
    await Group.update({Group.lane: lane.id}).where(Group.activity == activity.id)
    block = await schedule.add(actor, activity.id, games(lane=lane.id))
    return actor, activity, block


def games(**differing):
    return Wanted("Games", time(9), 30, with_children=True, place="Yard", **differing)


async def people(activity):
    """The applications by what they do: those in pairs, and the crew."""
    everyone, _ = await crowds.everybody(activity)
    paired = {one.application for one in await pairs.of(activity.id)}
    return [one for one in everyone if one in paired], [
        one for one in everyone if one not in paired
    ]


async def unclear(application):
    await training.Clearance.delete().where(training.Clearance.application == application)


async def one_gap(actor, activity):
    [lack] = (await coverage.of(actor, activity.id)).lacks
    return lack


async def lacking(**differing):
    actor, activity, block = await lane_of_two(**differing)
    paired, crew = await people(activity)
    await unclear(paired[0])
    return actor, activity, block, paired, crew


async def test_whoever_is_called_in_closes_the_gap_once_and_can_be_taken_back(db):
    actor, activity, block, _, crew = await lacking()
    lack = await one_gap(actor, activity)
    assert (lack.run.children, len(lack.run.adults), lack.run.missing) == (2, 1, 1)
    assert [(one.key, one.post, one.whole) for one in lack.spare] == [
        (str(one), Post.CREW, True) for one in crew
    ]

    saved = await coverage.stand_in(actor, activity.id, block, str(crew[0]))
    who = block_people.mark(saved.people[-1])

    assert (await coverage.of(actor, activity.id)).lacks == ()
    assert await coverage.stand_in(actor, activity.id, block, str(crew[0])) is None
    with pytest.raises(BlockChanged):
        await block_people.take_back(actor, activity.id, block, saved.version - 1, who)
    await block_people.take_back(actor, activity.id, block, saved.version, who)
    assert (await one_gap(actor, activity)).run == lack.run


async def test_whoever_was_free_and_is_not_any_more_cannot_be_called_in(db):
    actor, activity, block, paired, crew = await lacking()
    person = (await Application.objects().get(Application.id == crew[0])).name
    await schedule.add(actor, activity.id, Wanted("Setting up", time(9, 29), 5, lead=person))

    assert [one.key for one in (await one_gap(actor, activity)).spare] == [str(crew[1])]
    for key in (str(crew[0]), str(paired[0]), "somebody", ""):
        with pytest.raises(CannotStandIn):
            await coverage.stand_in(actor, activity.id, block, key)


async def test_calling_in_is_for_those_who_plan_their_own_days(db):
    actor, activity, block, _, crew = await lacking()
    lead = await make.actor(Role.SAFEGUARDING, of=actor)
    other = await lane_of_two()

    with pytest.raises(NotAllowed):
        await coverage.stand_in(lead, activity.id, block, str(crew[0]))
    with pytest.raises(NoSuchBlock):
        await coverage.stand_in(actor, activity.id, other[2], str(crew[0]))
    with pytest.raises(NoSuchActivity):
        await coverage.stand_in(other[0], activity.id, block, str(crew[0]))
    assert len((await coverage.of(lead, activity.id)).lacks) == 1


async def test_reserves_come_after_the_crew_and_teachers_after_them(db):
    actor, activity, _, _, crew = await lacking()
    a = Application
    await a.update({a.status: ApplicationStatus.RESERVED}).where(a.id == crew[0])
    await seats.write_for_activity(actor, activity.id, [Seat(role="指导教师", holder="吴老师")])

    spare = (await one_gap(actor, activity)).spare

    assert [one.key for one in spare] == [str(crew[1]), str(crew[0]), "吴老师"]
    assert [one.post for one in spare] == [Post.CREW, Post.RESERVE, Post.TEACHER]


async def test_whoever_is_missing_today_does_not_count_and_who_stands_in_does(db):
    actor, activity, _ = await lane_of_two(starts_at=clock.now())
    paired, crew = await people(activity)
    assert (await coverage.of(actor, activity.id)).lacks == ()

    await absences.note(activity.id, "周敏", helpers=[paired[0], crew[1]])
    lack = await one_gap(actor, activity)
    assert [one.key for one in lack.spare] == [str(crew[0])]

    [pair] = [one for one in await pairs.of(activity.id) if one.application == paired[0]]
    await standing.write(activity.id, uuid4(), "周敏", {pair.id: (crew[0], StandInKind.CREW)})

    assert (await coverage.of(actor, activity.id)).lacks == ()


async def test_a_missing_child_needs_nobody_and_a_child_who_helps_is_one(db):
    actor, activity, _ = await lane_of_two(children=3, volunteers=2, starts_at=clock.now())
    [first, *_] = await pairs.of(activity.id)
    _, children = await crowds.everybody(activity)
    taken = {one.participant for one in await pairs.of(activity.id)}
    [third] = [one for one in children if one not in taken]

    async def there():
        [run] = (await coverage.of(actor, activity.id)).runs
        return run.children, len(run.adults)

    assert await there() == (2, 2)
    await Pair.update({Pair.peer_helper: third}).where(Pair.id == first.id)
    assert await there() == (3, 2)
    await absences.note(activity.id, "周敏", children=[first.participant])
    assert await there() == (2, 2)


async def test_a_name_that_two_share_counts_for_neither(db):
    actor, activity, block, _, crew = await lacking()
    a = Application
    await a.update({a.name: "许诺"}).where(a.id.is_in(crew))
    assert (await one_gap(actor, activity)).spare == ()
    await block_people.call_in(actor, activity.id, block, "许诺")

    lack = await one_gap(actor, activity)

    assert (lack.run.missing, lack.run.torn) == (1, frozenset())
    assert lack.spare == ()


async def shift_at(place, actor, activity, *, with_children=False, beside_children=False):
    post = uuid4()
    await PostRow.insert(
        PostRow(
            id=post, activity=activity.id, name="Watch", needed=1, child_contact=beside_children
        )
    )
    where = await places.add(
        actor, activity.id, [NewPlace(name=place, with_children=with_children)]
    )
    new = NewShifts(posts=(post,), places=tuple(where), day=date(2026, 12, 5), start=time(8),
                    end=time(10), needed=2)  # fmt: skip
    [shift] = await shifts.make(actor, activity.id, new)
    return shift


async def stands_in(shift, application):
    await ShiftPerson.insert(
        ShiftPerson(id=uuid4(), shift=shift, application=application, since=clock.now(),
                    calendar_uid=make.uid("shift"), calendar_modified=clock.now())
    )  # fmt: skip
    s = shifts.tables.Shift
    await s.update({s.taken: s.taken + 1}).where(s.id == shift)


async def test_a_shift_at_a_place_with_children_needs_two_and_offers_its_empty_seat(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 0, involves_minors=False)
    (first, second, third), _ = await crowds.everybody(activity)
    shift = await shift_at("Gate", actor, activity, with_children=True)
    await stands_in(shift, first)

    lack = await one_gap(actor, activity)

    assert (lack.run.space, len(lack.run.adults), lack.shift.id) == ("Gate", 1, shift)
    assert [one.key for one in lack.at_once] == [str(second), str(third)]
    await stands_in(shift, second)
    assert (await coverage.of(actor, activity.id)).lacks == ()


async def test_whoever_stands_in_a_shift_elsewhere_is_not_free_for_a_block(db):
    actor, activity, _, _, crew = await lacking()
    shift = await shift_at("Gate", actor, activity)
    await stands_in(shift, crew[0])

    lack = await one_gap(actor, activity)

    assert [one.key for one in lack.spare] == [str(crew[1])]


@pytest.mark.parametrize(("beside_children", "gaps"), [(True, 0), (False, 1)])
async def test_a_shift_in_the_same_space_counts_if_its_post_is_with_the_children(
    db, beside_children, gaps
):
    actor, activity, _, _, crew = await lacking()
    shift = await shift_at("Yard", actor, activity, beside_children=beside_children)
    await stands_in(shift, crew[0])

    assert len((await coverage.of(actor, activity.id)).lacks) == gaps


async def test_whoever_sets_up_in_the_same_space_is_free_of_children_meanwhile(db):
    actor, activity, block = await lane_of_two()
    [helper, _], crew = await people(activity)
    for who, start in ((helper, time(9, 10)), (crew[0], time(9, 20))):
        person = (await Application.objects().get(Application.id == who)).name
        setting_up = Wanted("Setting up", start, 10, lead=person, place="Yard")
        await schedule.add(actor, activity.id, setting_up)

    lack = await one_gap(actor, activity)
    assert [(one.key, one.whole) for one in lack.spare] == [
        (str(crew[1]), True),
        (str(crew[0]), False),
    ]
    with pytest.raises(CannotStandIn):
        await coverage.stand_in(actor, activity.id, block, str(crew[0]))

    [found] = [one for one in await pair_findings.of_pairs(actor, activity) if one.stops]
    assert found.subject == coverage_findings.anchor(lack)
    assert found.details["span"] == "09:10–09:20"


async def test_the_place_of_the_activity_is_one_space_whether_named_or_not(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2, place="Harbour school")
    for start, place in ((time(9), ""), (time(9, 40), " Harbour  school ")):
        await schedule.add(
            actor, activity.id, Wanted("Games", start, 30, with_children=True, place=place)
        )

    covered = await coverage.of(actor, activity.id)

    assert {one.space for one in covered.runs} == {"."}
    assert len(covered.runs) == 3
    [[band]] = [day.bands for day in by_day(covered.runs, activity.zone)]
    assert coverage_findings.where(covered.known, band.space) == "Harbour school"


async def test_of_a_running_day_only_what_is_still_to_come_is_told(db):
    actor, activity, _, _, _ = await lacking(status=Status.RUNNING)
    covered = await coverage.of(actor, activity.id)
    [lack] = covered.lacks

    def told(now):
        return [one.code for one in coverage_findings.spaces(covered, now)]

    assert told(lack.run.starts_at) == ["space-uncovered"]
    assert told(lack.run.ends_at) == []
    assert told(None) == ["space-uncovered"]


async def test_a_child_without_a_pair_is_named_and_where_others_go_with_lanes_planned_nowhere(db):
    actor, activity, _ = await lane_of_two(4, 4)
    [pair, other, *_] = await pairs.of(activity.id)
    assert (await coverage.of(actor, activity.id)).alone == ()
    await partings.end(actor, activity.id, pair.id, pair.version, "ill")
    await Pair.update({Pair.group: None}).where(Pair.id == other.id)

    found = await coverage.of(actor, activity.id)

    assert [one.id for one in found.alone] == [pair.participant]
    assert [one.id for one in found.lost] == [other.participant, pair.participant]
    await absences.note(activity.id, "周敏", children=[pair.participant, other.participant])
    there = await coverage.of(actor, activity.id)
    assert there.alone == there.lost == ()
