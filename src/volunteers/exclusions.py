"""Exclusions: who must never be paired with whom, and the end of such a word."""

from typing import Any
from uuid import UUID, uuid4

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, database
from kit.i18n import gettext
from volunteers.rules.exclusions import WHY_NEVER, Exclusion, NoSuchExclusion
from volunteers.rules.kept import Line, Part, entry, line, named
from volunteers.rules.pairs import WhyNever
from volunteers.tables import pairs as tables


async def of(activity_id: UUID) -> frozenset[tuple[UUID, UUID]]:
    """Return who must never be paired in an activity that whoever asks may see, volunteer first."""
    n = tables.NeverPair
    rows = await n.select(n.application, n.participant).where(n.activity == activity_id)
    return frozenset((row["application"], row["participant"]) for row in rows)


async def of_activity(actor: Actor, activity_id: UUID) -> list[Exclusion]:
    """Return the same with names, the latest first.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PAIRS)
    activity = await activities.find(actor, activity_id)
    n = tables.NeverPair
    rows = (
        await n.select(
            n.id,
            n.application,
            n.participant,
            n.application.name.as_alias("volunteer"),
            n.participant.codename.as_alias("codename"),
            n.reason,
            n.created_at,
        )
        .where(n.activity == activity.id)
        .order_by(n.created_at, ascending=False)
    )
    return database.facts(Exclusion, rows)


async def of_child(participant_id: UUID) -> Part:
    """Return what a child's own copy says of being kept apart; from whom is somebody else's."""
    n = tables.NeverPair
    rows = await n.select(n.reason, n.created_at).where(n.participant == participant_id)
    title = gettext("Volunteers this child is never paired with")
    return Part("kept_apart", title, tuple(map(_said, rows)))


async def of_helper(application_ids: list[UUID]) -> Part:
    """Return what a volunteer's own copy says of kin among the children; of which child is not said.

    What somebody asked for is asked for to protect a child: it stands in that child's copy alone.
    """
    n = tables.NeverPair
    rows = await n.select(n.reason, n.created_at).where(
        n.application.is_in(application_ids), n.reason == WhyNever.KIN
    )
    title = gettext("Children you are never paired with")
    return Part("kept_apart", title, tuple(map(_said, rows)))


def _said(row: dict[str, Any]) -> tuple[Line, ...]:
    return entry(
        line("reason", gettext("Why"), named(WHY_NEVER, row["reason"])),
        line("since", gettext("Since"), row["created_at"]),
    )


async def write(
    activity_id: UUID, application_id: UUID, participant_id: UUID, reason: WhyNever
) -> None:
    """Keep two people of an activity apart from now on; said twice, the later word counts."""
    n = tables.NeverPair
    await n.insert(
        n(
            id=uuid4(),
            activity=activity_id,
            participant=participant_id,
            application=application_id,
            reason=reason,
            created_at=clock.now(),
        )
    ).on_conflict(target=(n.participant, n.application), action="DO UPDATE", values=[n.reason])


async def lift(actor: Actor, activity_id: UUID, exclusion_id: UUID) -> None:
    """Let two be paired again, if everything else allows it.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchExclusion
    """
    actor.must(Permission.CHANGE_PAIRS)
    n = tables.NeverPair
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        gone = (
            await n.delete()
            .where(n.id == exclusion_id, n.activity == activity.id)
            .returning(n.participant)
        )
        if not gone:
            raise NoSuchExclusion
        await traces.leave(
            actor, "exclusion.lifted", gone[0]["participant"], activity_id=activity.id
        )
