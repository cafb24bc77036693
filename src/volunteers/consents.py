"""Consents: dated answers, one per purpose and participant, given on paper and noted here."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from accounts import traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity
from kit import clock, database
from kit.hooks import Hook
from volunteers import participants
from volunteers.rules import consent
from volunteers.rules.consent import (
    NEEDED,
    Answered,
    Batch,
    NewConsent,
    NotYet,
    SaidNo,
    Withdrawal,
)
from volunteers.rules.participants import (
    KEPT_AT_MOST,
    Consent,
    ConsentState,
    GivenBy,
    Method,
    NoSuchParticipant,
    Participant,
    Purpose,
)
from volunteers.tables import participants as tables

consent_withdrawn: Hook[Withdrawal] = Hook("consent withdrawn")
contact_answered: Hook[Answered] = Hook("contact answered")

_NO = (ConsentState.REFUSED, ConsentState.WITHDRAWN)


async def of_activity(actor: Actor, activity_id: UUID) -> list[Consent]:
    """Return the latest answers of all participants.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    return await _of(activity.id)


async def rostered(activity_id: UUID, on: date) -> set[UUID]:
    """Return the participants who may stand on a roster on that day: `participate` and `data` agreed."""
    consents: dict[UUID, list[Consent]] = {}
    for one in await _of(activity_id):
        consents.setdefault(one.participant, []).append(one)
    return {
        one.id
        for one in await participants.of(activity_id)
        if not consent.roster_gaps(one, consents.get(one.id, []), on)
    }


async def taken_back(activity_id: UUID) -> set[UUID]:
    """Return the participants of whom a consent that is needed was withdrawn."""
    c = tables.Consent
    rows = await c.select(c.participant).where(
        c.participant.activity == activity_id,
        c.purpose.is_in(list(NEEDED)),
        c.state == ConsentState.WITHDRAWN,
    )
    return {row["participant"] for row in rows}


async def record(actor: Actor, activity_id: UUID, participant_id: UUID, new: NewConsent) -> None:
    """Note one answer; a no to what was agreed before acts at once.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant, NoSuchStep, GuardianOnly, NotYet
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)  # as pairing does: one way
        one = await participants.find(actor, activity_id, participant_id, lock=True)
        await answer(actor, activity, one, new)


async def answer(by: Actor | Holder, activity: Activity, one: Participant, new: NewConsent) -> None:
    """Note one answer for somebody whom whoever asks may answer for, under the activity's row lock.

    Raises:
        NoSuchStep, GuardianOnly, NotYet
    """
    _refuse_future(new.on, today(activity))
    consent.refuse_wrong_hand(one, new)
    before = next((c for c in await _of_one(one.id) if c.purpose is new.purpose), None)
    consent.refuse_step(before.state if before else None, new.state)
    await _write(by, [one], [new.purpose], new)
    await traces.leave(
        by, f"consent.{new.state}", one.id, activity_id=activity.id, details=new.purpose
    )
    if new.state is ConsentState.WITHDRAWN:
        await consent_withdrawn.tell(Withdrawal(activity.id, one.id, new.purpose))


async def withdraw(actor: Actor, activity_id: UUID, participant_id: UUID, purpose: Purpose) -> None:
    """Take one consent back, today: rosters and pairs let go in the same breath (V10).

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant, NoSuchStep
    """
    new = NewConsent(
        purpose=purpose,
        state=ConsentState.WITHDRAWN,
        on=today(await activities.find(actor, activity_id)),
        method=Method.PHONE,
    )
    await record(actor, activity_id, participant_id, new)


async def confirm_batch(actor: Actor, activity_id: UUID, batch: Batch) -> int:
    """Note that the partner holds one signed letter for each chosen participant (V9).

    The letters cover taking part and keeping the details, and what else was ticked; there a no that
    was noted before stays as it is. Returns how many people were new.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant, CountDiffers, SaidNo, NotYet
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        everybody = await participants.of(activity.id)
        return await note_batch(actor, activity, everybody, batch)


async def note_batch(
    by: Actor | Holder, activity: Activity, everybody: Iterable[Participant], batch: Batch
) -> int:
    """Note a batch for some of `everybody` whoever asks may answer for, under the activity's row lock.

    Raises:
        NoSuchParticipant, CountDiffers, SaidNo, NotYet
    """
    consent.refuse_other_count(batch)
    _refuse_future(batch.on, today(activity))
    known = {one.id: one for one in everybody}
    if not known.keys() >= set(batch.participants):
        raise NoSuchParticipant
    chosen = [known[one] for one in dict.fromkeys(batch.participants)]
    answers = await _answers(activity.id)
    refusing = [one for one in chosen if any(answers.get((one.id, p)) in _NO for p in NEEDED)]
    if refusing:
        raise SaidNo(who="、".join(one.codename for one in refusing))
    agreed = 0
    for purpose in batch.purposes:
        new = NewConsent(
            purpose=purpose,
            state=ConsentState.GRANTED,
            on=batch.on,
            method=Method.PARTNER_BATCH,
        )
        settled = (ConsentState.GRANTED, *_NO)
        fresh = [one for one in chosen if answers.get((one.id, purpose)) not in settled]
        await _write(by, fresh, [purpose], new)
        agreed = max(agreed, len(fresh))
    await traces.leave(by, "consent.batch", activity_id=activity.id, details=str(batch.letters))
    return agreed


async def ask(
    actor: Actor,
    activity_id: UUID,
    participant_ids: Iterable[UUID],
    covers: Iterable[Purpose] = (),
) -> None:
    """Note that the letters went out; whoever has answered already is left as they are.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    wanted = set(participant_ids)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        answers = await _answers(activity.id)
        for purpose in dict.fromkeys((*NEEDED, *covers)):
            silent = [
                one
                for one in await participants.of(activity.id)
                if one.id in wanted and (one.id, purpose) not in answers
            ]
            new = NewConsent(purpose=purpose, state=ConsentState.ASKED, on=today(activity))
            await _write(actor, silent, [purpose], new)


async def _of(activity_id: UUID) -> list[Consent]:
    c = tables.Consent
    return database.facts(Consent, await c.select().where(c.participant.activity == activity_id))


async def _of_one(participant_id: UUID) -> list[Consent]:
    c = tables.Consent
    return database.facts(Consent, await c.select().where(c.participant == participant_id))


async def _answers(activity_id: UUID) -> dict[tuple[UUID, Purpose], ConsentState]:
    return {(one.participant, one.purpose): one.state for one in await _of(activity_id)}


async def _write(
    by: Actor | Holder, several: list[Participant], purposes: list[Purpose], new: NewConsent
) -> None:
    """Write the same answer for several people, in place of the one before.

    A yes ends when the entry itself does; one to contact lasts as long as a pair may.
    """
    c, now = tables.Consent, clock.now()
    names = ("state", "given_by", "method", "text_version", "on", "expires_on")
    whose = ("recorded_by", "link_id")
    rows = [
        c(
            id=uuid4(),
            participant=one.id,
            purpose=purpose,
            state=new.state,
            given_by=new.given_by if consent.needs_guardian(one) else GivenBy.SELF,
            method=new.method,
            text_version=consent.LETTER,
            on=new.on,
            expires_on=_lasts(one, purpose, new),
            recorded_by=by.account_id if isinstance(by, Actor) else None,
            link_id=by.id if isinstance(by, Holder) else None,
            recorded_at=now,
        )
        for one in several
        for purpose in purposes
    ]
    for some in database.batches(rows):
        await c.insert(*some).on_conflict(
            target=(c.participant, c.purpose),
            action="DO UPDATE",
            values=[*(getattr(c, name) for name in (*names, *whose)), c.recorded_at],
        )
    if several and Purpose.PAIRING_CONTACT in purposes:
        await contact_answered.tell(
            Answered(several[0].activity, frozenset(one.id for one in several))
        )


def _lasts(one: Participant, purpose: Purpose, new: NewConsent) -> date | None:
    if new.state is not ConsentState.GRANTED:
        return None
    return new.on + KEPT_AT_MOST if purpose is Purpose.PAIRING_CONTACT else one.retain_until


def _refuse_future(on: date, now: date) -> None:
    if on > now:
        raise NotYet
