"""One pair: why it is as it is, the school's word for it, its lock, its group and its end."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, findings
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import boards, explanations, groups, pairing_rules, pairs, partings
from volunteers.pages.pairs import LOW, PartnersWord
from volunteers.rearrangements import BEGUN
from volunteers.rules import fits
from volunteers.rules.belonging import PinnedTogether
from volunteers.rules.exclusions import WHY_NEVER
from volunteers.rules.groups import GroupTooSmall
from volunteers.rules.pairing_rules import PairingRules
from volunteers.rules.pairs import (
    ENDED_BECAUSE,
    LIVE_PAIRS,
    STATUS_NAMES,
    CannotBePaired,
    NoSuchGroup,
    NotInTheFuture,
    Pair,
    PairChanged,
    PairIsLocked,
    WhyMissing,
    school_year,
)


class Wanted(msgspec.Struct, frozen=True):
    """What a form of this page may carry: the version it was written for, and the words with it."""

    version: int = 0
    reason: str = ""


class Chosen(msgspec.Struct, frozen=True):
    """Which group a pair is to go with."""

    group: UUID


class OnePairPages(Controller):
    path = "/a/{activity_id:uuid}/pairs/{pair_id:uuid}"

    @get(name="pair", policy=Policy.MEMBER)
    async def show(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], pair_id: FromPath[UUID]
    ) -> Template:
        return await _page(actor, activity_id, pair_id)

    @post("/confirm", name="pair.confirm", policy=Policy.MEMBER)
    async def confirm(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        pair_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await pairs.confirm(actor, activity_id, pair_id, forms.parse(PartnersWord, data).on)
        except (forms.WrongForm, PairChanged, CannotBePaired, NotInTheFuture) as refusal:
            return await _page(actor, activity_id, pair_id, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/pairs", N_("Confirmed."))

    @post("/lock", name="pair.lock", policy=Policy.MEMBER)
    async def lock(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        pair_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        return await _lock(actor, activity_id, pair_id, data, locked=True)

    @post("/unlock", name="pair.unlock", policy=Policy.MEMBER)
    async def unlock(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        pair_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        return await _lock(actor, activity_id, pair_id, data, locked=False)

    @post("/group", name="pair.group", policy=Policy.MEMBER)
    async def move(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        pair_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            chosen = forms.parse(Chosen, data).group
            step = await groups.move(actor, activity_id, pair_id, chosen)
        except (
            forms.WrongForm,
            NoSuchGroup,
            PairChanged,
            GroupTooSmall,
            PinnedTogether,
        ) as refusal:
            return await _page(actor, activity_id, pair_id, refusal=refusal, typed=data)
        here = f"/a/{activity_id}/pairs/groups"
        return pages.redirect(here, N_("Moved."), undo=f"{here}/undo/{step}")

    @post("/end", name="pair.end", policy=Policy.MEMBER)
    async def end(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        pair_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            wanted = forms.parse(Wanted, data)
            await partings.end(actor, activity_id, pair_id, wanted.version, wanted.reason)
        except WhyMissing as refusal:
            wrong = forms.WrongForm({"reason": str(refusal)})
            return await _page(actor, activity_id, pair_id, refusal=wrong, typed=data)
        except (forms.WrongForm, PairChanged, PairIsLocked) as refusal:
            return await _page(actor, activity_id, pair_id, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/pairs", N_("Undone. Both are free again."))


async def _lock(
    actor: Actor, activity_id: UUID, pair_id: UUID, data: dict[str, Any], *, locked: bool
) -> Template | Redirect:
    try:
        version = forms.parse(Wanted, data).version
        await pairs.lock(actor, activity_id, pair_id, version, locked=locked)
    except PairChanged as refusal:
        return await _page(actor, activity_id, pair_id, refusal=refusal)
    return pages.redirect(
        f"/a/{activity_id}/pairs/{pair_id}", N_("Locked.") if locked else N_("Unlocked.")
    )


async def _page(
    actor: Actor,
    activity_id: UUID,
    pair_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: Any = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    one = await boards.one(actor, activity_id, pair_id)
    known = await groups.of(activity.id)
    return await pages.page(
        "volunteers/pairs_one.html",
        actor,
        activity,
        current="pairs",
        refusal=refusal,
        typed=typed,
        one=one,
        why=await explanations.of_pair(actor, activity_id, one),
        live=one.pair.status in LIVE_PAIRS,
        begun=one.pair.status in BEGUN,
        why_never=WHY_NEVER,
        status=STATUS_NAMES[one.pair.status],
        alike=fits.alike(one.volunteer, one.participant),
        child_line=fits.about_child(one.participant, school_year(one.participant.grade)),
        reasons=_reasons(one.pair, await pairing_rules.of(activity.id)),
        ended_because=_because(one.pair),
        groups=[(str(group.id), group.name) for group in known],
        group=next((group.name for group in known if group.id == one.pair.group), ""),
        low=LOW,
        today=findings.today(activity),
        may_change=actor.may(Permission.CHANGE_PAIRS),
    )


def _reasons(pair: Pair, rules: PairingRules) -> list[tuple[str, float, str, str]]:
    """Return the bars of a pair: what each criterion gave, of what it could have given."""
    names = {criterion.value: name for criterion, name in fits.CRITERIA.items()}
    weights = msgspec.structs.asdict(rules.weights)
    whole = sum(weights.values())
    return [
        (
            gettext(names[reason.criterion]),
            reason.points * whole / (10 * weights[reason.criterion]),
            "",
            f"{round(reason.points / 10)} / {round(100 * weights[reason.criterion] / whole)}",
        )
        for reason in pair.reasons
        if weights.get(reason.criterion)
    ]


def _because(pair: Pair) -> str:
    """Say why a pair ended: in our words where the system ended it, else as somebody wrote it."""
    return (
        gettext(ENDED_BECAUSE.get(pair.end_reason, ""))
        if pair.end_reason in ENDED_BECAUSE
        else pair.end_reason
    )
