"""What one tap mends in a budget line: enough for everybody, and which number is the price."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect

from accounts.rules.permissions import Actor, Permission
from budget import lines, stated
from budget.rules.ledger import PriceFactor
from budget.rules.money import number, plain
from events import activities
from events.rules.findings import FIXED_ALREADY
from kit import forms, pages
from kit.i18n import N_, gettext
from kit.policy import Policy


class Which(msgspec.Struct, frozen=True):
    price_factor: PriceFactor


class Taken(msgspec.Struct, frozen=True):
    """Which amount is right, in minor units; without one, the one that is worked out."""

    take: int | None = None


class Stated(msgspec.Struct, frozen=True):
    """Which total was on the page, in minor units."""

    written: int


class MendingPages(Controller):
    path = "/a/{activity_id:uuid}/budget/lines/{line_id:uuid}"

    @post("/heads", name="budget.fit", policy=Policy.MEMBER)
    async def fit_heads(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        line_id: FromPath[UUID],
    ) -> Redirect:
        here = f"/a/{activity_id}/budget"
        fitted = await lines.fit_heads(actor, activity_id, line_id)
        if fitted is None:
            return pages.redirect(f"{here}#line-{line_id}", FIXED_ALREADY)
        return pages.redirect(
            f"{here}#line-{line_id}",
            N_("This line is enough for everybody now."),
            undo=f"{here}/lines/{line_id}/heads/back?was={plain(fitted.quantity)}",
        )

    @post("/heads/back", name="budget.unfit", policy=Policy.MEMBER)
    async def unfit_heads(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        line_id: FromPath[UUID],
        was: FromQuery[str] = "",
    ) -> Redirect:
        actor.must(Permission.CHANGE_BUDGET)
        await activities.find(actor, activity_id)  # strangers are told nothing, not what is wrong
        await lines.unfit_heads(actor, activity_id, line_id, _quantity(was))
        return pages.redirect(f"/a/{activity_id}/budget#line-{line_id}", N_("Taken back."))

    @post("/price", name="budget.price", policy=Policy.MEMBER)
    async def set_price(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        line_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        here, which = f"/a/{activity_id}/budget", forms.parse(Which, data).price_factor
        if not await lines.set_price_factor(actor, activity_id, line_id, which):
            return pages.redirect(f"{here}#line-{line_id}", FIXED_ALREADY)
        undo = f"{here}/lines/{line_id}/price/back"
        return pages.redirect(f"{here}#line-{line_id}", N_("Saved."), undo=undo)

    @post("/price/back", name="budget.unprice", policy=Policy.MEMBER)
    async def forget_price(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        line_id: FromPath[UUID],
    ) -> Redirect:
        await lines.set_price_factor(actor, activity_id, line_id, PriceFactor.UNKNOWN)
        return pages.redirect(f"/a/{activity_id}/budget#line-{line_id}", N_("Taken back."))

    @post("/settle", name="budget.settle", policy=Policy.MEMBER)
    async def settle(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        line_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        actor.must(Permission.CHANGE_BUDGET)
        await activities.find(actor, activity_id)  # strangers are told nothing, not what is wrong
        take = forms.parse(Taken, data).take
        settled = await lines.settle(actor, activity_id, line_id, take=take)
        said = N_("Saved.") if settled else FIXED_ALREADY
        return pages.redirect(f"/a/{activity_id}/budget#line-{line_id}", said)


class TotalMending(Controller):
    path = "/a/{activity_id:uuid}/budget/total"

    @post(name="budget.total", policy=Policy.MEMBER)
    async def drop(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        """Leave the total to the lines: the words that state another one go."""
        actor.must(Permission.CHANGE_BUDGET)
        await activities.find(actor, activity_id)  # strangers are told nothing, not what is wrong
        written = forms.parse(Stated, data).written
        dropped = await stated.drop_total(actor, activity_id, written)
        said = N_("The total in the text is gone; the lines say it.") if dropped else FIXED_ALREADY
        return pages.redirect(f"/a/{activity_id}/budget", said)


def _quantity(typed: str) -> Decimal:
    """Return how many it was before.

    Raises:
        WrongForm: the address of the button was changed by hand.
    """
    try:
        quantity = number(typed)
    except ValueError:
        quantity = None
    if quantity is None:
        raise forms.WrongForm({"was": gettext("Please enter a number.")})
    return quantity
