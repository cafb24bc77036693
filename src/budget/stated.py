"""The total that the words of a plan state, beside the one its lines add up to."""

from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor, Permission
from budget.rules.money import FEN_PER_YUAN
from events import activities, findings, sections
from events.rules.reading import costs
from events.rules.written import Written
from kit import database


class Total(msgspec.Struct, frozen=True):
    """A total as it is written: in minor units, with its line and the section that holds it."""

    minor: int
    line: str
    section: UUID


def total(words: Written) -> Total | None:
    """Return the total that stands in the chapter about money, if any."""
    found = costs.read(words.facts.outline.items("budget"))
    if found.total is None:
        return None
    line = words.facts.outline.lines[found.total_line - 1]
    return Total(int(found.total * FEN_PER_YUAN), line.text, words.piece(found.total_line).id)


async def drop_total(actor: Actor, activity_id: UUID, minor: int) -> bool:
    """Take the line that states this total out of its section; False where it is gone already.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_BUDGET)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        said = total(await findings.words(actor, activity))
        if said is None or said.minor != minor:
            return False
        section = await sections.find(actor, activity_id, said.section)
        kept = [line for line in section.text.split("\n") if line.strip() != said.line.strip()]
        new = sections.Written(heading=section.heading, text="\n".join(kept).strip())
        await sections.write(actor, activity_id, section.id, section.version, new)
    return True
