"""Consent events: each step of each consent is written here, with who built on it told in the same breath."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts.rules.links import Holder
from accounts.rules.permissions import Actor
from events import activities
from events.rules.activities import Activity
from kit import clock, database
from kit.hooks import Hook
from volunteers.rules import terms
from volunteers.rules.consent import Answered, NewConsent, Withdrawal
from volunteers.rules.participants import (
    ADULTS,
    Consent,
    ConsentState,
    GivenBy,
    Method,
    Participant,
    Purpose,
)
from volunteers.tables import participants as tables

consent_withdrawn: Hook[Withdrawal] = Hook("consent withdrawn")
contact_answered: Hook[Answered] = Hook("contact answered")

Words = Mapping[Purpose, str]  # which text was read, by purpose
Read = Mapping[tuple[UUID, Purpose], str]  # the same for one person, where it was another one

# What was agreed to and has run out, also of people whose entry is gone: their pictures may be out.
_OVER = (
    "FROM consent_event e WHERE e.expires_on < {} AND e.state = 'granted' AND NOT EXISTS ("
    "SELECT 1 FROM consent_event later WHERE later.participant_id = e.participant_id "
    "AND later.purpose = e.purpose AND later.at > e.at AND later.state <> 'asked' "
    "AND (later.state <> 'granted' OR later.given_by = e.given_by)) AND NOT EXISTS ("
    "SELECT 1 FROM consent c WHERE c.participant = e.participant_id AND c.purpose = e.purpose "
    "AND (c.expires_on IS NULL OR c.expires_on >= {})) "
)
_WHERE = f"SELECT DISTINCT e.activity {_OVER} ORDER BY 1"
_WHOSE = (
    "SELECT DISTINCT ON (e.participant_id, e.purpose) e.participant_id, e.purpose, "
    f"e.given_by, e.relation, e.text_version {_OVER} AND e.activity = {{}} "
    "ORDER BY e.participant_id, e.purpose, e.at DESC"
)

_ANEW = (
    *("state", "given_by", "method", "relation", "text_version", "on", "expires_on", "own_word"),
    *("recorded_by", "link_id", "recorded_at"),
)


class Step(msgspec.Struct, frozen=True):
    """One step of one consent, as it is kept for three years: without anybody's codename."""

    participant_id: UUID
    purpose: Purpose
    state: ConsentState
    given_by: GivenBy
    relation: str
    method: Method
    text_version: str
    on: date
    expires_on: date | None


async def of_participant(activity_id: UUID, participant_id: UUID) -> list[Step]:
    """Return every step of one participant's consents, the first first, for whoever may see that one."""
    e = tables.ConsentEvent
    rows = (
        await e.select()
        .where(e.activity == activity_id, e.participant_id == participant_id)
        .order_by(e.at, e.purpose, e.given_by)
    )
    return database.facts(Step, rows)


async def write(
    by: Actor | Holder,
    activity: Activity,
    several: Sequence[Participant],
    purposes: Collection[Purpose],
    new: NewConsent,
    *,
    words: Words,
    read: Read | None = None,
) -> None:
    """Write the same answer for several people inside the caller's transaction, each with its step.

    `words` says which text was read, `read` for whom it was another one.
    """
    c, e, now = tables.Consent, tables.ConsentEvent, clock.now()
    account = by.account_id if isinstance(by, Actor) else None
    link = by.id if isinstance(by, Holder) else None
    consents, steps = list[tables.Consent](), list[tables.ConsentEvent]()
    for one in several:
        hand = GivenBy.SELF if one.age_band in ADULTS and not one.under_14 else new.given_by
        for purpose in purposes:
            said: dict[str, Any] = {
                "purpose": purpose,
                "state": new.state,
                "given_by": hand,
                "method": new.method,
                "relation": new.relation,
                "text_version": (read or {}).get((one.id, purpose)) or words.get(purpose, ""),
                "on": new.on,
                "expires_on": _lasts(activity, one, purpose, new),
                "recorded_by": account,
                "link_id": link,
            }
            own = purpose is Purpose.PARTICIPATE and new.own_word
            consents.append(
                c(id=uuid4(), participant=one.id, own_word=own, recorded_at=now, **said)
            )
            kept: dict[str, Any] = {"activity": activity.id, "participant_id": one.id, "at": now}
            kept["keep_until"] = now.date() + terms.REMEMBERED
            steps.append(e(id=uuid4(), **kept, **said))
            if own and hand is GivenBy.GUARDIAN:
                steps.append(e(id=uuid4(), **kept, **said | {"given_by": GivenBy.SELF}))
    for some in database.batches(consents):
        await c.insert(*some).on_conflict(
            target=(c.participant, c.purpose),
            action="DO UPDATE",
            values=[getattr(c, name) for name in _ANEW],
        )
    for batch in database.batches(steps):
        await e.insert(*batch)
    if several and Purpose.PAIRING_CONTACT in purposes:
        await contact_answered.tell(Answered(activity.id, frozenset(one.id for one in several)))


async def note_own_word(by: Actor, activity: Activity, known: Consent, on: date) -> None:
    """Write that a child agrees to what its guardian has agreed to, inside the caller's transaction."""
    c, e, now = tables.Consent, tables.ConsentEvent, clock.now()
    await c.update({c.own_word: True}).where(
        c.participant == known.participant, c.purpose == known.purpose
    )
    await e.insert(
        e(
            id=uuid4(),
            activity=activity.id,
            participant_id=known.participant,
            purpose=known.purpose,
            state=ConsentState.GRANTED,
            given_by=GivenBy.SELF,
            text_version=known.text_version,
            on=on,
            expires_on=known.expires_on,
            recorded_by=by.account_id,
            at=now,
            keep_until=now.date() + terms.REMEMBERED,
        )
    )


async def expire(today: date) -> int:
    """Let consents end whose last day is over, and return how many; the nightly job asks for this.

    Gates do not wait for it: they look at the last day themselves.
    """
    rows = await tables.ConsentEvent.raw(_WHERE, today, today)
    ended = 0
    for row in rows:
        async with database.transaction():
            ended += await _expire(await activities.anywhere(row["activity"]), today)
    return ended


async def forget(today: date) -> int:
    """Delete steps that were kept for three years, and texts that nothing names any more."""
    e, t = tables.ConsentEvent, tables.LetterText
    async with database.transaction():
        gone = len(await e.delete().where(e.keep_until < today).returning(e.id))
        await t.raw(
            "DELETE FROM letter_text t WHERE t.created_at::date < {} AND NOT EXISTS ("
            "SELECT 1 FROM consent_event e WHERE e.text_version LIKE t.version || '%')",
            today - terms.REMEMBERED,
        )
    return gone


async def _expire(activity: Activity, today: date) -> int:
    c, e, now = tables.Consent, tables.ConsentEvent, clock.now()
    await activities.of(activity.organization, activity.id, lock=True)
    run_out = await e.raw(_WHOSE, today, today, activity.id)
    for row in run_out:
        await e.insert(
            e(
                id=uuid4(),
                activity=activity.id,
                **row,
                state=ConsentState.EXPIRED,
                on=today,
                at=now,
                keep_until=today + terms.REMEMBERED,
            )
        )
        purpose = Purpose(row["purpose"])
        await c.update({c.state: ConsentState.EXPIRED, c.recorded_at: now}).where(
            c.participant == row["participant_id"],
            c.purpose == purpose,
            c.state == ConsentState.GRANTED,
        )
        if purpose is Purpose.PAIRING_CONTACT:
            await contact_answered.tell(Answered(activity.id, frozenset({row["participant_id"]})))
        await consent_withdrawn.tell(
            Withdrawal(activity.id, row["participant_id"], purpose, expired=True)
        )
    return len(run_out)


def _lasts(activity: Activity, one: Participant, purpose: Purpose, new: NewConsent) -> date | None:
    if new.state is not ConsentState.GRANTED:
        return None
    return terms.lasts(purpose, new.on, one.retain_until, activity.last_day)
