"""What pairs give cause to say: who is left, what the school owes, what no longer holds, who is alone."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from accounts.rules.permissions import Role
from events.rules.findings import Severity, Stops
from kit import clock
from tests import make
from tests.volunteers import crowds, grouped
from volunteers import absences, pair_findings, pairing, pairs, partings
from volunteers.tables import applications, participants
from volunteers.tables.pairs import Pair, PairingRules


async def _found(actor, activity):
    return {f.code: f for f in await pair_findings.of_pairs(actor, activity)}


async def test_children_without_a_pair_are_counted_if_they_may_join_and_somebody_is_free(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 3)
    _, [child, *_] = await crowds.everybody(activity)
    c = participants.Consent
    await c.delete().where(c.participant == child)

    waiting = (await _found(actor, activity))["children-unpaired"]

    assert (waiting.details["children"], waiting.details["volunteers"]) == (2, 2)
    await pairing.suggest(actor, activity.id)
    assert "children-unpaired" not in await _found(actor, activity)


@pytest.mark.parametrize(("day", "said"), [(30, False), (1, True)])
async def test_the_schools_word_is_asked_for_from_four_days_before_on(db, monkeypatch, day, said):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    await pairing.suggest(actor, activity.id)
    month = 11 if day == 30 else 12
    at = datetime(2026, month, day, 4, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: at)

    assert ("pairs-unconfirmed" in await _found(actor, activity)) is said


async def test_a_condition_that_broke_after_pairing_stops_the_release(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    await pairing.suggest(actor, activity.id)
    assert "pair-conditions-broken" not in await _found(actor, activity)
    c = participants.Consent
    [pair, _] = await pairs.of(activity.id)
    await c.update({c.expires_on: crowds.AT.date().replace(year=2025)}).where(
        c.participant == pair.participant
    )

    broken = (await _found(actor, activity))["pair-conditions-broken"]

    assert (broken.stops, broken.details["count"]) == (Stops.RELEASE, 1)


async def test_whoever_comes_after_the_groups_is_unassigned_and_a_pod_of_one_is_alone(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 5, 5)
    await pairing.suggest(actor, activity.id)
    await grouped.split(actor, activity.id, 1)
    assert await _found(actor, activity) == {}
    [pair, *_] = [p for p in await pairs.of(activity.id) if p.pod == 1]

    await Pair.update({Pair.group: None, Pair.pod: None}).where(Pair.id == pair.id)

    found = await _found(actor, activity)
    assert found["child-unassigned"].stops is Stops.RELEASE
    assert found["one-to-one-alone"].subject == "pod-1"


async def test_who_sees_no_pairs_is_told_nothing_of_them(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 1)

    assert await pair_findings.of_pairs(await make.actor(Role.TREASURER, of=actor), activity) == []
    assert await pair_findings.of_pairs(actor, activity) != []


async def test_a_child_whose_pair_was_ended_stops_the_release_unless_it_does_not_come(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 3)
    await pairing.suggest(actor, activity.id)
    [pair, *_] = await pairs.of(activity.id)
    assert "child-unassigned" not in await _found(actor, activity)
    await partings.end(actor, activity.id, pair.id, pair.version, "ill")

    alone = (await _found(actor, activity))["child-unassigned"]

    assert (alone.severity, alone.stops) == (Severity.ERROR, Stops.RELEASE)
    assert (alone.details["children"], alone.details["volunteers"]) == (1, 1)
    await absences.note(activity.id, actor.name, children=[pair.participant])
    assert "child-unassigned" not in await _found(actor, activity)


@pytest.mark.parametrize("told", [True, False])
async def test_pairs_that_break_a_rule_made_later_are_counted_and_what_is_not_known(db, told):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    await pairing.suggest(actor, activity.id)
    people, children = await crowds.everybody(activity)
    if told:
        a, c = applications.Application, participants.Participant
        await a.update({a.gender: "f"}).where(a.id.is_in(people))
        await c.update({c.gender: "m"}).where(c.id.is_in(children))
    assert "pair-rules-broken" not in await _found(actor, activity)
    await PairingRules(id=uuid4(), activity=activity.id, same_gender=True).save()

    broken = (await _found(actor, activity))["pair-rules-broken"]

    assert (broken.severity, broken.stops) == (Severity.WARNING, Stops.RELEASE)
    assert broken.details == {"count": 2, "unknown": 0 if told else 2}
