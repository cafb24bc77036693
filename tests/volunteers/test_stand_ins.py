"""Who is missing and who stands in: open rows only, each once, of this activity alone."""

from uuid import uuid4

import pytest
from asyncpg.exceptions import UniqueViolationError

from kit import clock
from tests import make
from tests.volunteers import crowds
from volunteers import absences, pairing, pairs, stand_ins
from volunteers.rules.absences import Missing
from volunteers.rules.pairs import StandInKind
from volunteers.tables import pairs as tables


async def _morning(volunteers: int, children: int):
    actor = await make.actor()
    activity = await crowds.ready(actor, volunteers, children)
    await pairing.suggest(actor, activity.id)
    return actor, activity, await pairs.of(activity.id)


async def test_who_is_noted_twice_is_missing_once_and_not_at_all_once_they_come(db):
    _, activity, [first, _] = await _morning(3, 2)

    noted = await absences.note(
        activity.id, "许", helpers=[first.application], children=[first.participant]
    )
    again = await absences.note(activity.id, "许", helpers=[first.application])

    assert (noted, again) == (2, 0)
    assert await absences.of(activity.id) == Missing(
        frozenset({first.application}), frozenset({first.participant})
    )
    assert await absences.end(activity.id, helpers=[first.application]) == 1
    assert await absences.of(activity.id) == Missing(children=frozenset({first.participant}))
    assert await absences.end(activity.id, helpers=[first.application]) == 0


async def test_a_stand_in_takes_the_place_of_the_one_before_and_goes_when_the_pair_ends(db):
    _, activity, [first, second] = await _morning(4, 2)
    people, _ = await crowds.everybody(activity)
    one, two = set(people) - {first.application, second.application}

    await stand_ins.write(activity.id, uuid4(), "许", {first.id: (one, StandInKind.RESERVE)})
    await stand_ins.write(activity.id, uuid4(), "许", {first.id: (two, StandInKind.RESERVE)})

    assert await stand_ins.of(activity.id) == {first.id: two}
    p = tables.Pair
    await p.update({p.status: "dropped"}).where(p.id == first.id)
    assert await stand_ins.of(activity.id) == {}


@pytest.mark.parametrize("table", [tables.Absence, tables.StandIn])
async def test_two_open_rows_of_one_person_or_pair_are_refused_by_the_database(db, table):
    _, activity, [first] = await _morning(1, 1)
    more = {"pair": first.id, "kind": "pod", "step": uuid4()} if table is tables.StandIn else {}

    def row():
        return table(
            id=uuid4(),
            activity=activity.id,
            application=first.application,
            by="许",
            at=clock.now(),
            **more,
        )

    await row().save()
    with pytest.raises(UniqueViolationError):
        await row().save()


async def test_another_activity_knows_nothing_of_it(db):
    _, activity, [first, _] = await _morning(3, 2)
    await absences.note(activity.id, "许", helpers=[first.application])
    await stand_ins.write(
        activity.id, uuid4(), "许", {first.id: (first.application, StandInKind.POD)}
    )
    other = await crowds.ready(await make.actor(), 0, 0)

    assert not await absences.of(other.id)
    assert await stand_ins.of(other.id) == {}
