"""Reviewing: the table of all scores, and one application at a time, made for a phone."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor
from events import activities
from events.rules.activities import Changed
from kit import forms, i18n, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import reviews, scores
from volunteers.reviews import Given
from volunteers.rules import applications as applied
from volunteers.rules import reviews as rules


class Written(msgspec.Struct, frozen=True):
    version: int = 0
    comment: Annotated[str, msgspec.Meta(max_length=300)] = ""


class ReviewPages(Controller):
    path = "/a/{activity_id:uuid}/people/review"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="review")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        """Show who has which score, as far as this reviewer may know."""
        overview = await scores.table(actor, activity_id)
        activity = await activities.find(actor, activity_id)
        return await pages.page(
            "volunteers/people_review.html",
            actor,
            activity,
            current="people",
            overview=overview,
            call=overview.call,
            next_one=await scores.next_number(actor, activity_id),
            names={s: i18n.gettext(text) for s, text in applied.STATUS_NAMES.items()},
            here=f"/a/{activity_id}/people",
        )

    @get("/next", name="review.next")
    async def go_on(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        after: FromQuery[int] = 0,
    ) -> Redirect:
        """Lead to the next application that waits for this reviewer's points."""
        return await _next(actor, activity_id, after)

    @get("/{number:int}", name="review.one")
    async def show_one(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], number: FromPath[int]
    ) -> Template:
        return await _one(actor, activity_id, number)

    @post("/{number:int}", name="review.give")
    async def give(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        number: FromPath[int],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            written = forms.parse(Written, data)
            points = {name: forms.text(data, name) for name in data if name.startswith("points-")}
            given = Given(points, written.version, written.comment)
            await reviews.give(actor, activity_id, number, given)
        except (forms.WrongForm, Changed, rules.ScoredAlready, rules.NotUnderReview) as refusal:
            return await _one(actor, activity_id, number, refusal, data)
        return await _next(actor, activity_id, number, N_("Saved. Here is the next one."))


async def _next(actor: Actor, activity_id: UUID, after: int, said: str = "") -> Redirect:
    here = f"/a/{activity_id}/people/review"
    number = await scores.next_number(actor, activity_id, after)
    if number is None:
        return pages.redirect(here, N_("You have given points to everybody. Thank you!"))
    return pages.redirect(f"{here}/{number}", said)


async def _one(
    actor: Actor,
    activity_id: UUID,
    number: int,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    sheet = await reviews.sheet(actor, activity_id, number)
    activity = await activities.find(actor, activity_id)
    one = sheet.application
    ticked = (
        (N_("Free times"), one.free, applied.FREE_TIMES),
        (N_("Good at"), one.skills, applied.SKILLS),
        (N_("Likes"), one.interests, applied.INTERESTS),
        (N_("Speaks"), one.languages, applied.LANGUAGES),
    )
    return await pages.page(
        "volunteers/people_review_one.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        typed=typed if typed is not None else _own(sheet.own),
        sheet=sheet,
        call=sheet.call,
        one=one,
        said=[
            (i18n.gettext(label), [i18n.gettext(known.get(key, key)) for key in keys])
            for label, keys, known in ticked
            if keys
        ],
        open=one.status in reviews.OPEN
        and (sheet.own is not None or not rules.is_complete(sheet.given, sheet.call)),
        here=f"/a/{activity_id}/people",
    )


def _own(own: reviews.Review | None) -> dict[str, Any]:
    """Return one's own points as the form shows them."""
    if own is None:
        return {}
    return {f"points-{at}": str(p) for at, p in enumerate(own.points)} | {"comment": own.comment}
