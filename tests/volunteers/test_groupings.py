"""Groups are suggested, moved and looked at; only saving writes, and undo takes it back whole."""

from uuid import uuid4

import msgspec
import pytest

from accounts.rules.permissions import NotAllowed, Role
from tests import make
from tests.volunteers import grouped
from volunteers import group_scenes, group_steps, groupings, groups, pairs
from volunteers.rules.belonging import PinnedApart, PinnedTogether, TogetherAndApart
from volunteers.rules.drafts import Wanted
from volunteers.rules.groups import GroupsChanged, GroupTooSmall, TooManyGroups
from volunteers.rules.mixture import Mode
from volunteers.tables import participants


async def _paired(count: int, **ties: dict[int, list[str]]):
    """Pair this many; `together` and `apart` say which rows a row names. Grades alternate in runs."""
    actor, activity = await grouped.paired(count)
    p = participants.Participant
    await p.update({p.grade: 8}).where(
        p.activity == activity.id, p.codename > f"小满{count // 2:02}"
    )
    for column, rows in ties.items():
        for row, others in rows.items():
            await p.update({column: others}).where(
                p.activity == activity.id, p.partner_row == str(row)
            )
    return actor, activity


def _moved(draft, name: str, at: int):
    return msgspec.structs.replace(draft, places={**draft.places, name: at})


async def test_a_suggestion_is_even_and_writes_nothing(db):
    actor, activity = await _paired(8)
    before = await pairs.of(activity.id)

    draft = await groupings.propose(actor, activity.id, Wanted(2))

    now = await group_scenes.scene(actor, activity.id)
    grades = [sorted(now.known[one][0].child.grade for one in own) for own in draft.groups()]
    assert grades == [[7, 7, 8, 8]] * 2
    assert (draft.suggested, draft.short) == (0, 0)
    assert await pairs.of(activity.id) == before and await groups.of(activity.id) == []


async def test_what_is_saved_is_what_was_seen_and_undo_takes_it_back_whole(db):
    actor, activity = await _paired(8)
    await grouped.split(actor, activity.id, 2)
    before, known = await pairs.of(activity.id), await groups.of(activity.id)
    draft = await groupings.propose(actor, activity.id, Wanted(3))
    pinned = next(iter(draft.places))

    step = await groupings.save(
        actor, activity.id, msgspec.structs.replace(draft, stays=frozenset({pinned}))
    )

    saved = await groups.overview(actor, activity.id)
    assert [dealt.size for dealt in saved.groups] == [3, 3, 2]
    assert [one.group.id for one in saved.groups][:2] == [group.id for group in known]
    assert sum(pair.stays for pair in await pairs.of(activity.id)) == 1
    await group_steps.undo(actor, activity.id, step)
    assert await groups.of(activity.id) == known
    places = [(p.id, p.group, p.pod, p.stays) for p in await pairs.of(activity.id)]
    assert places == [(p.id, p.group, p.pod, p.stays) for p in before]
    with pytest.raises(GroupsChanged):
        await group_steps.undo(actor, activity.id, step)


async def test_a_draft_about_other_pairs_than_there_are_is_refused(db):
    actor, activity = await _paired(4)
    draft = await groupings.propose(actor, activity.id, Wanted(2))
    name = next(iter(draft.places))
    fewer = {one: at for one, at in draft.places.items() if one != name}

    for places in (fewer, {**draft.places, "000099": 0}, {**draft.places, name: 2}):
        with pytest.raises(GroupsChanged):
            await groupings.save(actor, activity.id, msgspec.structs.replace(draft, places=places))

    assert await groups.of(activity.id) == []


async def test_siblings_share_group_and_small_group_in_every_mode(db):
    actor, activity = await _paired(8, together={1: ["8"]}, apart={2: ["3"]})

    for mode in Mode:
        draft = await groupings.propose(actor, activity.id, Wanted(2, mode))
        await groupings.save(actor, activity.id, draft)

        live = {one.codename: one for one in await pairs.listing(actor, activity.id)}
        assert live["小满01"].group_id == live["小满08"].group_id
        assert live["小满01"].pod == live["小满08"].pod
        assert live["小满02"].group_id != live["小满03"].group_id


async def test_moves_by_hand_cannot_part_siblings_or_bring_together_who_stays_apart(db):
    actor, activity = await _paired(8, together={1: ["2"]}, apart={3: ["4"]})
    draft = await groupings.propose(actor, activity.id, Wanted(2))
    now = await group_scenes.scene(actor, activity.id)
    name = {member.child.codename: member.id for member in now.members}
    other = 1 - draft.places[name["小满01"]]

    with pytest.raises(PinnedApart):
        await groupings.save(actor, activity.id, _moved(draft, name["小满01"], other))
    with pytest.raises(PinnedTogether):
        at = draft.places[name["小满04"]]
        await groupings.save(actor, activity.id, _moved(draft, name["小满03"], at))

    assert await groups.of(activity.id) == []


async def test_one_who_moves_takes_the_sibling_along_and_never_meets_who_stays_apart(db):
    actor, activity = await _paired(10, together={1: ["2"]}, apart={3: ["4"]})
    await groupings.save(actor, activity.id, await groupings.propose(actor, activity.id, Wanted(2)))
    live = {one.codename: one for one in await pairs.listing(actor, activity.id)}
    first, second = (group.id for group in await groups.of(activity.id))
    other = {first: second, second: first}

    await groups.move(actor, activity.id, live["小满01"].id, other[live["小满01"].group_id])
    moved = await pairs.listing(actor, activity.id)
    with pytest.raises(PinnedTogether):
        await groups.move(actor, activity.id, live["小满03"].id, live["小满04"].group_id)

    after = {one.codename: one for one in await pairs.listing(actor, activity.id)}
    assert after["小满01"].group_id == after["小满02"].group_id == other[live["小满01"].group_id]
    assert [*after.values()] == moved


async def test_contradictions_and_too_many_groups_are_said_and_nothing_is_saved(db):
    actor, activity = await _paired(5, together={1: ["2"]}, apart={2: ["1"]})

    with pytest.raises(TogetherAndApart):
        await groupings.propose(actor, activity.id, Wanted(2))
    with pytest.raises(TogetherAndApart):
        await grouped.split(actor, activity.id, 2)
    with pytest.raises(TooManyGroups):
        await groupings.propose(actor, activity.id, Wanted(3))

    assert await groups.of(activity.id) == []


async def test_a_pair_left_alone_is_refused(db):
    actor, activity = await _paired(4)
    draft = await groupings.propose(actor, activity.id, Wanted(2))
    one = next(name for name, at in draft.places.items() if at == 0)

    with pytest.raises(GroupTooSmall):
        await groupings.save(actor, activity.id, _moved(draft, one, 1))

    alone, single = await _paired(1)
    with pytest.raises(GroupTooSmall):
        await groupings.propose(alone, single.id, Wanted(1))


async def test_whoever_is_pinned_or_leads_stays_when_groups_are_dealt_again(db):
    actor, activity = await _paired(8)
    draft = await groupings.propose(actor, activity.id, Wanted(2, Mode.LEADERS))
    assert all(draft.leaders) and len(set(draft.leaders)) == 2
    now = await group_scenes.scene(actor, activity.id)
    pinned = [name for name, at in draft.places.items() if at == 1][:3]
    draft = msgspec.structs.replace(
        draft, stays=frozenset(pinned), places={**draft.places, **dict.fromkeys(pinned, 0)}
    )

    again = await groupings.again(actor, activity.id, draft)

    assert {again.places[name] for name in pinned} <= {0, 1}
    own = {now.known[name][0].helper.id: at for name, at in again.places.items()}
    assert [own[leader] for leader in again.leaders] == [0, 1]
    kept = [name for name in pinned if now.known[name][0].helper.id not in draft.leaders]
    assert {again.places[name] for name in kept} == {0}
    await groupings.save(actor, activity.id, again)
    later = await groupings.propose(actor, activity.id, Wanted(2))
    assert {later.places[name] for name in kept} == {0}
    assert later.leaders == again.leaders


async def test_others_may_not_and_strangers_find_nothing(db):
    actor, activity = await _paired(4)
    draft = await groupings.propose(actor, activity.id, Wanted(2))
    step = await groupings.save(actor, activity.id, draft)
    [first, _] = await groups.of(activity.id)
    treasurer, stranger = await make.actor(Role.TREASURER, of=actor), await make.actor()
    other = await make.activity(stranger)

    for refused in (
        groupings.propose(treasurer, activity.id, Wanted(2)),
        groupings.save(treasurer, activity.id, draft),
        groups.lead(treasurer, activity.id, first.id, None),
        group_steps.undo(treasurer, activity.id, step),
    ):
        with pytest.raises(NotAllowed):
            await refused
    with pytest.raises(GroupsChanged):
        await group_steps.undo(stranger, other.id, step)
    with pytest.raises(GroupsChanged):
        await group_steps.undo(actor, activity.id, uuid4())
    assert len(await groups.of(activity.id)) == 2
