"""What saved groups give cause to say: who must not meet and does, and who belongs together and is parted."""

from events.rules.findings import Severity, Stops
from tests import make
from tests.volunteers import crowds
from tests.volunteers.children import child
from tests.volunteers.grouped import split
from volunteers import pair_findings, pairing, pairs, participants
from volunteers.tables.participants import Participant


async def paired(count=4, into=2):
    actor = await make.actor()
    activity = await crowds.ready(actor, count, count)
    await pairing.suggest(actor, activity.id)
    await split(actor, activity.id, into)
    return actor, activity


async def found(actor, activity):
    return {one.code: one for one in await pair_findings.of_pairs(actor, activity)}


async def numbers(activity, *children):
    of = {one.participant: one.number for one in await pairs.of(activity.id)}
    return "+".join(str(n) for n in sorted(of[one] for one in children))


async def test_a_wish_to_stay_apart_that_comes_after_the_groups_stops_the_release(db):
    actor, activity = await paired()
    _, [first, second, *_] = await crowds.everybody(activity)
    await Participant.update({Participant.apart: ["3"]}).where(Participant.id == first)
    assert "kept-apart-together" not in await found(actor, activity)
    await Participant.update({Participant.apart: ["2"]}).where(Participant.id == first)

    told = (await found(actor, activity))["kept-apart-together"]

    assert (told.severity, told.stops) == (Severity.ERROR, Stops.RELEASE)
    assert told.details == {"pairs": await numbers(activity, first, second)}
    assert "小满" not in told.sentence


async def test_companions_in_different_groups_are_a_warning(db):
    actor, activity = await paired()
    _, [first, _, third, _] = await crowds.everybody(activity)
    await Participant.update({Participant.together: ["2"]}).where(Participant.id == first)
    assert "companions-parted" not in await found(actor, activity)
    await Participant.update({Participant.together: ["3"]}).where(Participant.id == first)

    told = (await found(actor, activity))["companions-parted"]

    assert (told.severity, told.stops) == (Severity.WARNING, Stops.NOTHING)
    assert told.details == {"pairs": await numbers(activity, first, third)}


async def test_a_wish_whose_number_left_the_list_is_told_and_may_stay_while_the_entry_is_saved(db):
    actor, activity = await paired()
    _, [first, *_] = await crowds.everybody(activity)
    assert "wishes-unclear" not in await found(actor, activity)
    await Participant.update({Participant.apart: ["99"]}).where(Participant.id == first)

    told = (await found(actor, activity))["wishes-unclear"]

    assert (told.severity, told.details["count"]) == (Severity.WARNING, 1)
    entry = child("小满01", partner_row="1", grade=8, apart=("99",))
    await participants.change(actor, activity.id, first, 1, entry)
