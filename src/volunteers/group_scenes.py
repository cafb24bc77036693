"""Scenes of groups: all that a division is about, the pairs with their people and the groups there are."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from volunteers import arrangements, group_steps, pairs
from volunteers.rules import belonging, mixture
from volunteers.rules import groups as rules
from volunteers.rules.belonging import Member, Wishes
from volunteers.rules.fits import Gates
from volunteers.rules.mixture import Evenness
from volunteers.rules.pairs import Group, Pair


class Scene(msgspec.Struct, frozen=True):
    """All that a division is about: the live pairs in the partner's order, and the groups there are."""

    activity: Activity
    known: Mapping[str, tuple[Member, Pair]]
    groups: tuple[Group, ...]
    gates: Gates
    wished: Wishes

    @property
    def members(self) -> list[Member]:
        return [member for member, _ in self.known.values()]

    @property
    def uses_gender(self) -> bool:
        """Whether a rule of this activity asks for the gender of the children."""
        asked = any(member.child.same_gender for member in self.members)
        return asked or bool(self.gates.one_gender) or self.gates.rules.same_gender

    @property
    def able(self) -> dict[UUID, str]:
        """Return the helpers who are cleared, and so may lead: their names by application."""
        helpers = {member.helper.id: member.helper.name for member in self.members}
        return {one: name for one, name in helpers.items() if not self.gates.of(one)}

    def saved(self) -> Evenness | None:
        """Return how even the groups are that everybody is in now; None while somebody is in none."""
        own = [
            [name for name, (_, pair) in self.known.items() if pair.group == group.id]
            for group in self.groups
        ]
        if not self.known or sum(map(len, own)) < len(self.known):
            return None
        return mixture.evenness(self.members, own)

    def leads(self, group: Group) -> UUID | None:
        """Return who leads a group, if they still may: in it, and cleared."""
        own = {pair.group for _, pair in self.known.values() if pair.application == group.leader}
        if group.leader is None or rules.leading(group.id, own, self.gates.of(group.leader)):
            return None
        return group.leader

    def pairs_of(self, helper: UUID) -> list[str]:
        """Return what dealing calls the pairs of a helper."""
        return [name for name, (member, _) in self.known.items() if member.helper.id == helper]


async def scene(actor: Actor, activity_id: UUID) -> Scene:
    """Return what groups of an activity are made of.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PAIRS)
    return await of(await activities.find(actor, activity_id))


async def of(activity: Activity) -> Scene:
    """Return the same for an activity that whoever asks may see."""
    known = await arrangements.members(activity.id)
    return Scene(
        activity=activity,
        known=known,
        groups=tuple(await group_steps.of(activity.id)),
        gates=await pairs.gates(activity),
        wished=belonging.wishes([member for member, _ in known.values()]),
    )
