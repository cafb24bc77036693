"""Guardians: the link through which one of them answers for one child, and takes an answer back."""

from collections.abc import Collection
from uuid import UUID

import msgspec

from accounts import links, traces
from accounts.rules.links import Holder, Kind, NoSuchLink
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity, Status
from kit import clock, database, i18n
from kit.settings import settings
from volunteers import consents, letters, participants, safeguards
from volunteers.rules import letters as letter_rules
from volunteers.rules.consent import NewConsent, as_of, needs_guardian, needs_own_word
from volunteers.rules.guardians import (
    LINK_LASTS,
    LetterChanged,
    NotAsked,
    Question,
    Reply,
    questions,
)
from volunteers.rules.letters import Letter
from volunteers.rules.participants import ConsentState, Method, Participant, Purpose
from volunteers.tables import participants as tables

NOBODY = UUID(int=0)


class Slip(msgspec.Struct, frozen=True):
    """A link that was just made, to be handed over; its address is shown this once."""

    participant_id: UUID
    codename: str
    address: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What one guardian's page is about; `who` is None once everything was deleted."""

    activity: Activity
    who: Participant | None
    letter: Letter
    version: str
    questions: tuple[Question, ...] = ()
    child_speaks: bool = False

    @property
    def waiting(self) -> list[Question]:
        """What an answer is waited for; nothing is asked for what does not take place."""
        if self.who is None or self.activity.status is Status.CANCELLED:
            return []
        return [
            one for one in self.questions if one.is_open and one.purpose in self.letter.purposes
        ]

    @property
    def answered(self) -> list[Question]:
        return [one for one in self.questions if one not in self.waiting and one.answer]


async def make_links(
    actor: Actor, activity_id: UUID, participant_ids: Collection[UUID]
) -> list[Slip]:
    """Make a new link for each of these children, in place of the one before, and note that they are asked.

    Whoever answers for themselves gets none.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        held = await safeguards.of(activity.id)
        chosen = [
            one
            for one in await participants.of(activity.id)
            if one.id in participant_ids and needs_guardian(one, held)
        ]
        asked = (await letters.asking(activity)).purposes
        await consents.note_asked(actor, activity, chosen, asked, await letters.on_paper(activity))
        slips = [Slip(one.id, one.codename, await _link(activity, one)) for one in chosen]
        await traces.leave(
            actor, "guardian.links", activity_id=activity.id, details=str(len(slips))
        )
    return slips


async def end_link(actor: Actor, activity_id: UUID, participant_id: UUID) -> None:
    """End the link of one child at once: it was handed to the wrong person, say.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchParticipant
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        one = await participants.find(actor, activity_id, participant_id)
        await links.revoke(actor.organization_id, Kind.GUARDIAN, one.id)
        await traces.leave(actor, "guardian.link_ended", one.id, activity_id=activity_id)


async def behind(holder: Holder) -> Standing:
    """Return what the guardian's page shows, in the current language."""
    activity = await activities.of(holder.organization_id, _activity_of(holder))
    who = await _child(holder)
    letter = await letters.of(activity)
    now = letter_rules.versions(letter)
    return Standing(
        activity=activity,
        who=who,
        letter=letter,
        version=letter_rules.version(letter),
        questions=tuple(questions(letter, await consents.of_one(who.id), now, today(activity)))
        if who
        else (),
        child_speaks=who is not None and needs_own_word(who, await safeguards.of(activity.id)),
    )


async def reply(holder: Holder, said: Reply) -> None:
    """Note what a guardian answered, each purpose by itself, with the text that was read.

    Raises:
        NoSuchLink, LetterChanged, NotAGuardian
    """
    async with database.transaction():
        activity = await _locked(holder)
        one = await _child(holder, lock=True)
        if one is None:
            raise NoSuchLink
        letter = await letters.of(activity)
        if letter_rules.version(letter) != said.read:
            raise LetterChanged
        words = await letters.keep(activity, letter)
        before = {
            each.purpose: as_of(each, today(activity)) for each in await consents.of_one(one.id)
        }
        for purpose, yes in said.said.items():
            known = before.get(purpose)
            renews = known is not None and letter_rules.reworded(known.text_version, words, purpose)
            for state in _steps(known.state if known else None, yes=yes, renews=renews):
                new = NewConsent(
                    purpose=purpose,
                    state=state,
                    on=today(activity),
                    method=Method.E_SIGN,
                    relation=said.relation,
                    own_word=said.own_word and purpose is Purpose.PARTICIPATE and yes,
                )
                await consents.answer(holder, activity, one, new, words)


async def withdraw(holder: Holder, purpose: Purpose) -> None:
    """Take one yes back; rosters, pairs and pictures follow in the same breath (V10).

    Raises:
        NoSuchLink, NotAsked, NoSuchStep
    """
    async with database.transaction():
        activity = await _locked(holder)
        one = await _child(holder, lock=True)
        if one is None:
            raise NoSuchLink
        known = {each.purpose: each for each in await consents.of_one(one.id)}
        if purpose not in known:
            raise NotAsked
        new = NewConsent(
            purpose=purpose,
            state=ConsentState.WITHDRAWN,
            on=today(activity),
            method=Method.E_SIGN,
            relation=known[purpose].relation,
        )
        words = {purpose: known[purpose].text_version}
        await consents.answer(holder, activity, one, new, words)


def _steps(before: ConsentState | None, *, yes: bool, renews: bool) -> list[ConsentState]:
    """Return the steps from what was said before to what is said now; whoever answers has been asked."""
    s = ConsentState
    if before is s.GRANTED:
        if yes:
            return [s.GRANTED] if renews else []
        return [s.WITHDRAWN]
    if not yes and before in (s.REFUSED, s.WITHDRAWN):
        return []
    answer = s.GRANTED if yes else s.REFUSED
    return [answer] if before in (None, s.ASKED) else [s.ASKED, answer]


async def _link(activity: Activity, one: Participant) -> str:
    await links.revoke(activity.organization, Kind.GUARDIAN, one.id)
    token = await links.make(
        activity.organization,
        Kind.GUARDIAN,
        one.id,
        activity_id=activity.id,
        expires_at=clock.now() + LINK_LASTS,
        locale=i18n.locale(),
    )
    return f"{settings().base_url.rstrip('/')}/g/{token}"


async def _locked(holder: Holder) -> Activity:
    return await activities.of(holder.organization_id, _activity_of(holder), lock=True)


def _activity_of(holder: Holder) -> UUID:
    return holder.activity_id or NOBODY


async def _child(holder: Holder, *, lock: bool = False) -> Participant | None:
    p = tables.Participant
    query = p.select().where(p.id == holder.object_id, p.activity == _activity_of(holder))
    rows = await (query.lock_rows("UPDATE") if lock else query)
    return database.fact(Participant, rows[0]) if rows else None
