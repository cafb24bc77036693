"""How far the people of an activity have come, in numbers only: for menus and overviews."""

import msgspec

from accounts.rules.permissions import Actor, Permission
from events.rules.activities import Activity
from volunteers.rules.applications import HOLDING
from volunteers.rules.pairs import LIVE_PAIRS
from volunteers.rules.training import Answer
from volunteers.tables import applications

# One statement, because every page of an activity asks it.
_COUNTS = """
SELECT
  (SELECT quota FROM recruitment WHERE activity = {} AND published_at IS NOT NULL) AS places,
  (SELECT count(*) FROM application WHERE activity = {} AND status = ANY({})) AS taken,
  (SELECT count(*) FROM training_session WHERE activity = {} AND cancelled_at IS NULL) AS sessions,
  (SELECT count(DISTINCT attendance.application)
     FROM attendance JOIN training_session ON attendance.session = training_session.id
     JOIN application ON attendance.application = application.id
    WHERE training_session.activity = {} AND training_session.cancelled_at IS NULL
      AND application.status = ANY({})
      AND (attendance.answer = {} OR attendance.presence IN ('present', 'late'))) AS coming,
  (SELECT count(*) FROM participant WHERE activity = {}) AS children,
  (SELECT count(*) FROM pair WHERE activity = {} AND status = ANY({})) AS paired,
  (EXISTS (SELECT FROM obligation WHERE activity = {} AND unit_kind = 'pair')
    OR EXISTS (SELECT FROM post WHERE activity = {} AND name ~* {})) AS in_pairs
"""
ONE_TO_ONE = (
    "一对一|一帮一|结对|one[- ]to[- ]one|buddy"  # how a post is called that is half of a pair
)


class Progress(msgspec.Struct, frozen=True):
    """`places` is None until the call is published; `coming` counts those who confirmed a training.

    `in_pairs` says that the plan speaks of pairs: in a promise or in a post.
    """

    places: int | None = None
    taken: int = 0
    sessions: int = 0
    coming: int = 0
    children: int = 0
    paired: int = 0
    in_pairs: bool = False


async def of(actor: Actor, activity: Activity) -> Progress:
    """Return the numbers for an activity the actor has been let in to, as far as the role may see."""
    if not actor.may(Permission.SEE_VOLUNTEERS):
        return Progress()
    here, holding, live = activity.id, list(HOLDING), list(LIVE_PAIRS)
    rows = await applications.Application.raw(
        _COUNTS,
        *(here, here, holding, here, here, holding, Answer.COMING.value),
        *(here, here, live, here, here, ONE_TO_ONE),
    )
    counted = msgspec.convert(rows[0], Progress)
    if actor.may(Permission.SEE_PAIRS):
        return counted
    return msgspec.structs.replace(counted, children=0, paired=0)
