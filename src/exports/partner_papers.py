"""Papers for whoever holds a partner's link: letters for its families, and the list for its gate."""

import msgspec

from accounts.rules.permissions import Role
from exports import desk, documents, dossiers, letters
from exports.documents import Printed
from exports.rules.consent_letters import AT_ONCE, Copy
from exports.rules.filled.facts import head
from exports.rules.gate_lists import GateList, GateRow
from exports.rules.kinds import Kind
from kit import i18n
from volunteers import gate_lists, own_school
from volunteers.rules.liaisons import Visit


async def letter(visit: Visit, language: str, *, each: bool) -> Printed:
    """Return one blank letter to copy, or one for each of the partner's own codenames.

    Raises:
        NoSuchActivity, and those of `documents.printed`
    """
    reader = desk.in_house(visit.activity.organization, Role.PLANNER)
    if not each:
        return await letters.blank(reader, visit.activity.id, language)
    own = (await own_school.of(visit))[:AT_ONCE]
    copies = [Copy(one.codename, one.partner_row) for one in own]
    return await letters.heap(reader, visit.activity.id, language, copies)


async def gate(visit: Visit, language: str) -> Printed:
    """Return who comes through the gate; that it was handed over is written down first.

    Raises:
        NoSuchActivity, and those of `documents.printed`
    """
    reader = desk.in_house(visit.activity.organization, Role.PLANNER)
    facts = await dossiers.gather(reader, visit.activity.id, {Kind.RUN_SHEET})
    shown = await gate_lists.gate(visit)
    with i18n.speaking(language):
        top = msgspec.structs.replace(
            GateList(**head(facts)), subtitle=visit.liaison.partner, keep=False
        )
    rows = tuple(GateRow(one.who.name, one.who.line) for one in shown.named)
    return await documents.printed(
        msgspec.structs.replace(top, rows=rows, unnamed=shown.unnamed), language
    )
