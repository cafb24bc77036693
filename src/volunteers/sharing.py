"""Sharing: each volunteer's own word on whether a partner may see who they are, field by field (V13)."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import organizations, traces
from accounts.rules.links import Holder
from events import activities
from kit import clock, database
from kit.errors import Refusal
from kit.i18n import N_
from volunteers import applications, disclosures
from volunteers.rules import sharing
from volunteers.rules.applications import HOLDING, Application
from volunteers.rules.liaisons import Visit
from volunteers.rules.sharing import ASKING_VERSION, FIELDS, Shared, ShareState, Sharing
from volunteers.tables import sharing as tables

BASIS = N_("consent of each volunteer")


class Asked(msgspec.Struct, frozen=True):
    """One recipient as a volunteer is asked about it, and what they said so far (None: nothing)."""

    liaison: UUID
    recipient: str
    word: Sharing | None


class Answers(msgspec.Struct, frozen=True):
    """Who of those with a place has answered about one recipient, for the organisers."""

    agreed: tuple[Application, ...]
    refused: tuple[Application, ...]
    silent: tuple[Application, ...]


class NotAsked(Refusal):
    status = 404
    message = N_("Nobody has asked you about this.")


class NothingChosen(Refusal):
    status = 422
    message = N_("Please tick at least your name, or choose “No, nothing”.")


async def say(holder: Holder, liaison_id: UUID, fields: Iterable[str], *, yes: bool) -> ShareState:
    """Keep the volunteer's word; a no after a yes counts from this moment.

    Raises:
        NoSuchApplication, NotAsked, NothingChosen
    """
    chosen = sharing.offered(fields) if yes else ()
    if yes and "name" not in chosen:
        raise NothingChosen
    async with database.transaction():
        application = await applications.of_link(holder)
        await activities.of(holder.organization_id, application.activity, lock=True)
        recipient = (await _recipients(application.activity)).get(liaison_id)
        if application.status not in HOLDING or recipient is None:
            raise NotAsked
        before = (await _of([application.id])).get((application.id, recipient))
        state = ShareState.GRANTED if yes else _no(before)
        s = tables.Sharing
        await s.insert(
            s(
                id=uuid4(),
                application=application.id,
                recipient=recipient,
                fields=list(chosen),
                state=state,
                text_version=ASKING_VERSION,
                at=clock.now(),
            )
        ).on_conflict(
            target=(s.application, s.recipient),
            action="DO UPDATE",
            values=[s.fields, s.state, s.text_version, s.at],
        )
        await traces.leave(
            holder, f"sharing.{state}", application.id, activity_id=application.activity
        )
    return state


async def words(applications_: Sequence[Application], recipient: str) -> list[Sharing]:
    """Return what these volunteers said about one recipient."""
    found = await _of([one.id for one in applications_])
    return [word for (_, said_of), word in found.items() if said_of == recipient]


async def answers(
    volunteers: Sequence[Application], recipients: Collection[str]
) -> dict[str, Answers]:
    """Return who has said yes, no or nothing to each recipient, for whoever may see these volunteers."""
    said = {of: word.state for of, word in (await _of([one.id for one in volunteers])).items()}

    def of(recipient: str, *states: ShareState | None) -> tuple[Application, ...]:
        return tuple(one for one in volunteers if said.get((one.id, recipient)) in states)

    return {
        one: Answers(
            of(one, ShareState.GRANTED),
            of(one, ShareState.REFUSED, ShareState.WITHDRAWN),
            of(one, ShareState.ASKED, None),
        )
        for one in recipients
    }


async def of_volunteer(holder: Holder, application: Application) -> dict[str, Any]:
    """Return what the volunteer's own page asks and shows: each recipient, and where details went."""
    recipients = await _recipients(application.activity)
    said = await _of([application.id]) if recipients else {}
    return {
        "shares": [
            Asked(key, name, said.get((application.id, name))) for key, name in recipients.items()
        ],
        "share_fields": FIELDS,
        "disclosed_names": sharing.FIELD_NAMES,
        "share_asking": sharing.ASKING,
        "share_who": (await organizations.publisher(holder.organization_id)).name
        if recipients
        else "",
        "disclosed": await disclosures.of_person(holder.organization_id, application.volunteer),
    }


async def shown_to(
    visit: Visit, volunteers: Sequence[Application], fields: Collection[str]
) -> tuple[Shared, ...]:
    """Return what this partner may see of these volunteers (G9)."""
    said = await words(volunteers, visit.liaison.partner)
    return sharing.shareable(volunteers, said, visit.liaison.partner, fields)


async def hand_over(
    visit: Visit, volunteers: Sequence[Application], fields: Collection[str], purpose: str
) -> tuple[Shared, ...]:
    """Return what this partner may see of these volunteers, having written down that it does.

    In one transaction with whatever shows it: what is not written is not shown.
    """
    rows = await shown_to(visit, volunteers, fields)
    alike: dict[tuple[str, ...], list[UUID]] = {}
    for row in rows:
        alike.setdefault(tuple(row.said), []).append(row.volunteer)
    for named, people in alike.items():
        await disclosures.note(
            visit.holder,
            visit.liaison.partner,
            people,
            named,
            purpose=purpose,
            basis=BASIS,
            activity_id=visit.activity.id,
        )
    return rows


async def _recipients(activity_id: UUID) -> dict[UUID, str]:
    """Return the partners of an activity that are to get a list of its volunteers."""
    x = tables.Liaison
    rows = await x.select(x.id, x.partner).where(x.activity == activity_id).order_by(x.created_at)
    return {row["id"]: row["partner"] for row in rows}


async def _of(ids: Sequence[UUID]) -> dict[tuple[UUID, str], Sharing]:
    s = tables.Sharing
    rows = await s.select().where(s.application.is_in(list(ids))) if ids else []
    return {(one.application, one.recipient): one for one in database.facts(Sharing, rows)}


def _no(before: Sharing | None) -> ShareState:
    agreed = before is not None and before.state in (ShareState.GRANTED, ShareState.WITHDRAWN)
    return ShareState.WITHDRAWN if agreed else ShareState.REFUSED
