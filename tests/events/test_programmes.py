from datetime import date, timedelta

import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import activities, discharges, obligations, programmes
from events.rules.discharges import Kept, State
from events.rules.obligations import NewObligation, RecordedAlready
from events.rules.programmes import (
    EndsBeforeStart,
    NoSuchProgramme,
    NotEmpty,
    ProgrammeChanged,
    ProgrammeClosed,
    RunsTooLong,
    refuse_days,
)
from tests import make


async def test_the_list_shows_our_programmes_only_and_closed_ones_last(db):
    ours, theirs = await make.actor(), await make.actor()
    await make.programme(theirs, title="Theirs")
    first = await make.programme(ours, title="First")
    await make.programme(ours, title="Second")
    await programmes.close(ours, first.id)

    assert [one.title for one in await programmes.of_organization(ours)] == ["Second", "First"]


async def test_another_associations_programme_does_not_exist_for_us(db):
    ours, theirs = await make.actor(), await make.actor()
    programme = await make.programme(theirs)

    with pytest.raises(NoSuchProgramme):
        await programmes.find(ours, programme.id)
    with pytest.raises(NoSuchProgramme):
        await programmes.change(ours, programme.id, 1, {"title": "Ours now"})
    with pytest.raises(NoSuchProgramme):
        await programmes.reopen(ours, programme.id)


async def test_whoever_saves_second_is_told(db):
    actor = await make.actor()
    programme = await make.programme(actor)
    await programmes.change(actor, programme.id, 1, {"title": "Reading aloud"})

    with pytest.raises(ProgrammeChanged):
        await programmes.change(actor, programme.id, 1, {"title": "Too late"})

    assert (await programmes.find(actor, programme.id)).title == "Reading aloud"


async def test_a_viewer_reads_and_changes_nothing(db):
    owner = await make.actor()
    viewer = await make.actor(Role.VIEWER, of=owner)
    programme = await make.programme(owner)

    assert await programmes.find(viewer, programme.id) == programme
    with pytest.raises(NotAllowed):
        await programmes.change(viewer, programme.id, 1, {"title": "Mine"})


async def test_a_closed_programme_is_only_read_until_it_is_opened_again(db):
    actor = await make.actor()
    programme = await make.programme(actor)
    await programmes.close(actor, programme.id)

    with pytest.raises(ProgrammeClosed):
        await programmes.change(actor, programme.id, 2, {"title": "Later"})
    await programmes.reopen(actor, programme.id)
    changed = await programmes.change(actor, programme.id, 3, {"title": "Later"})

    assert changed.title == "Later"


async def test_a_programme_ends_after_it_began_and_within_three_years(db):
    actor = await make.actor()
    programme = await make.programme(actor)

    with pytest.raises(EndsBeforeStart):
        await programmes.change(actor, programme.id, 1, {"ends_on": programme.starts_on})
    refuse_days(date(2026, 1, 1), date(2029, 1, 2))
    with pytest.raises(RunsTooLong):
        refuse_days(date(2026, 1, 1), date(2029, 1, 3))


async def test_an_activity_belongs_to_a_programme_of_its_own_association(db):
    ours, theirs = await make.actor(), await make.actor()
    programme, foreign = await make.programme(ours), await make.programme(theirs)
    activity = await make.activity(ours)

    await programmes.adopt(ours, activity.id, programme.id)
    with pytest.raises(NoSuchProgramme):
        await programmes.adopt(ours, activity.id, foreign.id)

    assert (await activities.find(ours, activity.id)).programme == programme.id
    assert [one.id for one in await programmes.activities_of(programme)] == [activity.id]


async def test_a_programme_nothing_was_recorded_in_can_be_deleted_and_another_cannot(db):
    actor = await make.actor()
    empty, used, adopting = [await make.programme(actor) for _ in range(3)]
    await obligations.add(actor, empty.id, NewObligation(title="Call home"))
    promise = await obligations.add(actor, used.id, NewObligation(title="Call home"))
    done = Kept(unit="", period=1, done_on=date(2026, 1, 2), evidence="call list")
    await discharges.record(actor, used.id, promise.id, done)
    await programmes.adopt(actor, (await make.activity(actor)).id, adopting.id)

    await programmes.remove(actor, empty.id)
    with pytest.raises(NotEmpty):
        await programmes.remove(actor, used.id)
    with pytest.raises(NotEmpty):
        await programmes.remove(actor, adopting.id)

    kept = {one.id for one in await programmes.of_organization(actor)}
    assert kept == {used.id, adopting.id}


async def test_the_next_edition_belongs_to_the_programme_of_the_last_while_that_goes_on(db):
    actor = await make.actor()
    programme = await make.programme(actor)
    last, following, late = [await make.activity(actor) for _ in range(3)]
    await programmes.adopt(actor, last.id, programme.id)
    last = await activities.find(actor, last.id)

    await programmes.follow(actor, last, following)
    await programmes.close(actor, programme.id)
    await programmes.follow(actor, last, late)

    assert (await activities.find(actor, following.id)).programme == programme.id
    assert (await activities.find(actor, late.id)).programme is None


async def a_lesson_was_given(actor):
    """An autumn term from Monday, 1 September; the lesson of the first week was given on Tuesday."""
    programme = await make.programme(actor, starts_on=date(2025, 9, 1), ends_on=date(2026, 1, 4))
    lesson = await obligations.add(actor, programme.id, NewObligation(title="A lesson"))
    given = Kept(unit="", period=1, done_on=date(2025, 9, 2), evidence="lesson plan")
    await discharges.record(actor, programme.id, lesson.id, given)
    return programme, lesson


async def test_what_was_done_counts_for_no_other_days_when_the_first_day_moves(db):
    actor = await make.actor()
    programme, lesson = await a_lesson_was_given(actor)

    with pytest.raises(RecordedAlready):
        await programmes.change(actor, programme.id, 1, {"starts_on": date(2025, 9, 29)})

    kept = await programmes.find(actor, programme.id)
    assert (kept.starts_on, kept.version) == (date(2025, 9, 1), 1)
    assert (await discharges.board_of(kept, lesson.id)).met == 1


async def test_what_was_done_keeps_its_week_when_a_programme_begins_and_ends_earlier(db):
    actor = await make.actor()
    programme, lesson = await a_lesson_was_given(actor)
    for period in (2, 3):
        excused = Kept(unit="", period=period, exempt_because="holiday")
        await discharges.record(actor, programme.id, lesson.id, excused)

    earlier = {"starts_on": date(2025, 8, 25), "ends_on": date(2025, 12, 28)}
    programme = await programmes.change(actor, programme.id, 1, earlier)

    (row,) = (await discharges.board_of(programme, lesson.id)).rows
    stands = {cell.span.first: cell.state for cell in row if cell.recorded}
    monday = date(2025, 9, 1)
    assert stands == {
        monday: State.MET,
        monday + timedelta(weeks=1): State.EXEMPT,
        monday + timedelta(weeks=2): State.EXEMPT,
    }


async def test_an_exemption_is_not_moved_to_days_it_was_not_given_for(db):
    actor = await make.actor()
    programme, lesson = await a_lesson_was_given(actor)
    await programmes.change(actor, programme.id, 1, {"starts_on": date(2025, 9, 2)})
    excused = Kept(unit="", period=2, exempt_because="holiday")
    await discharges.record(actor, programme.id, lesson.id, excused)

    with pytest.raises(RecordedAlready):
        await programmes.change(actor, programme.id, 2, {"starts_on": date(2025, 9, 1)})
    with pytest.raises(RecordedAlready):
        await programmes.change(actor, programme.id, 2, {"ends_on": date(2025, 9, 8)})
    await programmes.change(actor, programme.id, 2, {"ends_on": date(2025, 9, 15)})
