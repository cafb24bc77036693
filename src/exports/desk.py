"""The desk where papers are ordered: it asks for what the slices know, writes the paper, stamps it."""

import asyncio
from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor, Role
from events import activities, releases
from events.rules.activities import Activity, Status
from exports import documents, dossiers, prints, word
from exports.documents import Printed
from exports.rules import filled, papers, stamps
from exports.rules import word as word_rules
from exports.rules.filled import volunteers
from exports.rules.filled.facts import Facts
from exports.rules.kinds import PERMISSIONS, Kind, NotYet, OnlyPrinted, Order
from exports.rules.papers import Paper, Stamp
from exports.rules.stamps import Reference, Verdict
from kit import i18n
from kit.settings import settings
from volunteers import handovers
from volunteers.own_pairs import NAMED

_writing = asyncio.Semaphore(2)  # Word documents at once


class Checked(msgspec.Struct, frozen=True):
    """What a status page says of one code; `newest` is the release in force, None before the first."""

    reference: Reference
    verdict: Verdict
    newest: int | None


async def printed(actor: Actor, activity_id: UUID, order: Order, language: str) -> Printed:
    """Return the ordered paper as a PDF.

    Raises:
        NotAllowed, NoSuchActivity, NotYet, NoSuchPart
        TooBusy, TooSlow, TooLarge, Unprintable, NoFonts, TooManyBlocks
    """
    facts = await dossiers.gather(actor, activity_id, {order.kind})
    paper = write(facts, order, language)
    await _hand_over(actor, facts, order)
    result = await documents.printed(paper, language)
    await prints.remember(paper, language, result)
    return result


async def worded(actor: Actor, activity_id: UUID, order: Order, language: str) -> bytes:
    """Return the ordered paper as a Word document, for campuses that go on writing in it.

    Raises:
        NotAllowed, NoSuchActivity, NotYet, NoSuchPart
        OnlyPrinted: this paper is signed or carried, never edited.
        TooLongForWord
    """
    facts = await dossiers.gather(actor, activity_id, {order.kind})
    with i18n.speaking(language):
        document = word_rules.document(filled.paper(facts, order))
    if document is None:
        raise OnlyPrinted
    async with _writing:
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


async def _hand_over(actor: Actor, facts: Facts, order: Order) -> None:
    """Write down to whom a paper tells of volunteers, before it is printed (A5, V13)."""
    if order.kind not in (Kind.PAIRS, Kind.VOLUNTEER_LIST):
        return
    handed = volunteers.handed_to(facts, order.part)
    if handed is None:
        return
    rows, purpose = handed.rows, handovers.LIST
    if order.kind is Kind.PAIRS:
        paired = {
            one.application
            for one in facts.pairs
            if len(facts.handed) == 1 or one.participant in handed.own
        }
        paired |= {
            one.application
            for one in facts.different.rows
            if one.application and one.pair in {pair.id for pair in facts.pairs}
        }
        rows, purpose = handed.some(paired, NAMED), handovers.PAIRS
    await handovers.note(actor, facts.activity.id, handed.partner, rows, purpose)


async def _said_now(activity: Activity, reference: Reference) -> set[str]:
    """Return what all papers of this kind say now; a role that sees less has a paper of its own."""
    said = set()
    for facts in await _every_view(activity, reference.kind):
        for order in filled.orders(facts, reference.kind):
            with i18n.speaking(reference.language):
                try:
                    paper = filled.paper(facts, order)
                except NotYet:
                    continue
            said.add(stamps.content(papers.fingerprint(paper, reference.language)))
    return said


async def _every_view(activity: Activity, kind: Kind) -> list[Facts]:
    """Return what the roles see that may print this kind of paper, each view once."""
    views: list[Facts] = []
    for role in Role:
        reader = in_house(activity.organization, role)
        if reader.may(PERMISSIONS[kind]):
            facts = await dossiers.gather(reader, activity.id, {kind})
            if facts not in views:
                views.append(facts)
    return views


def _key() -> bytes:
    return settings().secret_key.encode()
