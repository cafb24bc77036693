"""Letters to guardians as they go out: blank, or a heap with one for each codename."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission, Role
from exports import desk, documents, dossiers
from exports.documents import Printed
from exports.rules.consent_letters import ConsentLetter, Copy
from exports.rules.kinds import Kind, Order
from volunteers import participants
from volunteers.rules.letters import IN_ONE_FILE


async def blank(actor: Actor, activity_id: UUID, language: str) -> Printed:
    """Return one letter for the school to copy.

    Raises:
        NotAllowed, NoSuchActivity, and those of `documents.printed`
    """
    return await documents.printed(await _paper(actor, activity_id, language), language)


async def each(actor: Actor, activity_id: UUID, language: str, part: int = 1) -> Printed:
    """Return a letter for each codename, as many as one file holds; `part` counts files from 1.

    Raises:
        NotAllowed, NoSuchActivity, and those of `documents.printed`
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    everybody = await participants.of_activity(actor, activity_id)
    start = max(0, part - 1) * IN_ONE_FILE
    some = everybody[start : start + IN_ONE_FILE]
    return await heap(
        actor, activity_id, language, [Copy(one.codename, one.partner_row) for one in some]
    )


async def heap(actor: Actor, activity_id: UUID, language: str, copies: Sequence[Copy]) -> Printed:
    """Return these letters in one file; what leads to a link is never kept on disk.

    Raises:
        NotAllowed, NoSuchActivity, and those of `documents.printed`
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    paper = await _paper(actor, activity_id, language)
    several = msgspec.structs.replace(
        paper, copies=tuple(copies) or (Copy(),), keep=not any(one.link for one in copies)
    )
    return await documents.printed(several, language)


async def of_guardian(holder: Holder, codename: str, language: str) -> Printed:
    """Return the letter for whoever holds a guardian's link.

    Raises:
        NoSuchActivity, and those of `documents.printed`
    """
    reader = desk.in_house(holder.organization_id, Role.PLANNER)
    paper = await _paper(reader, holder.activity_id or UUID(int=0), language)
    own = msgspec.structs.replace(paper, copies=(Copy(codename),))
    return await documents.printed(own, language)


async def _paper(actor: Actor, activity_id: UUID, language: str) -> ConsentLetter:
    facts = await dossiers.gather(actor, activity_id, {Kind.CONSENT_LETTER})
    paper = desk.write(facts, Order(Kind.CONSENT_LETTER), language)
    assert isinstance(paper, ConsentLetter)
    return paper
