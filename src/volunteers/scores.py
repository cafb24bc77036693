"""The table of all scores, and the way from one application to the next."""

from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor, Permission
from kit import database
from volunteers import reviews
from volunteers.reviews import OPEN, Score
from volunteers.rules import reviews as rules
from volunteers.rules.applications import Application, ApplicationStatus, Recruitment
from volunteers.rules.reviews import Criterion
from volunteers.tables import applications as tables


class Overview(msgspec.Struct, frozen=True):
    """Everybody under review, the best first, those whose score is not known yet last."""

    call: Recruitment
    criteria: tuple[Criterion, ...]
    scores: tuple[Score, ...]

    @property
    def own(self) -> int:
        return sum(1 for one in self.scores if one.own is not None)

    @property
    def complete(self) -> int:
        return sum(1 for one in self.scores if one.complete)


async def table(actor: Actor, activity_id: UUID) -> Overview:
    """Return everybody with their scores, as far as this reviewer may see them.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication: there is no call.
    """
    actor.must(Permission.REVIEW_APPLICATIONS)
    activity, call = await reviews.call_of(actor, activity_id)
    a = tables.Application
    rows = (
        await a.select()
        .where(a.activity == activity.id, a.status != ApplicationStatus.WITHDRAWN)
        .order_by(a.number)
    )
    given = await reviews.given(activity, call)
    scores = [
        reviews.score(actor, call, one, given.get(one.id, []))
        for one in database.facts(Application, rows)
    ]
    scores.sort(key=lambda s: (s.mean is None, -(s.mean or 0), s.application.number))
    return Overview(call, rules.criteria(call), tuple(scores))


async def next_number(actor: Actor, activity_id: UUID, after: int = 0) -> int | None:
    """Return the number of the next application this reviewer may give points to, None at the end.

    It goes round: after the last one come those that were left out before.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication
    """
    scores = (await table(actor, activity_id)).scores
    open_ones = sorted(
        one.application.number
        for one in scores
        if one.application.status in OPEN and one.own is None and not one.complete
    )
    return next((n for n in open_ones if n > after), open_ones[0] if open_ones else None)
