"""Reporting that a child may be in danger: saved at once, sealed, told to a lead by its number (V21)."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import mails, memberships, organizations
from accounts.rules.links import Holder
from accounts.rules.memberships import Serving
from accounts.rules.permissions import Actor, Role
from accounts.rules.switches import ConcernContact
from events import activities
from events.rules.activities import Activity, NoSuchActivity, PartyRole, Status
from kit import clock, crypto, database, forms
from kit.crypto import CannotOpen, Place, Ring, Secret
from kit.i18n import gettext
from kit.settings import settings
from volunteers import suspensions
from volunteers.rules.applications import Application
from volunteers.rules.concerns import Named, NewConcern, answer_by, named_in, new_number
from volunteers.tables import applications as volunteer_tables
from volunteers.tables import concerns as tables

NOBODY = UUID(int=0)


class Where(msgspec.Struct, frozen=True):
    """Whom the page can name beside the police; nothing of it is needed to report.

    `choices` are the associations of this installation where none is meant by the address.
    """

    organization_id: UUID | None = None
    organization: str = ""
    activity: Activity | None = None
    partners: tuple[str, ...] = ()
    contact: ConcernContact = ConcernContact()
    choices: tuple[tuple[UUID, str], ...] = ()


class Own(msgspec.Struct, frozen=True):
    """A report of one's own: its number and when it was made, nothing more."""

    number: str
    at: datetime


def address(slug: str = "") -> str:
    """Return the address every paper and page carries, of an activity or of the whole site."""
    return f"{settings().base_url.rstrip('/')}/concern{f'/{slug}' if slug else ''}"


async def where(slug: str = "") -> Where:
    """Return whose activity an address means; one that means none is as good as the short one."""
    activity = None
    if slug:
        try:
            activity = await activities.by_slug(slug)
        except NoSuchActivity:
            activity = None
    everywhere = await organizations.everywhere()
    home = activity.organization if activity else (everywhere[0][0] if everywhere else None)
    if home is None or (activity is None and len(everywhere) > 1):
        return Where(choices=tuple(everywhere))
    parties = await activities.parties(activity) if activity else []
    return Where(
        organization_id=home,
        organization=next(name for one, name in everywhere if one == home),
        activity=activity,
        partners=tuple(one.name for one in parties if one.role is PartyRole.PARTNER),
        contact=await organizations.concern_contact(home),
    )


async def report(
    new: NewConcern,
    *,
    slug: str = "",
    association: UUID | None = None,
    form: str = "",
    reporter: str = "",
) -> str:
    """Save a report and return its number; the same form sent twice is one report.

    It is saved and a lead is told before anything else is done about it.

    Raises:
        WrongForm: nobody knows which association is meant.
    """
    found = await where(slug)
    home = found.organization_id or next((o for o, _ in found.choices if o == association), None)
    if home is None:
        raise forms.WrongForm({"association": gettext("Please choose the association.")})
    concern_id = _identity(new, slug, form)
    async with database.transaction():
        number = await _write(new, concern_id, home, found.activity, reporter)
    await suspensions.keep_apart()
    return number


async def of_volunteer(_holder: Holder, application: Application) -> dict[str, Any]:
    """Return the numbers of a volunteer's own reports, for their page."""
    c = tables.Concern
    digests = crypto.keyed_hashes("reporter", str(application.id), ring=Ring.CONCERN)
    rows = (
        await c.select(c.number, c.at)
        .where(c.reporter.is_in(digests))
        .order_by(c.at, ascending=False)
    )
    return {"reported": database.facts(Own, rows)}


async def _write(
    new: NewConcern, concern_id: UUID, home: UUID, activity: Activity | None, reporter: str
) -> str:
    c, now = tables.Concern, clock.now()
    serving = await memberships.serving(home)
    texts = (new.text, new.persons)
    named = named_in(texts, [Named(one.account_id, one.name) for one in serving])
    on_the_day = any(_is_on(one) for one in await _running(home, activity))
    rows = (
        await c.insert(
            c(
                id=concern_id,
                organization=home,
                activity_id=activity.id if activity else None,
                number=new_number(),
                category=new.category,
                text=_sealed("text", new.text, concern_id, home),
                persons=_sealed("persons", new.persons, concern_id, home),
                contact=_sealed("contact", new.contact, concern_id, home),
                named_accounts=list(named),
                named_volunteers=list(named_in(texts, await _volunteers(home))),
                reporter=crypto.keyed_hash("reporter", reporter, ring=Ring.CONCERN)
                if reporter
                else None,
                at=now,
                answer_by=answer_by(now, on_the_day=on_the_day),
            )
        )
        .on_conflict(target=c.id, action="DO NOTHING")
        .returning(c.number)
    )
    if not rows:
        [row] = await c.select(c.number).where(c.id == concern_id, c.organization == home)
        return str(row["number"])
    leads = [
        one for one in serving if one.role is Role.SAFEGUARDING and one.account_id not in named
    ]
    owners = [one for one in serving if one.role is Role.OWNER and one.account_id not in named]
    await tell(home, rows[0]["number"], leads[:1] or owners)
    return str(rows[0]["number"])


async def tell(organization_id: UUID, number: str, several: list[Serving]) -> None:
    """Write that a report waits: its number, and not a word of it."""
    for one in several:
        await mails.write(
            "concern-waits",
            one.email,
            organization_id=organization_id,
            locale=one.locale,
            key=f"concern-{number}-{one.account_id}-{one.role}",
            number=number,
            leads=one.role is Role.SAFEGUARDING,
            link=f"{settings().base_url}/association/concerns",
        )


def place(concern_id: UUID, organization_id: UUID, column: str) -> Place:
    """Return where a sealed field of a report lives."""
    return Place("concern", column, concern_id, organization_id)


def step_place(step_id: UUID, organization_id: UUID) -> Place:
    """Return where the words of one step lie."""
    return Place("concern_step", "text", step_id, organization_id)


def read(secret: Secret | None, place: Place) -> str:
    """Return a sealed text of a report; whoever shows it has written the access log first."""
    if secret is None:
        return ""
    try:
        return crypto.unseal(secret.sealed, place, Ring.CONCERN)
    except CannotOpen:
        return gettext("cannot be opened: its key is missing")


def _sealed(column: str, text: str, concern_id: UUID, organization_id: UUID) -> bytes | None:
    if not text and column != "text":
        return None
    return crypto.seal(text, place(concern_id, organization_id, column), Ring.CONCERN)


async def _volunteers(organization_id: UUID) -> list[Named]:
    v = volunteer_tables.Volunteer
    rows = await v.select(v.id, v.name).where(
        v.organization == organization_id, v.merged_into.is_null()
    )
    return database.facts(Named, rows)


async def _running(organization_id: UUID, activity: Activity | None) -> list[Activity]:
    """Return the activities that the report may be about."""
    if activity is not None:
        return [activity]
    return await activities.of_organization(Actor(NOBODY, organization_id, Role.VIEWER))


def _is_on(activity: Activity) -> bool:
    """Say whether an activity takes place today, where it takes place."""
    if activity.first_day is None or activity.last_day is None:
        return False
    today = clock.day(activity.zone)
    return activity.status is not Status.CANCELLED and (
        activity.first_day <= today <= activity.last_day
    )


def _identity(new: NewConcern, slug: str, form: str) -> UUID:
    """Return the report's id: the same for a form that is sent again, another for other words."""
    if not form:
        return uuid4()
    said = "\x1f".join((form, slug, *map(str, msgspec.structs.astuple(new))))
    return UUID(bytes=hashlib.sha256(said.encode()).digest()[:16], version=4)
