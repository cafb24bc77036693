"""The board of consents of one activity: everybody's answers beside each other, and the links that are out."""

from uuid import UUID

import msgspec

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity
from volunteers import consents, letters, participants, safeguards
from volunteers.letters import Asking
from volunteers.rules import consent_board as rules
from volunteers.rules import letters as letter_rules
from volunteers.rules.consent_board import Row
from volunteers.rules.letters import Letter
from volunteers.rules.participants import Consent


class Board(msgspec.Struct, frozen=True):
    """The rows in the partner's order, under what the letter asks."""

    activity: Activity
    asking: Asking
    letter: Letter
    rows: tuple[Row, ...]


async def of_activity(actor: Actor, activity_id: UUID) -> Board:
    """Return the board, in the current language.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    held, now = await safeguards.of(activity.id), today(activity)
    letter = await letters.of(activity)
    words = letter_rules.versions(letter)
    answers: dict[UUID, list[Consent]] = {}
    for one in await consents.of(activity.id):
        answers.setdefault(one.participant, []).append(one)
    living = {
        one.object_id: one.expires_at
        for one in await links.of_activity(actor.organization_id, Kind.GUARDIAN, activity.id)
    }
    over = await links.run_out(actor.organization_id, Kind.GUARDIAN, activity.id)
    asking = await letters.asking(activity)
    rows = [
        msgspec.structs.replace(
            rules.row(who, answers.get(who.id, []), asking.purposes, words, now, held=held),
            link_until=living.get(who.id),
            link_is_over=who.id in over,
        )
        for who in await participants.of(activity.id)
    ]
    return Board(activity, asking, letter, tuple(rows))
