"""Disclosures: that somebody's details went to somebody else, written in the same breath (A5, PIPL 23).

Whoever shows or exports people's details to a third party calls `note` inside the transaction that
does it, before anything is shown. The rows hold no details themselves and stay three years.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, database
from volunteers.rules.sharing import FIELD_NAMES, Disclosed, SubjectKind, kept_until
from volunteers.tables import sharing as tables

SHOWN = 200


async def note(
    by: Actor | Holder,
    recipient: str,
    subjects: Iterable[UUID],
    fields: Iterable[str],
    *,
    purpose: str,
    basis: str,
    activity_id: UUID | None = None,
    kind: SubjectKind = SubjectKind.VOLUNTEER,
) -> int:
    """Write down that these people's `fields` go to `recipient`: one row per person.

    `subjects` are persons (`Application.volunteer`), entries of participants or accounts, as
    `kind` says. `purpose` and `basis` are msgids in words (“Pair list”, “consent of each
    volunteer”), never a person's data. What a link shows again on the same day counts once.
    Returns how many rows were new.
    """
    people, named = list(dict.fromkeys(subjects)), sorted(set(fields))
    if not people or not named:
        return 0
    d, now, batch = tables.Disclosure, clock.now(), uuid4()
    async with database.transaction():
        if isinstance(by, Holder):
            told = await _told_today(by, recipient, named, purpose, now)
            people = [one for one in people if one not in told]
        rows = [
            d(
                id=uuid4(),
                organization=by.organization_id,
                activity_id=activity_id,
                batch=batch,
                recipient=recipient,
                subject_kind=kind,
                subject_id=one,
                fields=named,
                purpose=purpose,
                basis=basis,
                account=by.account_id if isinstance(by, Actor) else None,
                link_id=by.id if isinstance(by, Holder) else None,
                at=now,
                keep_until=kept_until(now.date()),
            )
            for one in people
        ]
        for some in database.batches(rows):
            await d.insert(*some)
    return len(rows)


async def of_activity(actor: Actor, activity_id: UUID) -> list[Disclosed]:
    """Return what was handed over in an activity, the latest first.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_ACCESS_LOG)
    activity = await activities.find(actor, activity_id)
    rows = await tables.Disclosure.raw(
        "SELECT max(d.at) AS at, d.recipient, d.fields, d.purpose, d.basis, d.subject_kind, "
        "count(DISTINCT d.subject_id) AS people, coalesce(max(account.name), '') AS who "
        "FROM disclosure d LEFT JOIN account ON account.id = d.account "
        "WHERE d.organization = {} AND d.activity_id = {} "
        "GROUP BY d.batch, d.recipient, d.fields, d.purpose, d.basis, d.subject_kind "
        "ORDER BY at DESC LIMIT {}",
        actor.organization_id,
        activity.id,
        SHOWN,
    )
    return [_told(row) for row in rows]


async def of_person(organization_id: UUID, subject_id: UUID) -> list[Disclosed]:
    """Return to whom one person's details went, each recipient, purpose and day once, the latest first.

    Whoever asks was let in to this person before: their own link, or a role that may see them.
    """
    rows = await tables.Disclosure.raw(
        "SELECT max(at) AS at, recipient, fields, purpose, basis, subject_kind, "
        "1 AS people, '' AS who FROM disclosure WHERE organization = {} AND subject_id = {} "
        "GROUP BY at::date, recipient, fields, purpose, basis, subject_kind ORDER BY 1 DESC LIMIT {}",
        organization_id,
        subject_id,
        SHOWN,
    )
    return [_told(row) for row in rows]


async def forget_old(today: date) -> int:
    """Delete what has been kept for three years and return how many rows went (§6.4)."""
    d = tables.Disclosure
    return len(await d.delete().where(d.keep_until < today).returning(d.id))


def _told(row: Mapping[str, Any]) -> Disclosed:
    """Return one hand-over with its fields in the order they are asked."""
    fields = [*(one for one in FIELD_NAMES if one in row["fields"])]
    rest = [one for one in row["fields"] if one not in FIELD_NAMES]
    return database.fact(Disclosed, {**row, "fields": fields + rest})


async def _told_today(
    by: Holder, recipient: str, fields: list[str], purpose: str, now: datetime
) -> set[UUID]:
    d = tables.Disclosure
    midnight = datetime.combine(now.date(), time(), ZoneInfo("UTC"))
    rows = await d.select(d.subject_id).where(
        d.organization == by.organization_id,
        d.link_id == by.id,
        d.recipient == recipient,
        d.purpose == purpose,
        d.fields == fields,
        d.at >= midnight,
    )
    return {row["subject_id"] for row in rows}
