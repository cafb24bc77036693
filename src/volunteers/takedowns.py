"""Takedowns: pictures whose consent has ended come down within 72 hours; somebody is told to do it (V20)."""

from uuid import UUID

from accounts import organizations
from events import activities, tasks
from events.findings import today
from kit import i18n
from kit.i18n import N_, gettext
from volunteers.rules.consent import Withdrawal
from volunteers.rules.participants import Consent, ConsentState
from volunteers.rules.terms import PICTURES, TAKEN_DOWN_WITHIN

KEY = "takedown"
TITLE = N_("Take down pictures whose consent has ended: the page of consents says which")


async def consent_ended(withdrawal: Withdrawal) -> None:
    """Put the task on the planners' list, in the same transaction; it names nobody."""
    if withdrawal.purpose not in PICTURES:
        return
    activity = await activities.anywhere(withdrawal.activity_id)
    with i18n.speaking((await organizations.publisher(activity.organization)).locale):
        title = gettext(TITLE)
    await tasks.remind(activity, KEY, title, today(activity) + TAKEN_DOWN_WITHIN)


def ended(consents: list[Consent]) -> dict[UUID, list[Consent]]:
    """Return whose pictures must not be shown any more, and for which uses."""
    found: dict[UUID, list[Consent]] = {}
    for one in consents:
        if one.purpose in PICTURES and one.state in (ConsentState.WITHDRAWN, ConsentState.EXPIRED):
            found.setdefault(one.participant, []).append(one)
    return found
