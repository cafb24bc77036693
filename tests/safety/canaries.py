"""A word of its own in every field of class C3 or C4 that `houses` leaves empty (domain §6.1)."""

from uuid import UUID, uuid4

import msgspec

import events.tables
from accounts import links
from accounts.rules.links import Kind
from kit import crypto
from kit.crypto import Place
from tests.safety.houses import House
from volunteers import concerns, sharing
from volunteers.rules.concerns import NewConcern
from volunteers.rules.training import ClearanceKind
from volunteers.tables import applications, participants, training


class Marks(msgspec.Struct, frozen=True):
    """What is hidden; each names its field, and none occurs anywhere else."""

    public: str = "publ0ictext"
    plan: str = "pla0nword"
    reference: str = "ref0erence"
    checker: str = "chec0ker"
    answer: str = "answ0erword"
    note: str = "not0eword"
    given_name: str = "giv0enname"
    allergy: str = "all0ergy"
    guardian_phone: str = "13399990707"
    concern: str = "conc0ernword"
    id_number: str = "110101199001017777"


async def hide(house: House) -> Marks:
    """Write each mark into its field: of the paired people and of the child the links are about."""
    marks, home, here = Marks(), house.owner.organization_id, house.activity.id
    r, s = applications.Recruitment, events.tables.PlanSection
    await r.update({r.summary: marks.public}).where(r.activity == here)
    await s.update({s.text: marks.plan}).where(s.id == UUID(house.ids["section_id"]))
    c = training.Clearance
    await c.raw(
        "UPDATE clearance SET reference = {}, checked_by = {} FROM application a "
        "WHERE a.id = clearance.application AND a.activity = {} AND clearance.kind = {}",
        marks.reference,
        marks.checker,
        here,
        ClearanceKind.RECORD_CHECK,
    )
    a, v, x = applications.Application, applications.Volunteer, applications.ApplicationAnswer
    everybody = await a.select(a.id, a.volunteer).where(a.activity == here)
    await a.update({a.note: marks.note}).where(a.activity == here)
    for row in everybody:
        await x.insert(
            x(
                id=uuid4(),
                application=row["id"],
                question=UUID(house.ids["question_id"]),
                value=marks.answer,
            )
        )
        sealed = crypto.seal(
            marks.id_number, Place("volunteer", "id_number", row["volunteer"], home)
        )
        await v.update({v.id_number: sealed}).where(v.id == row["volunteer"])
    own = await links.holder(Kind.VOLUNTEER, house.links["volunteer"])
    await sharing.say(own, UUID(house.ids["liaison_id"]), ["name", "phone"], yes=True)
    await _children(house, marks)
    await concerns.report(NewConcern(marks.concern), slug=house.activity.slug)
    return marks


async def _children(house: House, marks: Marks) -> None:
    p, g, home = participants.Participant, participants.Carer, house.owner.organization_id
    for row in await p.select(p.id).where(p.activity == house.activity.id):
        one = row["id"]
        await p.update(
            {
                p.given_name: crypto.seal(
                    marks.given_name, Place("participant", "given_name", one, home)
                ),
                p.allergy_text: crypto.seal(
                    marks.allergy, Place("participant", "allergy_text", one, home)
                ),
            }
        ).where(p.id == one)
    for row in await g.select(g.id).where(g.participant.activity == house.activity.id):
        place = Place("carer", "phone", row["id"], home)
        await g.update({g.phone: crypto.seal(marks.guardian_phone, place)}).where(g.id == row["id"])
