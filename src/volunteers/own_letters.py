"""A partner's own letters: the signed heap it holds, and consents taken back by one call to it (V9, V10)."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from accounts.rules.links import Holder
from events.findings import today
from events.rules.activities import Activity
from kit import database
from volunteers import consents, liaisons, own_school, safeguards
from volunteers.rules.consent import Batch, NewConsent, roster_gaps
from volunteers.rules.liaisons import Visit
from volunteers.rules.participants import Consent, ConsentState, Method, Participant, Purpose


class Lettered(msgspec.Struct, frozen=True):
    """One participant with what their family has answered; `agreed` is all that a roster needs."""

    who: Participant
    agreed: bool
    answers: dict[Purpose, ConsentState]

    @property
    def refuses(self) -> bool:
        """Say whether a needed consent was refused or taken back."""
        return any(
            self.answers.get(one) in (ConsentState.REFUSED, ConsentState.WITHDRAWN)
            for one in (Purpose.PARTICIPATE, Purpose.DATA)
        )

    @property
    def granted(self) -> tuple[Purpose, ...]:
        return tuple(p for p in Purpose if self.answers.get(p) is ConsentState.GRANTED)


async def of(visit: Visit) -> list[Lettered]:
    """Return the partner's participants with their answers."""
    return await _lettered(visit.activity, await own_school.of(visit))


async def answered(
    activity: Activity, children: Iterable[Participant]
) -> tuple[set[UUID], set[UUID]]:
    """Return who of these has every consent that is needed, and whose family said no to one."""
    found = await _lettered(activity, children)
    return {one.who.id for one in found if one.agreed}, {one.who.id for one in found if one.refuses}


async def confirm(holder: Holder, batch: Batch) -> int:
    """Note that the partner holds one signed letter for each chosen participant of its own.

    Raises:
        NoSuchLink, DayOver, NoSuchParticipant, CountDiffers, SaidNo, NotYet
    """
    async with database.transaction():
        visit = await liaisons.preparing(holder)
        return await consents.note_batch(holder, visit.activity, await own_school.of(visit), batch)


async def withdraw(holder: Holder, participant_id: UUID, purpose: Purpose) -> None:
    """Take one consent back because the family called the partner: it counts from this moment.

    Raises:
        NoSuchLink, NoSuchParticipant, NoSuchStep
    """
    async with database.transaction():
        visit = await liaisons.visit(holder, lock=True)
        one = await own_school.find(visit, participant_id)
        new = NewConsent(
            purpose=purpose,
            state=ConsentState.WITHDRAWN,
            on=today(visit.activity),
            method=Method.PHONE,
        )
        await consents.answer(holder, visit.activity, one, new)


async def _lettered(activity: Activity, children: Iterable[Participant]) -> list[Lettered]:
    said: dict[UUID, list[Consent]] = {}
    for one in await consents.of(activity.id):
        said.setdefault(one.participant, []).append(one)
    now, held = today(activity), await safeguards.of(activity.id)
    return [
        Lettered(
            who,
            not roster_gaps(who, said.get(who.id, []), now, held),
            {one.purpose: one.state for one in said.get(who.id, [])},
        )
        for who in children
    ]
