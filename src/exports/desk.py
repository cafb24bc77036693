"""The desk where papers are ordered: it gathers what the slices know, writes the paper, stamps it."""

import asyncio
from collections.abc import Collection
from uuid import UUID

import msgspec

from accounts import organizations, traces
from accounts import papers as looks
from accounts.rules.permissions import Actor, Permission, Role
from budget import lines, materials, sources
from events import (
    activities,
    acts,
    approvals,
    changes,
    conditions,
    quotas,
    releases,
    schedule,
    seats,
    sections,
    tasks,
)
from events.rules.activities import Activity, Status
from exports import documents, prints, word
from exports.documents import Printed
from exports.rules import filled, papers, profiles, stamps
from exports.rules import word as word_rules
from exports.rules.filled.facts import Facts, Occasion
from exports.rules.kinds import PERMISSIONS, Kind, NotYet, OnlyPrinted, Order
from exports.rules.papers import Paper, Stamp
from exports.rules.profiles import Profile
from exports.rules.stamps import Reference, Verdict
from kit import i18n
from kit.settings import settings
from volunteers import applications, pairs, participants, places, training
from volunteers.rules.training import Answer

_PEOPLE = {Kind.PAIRS, Kind.SIGN_IN_SHEET, Kind.BADGES}
_COSTED = {Kind.BUDGET, Kind.PROPOSAL, Kind.APPROVAL_FORM}
_PLANNED = {
    Kind.PROPOSAL,
    Kind.APPROVAL_FORM,
    Kind.LEADING_GROUP,
    Kind.NOTICE,
    Kind.CONSENT_LETTER,
    Kind.SAFETY_PLEDGE,
}
_AGREED = {Kind.APPROVAL_FORM, Kind.DIFF_SHEET}
_BUDGET = ("budget.%", "source.%")


class Checked(msgspec.Struct, frozen=True):
    """What a status page says of one code; `newest` is the release in force, None before the first."""

    reference: Reference
    verdict: Verdict
    newest: int | None


async def gather(actor: Actor, activity_id: UUID, kinds: Collection[Kind]) -> Facts:
    """Return what the papers of these kinds need, as far as the actor may see it.

    Raises:
        NotAllowed: the actor may not see one of these papers.
        NoSuchActivity
    """
    for kind in kinds:
        actor.must(PERMISSIONS[kind])
    activity = await activities.find(actor, activity_id)
    released = await releases.current(actor.organization_id, activity_id)
    ordered = set(kinds)
    what = _BUDGET if ordered == {Kind.BUDGET} else ("%",)
    facts = Facts(
        activity=activity,
        association=(await organizations.publisher(actor.organization_id)).name,
        parties=tuple(await activities.parties(activity)),
        release=released[0] if released else None,
        snapshot=released[1] if released else None,
        changed_at=await traces.last(activity_id, what) or activity.created_at,
        profile=await _look(activity),
    )
    if ordered & _COSTED and actor.may(Permission.SEE_BUDGET):
        facts = await _with_costs(actor, facts)
    if ordered & _PLANNED:
        facts = await _with_plan(actor, facts)
    if ordered & _AGREED:
        facts = await _with_agreement(actor, facts)
    if ordered & _PEOPLE:
        facts = await _with_people(actor, facts)
    elif Kind.ROLL_CALL in ordered:
        facts = msgspec.structs.replace(
            facts, participants=tuple(await participants.of_activity(actor, activity_id))
        )
    return facts


async def printed(actor: Actor, activity_id: UUID, order: Order, language: str) -> Printed:
    """Return the ordered paper as a PDF.

    Raises:
        NotAllowed, NoSuchActivity, NotYet, NoSuchPart
        TooBusy, TooSlow, TooLarge, Unprintable, NoFonts, TooManyBlocks
    """
    facts = await gather(actor, activity_id, {order.kind})
    paper = write(facts, order, language)
    result = await documents.printed(paper, language)
    await prints.remember(paper, language, result)
    return result


async def worded(actor: Actor, activity_id: UUID, order: Order, language: str) -> bytes:
    """Return the ordered paper as a Word document, for campuses that go on writing in it.

    Raises:
        NotAllowed, NoSuchActivity, NotYet, NoSuchPart
        OnlyPrinted: this paper is signed or carried, never edited.
    """
    facts = await gather(actor, activity_id, {order.kind})
    with i18n.speaking(language):
        document = word_rules.document(filled.paper(facts, order))
    if document is None:
        raise OnlyPrinted
    return await asyncio.to_thread(word.write, document)


def write(facts: Facts, order: Order, language: str) -> Paper:
    """Write the ordered paper and stamp it with the release it belongs to.

    Raises:
        NotYet, NoSuchPart
    """
    with i18n.speaking(language):
        paper = filled.paper(facts, order)
    reference = Reference(
        slug=facts.activity.slug,
        kind=order.kind,
        language=language,
        release=facts.release.number if facts.release else None,
        content=stamps.content(papers.fingerprint(paper, language)),
    )
    code = stamps.code(reference, _key())
    is_released = order.kind is Kind.RUN_SHEET and facts.release
    stamp = Stamp(
        code=stamps.shown(code),
        release=reference.release,
        made_at=facts.release.released_at if is_released and facts.release else facts.changed_at,
        zone=facts.activity.zone,
        link=f"{settings().base_url.rstrip('/')}/s/{code}",
    )
    return msgspec.structs.replace(paper, stamp=stamp)


async def check(code: str) -> Checked:
    """Say whether the page with this code still holds. Whoever holds the page may ask.

    Raises:
        NoSuchPaper, NoSuchActivity
    """
    reference = stamps.read(code, _key())
    activity = await activities.by_slug(reference.slug)
    return Checked(
        reference,
        stamps.verdict(
            reference,
            await _said_now(activity, reference),
            await releases.state_of(activity.id, reference.release) if reference.release else None,
            cancelled=activity.status is Status.CANCELLED,
        ),
        await releases.numbered(activity.organization, activity.id),
    )


def in_house(organization_id: UUID, role: Role = Role.OWNER) -> Actor:
    """Return a reader for work that no person asked for from a browser: it leaves no traces."""
    return Actor(UUID(int=0), organization_id, role)


async def _said_now(activity: Activity, reference: Reference) -> set[str]:
    """Return what all papers of this kind say now; a role that sees less has a paper of its own."""
    said = set()
    for role in (Role.OWNER, Role.VIEWER):
        reader = in_house(activity.organization, role)
        if not reader.may(PERMISSIONS[reference.kind]):
            continue
        facts = await gather(reader, activity.id, {reference.kind})
        for order in filled.orders(facts, reference.kind):
            with i18n.speaking(reference.language):
                try:
                    paper = filled.paper(facts, order)
                except NotYet:
                    continue
            said.add(stamps.content(papers.fingerprint(paper, reference.language)))
    return said


async def _look(activity: Activity) -> Profile:
    """Return how the papers of an activity look; a pasted plan keeps its own order and headings."""
    profile = profiles.read(await looks.look(activity.organization))
    if profile.chapters and await traces.last(activity.id, ("plan.pasted",)):
        return msgspec.structs.replace(profile, chapters=())
    return profile


async def _with_costs(actor: Actor, facts: Facts) -> Facts:
    activity_id = facts.activity.id
    return msgspec.structs.replace(
        facts,
        lines=tuple(await lines.of_activity(actor, activity_id)),
        sources=tuple(await sources.of_activity(actor, activity_id)),
    )


async def _with_plan(actor: Actor, facts: Facts) -> Facts:
    activity = facts.activity
    day = await schedule.of_activity(actor, activity.id)
    call = await places.call_of(activity)
    return msgspec.structs.replace(
        facts,
        sections=tuple(await sections.of(activity)),
        tasks=tuple(await tasks.of_activity(activity.id)),
        draft=(day.lanes, day.blocks),
        seats=tuple(await seats.of_activity(activity)),
        quotas=tuple(await quotas.of(activity)),
        conditions=tuple(await conditions.of(activity)),
        acts=tuple(await acts.of(activity)),
        materials=tuple(await materials.of(activity)),
        risks=call.risk_statement if call else "",
    )


async def _with_agreement(actor: Actor, facts: Facts) -> Facts:
    standing = await approvals.standing(actor, facts.activity)
    return msgspec.structs.replace(
        facts, standing=standing, changes=changes.visible(actor, standing.changes)
    )


async def _with_people(actor: Actor, facts: Facts) -> Facts:
    activity_id = facts.activity.id
    trained = await training.overview(actor, activity_id)
    return msgspec.structs.replace(
        facts,
        pairs=tuple(await pairs.listing(actor, activity_id)),
        volunteers=tuple(await applications.of_activity(actor, activity_id)),
        participants=tuple(await participants.of_activity(actor, activity_id)),
        occasions=tuple(
            Occasion(
                held.session,
                tuple(
                    one
                    for one in trained.trainees
                    if one.id not in held.attendances
                    or held.attendances[one.id].answer is not Answer.NOT_COMING
                ),
            )
            for held in trained.sessions
            if held.session.cancelled_at is None
        ),
    )


def _key() -> bytes:
    return settings().secret_key.encode()
