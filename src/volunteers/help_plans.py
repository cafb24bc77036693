"""Help plans: what a pair does together and when, phase by phase, with what came of it."""

from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from kit import clock, database, forms
from volunteers import applications, pairs, participants, partners
from volunteers.rules.applications import Application
from volunteers.rules.help_plans import (
    MOST_PHASES,
    HelpPlan,
    NewPhase,
    NewPlan,
    NewResult,
    NoSuchPhase,
    NotBesideThemselves,
    PairHasEnded,
    PairPartner,
    PartnerRole,
    Phase,
    PlanChanged,
    TooManyPhases,
    wrong_fields,
)
from volunteers.rules.pairs import LIVE_PAIRS, NoSuchPair, Pair
from volunteers.tables import support as tables


class Planned(msgspec.Struct, frozen=True):
    """A pair's plan with its phases in order, and who belongs to the pair besides the helper."""

    plan: HelpPlan
    phases: tuple[Phase, ...]
    partners: tuple[PairPartner, ...]

    def partner(self, role: PartnerRole) -> PairPartner | None:
        return next((one for one in self.partners if one.role is role), None)


async def of_pair(actor: Actor, activity_id: UUID, pair_id: UUID) -> Planned:
    """Return what a pair plans; one that nobody has written yet is blank.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPair
    """
    return await _of((await pairs.find(actor, activity_id, pair_id)).id)


async def own(holder: Holder) -> Planned:
    """Return the plan of the volunteer's own pair.

    Raises:
        NoSuchApplication, NoSuchPair: they have none that they may know of now (§6.3).
    """
    return await _of((await _own_pair(holder)).id)


async def of_volunteer(holder: Holder, application: Application) -> dict[str, Any]:
    """Return what the volunteer's own page shows: the plan of the pair they may know of now."""
    pair = await partners.known_pair(holder, application)
    planned = await _of(pair.id) if pair else None
    return {"help_plan": planned if planned and planned.phases else None}


async def write(actor: Actor, activity_id: UUID, pair_id: UUID, version: int, new: NewPlan) -> None:
    """Save when a pair meets and what it does.

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, NoSuchPair, PairHasEnded, PlanChanged
    """
    _refuse_wrong(new)
    async with database.transaction():
        pair = await _changing(actor, activity_id, pair_id)
        await _save(pair.id, version, new)
        await traces.leave(actor, "help_plan.written", pair.id, activity_id=activity_id)


async def add_phase(actor: Actor, activity_id: UUID, pair_id: UUID, new: NewPhase) -> UUID:
    """Put a phase into the plan, by its day, and return its id.

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, NoSuchPair, PairHasEnded, TooManyPhases
    """
    _refuse_wrong(new)
    h, phase_id = tables.HelpPhase, uuid4()
    async with database.transaction():
        pair = await _changing(actor, activity_id, pair_id)
        plan_id = await _plan(pair.id)
        count = await h.count().where(h.plan == plan_id)
        if count >= MOST_PHASES:
            raise TooManyPhases(most=MOST_PHASES)
        await h.insert(
            h(id=phase_id, plan=plan_id, until=new.until, aim=new.aim.strip(), position=count)
        )
        await traces.leave(actor, "help_plan.phase", pair.id, activity_id=activity_id)
    return phase_id


async def remove_phase(actor: Actor, activity_id: UUID, pair_id: UUID, phase_id: UUID) -> None:
    """Take a phase out of the plan.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPair, PairHasEnded, NoSuchPhase
    """
    h = tables.HelpPhase
    async with database.transaction():
        pair = await _changing(actor, activity_id, pair_id)
        gone = await h.delete().where(h.id == phase_id, h.plan.pair == pair.id).returning(h.id)
        if not gone:
            raise NoSuchPhase
        await traces.leave(actor, "help_plan.phase_removed", pair.id, activity_id=activity_id)


async def note_result(
    actor: Actor, activity_id: UUID, pair_id: UUID, phase_id: UUID, new: NewResult
) -> None:
    """Write what came of a phase, today.

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, NoSuchPair, PairHasEnded, NoSuchPhase, PlanChanged
    """
    _refuse_wrong(new)
    async with database.transaction():
        pair = await _changing(actor, activity_id, pair_id)
        activity = await activities.find(actor, activity_id)
        await _note(pair.id, phase_id, new, today(activity))
        await traces.leave(actor, "help_plan.result", pair.id, activity_id=activity_id)


async def note_own_result(holder: Holder, phase_id: UUID, new: NewResult) -> None:
    """The volunteer writes what came of a phase of their own pair.

    Raises:
        WrongForm, NoSuchApplication, NoSuchPair, NoSuchPhase, PlanChanged
    """
    _refuse_wrong(new)
    async with database.transaction():
        pair = await _own_pair(holder)
        activity = await activities.of(holder.organization_id, pair.activity)
        await _note(pair.id, phase_id, new, today(activity))
        await traces.leave(holder, "help_plan.result", pair.id, activity_id=pair.activity)


async def choose_partner(
    actor: Actor, activity_id: UUID, pair_id: UUID, role: PartnerRole, chosen: str
) -> None:
    """Say who belongs to a pair besides the helper; a blank leaves the role free.

    A child who learns along is one of the activity's participants, a lead teacher a name.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPair, PairHasEnded, NoSuchParticipant, NotBesideThemselves
    """
    p = tables.PairPartner
    async with database.transaction():
        pair = await _changing(actor, activity_id, pair_id)
        await p.delete().where(p.pair == pair.id, p.role == role)
        values: dict[str, Any] = {"name": " ".join(chosen.split())[:60]}
        if role is PartnerRole.PEER_HELPER and chosen:
            child = await participants.find(actor, activity_id, UUID(chosen))
            if child.id == pair.participant:
                raise NotBesideThemselves
            values = {"participant": child.id}
        if chosen.strip():
            await p.insert(p(id=uuid4(), pair=pair.id, role=role, **values))
        await traces.leave(
            actor, "pair.partner", pair.id, activity_id=activity_id, details=role.value
        )


async def _of(pair_id: UUID) -> Planned:
    p, h, s = tables.HelpPlan, tables.HelpPhase, tables.PairPartner
    row = await p.select().where(p.pair == pair_id).first()
    plan = database.fact(HelpPlan, row) if row else HelpPlan(id=pair_id, pair=pair_id)
    phases = await h.select().where(h.plan.pair == pair_id).order_by(h.until, h.position)
    partners = await s.select(
        s.role, s.participant, s.name, s.participant.codename.as_alias("codename")
    ).where(s.pair == pair_id)
    named = [row | {"codename": row["codename"] or ""} for row in partners]
    return Planned(
        plan, tuple(database.facts(Phase, phases)), tuple(database.facts(PairPartner, named))
    )


async def _changing(actor: Actor, activity_id: UUID, pair_id: UUID) -> Pair:
    actor.must(Permission.CHANGE_PAIRS)
    pair = await pairs.find(actor, activity_id, pair_id, lock=True)
    if pair.status not in LIVE_PAIRS:
        raise PairHasEnded
    return pair


async def _own_pair(holder: Holder) -> Pair:
    me = await applications.of_link(holder)
    pair = await partners.known_pair(holder, me)
    if pair is None:
        raise NoSuchPair
    return pair


async def _plan(pair_id: UUID) -> UUID:
    """Return the id of a pair's plan, made if need be."""
    p = tables.HelpPlan
    await p.insert(p(id=uuid4(), pair=pair_id, updated_at=clock.now())).on_conflict(
        target=p.pair, action="DO NOTHING"
    )
    [row] = await p.select(p.id).where(p.pair == pair_id)
    return UUID(str(row["id"]))


async def _save(pair_id: UUID, version: int, new: NewPlan) -> None:
    p = tables.HelpPlan
    plan_id = await _plan(pair_id)
    saved = (
        await p.update(
            {
                p.time: new.time.strip(),
                p.content: new.content.strip(),
                p.version: p.version + 1,
                p.updated_at: clock.now(),
            }
        )
        .where(p.id == plan_id, p.version == max(version, 1))
        .returning(p.id)
    )
    if not saved:
        raise PlanChanged


async def _note(pair_id: UUID, phase_id: UUID, new: NewResult, on: Any) -> None:
    h = tables.HelpPhase
    if not await h.exists().where(h.id == phase_id, h.plan.pair == pair_id):
        raise NoSuchPhase
    saved = (
        await h.update({h.result: new.result.strip(), h.done_on: on, h.version: h.version + 1})
        .where(h.id == phase_id, h.version == new.version)
        .returning(h.id)
    )
    if not saved:
        raise PlanChanged


def _refuse_wrong(new: NewPlan | NewPhase | NewResult) -> None:
    if wrong := wrong_fields(new):
        raise forms.WrongForm(wrong)
