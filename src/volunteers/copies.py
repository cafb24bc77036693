"""Copies: everything that is kept of one person, put together for that person alone (PIPL 45)."""

from uuid import UUID

from accounts import access_log
from accounts.rules.grants import FIELD_NAMES as SEALED_NAMES
from accounts.rules.grants import Leave
from accounts.rules.links import Holder
from events import activities
from kit import clock, database
from kit.i18n import gettext
from volunteers import (
    carers,
    consent_events,
    day_records,
    disclosures,
    exclusions,
    requests,
    reveals,
)
from volunteers.consent_events import Step
from volunteers.rules import carers as carer_rules
from volunteers.rules import kept
from volunteers.rules.consent import HAND_NAMES, METHOD_NAMES, PURPOSE_NAMES, STATE_NAMES
from volunteers.rules.contacts import CHANNEL_NAMES
from volunteers.rules.kept import Copy, Line, Part, entry, line
from volunteers.rules.pairs import AGREED
from volunteers.rules.pairs import STATUS_NAMES as PAIR_STATES
from volunteers.rules.participants import (
    ConsentState,
    GivenBy,
    NoSuchParticipant,
    Participant,
)
from volunteers.rules.requests import KIND_NAMES as REQUEST_NAMES
from volunteers.rules.requests import STATE_NAMES as REQUEST_STATES
from volunteers.rules.sharing import FIELD_NAMES
from volunteers.tables import pairs as pair_tables
from volunteers.tables import participants as tables

Entries = list[tuple[Line, ...]]


async def shown(holder: Holder, who: Participant) -> list[Part]:
    """Return what a guardian sees of one child on the page; sealed values are only named."""
    return [
        *await _of_child(holder, who),
        await handed_over(holder, who.id),
        await seen(holder, who.id),
    ]


async def of_child(holder: Holder) -> Copy:
    """Return everything kept of one child, sealed values too, once the log says so.

    Raises:
        NoSuchParticipant
    """
    p = tables.Participant
    rows = await p.select().where(
        p.id == holder.object_id,
        p.activity == holder.activity_id,
        p.activity.organization == holder.organization_id,
    )
    if not rows:
        raise NoSuchParticipant
    who = database.fact(Participant, rows[0])
    parts = [*await _of_child(holder, who), *await _opened(holder, who)]
    parts += [await handed_over(holder, who.id), await seen(holder, who.id), await asked(holder)]
    return Copy(who.codename, clock.day(), tuple(parts))


async def _of_child(holder: Holder, who: Participant) -> list[Part]:
    activity = await activities.of(holder.organization_id, who.activity)
    sealed = [field for field in reveals.ON_THE_ENTRY if getattr(who, field.value)]
    said = [
        entry(
            line("purpose", gettext("For which purpose"), gettext(PURPOSE_NAMES[one.purpose])),
            line("state", gettext("Answer"), gettext(STATE_NAMES[one.state])),
            line("on", gettext("Day"), one.on),
            line("until", gettext("Valid until"), one.expires_on),
            *_signed(one),
            line("text", gettext("Wording"), one.text_version.partition(".")[0]),
        )
        for one in await consent_events.of_participant(who.activity, who.id)
    ]
    caring = [
        entry(
            line("kind", gettext("Who"), gettext(carer_rules.KIND_NAMES[one.kind])),
            line(
                "relation", gettext("Relation"), kept.names([one.relation], carer_rules.RELATIONS)
            ),
            line("time", gettext("Best time"), kept.names([one.best_time], carer_rules.TIMES)),
            line("through", gettext("Reached through the school"), one.through_partner),
            line("phone", gettext("Phone"), gettext("kept, sealed") if one.phone else ""),
        )
        for one in await carers.of(who.id)
    ]
    own = (
        *kept.of_participant(who),
        *(line(one, gettext(SEALED_NAMES[one]), gettext("kept, sealed")) for one in sealed),
    )
    return [
        Part("entry", activity.title, (own,)),
        Part("carers", gettext("Who cares for the child"), tuple(caring)),
        Part("pair", gettext("Companion"), tuple(await _companions(who.id))),
        await exclusions.of_child(who.id),
        Part("day", gettext("On the day"), tuple(await day_records.of_child(who))),
        Part("consents", gettext("Consents, step by step"), tuple(said)),
    ]


def _signed(step: Step) -> tuple[Line, ...]:
    """Return who answered and how; that somebody was asked has neither."""
    if step.state in (ConsentState.ASKED, ConsentState.EXPIRED):
        return ()
    hand = "" if step.given_by is GivenBy.SELF else step.relation
    return (
        line("by", gettext("Answered by"), hand or gettext(HAND_NAMES[step.given_by])),
        line("method", gettext("How"), gettext(METHOD_NAMES[step.method])),
    )


async def _companions(participant_id: UUID) -> Entries:
    """Return who goes with a child, once the school has agreed, and when they were in touch."""
    p, c = pair_tables.Pair, pair_tables.Contact
    rows = await p.select(
        p.id, p.application.name.as_alias("name"), p.status, p.started_on, p.ended_on
    ).where(p.participant == participant_id, p.confirmed_at.is_not_null())
    found: Entries = []
    for row in rows:
        contacts = (
            await c.select(c.happened_on, c.channel)
            .where(c.pair == row["id"])
            .order_by(c.happened_on)
        )
        found.append(
            entry(
                line("name", gettext("Name"), row["name"] if row["status"] in AGREED else ""),
                line("state", gettext("State"), kept.named(PAIR_STATES, row["status"])),
                line("since", gettext("Since"), row["started_on"]),
                line("ended", gettext("Ended"), row["ended_on"]),
            )
        )
        found += [
            entry(
                line("on", gettext("In touch"), one["happened_on"]),
                line("how", gettext("How"), kept.named(CHANNEL_NAMES, one["channel"])),
            )
            for one in contacts
        ]
    return found


async def _opened(holder: Holder, who: Participant) -> list[Part]:
    """Open the sealed values for the child's own guardian; the log is written first."""
    fields = tuple(field for field in reveals.ON_THE_ENTRY if getattr(who, field.value))
    if not fields:
        return []
    async with database.transaction():
        log_id = await access_log.note(
            holder, who.id, fields, "copy for the guardian", activity_id=who.activity
        )
        lines = await reveals.opened(Leave(log_id, who.id, fields), holder.organization_id)
    plain = tuple(line(one.field, gettext(SEALED_NAMES[one.field]), one.text) for one in lines)
    return [Part("sealed", gettext("Kept sealed"), (plain,))]


async def handed_over(holder: Holder, subject_id: UUID) -> Part:
    told = await disclosures.of_person(holder.organization_id, subject_id)
    return Part(
        "handed_over",
        gettext("Who was told"),
        tuple(
            entry(
                line("at", gettext("When"), one.at),
                line("to", gettext("Whom"), gettext(one.recipient)),
                line("fields", gettext("What"), kept.names(one.fields, FIELD_NAMES)),
                line("purpose", gettext("For which purpose"), gettext(one.purpose)),
            )
            for one in told
        ),
    )


async def seen(holder: Holder, subject_id: UUID) -> Part:
    looks = await access_log.of_subject(holder.organization_id, subject_id)
    return Part(
        "seen",
        gettext("Who opened sealed details"),
        tuple(
            entry(
                line("at", gettext("When"), one.at),
                line("who", gettext("Who"), one.who or gettext("you, through your link")),
                line(
                    "fields",
                    gettext("What"),
                    kept.names(
                        one.fields,
                        kept.SEALED_NAMES | {str(one): name for one, name in SEALED_NAMES.items()},
                    ),
                ),
                line("purpose", gettext("For which purpose"), gettext(one.purpose)),
            )
            for one in looks
        ),
    )


async def asked(holder: Holder) -> Part:
    return Part(
        "requests",
        gettext("Your requests"),
        tuple(
            entry(
                line("number", gettext("Number"), one.number),
                line("kind", gettext("What"), gettext(REQUEST_NAMES[one.kind])),
                line("text", gettext("In your words"), one.text),
                line("state", gettext("State"), gettext(REQUEST_STATES[one.state])),
                line("answer", gettext("Answer"), one.answer),
            )
            for one in await requests.of_holder(holder)
        ),
    )
