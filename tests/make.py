"""Makes the rows a test needs; name only what the test is about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec

import accounts.tables
import events.tables
from accounts.rules.permissions import Actor, Role
from events import activities, approvals, chains, decisions, findings, releases
from events.decisions import Signature
from events.rules.activities import Activity, DateState
from events.rules.chains import fingerprint
from events.rules.findings import Severity
from events.rules.programmes import Programme
from events.rules.releases import Release
from kit import clock, database

T_DAY = datetime(2026, 12, 5, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai, a Saturday


def uid(kind: str) -> str:
    return f"{kind}-{uuid4()}@plan.example"


async def organization(name: str = "Riverside Helpers") -> accounts.tables.Organization:
    row = accounts.tables.Organization(
        id=uuid4(),
        name=name,
        created_at=clock.now(),
        calendar_uid=uid("org"),
        calendar_modified=clock.now(),
    )
    await row.save()
    return row


async def actor(role: Role = Role.OWNER, *, of: Actor | None = None, name: str = "周敏") -> Actor:
    """A signed-in person; `of` puts them into the same association as another actor."""
    home = of.organization_id if of else (await organization()).id
    account = accounts.tables.Account(
        id=uuid4(), email=f"{uuid4().hex}@example.org", name=name, locale="", created_at=clock.now()
    )
    await account.save()
    await accounts.tables.Membership(
        id=uuid4(), account=account.id, organization=home, role=role, created_at=clock.now()
    ).save()
    return Actor(
        account_id=account.id,
        organization_id=home,
        role=role,
        name=name,
        organization="Riverside Helpers",
    )


async def without_leads(activity: Activity) -> None:
    """Let nobody lead any block of the day."""
    b = events.tables.Block
    await b.update({b.lead: ""}).where(b.activity == activity.id)


async def leave(who: Actor) -> None:
    """Let the last day of a membership pass; nobody has removed it."""
    m = accounts.tables.Membership
    await m.update({m.until: clock.now().date() - timedelta(days=2)}).where(
        m.account == who.account_id, m.organization == who.organization_id
    )


async def no_chain(of: Actor) -> None:
    """From now on the association's plans are approved as they are handed in."""
    steps = await chains.of(of.organization_id)
    owner = msgspec.structs.replace(of, role=Role.OWNER)
    await chains.write(owner, fingerprint(steps), [])


async def agreed(owner: Actor, activity: Activity) -> Activity:
    """Every step of the chain has signed the plan on paper; the owner entered it."""
    while step := (standing := await approvals.standing(owner, activity)).open_step:
        assert standing.submission
        seen, day = standing.submission.sha256, clock.day(activity.zone)
        paper = Signature(seen, "Dean", day)
        activity = await decisions.sign(owner, activity.id, step.step.id, paper)
    return activity


async def activity(of: Actor, **differing: Any) -> Activity:
    """An activity half a day long on 5 December 2026, with thirty and thirty people."""
    usual = {
        "id": uuid4(),
        "organization": of.organization_id,
        "slug": uuid4().hex[:12],
        "title": "Beach clean-up",
        "date_state": DateState.FIXED,
        "starts_at": T_DAY,
        "ends_at": T_DAY + timedelta(hours=4),
        "place": "Harbour school",
        "volunteers": 30,
        "participants": 30,
        "involves_minors": True,
        "contact_name": "周敏",
        "contact_phone": "138 0000 0001",
        "created_at": clock.now(),
        "calendar_uid": uid("act"),
        "calendar_modified": clock.now(),
    }
    row = events.tables.Activity(**usual | differing)
    await row.save()
    return database.fact(Activity, row.to_dict())


async def programme(of: Actor, **differing: Any) -> Programme:
    """Standing work over the calendar year 2026."""
    usual = {
        "id": uuid4(),
        "organization": of.organization_id,
        "title": "Riverside reading",
        "period": "2026",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "created_at": clock.now(),
    }
    row = events.tables.Programme(**usual | differing)
    await events.tables.Programme.insert(row)
    return database.fact(Programme, row.to_dict())


async def settled(of: Actor, activity_id: UUID) -> None:
    """Let every warning stand, so that none of them stops what a test is about."""
    found = await findings.everything(of, await activities.find(of, activity_id))
    warnings = [one for one in found if one.severity is Severity.WARNING]
    if warnings:
        await findings.accept(of, activity_id, warnings, "Not what this test is about")


async def release(of: Actor, activity_id: UUID, **differing: Any) -> Release:
    """Release the day; whatever the check warns of may stand."""
    await settled(of, activity_id)
    return await releases.release(of, activity_id, **differing)
