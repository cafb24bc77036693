"""Consents: dated answers, one per purpose and participant, and what follows from a no."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from accounts import traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity
from kit import database
from volunteers import consent_events, joining, letters, participants, safeguards
from volunteers.consent_events import Words, consent_withdrawn
from volunteers.rules import consent
from volunteers.rules.consent import (
    NEEDED,
    Batch,
    NewConsent,
    NotYet,
    SaidNo,
    Withdrawal,
)
from volunteers.rules.letters import reworded
from volunteers.rules.participants import (
    Consent,
    ConsentState,
    Method,
    NoSuchParticipant,
    Participant,
    Purpose,
)
from volunteers.tables import participants as tables

_NO = (ConsentState.REFUSED, ConsentState.WITHDRAWN)


async def of_activity(actor: Actor, activity_id: UUID) -> list[Consent]:
    """Return the latest answers of all participants.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    return await of(activity.id)


async def of(activity_id: UUID) -> list[Consent]:
    """Return the latest answers in an activity that whoever asks may see."""
    c = tables.Consent
    return database.facts(Consent, await c.select().where(c.participant.activity == activity_id))


async def of_one(participant_id: UUID) -> list[Consent]:
    """Return the latest answers of one participant whom whoever asks may see."""
    c = tables.Consent
    return database.facts(Consent, await c.select().where(c.participant == participant_id))


async def rostered(activity_id: UUID, on: date) -> set[UUID]:
    """Return the participants who may stand on a roster on that day (G2, V3)."""
    consents: dict[UUID, list[Consent]] = {}
    for one in await of(activity_id):
        consents.setdefault(one.participant, []).append(one)
    held = await safeguards.of(activity_id)
    return {
        one.id
        for one in await participants.of(activity_id)
        if not consent.roster_gaps(one, consents.get(one.id, []), on, held)
    } - await joining.kept_off(activity_id)


async def reworded_since(activity: Activity) -> set[UUID]:
    """Return the participants with a yes to a letter that has since named another recipient or detail.

    Their yes stands for what they read; it does not cover what came after (PIPL 14, 23).
    """
    now, words = today(activity), await letters.current(activity)
    return {
        one.participant
        for one in await of(activity.id)
        if consent.as_of(one, now).state is ConsentState.GRANTED
        and reworded(one.text_version, words, one.purpose)
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
        NotAllowed, NoSuchActivity, NoSuchParticipant, NoSuchStep, GuardianOnly, NotAGuardian, NotYet
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)  # as pairing does: one way
        one = await participants.find(actor, activity_id, participant_id, lock=True)
        await answer(actor, activity, one, new)


async def answer(
    by: Actor | Holder,
    activity: Activity,
    one: Participant,
    new: NewConsent,
    words: Words | None = None,
) -> None:
    """Note one answer for somebody whom whoever asks may answer for, under the activity's row lock.

    `words` are the versions of the letter that was read on a screen, None of one on paper: what comes
    back signed is the letter that went out.

    Raises:
        NoSuchStep, GuardianOnly, NotAGuardian, NotYet
    """
    _refuse_future(new.on, today(activity))
    consent.refuse_wrong_hand(one, new, await safeguards.of(activity.id))
    before = next((c for c in await of_one(one.id) if c.purpose is new.purpose), None)
    read = _as_sent([before] if before and words is None else [])
    words = words if words is not None else await letters.on_paper(activity)
    if (
        before and new.state is not ConsentState.WITHDRAWN
    ):  # a yes that ran out may still be taken back
        before = consent.as_of(before, today(activity))
    consent.refuse_step(
        before.state if before else None,
        new.state,
        reworded=before is not None and reworded(before.text_version, words, new.purpose),
    )
    await consent_events.write(by, activity, [one], [new.purpose], new, words=words, read=read)
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


async def note_own_word(actor: Actor, activity_id: UUID, participant_id: UUID) -> None:
    """Note that a child whose guardian has agreed wants to take part, too (from eight years on).

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant, NoSuchStep
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        one = await participants.find(actor, activity_id, participant_id, lock=True)
        known = {each.purpose: each for each in await of_one(one.id)}.get(Purpose.PARTICIPATE)
        if known is None or known.state is not ConsentState.GRANTED:
            raise consent.NoSuchStep(before=consent.STATE_NAMES[ConsentState.ASKED])
        await consent_events.note_own_word(actor, activity, known, today(activity))
        await traces.leave(actor, "consent.own_word", one.id, activity_id=activity.id)


async def confirm_batch(actor: Actor, activity_id: UUID, batch: Batch) -> int:
    """Note that the partner holds one signed letter for each chosen participant (V9).

    Raises:
        NotAllowed, and those of `note_batch`
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

    The letters cover taking part and keeping the details, and what else was ticked; there a no that
    was noted before stays as it is. Each letter is whole: from eight years on the child has signed
    too. Returns how many people were new.

    Raises:
        NoSuchParticipant, CountDiffers, SaidNo, NotYet
    """
    consent.refuse_other_count(batch)
    _refuse_future(batch.on, today(activity))
    known = {one.id: one for one in everybody}
    if not known.keys() >= set(batch.participants):
        raise NoSuchParticipant
    chosen = [known[one] for one in dict.fromkeys(batch.participants)]
    so_far = [consent.as_of(one, today(activity)) for one in await of(activity.id)]
    answers = {(one.participant, one.purpose): one.state for one in so_far}
    refusing = [one for one in chosen if any(answers.get((one.id, p)) in _NO for p in NEEDED)]
    if refusing:
        raise SaidNo(who="、".join(one.codename for one in refusing))
    agreed, words, read = set[UUID](), await letters.on_paper(activity), _as_sent(so_far)
    for purpose in batch.purposes:
        new = NewConsent(
            purpose=purpose,
            state=ConsentState.GRANTED,
            on=batch.on,
            method=Method.PARTNER_BATCH,
            own_word=True,
        )
        settled = (ConsentState.GRANTED, *_NO)
        fresh = [one for one in chosen if answers.get((one.id, purpose)) not in settled]
        await consent_events.write(by, activity, fresh, [purpose], new, words=words, read=read)
        agreed |= {one.id for one in fresh}
    await traces.leave(by, "consent.batch", activity_id=activity.id, details=str(batch.letters))
    return len(agreed)


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
        several = [one for one in await participants.of(activity.id) if one.id in wanted]
        purposes = dict.fromkeys((*NEEDED, *covers))
        await note_asked(actor, activity, several, purposes, await letters.on_paper(activity))


async def note_asked(
    by: Actor | Holder,
    activity: Activity,
    several: Iterable[Participant],
    purposes: Iterable[Purpose],
    words: Words,
) -> None:
    """Note inside the caller's transaction that these were asked; whoever has answered is left alone.

    Whose yes has run out is asked anew.
    """
    answers = {
        (one.participant, one.purpose): consent.as_of(one, today(activity)).state
        for one in await of(activity.id)
    }
    people = list(several)
    for purpose in purposes:
        silent = [
            one for one in people if answers.get((one.id, purpose)) in (None, ConsentState.EXPIRED)
        ]
        new = NewConsent(purpose=purpose, state=ConsentState.ASKED, on=today(activity))
        await consent_events.write(by, activity, silent, [purpose], new, words=words)


def _as_sent(answers: Iterable[Consent]) -> dict[tuple[UUID, Purpose], str]:
    """Return which text lies before those who were asked: what comes back on paper is that letter."""
    return {
        (one.participant, one.purpose): one.text_version
        for one in answers
        if one.state is ConsentState.ASKED and one.text_version
    }


def _refuse_future(on: date, now: date) -> None:
    if on > now:
        raise NotYet
