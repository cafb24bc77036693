"""The adults with the children: every space over the day, gaps first, and who could stand in (V15)."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import block_people
from events.rules.schedule import BlockChanged
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import coverage, coverage_findings, presences
from volunteers.coverage import Coverage
from volunteers.rules import coverage_bands
from volunteers.rules.spare_adults import POST_NAMES, CannotStandIn


class CoveragePages(Controller):
    path = "/a/{activity_id:uuid}/coverage"

    @get(name="coverage", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @post("/{block_id:uuid}/people", name="coverage.call_in", policy=Policy.MEMBER)
    async def call_in(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        block_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        here = f"/a/{activity_id}/coverage"
        try:
            block = await coverage.stand_in(actor, activity_id, block_id, forms.text(data, "who"))
        except (CannotStandIn, BlockChanged) as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        undo = ""
        if block:
            who = block_people.mark(block.people[-1])
            undo = f"{here}/{block_id}/people/{block.version}/undo?who={who}"
        return pages.redirect(
            here, N_("Called in. The run sheet names them in this block."), undo=undo
        )

    @post("/{block_id:uuid}/people/{stamp:int}/undo", name="coverage.undo", policy=Policy.MEMBER)
    async def undo(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        block_id: FromPath[UUID],
        stamp: FromPath[int],
        who: FromQuery[str] = "",
    ) -> Template | Redirect:
        try:
            await block_people.take_back(actor, activity_id, block_id, stamp, who)
        except BlockChanged as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return pages.redirect(f"/a/{activity_id}/coverage", N_("Taken out of the block again."))


async def _page(actor: Actor, activity_id: UUID, *, refusal: Refusal | None = None) -> Template:
    covered = await coverage.of(actor, activity_id)
    return await pages.page(
        "volunteers/coverage.html",
        actor,
        covered.activity,
        current="day",
        refusal=refusal,
        lacks=covered.lacks,
        names=covered.names,
        days=coverage_bands.by_day(
            covered.runs, covered.activity.zone, presences.without_children(covered.known)
        ),
        titles={one.id: one.title for one in covered.known.day.blocks},
        approved=len(covered.known.approved | covered.known.adults.named),
        early=covered.known.early,
        unconfirmed=_unconfirmed(covered),
        ratios=covered.known.adults.ratios,
        missing=len(covered.known.missing.helpers),
        alone=[one.codename for one in covered.alone if one not in covered.lost],
        lost=[one.codename for one in covered.lost],
        where=lambda space: coverage_findings.where(covered.known, space),
        span=lambda run: coverage_findings.span(covered.known, run.starts_at, run.ends_at),
        anchor=coverage_findings.anchor,
        post_names=POST_NAMES,
        may_call=actor.may(Permission.CHANGE_PLAN),
        may_place=actor.may(Permission.CHANGE_VOLUNTEERS),
    )


def _unconfirmed(covered: Coverage) -> list[str]:
    """Name who counts in an early plan by name alone, where it would not be covered without them."""
    sure = covered.known.adults.named | {str(one) for one in covered.known.adults.cleared}
    hanging = [run.adults - sure for run in covered.runs if len(run.adults & sure) < run.wanted]
    return sorted(covered.names[one] for one in frozenset[str]().union(*hanging))
