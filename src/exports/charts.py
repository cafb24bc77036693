"""The chart of who leads a programme. It has no release and no code: the page of its people decides."""

from uuid import UUID

from accounts.rules.permissions import Actor
from events import programmes, seats
from events.rules.activities import PartyRole
from exports.rules.filled import safety
from exports.rules.filled.facts import UNSTAMPED, once
from exports.rules.kinds import NobodyLeads
from exports.rules.papers import When
from exports.rules.safety_papers import LeadingGroup


async def of_programme(actor: Actor, programme_id: UUID) -> LeadingGroup:
    """Return the chart of a programme's seats, blanks as blanks.

    Raises:
        NotAllowed, NoSuchProgramme, NobodyLeads
    """
    programme = await programmes.find(actor, programme_id)
    shown = safety.teams(await seats.of_programme(programme))
    if not shown:
        raise NobodyLeads
    parties = await programmes.parties(programme)
    hosts = [one.name for one in parties if one.role in {PartyRole.HOST, PartyRole.ORGANIZER}]
    return LeadingGroup(
        title=programme.title,
        subtitle=programme.period,
        host=" · ".join(once(hosts)),
        when=When(first=programme.starts_on, last=programme.ends_on),
        stamp=UNSTAMPED,
        teams=shown,
    )
